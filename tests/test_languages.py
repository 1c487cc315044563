"""Languages: that of a policy, those of the texts of the interface, their directions, and one form of dates on a page."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import sites
from trustcenter.disk import files
from trustcenter.model.languages import direction, has_right_to_left, wrong_language
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reading.translations import english, load_texts, of_site
from trustcenter.site import build

ARABIC = {
    "docs/policies/sms/index.md": "---\ntitle: شروط الرسائل (2)\nlang: ar\nsummary: نرسل القليل.\n---\n\n"
    "## من نحن\n\nأرسل STOP إلى +17087654406 في أي وقت.\n"
}
SOME_TEXTS = "data/texts/ar.yml"
SOME = {SOME_TEXTS: "date:\n  day: d MMMM y\ncommon:\n  version: الإصدار\n  version_of: '{policy}، الإصدار {number}'\n"}
DAY = date(2026, 2, 1)


@pytest.mark.parametrize("code", ["en", "de", "ar", "no", "pt-BR", "zh-Hant", "sr-Latn-RS", "es-419", "ckb"])
def test_a_language_that_exists_is_allowed(code):
    assert wrong_language(code) == ""


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("xx", "allowed: "), ("qq-DE", "allowed: "), ("und", "allowed: "), ("en-ZZ", "allowed: "), ("", "allowed: "),
        ("pt-br", "did you mean `pt-BR`?"), ("pt_BR", "did you mean `pt-BR`?"), ("AR", "did you mean `ar`?"),
        ("arabic", "did you mean `ar`?"), ("German", "did you mean `de`?"),
    ],
)  # fmt: skip
def test_a_language_that_does_not_exist_has_a_hint(code, hint):
    assert wrong_language(code).startswith(hint)


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("en", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("fa", "rtl"), ("ur", "rtl"), ("yi", "rtl"), ("ckb", "rtl"),
        ("pa", "ltr"), ("pa-PK", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("dv", "rtl"), ("zh-Hant", "ltr"),
    ],
)  # fmt: skip
def test_the_direction_is_that_of_the_script(code, written):
    assert direction(code) == written


def test_letters_from_the_right_are_known():
    assert [has_right_to_left(text) for text in ("abc (1)", "مرحبا", "a שלום", "Ω")] == [False, True, True, False]


# A code that is none is told at its place ----------------------------------------------------------------------------


def test_the_language_of_a_policy_must_exist(tmp_path):
    root = sites.small(tmp_path)
    sites.edit(root, "docs/policies/privacy/index.md", "title: Privacy policy\n", "title: Privacy policy\nlang: xx\n")
    [problem] = [one for one in sites.problems(root) if "language" in one.message]
    assert str(problem.where) == "docs/policies/privacy/index.md:3:7"
    assert (problem.rule, problem.is_error) == ("bad-value", True)
    assert "pt-BR" in problem.hint


def test_the_language_of_the_site_must_exist():
    written = {"mkdocs.yml": b"site_name: x\ntheme:\n  name: material\n  language: arabic\n"}
    [problem] = [one for one in load(written).problems if "language" in one.message]
    assert (str(problem.where), problem.rule) == ("mkdocs.yml:4:13", "bad-value")
    assert "`ar`" in problem.hint


def test_a_file_of_texts_is_named_after_a_language_that_exists():
    _, problems = load_texts({"data/texts/xx.yml": b"home:\n  menu: Start\n"})
    assert [(str(one.where), one.rule, one.is_error) for one in problems if one.is_error] == [
        ("data/texts/xx.yml", "bad-value", True)
    ]


# The language of a policy is sealed ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def center(tmp_path_factory) -> Path:
    """A small center whose SMS terms are Arabic, and whose other policies do not say what they are."""
    return sites.published(tmp_path_factory.mktemp("arabic"), ARABIC)


def record(root: Path, policy: str) -> dict[str, Any]:
    return json.loads((root / f"docs/policies/{policy}/2026-01-05.json").read_bytes())


def test_the_language_is_sealed_with_the_record_and_left_out_where_nobody_says_it(center):
    assert record(center, "sms")["lang"] == "ar"
    assert "lang" not in record(center, "privacy")
    versions = load(files.read_tree(center)).archive.by_name
    assert [versions[name].lang for name in ("sms/2026-01-05", "privacy/2026-01-05")] == ["ar", ""]


def test_a_record_with_what_is_no_language_is_not_read(center):
    texts = files.read_tree(center)
    path = "docs/policies/sms/2026-01-05.json"
    broken = {**texts, path: texts[path].replace(b'"lang": "ar"', b'"lang": "\\"><script>"')}
    assert [problem.rule for problem in load(broken).problems if problem.where.file == path]


def test_a_language_alone_is_a_change_to_publish(tmp_path):
    root, order = sites.published(tmp_path), ("--class", "editorial", "--effective", "2026-02-01")
    assert "nothing" in sites.publish(root, *order, as_of="2026-02-01").output
    sites.edit(root, "docs/policies/privacy/index.md", "title: Privacy policy\n", "title: Privacy policy\nlang: en\n")
    sites.done(sites.publish(root, *order, as_of="2026-02-01"))
    [new] = (root / "docs/policies/privacy").glob("2026-02-*.json")
    assert json.loads(new.read_bytes())["lang"] == "en"


# Pages ---------------------------------------------------------------------------------------------------------------


def pages(texts: dict[str, bytes], language: str = "en") -> dict[str, Any]:
    """The trees of the generated pages by URL."""
    settings = SiteSettings(site_url="https://trust.example/", language=language)
    made = build.outputs(build.load(texts), DAY, settings)
    urls = [*made.pages, *made.framed]
    loaded = {url: made.page(url) if url in made.pages else made.framed[url].load().page for url in urls}
    return {url: html.fromstring(f"<article>{page.html}</article>") for url, page in loaded.items()}


def marked(element: Any) -> tuple[str | None, str | None]:
    return element.get("lang"), element.get("dir")


@pytest.fixture(scope="module")
def on_english(center) -> dict[str, Any]:
    return pages(files.read_tree(center))


@pytest.fixture(scope="module")
def on_arabic(center) -> dict[str, Any]:
    """The pages of an Arabic site of whose interface three texts are translated."""
    return pages({**files.read_tree(center), **{path: text.encode() for path, text in SOME.items()}}, "ar")


@pytest.mark.parametrize("url", ["policies/sms/", "policies/sms/2026-01-05/"])
def test_an_arabic_policy_on_an_english_site_says_so_and_turns_around(on_english, url):
    page = on_english[url]
    [title], [text], [short] = page.xpath("//h1"), page.find_class("tc-text"), page.xpath("//*[@class='tc-summary']/ul")
    assert [marked(part) for part in (title, text, short)] == [("ar", "rtl")] * 3
    [untold] = on_english[url.replace("sms", "privacy")].find_class("tc-text")
    assert marked(untold) == (None, "auto")


def test_its_title_within_an_english_sentence_keeps_its_direction_to_itself(on_english):
    title = "شروط الرسائل (2)"
    for url in ("", "changelog/", "timeline/", "as-of/"):
        named = [e for e in on_english[url].iter() if e.text == title and e.tag != "strong"]  # those are sealed
        assert {e.getparent().tag if e.tag == "a" else e.tag for e in named} <= {"bdi", "td", "h1"}, url
        assert named, url
    assert not list(on_english["policies/privacy/"].iter("bdi"))


def test_an_arabic_policy_on_an_arabic_site_needs_nothing(on_arabic):
    [text] = on_arabic["policies/sms/"].find_class("tc-text")
    assert marked(text) == (None, None)


def test_a_text_that_is_not_translated_says_that_it_is_english(on_arabic):
    page = on_arabic["policies/privacy/"]
    [labels] = [list(facts.iter("dt")) for facts in page.find_class("tc-facts")]
    assert labels[0].text == "الإصدار"
    assert [marked(label[0]) for label in labels[1:]] == [("en", "ltr")] * (len(labels) - 1)
    [as_of] = page.find_class("tc-as-of")
    assert marked(as_of[0]) == ("en", "ltr")
    [when] = as_of.iter("time")
    assert (when.text, *marked(when)) == ("1 فبراير 2026", "ar", "rtl")


def test_what_is_put_into_an_arabic_text_keeps_its_direction_to_itself(on_arabic):
    told = [e for e in on_arabic["timeline/"].iter("a") if "الإصدار" in "".join(e.itertext())]
    assert told
    assert all(e.find("bdi") is not None for e in told)


def test_attributes_and_drawings_hold_text_alone(on_arabic):
    for url, page in on_arabic.items():
        for name in ("aria-label", "data-label", "title", "placeholder", "alt"):
            assert [value for value in page.xpath(f"//@{name}") if "<" in value] == [], url
        assert page.xpath("//title/* | //desc/* | //option/*") == [], url


def titles_of_menu(entries: Any) -> set[str]:
    return {title for title, _ in entries} | {
        inner for _, below in entries if not isinstance(below, str) for inner in titles_of_menu(below)
    }


def outputs(texts: dict[str, bytes], language: str, own: dict[str, str]) -> build.Outputs:
    settings = SiteSettings(site_url="https://trust.example/", language=language)
    return build.outputs(build.load({**texts, **{path: text.encode() for path, text in own.items()}}), DAY, settings)


def test_the_menu_marks_titles_that_are_not_translated_and_policies_in_another_language(center):
    made = outputs(files.read_tree(center), "ar", {SOME_TEXTS: "notices:\n  title: الإشعارات\n"})
    english_title = ' lang="en" dir="ltr"'
    titles = titles_of_menu(made.navigation)
    assert {"الإشعارات", "Changelog", "Home", "Policies", "شروط الرسائل (2)"} <= titles
    assert {title: made.spoken.get(title, "") for title in ("الإشعارات", "Changelog", "Home", "Policies")} == {
        "الإشعارات": "", "Changelog": english_title, "Home": english_title, "Policies": english_title,
    }  # fmt: skip
    assert made.spoken.keys() <= titles | {"Drafts"}
    assert outputs(files.read_tree(center), "en", {}).spoken == {"شروط الرسائل (2)": ' lang="ar" dir="rtl"'}


def test_the_menu_of_a_shipped_language_has_no_english_title(center):
    made = outputs(files.read_tree(center), "de", {})
    assert {"Startseite", "Änderungsverlauf"} <= titles_of_menu(made.navigation)
    assert made.spoken == {"شروط الرسائل (2)": ' lang="ar" dir="rtl"'}


def test_the_data_of_policies_names_the_language_of_a_text_that_says_it(center):
    made = outputs(files.read_tree(center), "en", {})
    by_id = {policy["id"]: policy["in_effect"] for policy in json.loads(made.files["api/policies.json"])["policies"]}
    assert by_id["sms"]["lang"] == "ar"
    assert "lang" not in by_id["privacy"]


def test_where_nothing_is_translated_every_text_is_english_and_so_are_the_days(center):
    page = pages(files.read_tree(center), "ar")["policies/privacy/"]
    [as_of] = page.find_class("tc-as-of")
    assert marked(as_of[0]) == ("en", "ltr")
    assert as_of.text_content().strip() == "As of 1 February 2026."


def test_pages_in_another_form_of_english_are_not_marked():
    assert of_site("en-GB", {}) is english()
    [own] = load_texts({"data/texts/en-GB.yml": b"date:\n  day: d MMM y\n"})[0].values()
    assert own.untranslated == frozenset()


# Dates ---------------------------------------------------------------------------------------------------------------

MORE = {
    "data/certifications.yml": "- {id: soc, label: SOC 2, status: held, issued: 2025-03-01, expires: 2027-02-28}\n",
    "data/deliveries.yml": "[]\n",
}
USUAL = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b"
    r"|\b\d{4}-\d\d-\d\d\b"
)
SEALED = "tc-text", "tc-typed", "tc-summary"
"""What was written at publishing stays as it is."""


def seen(page: Any) -> str:
    """What a page shows or has read aloud beside what is sealed."""
    for name in SEALED:
        for part in page.find_class(name):
            part.drop_tree()
    for part in page.xpath("//code | //script"):
        part.drop_tree()
    said = " ".join([*page.itertext(), *page.xpath("//@aria-label | //@data-label")])
    return re.sub(r"\S*[/#?=]\S*", "", said)  # an address is written as it is


@pytest.mark.parametrize(
    ("language", "own", "example"),
    [
        ("en", {"data/texts/en.yml": "date:\n  day: MMMM d, y\n"}, "January 5, 2026"),
        ("ar", SOME, "5 يناير 2026"),
        ("de", {"data/texts/de.yml": "common:\n  version: Version\n"}, "5. Januar 2026"),
    ],
)
def test_no_page_mixes_two_forms_of_dates(tmp_path, language, own, example):
    root = sites.published(tmp_path, {**MORE, "docs/policies/privacy/index.md": _PRIVACY})
    sites.edit(root, "data/retention.yml", "90 days", "60 days")
    sites.done(sites.publish(root, "privacy", "--class", "material", "--effective", "2026-04-01", as_of="2026-01-20"))
    made = pages({**files.read_tree(root), **{path: text.encode() for path, text in own.items()}}, language)
    shown = {url: seen(page) for url, page in made.items()}
    assert {url: USUAL.findall(text) for url, text in shown.items() if USUAL.search(text)} == {}
    assert sum(example in text for text in shown.values()) > 8


_PRIVACY = sites.SMALL["docs/policies/privacy/index.md"] + "\n## Certificates\n\n{{ certifications.table() }}\n"


def test_a_script_writes_days_as_the_page_does(on_arabic):
    [box] = on_arabic["as-of/"].find_class("tc-day")
    assert (box.get("data-lang"), box.get("data-pattern")) == ("ar", "d MMMM y")
    t = replace(english(), language="pt", untranslated=frozenset(english().texts))
    assert t.day_form == "d 'de' MMMM 'de' y"
