"""The words of the interface: all in one file, translated by another one."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from jinja2 import Environment, nodes
from lxml import html
from markupsafe import Markup
from playwright.sync_api import expect, sync_playwright

import sites
from browser import FLAGS, NARROW, chromium, served
from trustcenter.comparing import change_stories
from trustcenter.disk import files
from trustcenter.model import phrases
from trustcenter.model.kinds import KINDS
from trustcenter.model.kinds.certifications import Certification
from trustcenter.model.kinds.fields import PSEUDO_LOCATIONS, Fact
from trustcenter.model.kinds.marks import marks_in
from trustcenter.model.periods import UNITS, parse_period
from trustcenter.model.problems import Severity
from trustcenter.model.records import Class
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reading.translations import FORMS, Texts, english, load_texts, of_site, placeholders
from trustcenter.reading.yaml_source import parse
from trustcenter.site import build
from trustcenter.site.pages import answers, coverage, vendor
from trustcenter.site.pages.vendor_search import NOT_NEEDED, NOT_STATED, TRANSFER_NAMES
from trustcenter.site.pages.view import environment

PACKAGE = sites.REPO / "hooks/trustcenter"
FILE = PACKAGE / "theme/texts/en.yml"
PAGES = sorted((PACKAGE / "theme/pages").glob("*.html"))
FRAME = sorted((PACKAGE / "theme/material").rglob("*.html"))
SCRIPTS = sorted((PACKAGE / "theme/material/assets").glob("*.js"))
READ_ALOUD = ("aria-label", "title", "alt", "placeholder", "data-label", "data-tc-copied", "data-said")
"""The attributes that readers see or hear."""
NO_WORDS = frozenset({"SHA", "JSON", "CSV", "json", "csv", "subprocessors", "answers"})
"""What stands in templates and is the same in every language: names of formats and of files."""
NO_TEXTS = frozenset({"start", "middle", "end", "wide", "yes", "no", "upcoming", "former", "never-listed"})
"""Strings of templates that are codes: anchors of drawings, values of filters, ids of sections."""
_CODE = re.compile(r"[a-z]*\.[a-z]+|#[\w-]*|\{\w+\}")
"""A file, an anchor, a placeholder that a script fills."""
_MARKUP = re.compile(r"""<[^>]*>|\s[\w-]+="[^"]*\"""")


# One file ----------------------------------------------------------------------------------------------------------


def words_of(template: str) -> Iterator[str]:
    """The words that a template itself would show, in text or in an attribute that is read aloud."""
    tree = Environment(autoescape=True).parse(template)
    literal = "".join(data.data for data in tree.find_all(nodes.TemplateData))
    for attribute in READ_ALOUD:
        for said in re.findall(rf'\s{attribute}="([^"]*)"', literal):
            yield from re.findall(r"[^\W\d_]{2,}", said)
    yield from re.findall(r"[^\W\d_]{2,}", _MARKUP.sub(" ", literal))


def strings_of(node: nodes.Node) -> Iterator[str]:
    """The strings that a template may put out: not those it compares with, looks up or gives to `t`, `id` and to methods."""
    if isinstance(node, nodes.Const):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, nodes.Call):
        named = node.node.name if isinstance(node.node, nodes.Name) else ""
        taken = (
            node.args[1:] if named in ("t", "chip", "id") else [] if isinstance(node.node, nodes.Getattr) else node.args
        )
        for part in (*taken, *(given.value for given in node.kwargs)):
            yield from strings_of(part)
    elif isinstance(node, nodes.CondExpr):
        for branch in (node.expr1, node.expr2):
            yield from strings_of(branch) if branch else ()
    elif isinstance(node, nodes.Filter):
        yield from strings_of(node.node) if node.node else ()
    elif not isinstance(node, nodes.Compare | nodes.Getitem | nodes.Test | nodes.FromImport | nodes.Include):
        for child in node.iter_child_nodes():
            yield from strings_of(child)


def texts_in(template: str) -> Iterator[str]:
    """The strings of a template that look like words for readers, not like URLs, classes or codes."""
    tree = Environment(autoescape=True).parse(template)
    for output in tree.find_all((nodes.Output, nodes.Assign, nodes.CallBlock)):
        for said in strings_of(output):
            code = "/" in said or "tc-" in said or said in NO_TEXTS | NO_WORDS or _CODE.fullmatch(said)
            if re.search(r"[^\W\d_]{2,}", said) and not code:
                yield said


@pytest.mark.parametrize("path", [*PAGES, *FRAME], ids=lambda path: path.name)
def test_no_template_has_words_of_its_own(path):
    assert set(words_of(path.read_text("utf-8"))) - NO_WORDS == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_template_hides_words_in_its_expressions(path):
    open_data = {"center", "policies", "subprocessors", "retention", "changes", "coverage", "answers"}  # names of files
    assert set(texts_in(path.read_text("utf-8"))) - open_data == set()


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Since {{ day }}</p>", ["Since"]),
        ('<p aria-label="All {{ n }}">{{ t("a.b") }}</p>', ["All"]),
        ("<p>{{ 'effective' if x else t('a.b') }}</p>", ["effective"]),
        ('<a class="tc-x" href="x/y">{{ t("a.b" if c else "a.d", day="Monday") }}</a>', ["Monday"]),
        ('{% set x = "Some words" %}', ["Some words"]),
    ],
)
def test_words_in_templates_are_recognised(template, found):
    assert [*words_of(template), *texts_in(template)] == found


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_take_their_words_from_the_page(path):
    """Sentences stand in attributes: a script has no string with a space between two words."""
    code = re.sub(r"^\s*//.*|\s//\s.*", "", path.read_text("utf-8"), flags=re.MULTILINE)
    strings = [said for pair in re.findall(r'"([^"\n]*)"|`([^`]*)`', code) for said in pair if said]
    shown = [re.sub(r"<[^>]*>|\$\{[^}]*\}", " ", said) for said in strings]
    assert [said for said in shown if re.search(r"[A-Z][a-z]+ [a-z]+|\b[a-z]+ (?:is|of|the|was)\b", said)] == []


def sources() -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in [*PAGES, *FRAME, *PACKAGE.rglob("*.py")]}


def test_every_key_that_is_asked_for_exists():
    call = re.compile(r"""(?<!lang\.)\bt(?:\.plain)?\(\s*"([a-z_]+\.[a-z_]+)"[,)]""")
    asked = {key for text in sources().values() for key in call.findall(text)}
    assert len(asked) > 200
    assert asked - english().texts.keys() == set()


def test_every_text_is_used():
    letters = [path.read_text("utf-8") for path in (FILE.with_name("email.txt"), FILE.with_name("release.md"))]
    said = {
        found
        for text in [*sources().values(), *letters]
        for found in re.findall(r"""["']([a-z_]+\.[a-z_]+)["']""", text)
    }
    made = {f"word.{code.replace(' ', '_')}" for code in codes()} | {
        f"vendor.record_{state}" for state in vendor.STATES
    }
    made |= {f"vendors.state_{state}" for state in vendor.STATES}
    made |= {f"answers.q_{question.id}" for question in answers.QUESTIONS}
    made |= {"answers.training_ai", "answers.training_subprocessors"}
    made |= {"since.subprocessors", "since.retention"}
    made |= {f"objection.{state}" for state in ("open", "last_day", "ended")}
    made |= {f"event.{kind}" for kind in get_args(change_stories.Kind)}
    made |= {f"mail.{when}_{kind}" for when in ("subject", "now") for kind in ("notice", "emergency", "change")}
    made |= {"mail.subject_withdrawal", "mail.subject_postponement"}
    made |= {f"transfer.{code}" for code in (*TRANSFER_NAMES, NOT_NEEDED, NOT_STATED)}
    made |= {f"field.{name}" for name in fields() | fields_within()} | {f"group.{code}" for code in vendor.GROUPS}
    made |= {f"period.{unit.replace(' ', '_')}" for unit in UNITS}
    made |= {f"timeline.{verb}_until" for verb in ("from", "coming")}
    made |= {value_key(name, code) for name, code in fact_codes()}
    made |= {f"printed.at_{name}" for name in ("least", "most")}
    assert english().texts.keys() - said - made == set()


def fact_codes() -> set[tuple[str, str]]:
    """(field, code) of everything that a fact states by a code and a policy prints in words."""
    coded = {(name, code) for kind in KINDS if kind.citable for name, code in _codes(kind.model)}
    return {*coded, *(("locations", place) for place in PSEUDO_LOCATIONS)}


def _codes(model: Any, within: frozenset[Any] = frozenset()) -> Iterator[tuple[str, str]]:
    """The codes of a record and of records within it; a record may hold others of its own kind."""
    for name, info in model.model_fields.items() if model not in within else ():
        yield from ((info.alias or name, code) for code in _literals(info.annotation))
        yield from (pair for inner in _records(info.annotation) for pair in _codes(inner, within | {model}))


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        yield from (code for inner in get_args(annotation) for code in _literals(inner))


def _records(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and issubclass(annotation, Fact):
        yield annotation
    yield from (record for inner in get_args(annotation) for record in _records(inner))


def value_key(name: str, code: str) -> str:
    """The key of the text for a code: that of its field, where the same code says something else in another field."""
    of_code = re.sub("[^a-z0-9]+", "_", code)
    own = f"value.{name}_{of_code}"
    return own if own in english().texts else f"value.{of_code}"


def test_every_code_of_a_fact_has_the_word_that_policies_print():
    shown = {(name, code) for name, code in fact_codes() if name != "well_known"}
    texts = {(name, code): english().texts.get(value_key(name, code)) for name, code in shown}
    assert texts == {(name, code): phrases.value(name, code) for name, code in shown}


def fields() -> set[str]:
    """The fields of facts that readers may see in a table: those of records, and what follows from them."""
    cited = [kind for kind in KINDS if kind.citable]
    return {name for kind in cited for name in {*kind.fields, *kind.table.computed} - kind.settings}


def fields_within() -> set[str]:
    """The fields of records within records, and kinds of one record, which head a column of their own."""
    routes = {step for kind in KINDS for route, _ in marks_in(kind.model) for step in route}
    return routes | {kind.name for kind in KINDS}


def test_every_field_and_group_has_the_name_that_policies_print():
    for name in fields():
        assert english().plain(f"field.{name}"), name
    for code in vendor.GROUPS:
        assert english().group(code).lower() == phrases.value("group", code).lower()
    assert english().heading("shoe_size") == "Shoe size"


def codes() -> set[str]:
    """Every word that may stand alone: classes, states, what a change did."""
    states = {
        "in effect",
        "upcoming",
        "superseded",
        "never in effect",
        "withdrawn",
        "retired",
        *vendor.STATES,
        "never listed",
    }
    certificate = {*get_args(Certification.model_fields["status"].annotation)}
    events = {*get_args(get_type_hints(change_stories.Event)["kind"])} - {"postponed"}  # it cancels no event
    typed = {"added", "changed", "removed", "text"}
    return {
        *get_args(Class),
        "withdrawal",
        "postponement",
        "redaction",
        "rename",
        *states,
        *certificate,
        *coverage.COUNTED,
        *events,
        *typed,
    } - {"announced"}


def test_every_word_that_stands_alone_has_a_text():
    for code in codes():
        assert english().word(code) == code


def test_the_english_file_has_texts_and_plural_forms_alone():
    source, problems = parse("en.yml", FILE.read_text("utf-8"))
    assert problems == []
    for key, text in english().texts.items():
        forms = text if isinstance(text, dict) else {"other": text}
        assert {*forms} <= {*FORMS}, key
        assert all("<" not in form and form.strip() == form and form for form in forms.values()), key
        assert {hole for form in forms.values() for hole in placeholders(form)} == placeholders(forms["other"]), key
    assert load_texts({"data/texts/en.yml": FILE.read_bytes()})[1] == []
    assert source.value.keys() == {key.partition(".")[0] for key in english().texts}


def test_the_frame_has_every_text_that_its_templates_ask_for():
    asked = {
        key for path in FRAME for key in re.findall(r"""\(".*?", "([a-z_]+\.[a-z_]+)"\)""", path.read_text("utf-8"))
    }
    asked |= {key for path in FRAME for key in re.findall(r"(?:words|plain)\['([a-z_.]+)'\]", path.read_text("utf-8"))}
    assert asked == {*build.FRAME_TEXTS}


# What a text becomes -----------------------------------------------------------------------------------------------


def texts(language: str, **own: Any) -> Texts:
    return Texts(language, {**english().texts, **own})


def test_a_text_and_what_is_filled_into_it_are_escaped_but_markup_is_kept():
    t = texts("en", **{"home.ask": "Ask <us> & {contact}"})
    assert t("home.ask", contact="<b>") == "Ask &lt;us&gt; &amp; &lt;b&gt;"
    assert t("home.ask", contact=Markup("<b>me</b>")) == "Ask &lt;us&gt; &amp; <b>me</b>"
    assert t.plain("home.ask", contact="<b>") == "Ask <us> & <b>"
    page = environment(t).from_string('<p title="{{ t("home.ask", contact=said) }}"></p>').render(said='"x')
    assert page == '<p title="Ask &lt;us&gt; &amp; &#34;x"></p>'


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ["1 one", "2 other", "5 other"]), ("pl", ["1 one", "2 few", "5 many"]), ("ja", ["1 other"] * 1)],
)
def test_plural_forms_follow_the_language(language, said):
    forms = {form: f"{{count}} {form}" for form in FORMS if form not in ("zero", "two")}
    t = texts(language, **{"notices.given": forms})
    assert [t("notices.given", count=int(one.split()[0])) for one in said] == said


def test_a_text_may_leave_out_its_number_in_a_form_and_have_no_forms_at_all():
    own = "notices:\n  given: {one: ein Tag, other: '{count} Tage'}\n  given_after: keine, {count} Tage danach\n"
    found, problems = load_texts({"data/texts/de.yml": own.encode()})
    assert [problem for problem in problems if problem.is_error] == []
    assert found["de"]("notices.given", count=1) == "ein Tag"
    assert found["de"]("notices.given_after", count=1) == "keine, 1 Tage danach"


@pytest.mark.parametrize(
    ("language", "day", "month", "country"),
    [
        ("en", "9 March 2026", "Mar 2026", "Germany"),
        ("de", "9. März 2026", "März 2026", "Deutschland"),
        ("pt-BR", "9 de março de 2026", "mar. 2026", "Alemanha"),
        ("xx", "9 March 2026", "Mar 2026", "Germany"),
    ],
)
def test_days_and_countries_follow_the_language(language, day, month, country):
    own = {"date.day": "d. MMMM y"} if language == "de" else {}
    t = replace(texts(language, **own), untranslated=frozenset(english().texts.keys() - own))
    assert (t.day(date(2026, 3, 9)), t.month(date(2026, 3, 9)), t.country("DE")) == (day, month, country)


@pytest.mark.parametrize(
    "written", ["1 day", "90 days", "5-7 business days", "24 hours", "1 week", "1 month", "7 years"]
)
def test_a_period_reads_as_it_is_written_in_facts(written):
    assert english().period(parse_period(written)) == written == str(parse_period(written))


def test_a_list_of_names_is_joined_with_the_word_of_the_language():
    assert texts("de", **{"common.and": "und"}).listed(["a", "b", "c"]) == "a, b und c"


# A company's own file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "place", "rule", "message"),
    [
        ("home:\n  polcies: x\n", "2:3", "unknown-field", "`home.polcies` is not a text of the interface"),
        ("hom:\n  menu: x\n", "1:1", "unknown-field", "`hom` is not a group of texts"),
        ("home: x\n", "1:7", "bad-value", "`home` is a group of texts"),
        ("- x\n", "1:1", "bad-value", "texts stand in groups"),
        ("home:\n  ask: Fragen\n", "2:8", "bad-value", "the placeholder `{contact}` is missing"),
        ("home:\n  menu: '{day} x'\n", "2:9", "bad-value", "`{day}` is not a placeholder of this text"),
        ("home:\n  menu: 'x {'\n", "2:9", "bad-value", "a brace is not closed, or opens nothing"),
        ("home:\n  ask: '{contact.__class__}'\n", "2:8", "bad-value", "`{contact.__class__}` is not a placeholder"),
        ("home:\n  ask: '{contact!r}'\n", "2:8", "bad-value", "`{contact!r}` is not a placeholder of this text"),
        ("home:\n  menu: {other: x}\n", "2:9", "bad-value", "`home.menu` is one text"),
        ("notices:\n  given: {one: x}\n", "2:10", "bad-value", "`notices.given` has not the plural forms"),
        ("notices:\n  given: {other: x}\n", "2:18", "bad-value", "the placeholder `{count}` is missing"),
        ("notices:\n  given: {some: x, other: '{count}'}\n", "2:10", "bad-value", "has not the plural forms"),
        ("home:\n  menu: x\n  menu: y\n", "3:3", "duplicate-key", "`menu` stands twice"),
        ("home:\n  menu: [x]\n", "2:9", "bad-value", "`home.menu` is one text"),
    ],
)
def test_what_is_wrong_with_a_text_is_told_at_its_place(written, place, rule, message):
    found, problems = load_texts({"data/texts/de.yml": written.encode()})
    errors = [problem for problem in problems if problem.is_error]
    assert message in errors[0].message
    assert (str(errors[0].where), errors[0].rule) == (f"data/texts/de.yml:{place}", rule)
    assert found["de"].texts.keys() == english().texts.keys()  # what can be used is used, the rest is English


def test_what_a_translation_leaves_in_english_is_an_info(tmp_path):
    root = sites.small(tmp_path, {"data/texts/nl.yml": "home:\n  menu: Start\n"})
    [info] = [found for found in sites.problems(root) if found.where.file == "data/texts/nl.yml"]
    missing = len(english().texts) - 1
    assert (info.severity, info.rule) == (Severity.INFO, "missing-field")
    assert info.message.startswith(f"{missing} texts of the interface stay English: `date.day`, ")
    assert "data/texts/nl.yml" in sites.done(sites.trustcenter(root, "check"))


def test_a_mistake_in_a_text_stops_the_check(tmp_path):
    root = sites.small(tmp_path, {"data/texts/en.yml": "home:\n  ask: Write to us\n"})
    result = sites.trustcenter(root, "check")
    assert result.exit_code == 1
    assert "data/texts/en.yml:2:8" in result.output


def test_a_file_is_named_after_a_language(tmp_path):
    _, [problem] = load_texts({"data/texts/german words.yml": b"home:\n  menu: Start\n"})
    assert (problem.rule, problem.is_error) == ("bad-value", True)


def test_single_english_texts_can_be_reworded(tmp_path):
    root = sites.published(tmp_path, {"data/texts/en.yml": "home:\n  key_facts: At a glance\n"})
    assert [found for found in sites.problems(root) if "texts" in found.where.file] == []
    made = build.outputs(build.load(files.read_tree(root)), date(2026, 2, 1))
    assert ">At a glance</h2>" in made.pages[""].html
    assert ">Policies</h2>" in made.pages[""].html


def test_a_language_without_a_file_stays_english_and_says_so(tmp_path):
    root = sites.published(tmp_path)
    texts_of = files.read_tree(root)
    site, found = build.checked(texts_of, SiteSettings(language="nl"), **CHECKED)
    assert site is not None
    assert (site.t.language, site.t.page, site.t.texts) == ("en", "nl", english().texts)
    [info] = [problem for problem in found if "language of the theme" in problem.message]
    assert (str(info.where), info.severity) == ("mkdocs.yml", Severity.INFO)
    assert of_site("en", {}) is english()


CHECKED: dict[str, Any] = {"as_of": "2026-02-01", "now": None, "drafts": False, "keep": None}


# Every text is another one -----------------------------------------------------------------------------------------

GREEK = {
    "mkdocs.yml": sites.MKDOCS.replace("HOOK", str(sites.REPO / "hooks/mkdocs_hook.py"))
    .replace("Lanternfish trust center", "Κέντρο")
    .replace("name: material", "name: material\n  language: ar"),
    "data/organization.yml": "legal_name: Λυχνία\nwebsite: https://lanternfish.example\ntimezone: America/Chicago\n"
    "demo: true\nregimes: []\n",
    "data/contacts.yml": "privacy: {role: Ερωτήσεις, email: privacy@lanternfish.example}\n",
    "data/data_categories.yml": "- {id: recordings, label: Εγγραφές}\n- {id: logs, label: Αρχεία}\n",
    "data/certifications.yml": "- {id: a, label: Άλφα, status: planned}\n"
    "- {id: b, label: Βήτα, status: held, issued: 2025-01-01, expires: 2026-01-01, report: https://x.example/}\n",
    "data/deliveries.yml": "[]\n",
    "docs/policies/privacy/index.md": "---\ntitle: Απόρρητο\nsummary: Λίγα.\nowner: privacy\n---\n\n## Ποιοι\n\nΕμείς.\n",
    "docs/policies/subprocessors/index.md": "---\ntitle: Πάροχοι\n---\n\n## Λίστα\n\n{{ subprocessors.table() }}\n",
}
"""A center whose own words are all Greek, so that every English word on its pages is one of the interface."""
VENDORS = """\
- {id: harbor, name: Λιμάνι, purpose: για τους διακομιστές, group: infrastructure, data: [recordings], locations: [US]}
"""
PIER = "- {id: pier, name: Αποβάθρα, purpose: για μηνύματα, group: ai, data: [logs], locations: [DE]}\n"
RULES = """\
- {id: recordings, label: Εγγραφές, data: [recordings], period: 90 days, starts: το τέλος, action: delete, then: logs}
- {id: logs, label: Αρχεία, data: [logs], while: ο λογαριασμός, period: 1 year, action: delete, law: Νόμος}
"""


def wrapped(text: Any) -> Any:
    """A text, or every text of a mapping, in brackets that stand in no other."""
    return {key: wrapped(inner) for key, inner in text.items()} if isinstance(text, dict) else f"⟦{text}⟧"


@pytest.fixture(scope="module")
def translated(tmp_path_factory) -> Path:
    """A site of which every text of the interface is translated, into a language written from right to left."""
    root = tmp_path_factory.mktemp("translated")
    pseudo = json.dumps(wrapped(parse("en.yml", FILE.read_text("utf-8"))[0].value), ensure_ascii=False)
    more = {**GREEK, "data/texts/ar.yml": pseudo, "data/retention.yml": RULES, "data/subprocessors.yml": VENDORS}
    first = ("--class", "initial", "--effective", "2026-01-05")
    sites.done(sites.publish(sites.small(root, more), *first, as_of="2026-01-05", title="Αρχή"))
    privacy, vendors = "docs/policies/privacy/index.md", "data/subprocessors.yml"
    order = {
        "2026-02-01": ("Μήνυμα", privacy, "Εμείς.", "Εμείς εδώ.", "material", "2026-03-20"),
        "2026-04-01": ("Πάροχος", vendors, VENDORS, VENDORS + PIER, "material", "2026-05-20"),
        "2026-06-01": ("Φωτιά", privacy, "Εμείς εδώ.", "Εμείς εκεί.", "emergency", "2026-05-30"),
        "2026-09-01": ("Λόγια", privacy, "εκεί.", "παντού.", "material", "2026-12-20"),
        "2026-09-02": ("Φεύγει", vendors, VENDORS + PIER, PIER, "minor", "2026-12-24"),
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
    sites.build(root, sites.TODAY)
    return root / "site"


SEALED = frozenset("Withdrawn subprocessor added removed".split())
"""Words in the titles of withdrawals and in sentences about changes of facts, as they are written at publishing."""
CONTENT = """
    //*[contains(@class, 'tc-text') or contains(@class, 'tc-typed') or @class = 'tc-cover__must'
        or @class = 'tc-cover__basis'] | //h2[starts-with(@id, 'list_')] | //a[starts-with(@href, '#list_')]
    | //script | //style | //template | //code
"""
"""Not of the interface: the text of a version, what a change changed, and the lists of requirements."""


def outside(text: str) -> str:
    """What stands in no brackets."""
    depth, kept = 0, []
    for sign in text:
        depth += {"⟦": 1, "⟧": -1}.get(sign, 0)
        kept += [sign] if not depth else []
    return "".join(kept)


def english_words(page: bytes) -> set[str]:
    """The English words that a page shows or has read aloud, beside those of the interface."""
    tree = html.fromstring(page.decode())
    for gone in tree.xpath(CONTENT):
        gone.drop_tree()
    said = [" ".join(tree.itertext()), *tree.xpath("|".join(f"//@{name}" for name in READ_ALOUD))]
    said += tree.xpath("//meta[@name='description']/@content") + tree.xpath("//*[@data-pick]/@data-pick")
    plain = re.sub(r"\S+@\S+|https?://\S+|\b[a-z]+\.(json|csv)\b|SHA-256", " ", outside(" ".join(said)))
    return set(re.findall(r"[A-Za-z]{2,}", plain)) - SEALED - {"JSON", "CSV"}


def test_a_translation_reaches_every_page(translated):
    found = {
        path.relative_to(translated).as_posix(): words
        for path in sorted(translated.rglob("*.html"))
        if (words := english_words(path.read_bytes()))
    }
    assert found == {}


def test_the_page_says_in_which_language_and_direction_it_is_written(translated):
    tree = html.fromstring((translated / "policies/index.html").read_bytes().decode())
    assert (tree.get("lang"), tree.find("body").get("dir")) == ("ar", "rtl")


def test_a_translation_reaches_feeds_and_the_calendar(translated):
    feed = (translated / "notices/feed.xml").read_text("utf-8")
    assert 'xml:lang="ar"' in feed
    assert "⟦Changes we must announce in advance, and emergency changes.⟧" in feed
    assert "⟦Reason for the emergency: <bdi>Κάηκε.</bdi>⟧" in feed
    assert json.loads((translated / "feed.json").read_bytes())["language"] == "ar"
    written = (translated / "calendar.ics").read_bytes().replace(b"\r\n ", b"").decode()
    titles = re.findall(r"^SUMMARY:(.*)", written, re.MULTILINE)
    assert "⟦Απόρρητο: version 2 takes effect⟧" in [title.strip() for title in titles]
    assert {sign for title in titles for sign in (title.strip()[0], title.strip()[-1])} == {"⟦", "⟧"}


def test_a_translation_reaches_scripts_and_breaks_no_line(translated):
    with served(translated) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(viewport=NARROW)
        page.goto(f"{site}/as-of/#2999-01-01")
        expect(page.locator(".tc-day label")).to_have_text("⟦Choose a date⟧")
        expect(page.locator(".tc-day button")).to_have_text("⟦Show⟧")
        expect(page.locator(".tc-day [role=status]")).to_have_text("⟦This site is current to ⟦22 نوفمبر 2026⟧.⟧")
        page.goto(f"{site}/subprocessors/?group=ai")
        expect(page.locator(".tc-filter [role=status]")).to_have_text("⟦1 of 2 vendors⟧")
        for url in ("", "policies/privacy/", "notices/", "retention/", "timeline/", "subprocessors/", "as-of/"):
            page.goto(f"{site}/{url}")
            assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], url
        browser.close()


def test_a_translation_reaches_what_the_site_says_of_itself(tmp_path):
    root = sites.published(tmp_path, {"data/texts/en.yml": "common:\n  demonstration: Just <an> example.\n"})
    sites.edit(root, "data/organization.yml", "timezone", "demo: true\ntimezone")
    assert build.outputs(build.load(files.read_tree(root)), date(2026, 2, 1)).strip == "Just <an> example."
