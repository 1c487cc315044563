"""Policies in several languages: drafts, sealed texts, later translations, and what is wrong with any of them."""

import json
import posixpath
import re
from dataclasses import replace
from datetime import date

import pytest
from lxml import html

import sites
from trustcenter.disk.program_files import program_files
from trustcenter.importing import formats, other_language
from trustcenter.importing.input_file import NotImported
from trustcenter.markdown.to_html import Site
from trustcenter.publishing import redo, withdraw
from trustcenter.publishing.publish import Order, plan
from trustcenter.publishing.sealing import Refused, applied
from trustcenter.reading.center import Base, load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.rules import check
from trustcenter.site import build, language_trees, pages
from trustcenter.site.cache import cached_pages
from trustcenter.site.pages.head import announced_to_chats
from trustcenter.site_check.later_days import problems_ahead
from trustcenter.starting import new_repository

DAY = date(2026, 2, 1)
GERMAN = """\
---
title: Datenschutzerklärung
summary: Wir behalten wenig.
---

## Wer wir sind

{{ organization.legal_name }} bittet Sie, an {{ contacts.privacy.email | link }} zu schreiben.

## Wie lange

Aufnahmen behalten wir {{ retention.recordings.period }}. Siehe die [Anbieter](../subprocessors/index.md).

{{ retention.table() }}
"""
TEXTS = """\
date: {day: d. MMMM y, month: MMM y}
common: {and: und, not_stated: nicht angegeben}
field: {label: Name, data: Daten, keep: Dauer, action: Danach, purpose: Zweck, locations: Orte, name: Name, group: Art}
value: {delete: gelöscht}
printed: {from: "{period} ab {event}", "yes": ja, "no": nein}
period:
  day: {one: "{number} Tag", other: "{number} Tage"}
  year: {one: "{number} Jahr", other: "{number} Jahre"}
"""
ORGANIZATION = sites.SMALL["data/organization.yml"] + "languages: [en, de]\n"
RETENTION = (
    sites.SMALL["data/retention.yml"]
    .replace("starts: the end of the call", "starts: {en: the end of the call, de: dem Ende des Anrufs}")
    .replace("label: Call recordings", "label: {en: Call recordings, de: Anrufaufnahmen}")
    .replace("starts: the entry", "starts: {en: the entry, de: dem Eintrag}")
    .replace("label: Logs", "label: {en: Logs, de: Protokolle}")
)
BINDING = sites.SMALL["docs/policies/privacy/index.md"] + "\n{{ retention.table() }}\n"
TWO = {
    **sites.SMALL, "data/organization.yml": ORGANIZATION, "data/retention.yml": RETENTION, "data/texts/de.yml": TEXTS,
    "docs/policies/privacy/index.md": BINDING, "docs/policies/privacy/index.de.md": GERMAN,
}  # fmt: skip


def texts_of(files):
    return {path: text.encode() for path, text in files.items()}


def published(texts, **options):
    order = {"effective": DAY, "class_": "initial", "title": "First", "summary": "", "today": DAY, **options}
    made = plan(texts, Order(**order))
    assert made is not None
    return applied(texts, made.writes)


@pytest.fixture(scope="module")
def both():
    """A center whose privacy policy was published in English and German on one day."""
    return published(texts_of(TWO))


def problems(texts, day=DAY):
    return [f"{problem.where}: {problem.message}" for problem in check(load(texts), day) if problem.is_error]


def test_a_version_seals_the_languages_it_is_published_with(both):
    version = load(both).archive.by_name["privacy/2026-02-01"]
    german = version.translation("de", DAY)
    assert (version.lang, version.languages(DAY), german.title) == ("en", ("de",), "Datenschutzerklärung")
    assert "Aufnahmen behalten wir 90 Tage." in german.text
    assert "| Anrufaufnahmen | Recordings | 90 Tage ab dem Ende des Anrufs | gelöscht |" in german.text
    assert "| Call recordings | Recordings | 90 days from the end of the call | deleted |" in version.text
    assert both["docs/policies/privacy/2026-02-01.de.md"].decode() == german.text
    assert problems(both) == []


def test_nothing_is_left_to_publish_afterwards(both):
    assert plan(both, Order(effective=DAY, class_="editorial", title="Again", summary="", today=DAY)) is None


LATER = date(2026, 3, 1)
WITHOUT = {path: text for path, text in TWO.items() if not path.endswith("index.de.md")}


@pytest.fixture(scope="module")
def later():
    """A center whose German text came a month after the English one, and was corrected in April."""
    english = published(texts_of(WITHOUT))
    german = {**english, "docs/policies/privacy/index.de.md": GERMAN.encode()}
    once = published(german, class_="editorial", title="Privacy policy in German", effective=None, today=LATER)
    again = {**once, "docs/policies/privacy/index.de.md": GERMAN.replace("bittet Sie", "bittet alle").encode()}
    twice = published(again, class_="editorial", title="A word", effective=None, today=date(2026, 4, 1))
    return english, once, twice


def test_a_later_translation_changes_no_binding_byte(later):
    english, once, twice = later
    sealed = {path: data for path, data in english.items() if "/2026-" in path}
    assert all(once[path] == data and twice[path] == data for path, data in sealed.items())
    assert {path for path in twice if path not in once} == {
        "docs/changelog/2026-04-01-a-word.md", "docs/changelog/2026-04-01-a-word.json",
        "docs/policies/privacy/2026-02-01.de.2.md",
    }  # fmt: skip
    assert problems(twice, date(2026, 4, 2)) == []


def test_on_every_day_a_language_has_exactly_one_text(later):
    version = load(later[2]).archive.by_name["privacy/2026-02-01"]
    shown = [version.translation("de", day) for day in (date(2026, 2, 28), LATER, date(2026, 3, 31), date(2026, 4, 1))]
    assert shown[0] is None
    assert ["alle" in text.text for text in shown[1:]] == [False, False, True]


def test_a_later_translation_continues_the_chain_and_is_editorial(later):
    archive = load(later[2]).archive
    change = archive.changes["2026-03-01-privacy-policy-in-german"]
    assert (change.class_, change.translates, archive.by_change.get(change.id)) == ("editorial", "de", None)
    assert archive.head("privacy") == archive.translated["2026-04-01-a-word"].seal


def test_another_class_for_a_translation_is_refused(later):
    english, _, _ = later
    german = {**english, "docs/policies/privacy/index.de.md": GERMAN.encode()}
    with pytest.raises(Refused, match="nothing that binds differs, only a text in another language: privacy"):
        published(german, class_="minor", title="German", effective=None, today=LATER)


def test_tampering_with_a_translation_is_found(both, later):
    for texts, path in ((both, "2026-02-01.de.md"), (later[2], "2026-02-01.de.2.md"), (later[2], "2026-02-01.de.md")):
        file = f"docs/policies/privacy/{path}"
        assert problems({**texts, file: texts[file] + b"x"}, LATER)[0].startswith(f"{file}: the text does not fit")
        gone = {name: data for name, data in texts.items() if name != file}
        assert "is missing" in problems(gone, LATER)[0]
        own = {**texts, "docs/policies/privacy/2026-02-01.fr.md": b"# Bonjour\n"}
        assert "no record seals this text" in problems(own, LATER)[0]


def test_a_record_of_a_translation_for_another_file_is_found(later):
    path = "docs/changelog/2026-03-01-privacy-policy-in-german.json"
    changed = later[1][path].replace(b"2026-02-01.de.md", b"2026-02-01.es.md")
    assert problems({**later[1], path: changed}, LATER)


def test_removing_a_draft_translation_keeps_what_is_published(both):
    without = {path: data for path, data in both.items() if not path.endswith("index.de.md")}
    assert plan(without, Order(effective=DAY, class_="editorial", title="x", summary="", today=DAY)) is None
    assert load(without).archive.by_name["privacy/2026-02-01"].translation("de", DAY)


def test_the_text_that_binds_can_be_in_another_language():
    german = BINDING.replace("title: Privacy policy", "title: Datenschutz\nlang: de")
    files = {**WITHOUT, "docs/policies/privacy/index.md": german}
    english = GERMAN.replace("Datenschutzerklärung", "Privacy")
    texts = published(texts_of({**files, "docs/policies/privacy/index.en.md": english}))
    version = load(texts).archive.by_name["privacy/2026-02-01"]
    assert (version.lang, version.languages(DAY)) == ("de", ("en",))
    assert "90 Tage ab dem Ende" in version.text
    assert "90 days from the end" in version.translation("en", DAY).text


BAD = [
    ({"data/organization.yml": ORGANIZATION.replace("de]", "de, it]")}, "there are no texts of the interface in `it`"),
    ({"data/organization.yml": ORGANIZATION.replace("de]", "xx]")}, "`xx` is not the code of a language"),
    ({"docs/policies/privacy/index.deutsch.md": GERMAN}, "no page shows this text"),
    ({"docs/policies/privacy/index.qq.md": GERMAN}, "`qq` is not the code of a language"),
    ({"docs/policies/privacy/index.fr.md": GERMAN}, "`fr` is not a language of this center"),
    ({"docs/policies/privacy/index.en.md": GERMAN}, "`en` is the language of the binding text"),
    ({"docs/policies/terms/index.de.md": GERMAN}, "docs/policies/terms/index.md is missing"),
    ({"docs/policies/privacy/index.de.md": GERMAN.replace("## Wie lange\n", "")}, "the heading for `How long`"),
    ({"docs/policies/privacy/index.de.md": GERMAN.replace("## Wie", "### Wie")}, "`Wie lange` is a heading of level 3"),
    ({"docs/policies/privacy/index.de.md": GERMAN + "\n## Mehr\n\nText.\n"}, "has no heading for `Mehr`"),
    (
        {"docs/policies/privacy/index.de.md": GERMAN.replace("recordings.period", "recording.period")},
        "`recording` is not an id in data/retention.yml",
    ),
    ({"docs/policies/privacy/index.de.md": GERMAN.replace("summary", "owner")}, "`owner` is not a field of a transla"),
    (
        {"data/retention.yml": RETENTION.replace("en: the entry", "fr: l'entrée")},
        "the binding language `en` is missing",
    ),
    ({"data/retention.yml": RETENTION.replace("de: dem Eintrag", "fr: l'entrée")}, "`fr` is not a language of this"),
]


@pytest.mark.parametrize(("files", "message"), BAD, ids=[message[:30] for _, message in BAD])
def test_bad_input_has_a_message(files, message):
    told = [problem for problem in load(texts_of({**TWO, **files})).problems if message in problem.message]
    assert told, [problem.message for problem in load(texts_of({**TWO, **files})).problems]
    assert all(problem.hint and problem.where.file in {*files, "data/organization.yml"} for problem in told)


def test_words_that_a_language_lacks_are_named():
    texts = {**TWO, "data/organization.yml": ORGANIZATION.replace("de]", "it]")}
    texts |= {"data/texts/it.yml": TEXTS.replace("value: {delete: gelöscht}\n", "")}
    texts |= {"docs/policies/privacy/index.it.md": texts.pop("docs/policies/privacy/index.de.md")}
    texts["data/retention.yml"] = RETENTION.replace("de: ", "it: ")
    told = [problem.message for problem in load(texts_of(texts)).problems]
    assert "words that references print here stay English: `value.delete`" in told


DIFFERENT = [
    ("90 Tage", "period", "{{ retention.recordings.period }}", "60 Tage"),
    ("day", "day", "Siehe die", "Ab dem 3. März 2027. Siehe die"),
    ("email", "e-mail address", "Siehe die", "Oder an other@lanternfish.example. Siehe die"),
    ("phone", "telephone number", "Siehe die", "Oder +49 30 1234567. Siehe die"),
    ("vendor", "vendor", "Siehe die", "Auch Harbor Cloud, Inc. Siehe die"),
]


@pytest.mark.parametrize(("name", "kind", "old", "new"), DIFFERENT, ids=[name for name, *_ in DIFFERENT])
def test_a_translation_that_states_another_fact_is_a_finding_at_its_line(name, kind, old, new):
    texts = texts_of({**TWO, "docs/policies/privacy/index.de.md": GERMAN.replace(old, new, 1)})
    told = [problem for problem in check(load(texts), DAY) if problem.rule == "mistranslated"]
    assert [(problem.where.file, problem.where.line) for problem in told] == [("docs/policies/privacy/index.de.md", 12)]
    assert told[0].message.startswith(f"the {kind} “")
    with pytest.raises(Refused):
        published(texts)


def test_a_translation_that_states_the_same_is_no_finding():
    assert not [problem for problem in check(load(texts_of(TWO)), DAY) if problem.rule == "mistranslated"]


# The site -------------------------------------------------------------------------------------------------------------


ADDRESS = "https://example.com/trust/"
SHOWN = date(2026, 4, 2)


def built(texts, day=SHOWN):
    return build.outputs(load(texts), day, SiteSettings(site_url=ADDRESS))


@pytest.fixture(scope="module")
def site(later):
    return built(later[2])


def parsed(site, url):
    page = site.page(url)
    return html.fromstring(f"<div>{page.html}</div>")


def targets(site, url):
    """Where the links of a page lead, below the root of the site."""
    hrefs = parsed(site, url).xpath("//a/@href")
    inside = [href.partition("#")[0].partition("?")[0] for href in hrefs if not re.match("[a-z]+:|#", href)]
    joined = {(posixpath.normpath(posixpath.join(url, href)), href.endswith(("/", "."))) for href in inside}
    return {("" if path == "." else f"{path}/" if is_page else path) for path, is_page in joined}


def test_the_page_in_a_language_shows_its_text_and_says_that_it_does_not_bind(site):
    page = parsed(site, "de/policies/privacy/")
    assert page.xpath("string(//h1)") == "Datenschutzerklärung"
    assert "bittet alle" in page.xpath("string(//*[@class='tc-text'])")
    note = page.xpath("//*[@role='note']")[0]
    assert note.xpath(".//a/@href") == ["../../../policies/privacy/"]
    assert "Dies ist eine Übersetzung" in note.text_content()
    assert not page.xpath("//*[@class='tc-text']/@lang")


def test_a_text_that_lags_shows_the_binding_one_in_its_language_with_a_strip(site):
    page = parsed(site, "de/policies/subprocessors/")
    assert page.xpath("//*[@class='tc-text']/@lang") == ["en"]
    assert page.xpath("//h1/@lang") == ["en"]
    assert "liegt noch nicht auf Deutsch vor" in page.xpath("//*[@role='note']")[0].text_content()


def test_outside_of_a_tree_the_binding_text_is_shown_without_a_strip(site):
    page = parsed(site, "policies/privacy/")
    assert page.xpath("string(//h1)") == "Privacy policy"
    assert not page.xpath("//*[@role='note']")


def test_every_link_of_a_tree_leads_to_a_page_or_a_file(site):
    there = {*site.pages, *site.files, *site.recipes}
    for url in site.pages:
        if url.startswith("de/"):
            assert targets(site, url) <= there, url


def test_the_switch_leads_to_the_same_page_in_every_language_and_back(site):
    for url in ("", "policies/", "policies/privacy/", "policies/privacy/history/", "as-of/2026-03-01/", "notices/"):
        for one in (url, f"de/{url}"):
            links = parsed(site, one).xpath("//nav[@class='tc-languages']//a")
            other = url if one.startswith("de/") else f"de/{url}"
            led = [posixpath.normpath(posixpath.join("/", one, link.get("href"))).strip("/") for link in links]
            assert led == [other.strip("/")], one
            assert [link.get("hreflang") for link in links] == ["en" if one.startswith("de/") else "de"]


def test_hreflang_names_the_pages_whose_text_is_in_a_language(site):
    def alternates(url):
        return dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', site.page(url).head))

    both = {"en": "policies/privacy/", "de": "de/policies/privacy/", "x-default": "policies/privacy/"}
    assert alternates("policies/privacy/") == {name: ADDRESS + url for name, url in both.items()}
    assert alternates("de/policies/privacy/") == alternates("policies/privacy/")
    assert {*alternates("de/policies/subprocessors/")} == {"en", "x-default"}


def test_feeds_and_the_calendar_of_a_language_lead_into_its_tree(site):
    feed = site.files["de/feed.xml"].decode()
    assert f"{ADDRESS}de/changelog/2026-02-01-first/" in feed
    assert "Datenschutzerklärung" in feed
    assert f"{ADDRESS}de/changelog/2026-02-01-first/".encode() in site.files["de/calendar.ics"].replace(b"\r\n ", b"")
    led = {url.removeprefix(ADDRESS) for url in re.findall(rf"{ADDRESS}[^\s<\"&#]*", feed)}
    assert led <= {*site.pages, *site.files, "de/feed.xml"}


def test_a_past_day_names_what_existed_on_it(later):
    now = built(later[2])
    first, second = (parsed(now, f"as-of/{day}/").xpath("//a[@hreflang='de' and contains(@href, 'privacy')]") for day in
                     ("2026-02-01", "2026-03-01"))  # fmt: skip
    assert (len(first), len(second)) == (0, 1)
    data = [json.loads(now.files[f"api/as-of/{day}.json"]) for day in ("2026-02-01", "2026-03-01", "2026-04-01")]
    named = [next(p for p in one["policies"] if p["id"] == "privacy")["in_effect"].get("translations") for one in data]
    assert named[0] is None
    assert [one[0]["markdown"] for one in named[1:]] == [
        "policies/privacy/2026-02-01.de.md", "policies/privacy/2026-02-01.de.2.md"
    ]  # fmt: skip
    assert parsed(now, "de/as-of/2026-02-01/").xpath("//td[@lang='en']/a/text()")[0] == "Privacy policy"
    assert "Datenschutzerklärung" in parsed(now, "de/as-of/2026-03-01/").text_content()


def test_a_tree_stays_when_the_language_is_no_longer_declared(later):
    texts = {path: data for path, data in later[2].items() if not path.endswith("index.de.md")}
    texts["data/organization.yml"] = sites.SMALL["data/organization.yml"].encode()
    assert "de/policies/privacy/2026-02-01/" in built(texts).pages


def test_nothing_changes_where_nothing_is_translated():
    plain = published(texts_of(sites.SMALL))
    named = {**plain, "data/organization.yml": plain["data/organization.yml"] + b"languages: [en]\n"}
    one, other = built(plain), built(named)
    assert {url: one.page(url) for url in one.pages} == {url: other.page(url) for url in other.pages}
    assert {**one.files} == {**other.files}
    assert not any("tc-languages" in one.page(url).html for url in one.pages)


def test_a_text_that_is_written_from_the_right():
    arabic = GERMAN.replace("Datenschutzerklärung", "سياسة الخصوصية").replace("Wer wir sind", "من نحن")
    files = {**WITHOUT, "data/organization.yml": ORGANIZATION.replace("de", "ar"), "data/texts/ar.yml": TEXTS}
    files["data/retention.yml"] = RETENTION.replace("de: ", "ar: ")
    texts = published(texts_of({**files, "docs/policies/privacy/index.ar.md": arabic}))
    made = built(texts, DAY)
    page = parsed(made, "ar/policies/privacy/")
    assert made.trees["ar"].t.direction == "rtl"
    assert page.xpath("string(//h1)") == "سياسة الخصوصية"
    lagging = parsed(made, "ar/policies/subprocessors/").xpath("//*[@class='tc-text']")[0]
    assert (lagging.get("lang"), lagging.get("dir")) == ("en", "ltr")
    switch = parsed(made, "ar/policies/privacy/").xpath("//nav[@class='tc-languages']//li/*/@lang")
    assert switch == ["en", "ar"]


def test_a_sealed_translation_that_changed_is_rewritten_history(later):
    base = Base(load(later[2]).archive, SHOWN)
    path = "docs/policies/privacy/2026-02-01.de.md"
    gone = {name: data for name, data in later[2].items() if name != path}
    told = check(replace(load(gone), base=base), SHOWN)
    assert "rewritten-history" in {problem.rule for problem in told if problem.where.file == path}


def test_a_translation_that_is_not_sealed_can_be_dropped(later):
    writes = redo.drop(later[2], redo.Order(change="2026-04-01-a-word", today=SHOWN))
    assert applied(later[2], writes).keys() == {*later[1]}


WITHDRAWN = date(2026, 2, 20)


def test_a_translation_of_a_withdrawn_version_is_refused():
    english = published(texts_of(WITHOUT))
    longer = english["docs/policies/privacy/index.md"].replace(b"Recordings are", b"All recordings are")
    upcoming = published(
        {**english, "docs/policies/privacy/index.md": longer}, class_="material", title="Longer",
        effective=date(2026, 4, 10), today=date(2026, 2, 10), announce=date(2026, 2, 10),
    )  # fmt: skip
    gone = withdraw.plan(upcoming, "2026-02-10-longer", reason="A mistake", announce=WITHDRAWN, today=WITHDRAWN)
    texts = {**applied(upcoming, gone.writes), "docs/policies/privacy/index.de.md": GERMAN.encode()}
    with pytest.raises(Refused, match="privacy/2026-04-10 was withdrawn and never takes effect"):
        published(texts, class_="editorial", title="German", effective=None, today=LATER,
                  translation_of="privacy/2026-04-10")  # fmt: skip
    with pytest.raises(Refused, match="`privacy/1999-01-01` is no version"):
        published(texts, class_="editorial", title="German", effective=None, today=LATER,
                  translation_of="privacy/1999-01-01")  # fmt: skip
    made = published(texts, class_="editorial", title="German", effective=None, today=LATER,
                     translation_of="privacy/2026-02-01")  # fmt: skip
    assert load(made).archive.by_name["privacy/2026-02-01"].languages(LATER) == ("de",)


# Starting and importing -----------------------------------------------------------------------------------------------

GIVEN = {"name": "Lanternfish", "site": "https://trust.lanternfish.example/", "timezone": "Europe/Berlin"}


def test_a_new_center_has_a_draft_in_each_language_that_waits_for_its_text():
    answers, problems = new_repository.answered({**GIVEN, "languages": "en,de"})
    assert problems == ()
    repository = new_repository.repository(answers, program_files(), version="0.1.0", wheel=("x.whl", b"x"))
    assert b"languages: [en, de]" in repository["data/organization.yml"]
    center = load(repository)
    assert {policy for policy, drafts in center.translated.items() if "de" in drafts} == {*center.drafts}
    assert not [problem for problem in center.problems if problem.is_error]
    waiting = {problem.where.file for problem in check(center, DAY) if problem.rule == "placeholder"}
    assert {f"docs/policies/{policy}/index.de.md" for policy in center.drafts} <= waiting


@pytest.mark.parametrize(
    ("languages", "message"),
    [("en,xx", "`xx` is not the code of a language"), ("en,sv", "there are no texts of the interface in `sv`")],
)
def test_a_new_center_in_a_language_that_does_not_go_is_refused(languages, message):
    answers, problems = new_repository.answered({**GIVEN, "languages": languages})
    assert answers is None
    assert [(problem.where.file, problem.message) for problem in problems] == [("--languages", message)]


def test_a_text_in_another_language_is_imported_without_its_facts_and_says_so():
    text = formats.read(
        "datenschutz.md", b"# Datenschutz\n\n## Wer wir sind\n\nWir.\n\n## Wie lange\n\n90 Tage {{x}}.\n"
    )
    made = other_language.bring_in(texts_of(WITHOUT), text, policy="privacy", language="de", title="")
    assert made.path == "docs/policies/privacy/index.de.md"
    assert "facts: none were looked for, because only English sentences are understood" in made.summary
    center = load({**texts_of(WITHOUT), made.path: made.data})
    assert center.translated["privacy"]["de"].draft.title == "Datenschutz"
    assert "90 Tage {{x}}." in center.translated["privacy"]["de"].filled.text
    only = {path: data for path, data in texts_of(WITHOUT).items() if "/privacy/" not in path}
    first = other_language.bring_in(only, text, policy="privacy", language="de", title="Schutz")
    assert (first.path, b"lang: de" in first.data) == ("docs/policies/privacy/index.md", True)


@pytest.mark.parametrize(
    ("language", "message"),
    [("qq", "`qq` is not the code of a language"), ("en", "`en` is the language of the binding text"),
     ("de", "exists already, and a draft is never overwritten")],
)  # fmt: skip
def test_an_import_in_a_language_that_does_not_go_is_refused(language, message):
    with pytest.raises(NotImported, match=message):
        other_language.bring_in(
            texts_of(TWO), formats.read("x.md", b"# X\n\nText.\n"), policy="privacy", language=language, title=""
        )


@pytest.mark.parametrize("language", ["", "de", "en"])
def test_a_page_from_its_narrow_view_is_the_one_from_everything(later, language):
    """What cached pages depend on holds the records of later translations."""
    center = load(later[2])
    for day in center.archive.days():
        view = pages.View(center, center.archive.on(day), Site(frozenset()), "https://trust.example.com/")
        view = language_trees.in_language(view, language) if language else view
        view = replace(view, site=Site(frozenset(pages.urls(view, drafts=False))))
        for task in cached_pages.tasks(view):
            whole = announced_to_chats(cached_pages._MAKERS[task.kind](view, task.subject), view)
            assert cached_pages.make(view, task)[0] == whole, task.url


def test_pages_of_later_days_lead_to_texts_in_other_languages(both):
    """The day on which a pending change takes effect lists the German text of what was in effect before."""
    draft = "docs/policies/privacy/index.md"
    changed = {**both, draft: both[draft].replace(b"## How long", b"We promise more.\n\n## How long")}
    pending = published(changed, class_="material", title="More", effective=date(2026, 6, 1), today=date(2026, 3, 1))
    center = load(pending)
    assert center.archive.upcoming("privacy", date(2026, 3, 2))
    assert problems_ahead(center, DAY, SiteSettings()) == ()
