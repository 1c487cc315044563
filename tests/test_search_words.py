"""Words by which people search for a policy or a section that says it in other words."""

import pytest

from trustcenter.site.search_words import SearchWords, _names

WORDS = SearchWords({"policies/dpa/": ("dpa",)}, ("SOC 2 Type II",))


@pytest.mark.parametrize(
    ("policy", "title", "names"),
    [
        ("dpa", "Data processing agreement", ("dpa",)),
        ("data-processing", "Data processing addendum", ("dpa",)),
        ("subprocessors", "Subprocessors", ()),
        ("privacy", "Privacy policy", ()),
        ("terms", "Terms of service", ("tos",)),
        ("vertrag", "Vereinbarung zur Auftragsverarbeitung", ("vertrag", "vza")),
    ],
)
def test_a_policy_is_found_by_its_id_and_by_its_initials(policy, title, names):
    assert _names(policy, title) == names


@pytest.mark.parametrize(
    ("location", "title", "word"),
    [
        ("policies/dpa/", "Data processing agreement", "dpa"),
        ("policies/privacy/#a", "Your rights", "delete"),
        ("policies/terms/#a", "How you stop messages", "unsubscribe"),
        ("policies/terms/#a", "Opting out", "unsubscribe"),
        ("policies/security/#a", "Security incidents", "breach"),
        ("policies/ai/#a", "Nobody trains models with your data", "training"),
        ("policies/security/#a", "Audits and certificates", "SOC 2 Type II"),
        ("#certifications", "Certifications", "SOC 2 Type II"),
    ],
)
def test_a_section_is_found_by_the_words_of_the_question(location, title, word):
    assert word in WORDS.of(location, title)


@pytest.mark.parametrize(
    ("location", "title"),
    [
        ("policies/privacy/#a", "Contact"),
        ("policies/security/#a", "If the services stop"),
        ("changelog/#a", "Your rights"),
        ("policies/privacy/", "Your rights"),
        ("policies/terms/#a", "Rights of third parties"),
    ],
)
def test_other_entries_get_no_words(location, title):
    assert WORDS.of(location, title) == ()
