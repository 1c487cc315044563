"""The languages that are shipped beside English: complete, with the same placeholders, and not left in English."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

import sites
from trustcenter.model.periods import parse_period
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reading.translations import Texts, english, load_texts, of_site, shipped
from trustcenter.reading.yaml_source import parse
from trustcenter.site import build

FOLDER = sites.REPO / "hooks/trustcenter/theme/texts"
SHIPPED = ("de", "es", "fr")
SAME = {
    "Markdown": "the name of a format",
    "PDF": "the name of a format",
    "JSON Feed": "the name of a format",
    "Data Privacy Framework": "the official name of the decision in every language",
    "BAA": "an agreement of United States law, which has no other name",
    "START": "a keyword that carriers require as it is",
}
"""English words that are the same in all languages, and why."""
SAME_IN = {
    "de": {
        "Version", "Version {number}", "Version {number}: {days}", "Name", "Optional", "Status", "Website", "Support",
        "Marketing",
    },
    "es": {"editorial", "Configurable", "Marketing", "configurable", "legal", "marketing", "verbal", "no"},
    "fr": {
        "Version", "Versions", "Version {number}", "version {number}", "{policy}, version {number}", "source", "Sources",
        "Menu", "Action", "Certifications", "Contact", "Contacts", "Description", "Exceptions", "Service", "Session",
        "Infrastructure", "Communications", "Marketing", "maximum", "maximum {period}", "Date", "Signature",
        "infrastructure", "communication", "communications", "marketing", "service", "verbal", "configurable", "Europe",
    },
}  # fmt: skip
"""English words that are words of the language too, with the same meaning."""


def file_of(language: str) -> bytes:
    return (FOLDER / f"{language}.yml").read_bytes()


def own(language: str) -> dict[str, object]:
    """The texts that the file of a language itself has, by key."""
    source, problems = parse(f"{language}.yml", file_of(language).decode())
    assert problems == []
    return {f"{group}.{name}": text for group, entries in source.value.items() for name, text in entries.items()}


def forms(text: object) -> dict[str, str]:
    return text if isinstance(text, dict) else {"": str(text)}


def texts_of(language: str) -> Texts:
    texts = shipped(language)
    assert texts is not None
    return texts


def test_every_shipped_file_is_tested():
    assert {path.stem for path in FOLDER.glob("*.yml")} == {"en", *SHIPPED}


@pytest.mark.parametrize("language", SHIPPED)
def test_no_text_is_missing(language):
    """A new text of `en.yml` needs a translation in the file of every language: the ones that lack are listed."""
    assert {key: english().texts[key] for key in english().texts.keys() - own(language).keys()} == {}
    assert texts_of(language).untranslated == frozenset()


@pytest.mark.parametrize("language", SHIPPED)
def test_no_text_is_left_over(language):
    """A text that was removed from `en.yml` is removed from every other language too."""
    assert own(language).keys() - english().texts.keys() == set()


@pytest.mark.parametrize("language", SHIPPED)
def test_placeholders_and_plural_forms_are_those_of_english(language):
    _, problems = load_texts({f"data/texts/{language}.yml": file_of(language)})
    assert [f"{problem.where}: {problem.message}" for problem in problems] == []
    for key, text in own(language).items():
        counted = isinstance(english().texts[key], dict)
        assert isinstance(text, dict) == counted, key
        assert not counted or {"one", "other"} <= text.keys(), key


def same_as_english(language: str, texts: dict[str, object]) -> Iterator[str]:
    """The keys whose texts are the English ones without being allowed to."""
    for key, text in texts.items():
        words = {*forms(text).values()} & {*forms(english().texts[key]).values()}
        spoken = {said for said in words if re.search(r"[^\W\d_]{2,}", re.sub(r"\{\w+\}", "", said))}
        if not key.startswith("date.") and spoken - SAME.keys() - SAME_IN[language]:
            yield key


@pytest.mark.parametrize("language", SHIPPED)
def test_no_text_is_the_english_one(language):
    assert [*same_as_english(language, own(language))] == []


@pytest.mark.parametrize("language", SHIPPED)
def test_texts_read_as_the_language_is_printed(language):
    for key, text in own(language).items():
        for said in forms(text).values():
            assert "<" not in said, key
            assert said.strip() == said, key
            assert said, key
            assert not re.search("['\"]", said) or key.startswith("date."), (
                f"{key}: the quotation marks of the language"
            )
            if language == "fr":
                assert not re.search("[^\u00a0]:(?!//)|[^\u202f][;?!]|«[^\u00a0]|[^\u00a0]»", said), f"{key}: spaces"


# What they become --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "day", "month", "periods", "country"),
    [
        ("de", "9. März 2026", "März 2026", ["1 Tag", "5-7 Werktage", "1 Jahr"], "Deutschland"),
        ("es", "9 de marzo de 2026", "mar 2026", ["1 día", "5-7 días hábiles", "1 año"], "Alemania"),
        ("fr", "9 mars 2026", "mars 2026", ["1 jour", "5-7 jours ouvrés", "1 an"], "Allemagne"),
    ],
)
def test_days_periods_and_countries_are_those_of_the_language(language, day, month, periods, country):
    t = texts_of(language)
    assert (t.day(date(2026, 3, 9)), t.month(date(2026, 3, 9)), t.country("DE")) == (day, month, country)
    assert [t.period(parse_period(written)) for written in ("1 day", "5-7 business days", "1 year")] == periods


@pytest.mark.parametrize(("region", "language"), [("fr-CA", "fr"), ("de-AT", "de"), ("es-419", "es")])
def test_a_region_has_the_texts_of_its_language(region, language):
    t = of_site(region, {})
    assert (t.language, t.page, t.untranslated) == (region, "", frozenset())
    assert t.texts == texts_of(language).texts


def test_the_own_texts_of_a_company_override_the_shipped_ones_also_in_a_region():
    found, problems = load_texts({"data/texts/fr.yml": b"home:\n  key_facts: Les faits\n"})
    assert problems == []
    for region in ("fr", "fr-CA"):
        t = of_site(region, found)
        assert (t.plain("home.key_facts"), t.plain("home.menu"), t.language) == ("Les faits", "Accueil", region)


def test_a_region_of_english_keeps_english():
    assert of_site("en-GB", {}) is english()


def test_a_shipped_language_is_no_message(tmp_path):
    settings = SiteSettings(language="de")
    assert build._untranslated(settings.language, of_site(settings.language, {})) == []
