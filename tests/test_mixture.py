"""Pages never mix languages silently: on a German site, nothing of the interface is English unless it says so by `lang`."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

import sites
from test_texts import GREEK, PIER, READ_ALOUD, RULES, VENDORS
from trustcenter.disk import files
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reading.translations import Texts, english, shipped
from trustcenter.site import build
from trustcenter.site.pages.added_words import translated

PRIVACY, LIST = "docs/policies/privacy/index.md", "data/subprocessors.yml"
OTHER_LANGUAGE = """
    //*[@lang and not(starts-with(@lang, 'de'))] | //*[contains(@class, 'tc-text')]
    | //script | //style | //template | //code
"""
"""What is in another language and says so, the texts of policies, and what nobody reads."""
SEALED = re.compile("Withdrawn: Λόγια|Postponed: Λόγια")
"""Titles that were written when their change was published."""


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    """A center whose own words are all Greek: an emergency, a withdrawal, a vendor that comes and one that leaves."""
    root = tmp_path_factory.mktemp("mixture")
    first = ("--class", "initial", "--effective", "2026-01-05")
    center = {**GREEK, "mkdocs.yml": GREEK["mkdocs.yml"].replace("language: ar", "language: de")}
    center |= {"data/retention.yml": RULES, LIST: VENDORS}
    sites.done(sites.publish(sites.small(root, center), *first, as_of="2026-01-05", title="Αρχή"))
    order = {
        "2026-02-01": ("Μήνυμα", PRIVACY, "Εμείς.", "Εμείς εδώ.", "material", "2026-03-20"),
        "2026-04-01": ("Πάροχος", LIST, VENDORS, VENDORS + PIER, "material", "2026-05-20"),
        "2026-06-01": ("Φωτιά", PRIVACY, "Εμείς εδώ.", "Εμείς εκεί.", "emergency", "2026-05-30"),
        "2026-09-01": ("Λόγια", PRIVACY, "εκεί.", "παντού.", "material", "2026-12-20"),
        "2026-09-02": ("Φεύγει", LIST, VENDORS + PIER, PIER, "minor", "2026-12-24"),
    }
    for on, (title, path, old, new, class_, effective) in order.items():
        sites.edit(root, path, old, new)
        reason = ("--reason", "Κάηκε.") if class_ == "emergency" else ()
        said = ("--class", class_, "--effective", effective, "--summary", "Σύνοψη", *reason)
        sites.done(sites.publish(root, *said, as_of=on, title=title))
        if title == "Λόγια":
            [change] = (root / "docs/changelog").glob(f"{on}-*.md")
            sites.done(sites.trustcenter(root, "withdraw", change.stem, "--reason", "Όχι.", "--as-of", on))
            sites.edit(root, path, new, old)
    return root


@pytest.fixture(scope="module")
def german(archive) -> build.Outputs:
    settings = SiteSettings(site_url="https://trust.example/", language="de", repo_url="https://github.com/a/b")
    return build.outputs(build.load(files.read_tree(archive)), sites.TODAY, settings)


def german_texts() -> Texts:
    texts = shipped("de")
    assert texts is not None
    return texts


def forms(text: Any) -> Mapping[str, str]:
    return text if isinstance(text, Mapping) else {"other": text}


def interface() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each English text that is another one in German, as a pattern in which anything stands for a placeholder."""
    texts = german_texts()
    german = {form.lower() for text in texts.texts.values() for form in forms(text).values()}
    for key, text in english().texts.items():
        own = forms(texts.texts[key])
        for form, said in forms(text).items():
            literal = re.split(r"\{\w+\}", said)
            is_german = said == own.get(form, own["other"]) or said.lower() in german
            if key.startswith("date.") or is_german or not re.search(r"[A-Za-z]{2,}", "".join(literal)):
                continue
            start, end = (r"(?<![\w-])" if literal[0] else "", r"(?![\w-])" if literal[-1] else "")
            yield key, re.compile(start + ".{1,60}?".join(map(re.escape, literal)) + end)


PATTERNS = tuple(interface())


def spoken(page: str) -> list[str]:
    """The texts that a page shows or has read aloud in its own language."""
    tree = html.fromstring(f"<article>{page}</article>")
    for gone in tree.xpath(OTHER_LANGUAGE):
        gone.drop_tree()
    said = [
        *tree.itertext(),
        *tree.xpath("|".join(f"//@{name}" for name in READ_ALOUD)),
        *tree.xpath("//meta/@content"),
    ]
    return [SEALED.sub("", " ".join(text.split())) for text in said if text.strip()]


def is_english(text: str) -> Iterator[str]:
    """The keys of the English texts that a text says."""
    yield from (key for key, pattern in PATTERNS if pattern.search(text))


def left_in_english(shown: Iterable[str]) -> list[str]:
    """The texts that say something of the interface in English, with the keys of what they say."""
    return [f"{text}: {', '.join(keys)}" for text in sorted(shown) if (keys := [*is_english(text)])]


def test_no_page_says_anything_of_the_interface_in_english(german):
    urls = [*german.pages, *german.framed]
    assert len(urls) > 40
    pages = {url: german.page(url) if url in german.pages else german.framed[url].load().page for url in urls}
    shown = {
        text for page in pages.values() for text in (*spoken(page.html), SEALED.sub("", page.title), *spoken(page.head))
    }
    assert len(shown) > 300
    assert left_in_english(shown) == []


def test_the_frame_the_menu_and_what_scripts_say_are_german(german):
    frame = build.frame(german)
    words = [*frame["words"].values(), *frame["plain"].values()]  # type: ignore[attr-defined]
    assert left_in_english(words) == []


def test_what_rendering_adds_to_a_text_is_german(german):
    added = re.compile(r'Link to this section|Back to reference|\[(?:inserted|deleted|moved)|class="tc-note">moved')
    urls = [*german.pages, *german.framed]
    pages = {url: german.page(url) if url in german.pages else german.framed[url].load().page for url in urls}
    assert {url: match[0] for url, page in pages.items() if (match := added.search(page.html))} == {}
    assert sum('title="Link zu diesem Abschnitt"' in page.html for page in pages.values()) > 5
    assert any('<span class="tc-sr">[eingefügt: </span>' in page.html for page in pages.values())


def test_notes_of_a_redline_and_footnotes_are_german():
    said = '<small class="tc-note">moved, and 30 → 90; “a &amp; b” inserted; “c” deleted</small>'
    said += '<a title="Back to reference 2 in the text"></a>'
    assert translated(said, german_texts()) == (
        '<small class="tc-note">verschoben, und 30 → 90; “a &amp; b” eingefügt; “c” gelöscht</small>'
        '<a title="Zurück zu Verweis 2 im Text"></a>'
    )
    assert translated(said, english()) == said


def test_feeds_the_calendar_and_the_list_for_machines_are_german(german):
    calendar = german.files["calendar.ics"].replace(b"\r\n ", b"").decode()
    feed = etree.fromstring(german.files["notices/feed.xml"])
    assert '<p lang="en">What changed:</p>' in "".join(feed.itertext())
    said = [*calendar.split("\r\n"), *(text for part in feed.itertext() for text in spoken(part))]
    said += german.files["llms.txt"].decode().splitlines()
    shown = {SEALED.sub("", text) for text in said}
    assert len(shown) > 60
    assert left_in_english(shown) == []
