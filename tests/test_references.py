"""References: what they print, what they cite, what they refuse, and that nothing is ever executed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts_for_tests import FULL, facts, filled, folded, problems_of, rendered
from trustcenter.model.facts import Facts
from trustcenter.model.kinds import KINDS
from trustcenter.reading.references import FILTERS, fill

# Values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "text", "cites"),
    [
        ("organization.legal_name", "Example Voice, Inc.", "organization"),
        ("rights.access.regimes", "GDPR and CCPA", "rights.access"),
        ("organization.products", "Voice and Text", "organization"),
        ("organization.products.text.label", "Text", "organization"),
        ("organization.products.0.label", "Voice", "organization"),
        ("organization.website", "https://example.com", "organization"),
        ("notice.material", "30 days", "notice"),
        ("notice.objection", "not stated", "notice"),
        ("notice.emergency.allowed", "yes", "notice"),
        ("notice.emergency.within", "2 days", "notice"),
        ("notice.review_days", "3", "notice"),
        ("notice.channels", "email and This site", "notice"),
        ("notice.channels.site.label", "This site", "notice"),
        ("contacts.privacy.email", "privacy@example.com", "contacts.privacy"),
        ("contacts.support.phone", "+17087654406", "contacts.support"),
        ("contacts.dpo.role", "not stated", "contacts.dpo"),
        ("subprocessors.host.name", r"Cloud \| Host \*Inc\*", "subprocessors.host"),
        ("subprocessors['host']['purpose']", "hosting", "subprocessors.host"),
        ("subprocessors.host.group", "infrastructure", "subprocessors.host"),
        ("subprocessors.speech.group", "AI", "subprocessors.speech"),
        (
            "subprocessors.host.locations",
            "United States and the edge location nearest to the user",
            "subprocessors.host",
        ),
        ("subprocessors.host.headquarters", "Norway", "subprocessors.host"),
        (
            "subprocessors.host.transfer",
            "Data Privacy Framework and standard contractual clauses",
            "subprocessors.host",
        ),
        ("subprocessors.host.since", "29 February 2024", "subprocessors.host"),
        ("subprocessors.host.baa", "yes", "subprocessors.host"),
        ("subprocessors.speech.baa", "no", "subprocessors.speech"),
        ("subprocessors.speech.locations", "not stated", "subprocessors.speech"),
        ("subprocessors.speech.name", "not stated", "subprocessors.speech"),
        ("subprocessors.host.data", "Call audio and Account data", "data_categories.account data_categories.audio subprocessors.host"),
        ("subprocessors.host.data.0", "Call audio", "data_categories.audio subprocessors.host"),
        ("subprocessors.host.products", "Voice", "organization subprocessors.host"),
        ("retention.audio.period", "90 days", "retention.audio"),
        ("retention.audio.while", "the account is active", "retention.audio"),
        ("retention.audio.keep", "while the account is active, then 90 days from the call", "retention.audio"),
        ("retention.audio.total", "120 days (90 days + 30 days)", "retention.audio retention.backup"),
        ("retention.audio.then", "Backups", "retention.audio retention.backup"),
        (
            "retention.logs.keep",
            "12 months unless set otherwise by the customer (at least 1 month, at most 24 months)",
            "retention.logs",
        ),
        ("retention.logs.configurable.max", "24 months", "retention.logs"),
        ("retention.backup.action", "not stated", "retention.backup"),
        ("cookies.session.keep", "until the session ends", "cookies.session"),
        ("cookies.stats.keep", "13 months", "cookies.stats"),
        ("data_categories.account.items", "name, first and last; and e-mail", "data_categories.account"),
        (
            "data_categories.audio.purposes",
            "Answering calls (performance of a contract)",
            "data_categories.audio purposes.answering",
        ),
        (
            "rights.access.contact",
            "Privacy team ([privacy@example.com](mailto:privacy@example.com))",
            "contacts.privacy rights.access",
        ),
        ("ai.receptionist.providers", r"Cloud \| Host \*Inc\* and not stated", "ai.receptionist subprocessors.host subprocessors.speech"),
        ("recording.retention", "Call recordings", "recording retention.audio"),
        ("messaging.alerts.stop.words", r"STOP, END and QUIT and OFF\*", "messaging.alerts"),
        ("children.adults.minimum_age", "18", "children.adults"),
        ("subprocessors.count", "2", "subprocessors"),
        ("contacts.count", "3", "contacts"),
        ("offices.main.city", "Springfield", "offices"),
        ("offices.main.floors", "1 and 2", "offices"),
        ("slogans", "first and second", "slogans"),
        ("slogans.1", "second", "slogans"),
    ],
)  # fmt: skip
def test_a_reference_prints_its_value_and_is_cited(reference: str, text: str, cites: str) -> None:
    found = filled(f"a {{{{ {reference} }}}} b")
    assert (found.text, " ".join(found.cites)) == (f"a {text} b", cites)


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("retention.audio.period | upper", "90 DAYS"),
        ("organization.legal_name | lower", "example voice, inc."),
        ("retention.audio.while | capitalize", "The account is active"),
        ("subprocessors.host.since | date", "29 February 2024"),
        ("subprocessors.host.headquarters | country", "Norway"),
        ("subprocessors.host.headquarters | country | upper", "NORWAY"),
        ("rights.access.regimes | list", "GDPR and CCPA"),
        ("organization.website | link", "[example.com](https://example.com)"),
        ("contacts.privacy.email | link", "[privacy@example.com](mailto:privacy@example.com)"),
        ("contacts.support.phone | link", "[+17087654406](tel:+17087654406)"),
        ("contacts.support.url | link", "[example.com/help_me](https://example.com/help_me)"),
        ("offices.site | link", r"[example.com/a_b\*c](https://example.com/a_b*c)"),
        ("subprocessors.host.name | link", r"Cloud \| Host \*Inc\*"),
        ("contacts.dpo.role | link", "not stated"),
    ],
)
def test_a_filter_says_it_differently(reference: str, text: str) -> None:
    assert filled(f"{{{{ {reference} }}}}").text == text


def test_every_filter_takes_any_text_without_arguments() -> None:
    assert {name: apply("x") for name, apply in FILTERS.items()} == dict.fromkeys(FILTERS, "x") | {
        "capitalize": "X",
        "upper": "X",
    }
    for name in FILTERS:
        assert [p.rule for p in problems_of(f"{{{{ notice.material | {name}('x') }}}}")] == ["bad-reference"]
        assert [p.rule for p in problems_of(f"{{{{ notice.material | {name}(x='x') }}}}")] == ["bad-reference"]


def test_what_is_cited_twice_is_listed_once_and_in_order() -> None:
    text = "{{ retention.audio.period }} {{ contacts.privacy.email }} {{ retention.audio.period }}"
    assert filled(text).cites == ("contacts.privacy", "retention.audio")


def test_a_text_without_references_cites_nothing() -> None:
    assert filled("plain { text } with %} and }}").cites == ()


def test_spaces_and_line_ends_inside_the_braces_do_not_matter() -> None:
    assert filled("{{notice.material}} {{\n notice\n .material\n}}").text == "30 days 30 days"


def test_raw_is_literal() -> None:
    text = "Hi {% raw %}{{first_name}} {% if x %}{# c #}{% endraw %}, {{ notice.material }}"
    assert filled(text).text == "Hi {{first_name}} {% if x %}{# c #}, 30 days"


def test_a_comment_sign_is_no_comment() -> None:
    assert (
        filled("a {#id} b {# c #} {{ notice.material }} ## H {: #h }").text == "a {#id} b {# c #} 30 days ## H {: #h }"
    )


def test_quotes_around_and_after_references_do_not_confuse() -> None:
    text = "\"{{ notice.material }}\" 'it's {{ notice.material }}, don't"
    assert filled(text).text == "\"30 days\" 'it's 30 days, don't"


# Collections ----------------------------------------------------------------------------------------------------------

CITABLE = [kind.name for kind in KINDS if kind.citable]


def cells(markdown: str) -> list[list[Any]]:
    """The rows of the one table that a text renders to."""
    root = rendered(markdown)
    assert [element.tag for element in root] == ["div"], markdown
    tables = root.findall(".//table")
    assert len(tables) == 1
    return [list(row) for row in tables[0].iter("tr")]


def test_every_citable_kind_is_in_the_facts_these_tests_use() -> None:
    assert set(CITABLE) <= set(FULL)


@pytest.mark.parametrize("kind", CITABLE)
def test_a_table_has_as_many_cells_in_each_row(kind: str) -> None:
    found = filled(f"{{{{ {kind}.table() }}}}")
    rows = cells(found.text)
    lines = found.text.splitlines()
    assert len(rows) == len(lines) - 1  # all but the line of hyphens
    assert len({len(row) for row in rows}) == 1
    assert kind in found.cites


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.citable and kind.shape != "one"])
def test_a_table_has_a_row_or_column_for_each_record(kind: str) -> None:
    rows = cells(filled(f"{{{{ {kind}.table() }}}}").text)
    count = len(FULL[kind])
    assert (len(rows[0]) if kind == "messaging" else len(rows)) == count + 1


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.citable and kind.shape != "one"])
def test_bullets_have_one_item_for_each_record(kind: str) -> None:
    root = rendered(filled(f"{{{{ {kind}.bullets() }}}}").text)
    assert [element.tag for element in root] == ["ul"]
    assert [item.tag for item in root[0]] == ["li"] * len(FULL[kind])


def test_a_pipe_in_a_fact_stays_in_its_cell() -> None:
    rows = cells(filled("{{ subprocessors.table() }}").text)
    assert rows[1][0].text_content() == "Cloud | Host *Inc*"


def test_a_table_cites_the_collection_and_whatever_it_prints_of_others() -> None:
    assert filled("{{ subprocessors.table() }}").cites == (
        "data_categories.account",
        "data_categories.audio",
        "subprocessors",
    )
    assert filled('{{ subprocessors.table(columns="name, purpose") }}').cites == ("subprocessors",)


def test_reply_words_are_printed_as_they_are() -> None:
    rows = {row[0].text_content(): row for row in cells(filled("{{ messaging.table() }}").text)}
    assert [cell.text_content() for cell in rows["Opt-out"][1:]] == ["reply STOP, END and QUIT or OFF*", "not stated"]
    assert rows["Help"][2].text_content() == "reply INFO"


def test_columns_and_filters_of_a_table_are_named() -> None:
    text = filled('{{ subprocessors.table(group="ai", columns="name, baa") }}').text
    assert text.splitlines() == ["| Name | BAA |", "| --- | --- |", "| not stated | no |"]
    rows = cells(filled('{{ subprocessors.table(data="audio", columns="name") }}').text)
    assert [row[0].text_content() for row in rows[1:]] == ["Cloud | Host *Inc*"]
    assert filled('{{ subprocessors.table(baa="true", columns="purpose") }}').text.splitlines()[2:] == ["| hosting |"]


def test_a_column_that_no_record_fills_is_left_out() -> None:
    assert filled("{{ children.table() }}").text.splitlines()[0] == "| Name | Minimum age |"


def test_nothing_chosen_says_so() -> None:
    assert filled('{{ subprocessors.table(group="payments") }}').text == "None."
    assert filled('{{ subprocessors.bullets(group="payments") }}').text == "- None."
    assert filled("{{ rights.table() }} {{ rights.count }}", facts(rights={})).text == "None. 0"


def test_bullets_read_well() -> None:
    assert filled("{{ security.bullets() }}").text == "- **Encryption**: In transit; TLS 1.3"
    assert filled("{{ sharing.bullets() }}").text == "- **Courts**: a lawful order"


# Problems -------------------------------------------------------------------------------------------------------------


def at(text: str, **options: Any) -> list[tuple[int, int, str]]:
    return [(p.where.line, p.where.column, p.rule) for p in problems_of(text, **options)]


@pytest.mark.parametrize(
    ("reference", "column", "nearest"),
    [
        ("retentoin.audio.period", 4, "retention"),
        ("retention.adio.period", 14, "audio"),
        ("retention.audio.perod", 20, "period"),
        ("retention['adio'].period", 14, "audio"),
        ("organization.bland", 17, "brand"),
        ("notice.emergency.witin", 21, "within"),
        ("organization.products.voise.label", 26, "voice"),
        ("offices.main.cty", 17, "city"),
        ("subprocessors.tabel()", 18, "table()"),
        ("subprocessors.count()", 18, ""),
        ("subprocesors.table()", 4, "subprocessors"),
        ("notice.material | uper", 22, "upper"),
        ("notice.material | lower | low", 30, "lower"),
        ("subprocessors.table(colums='name')", 18, ""),
        ("subprocessors.table(columns='nam')", 18, "name"),
        ("subprocessors.table(grup='ai')", 18, "group"),
    ],
)
def test_an_unknown_name_is_reported_where_it_stands(reference: str, column: int, nearest: str) -> None:
    (problem,) = problems_of(f"{{{{ {reference} }}}}")
    assert (problem.rule, problem.where.line, problem.where.column) == ("unknown-reference", 1, column)
    assert f"did you mean {nearest}?" in problem.hint or not nearest


@pytest.mark.parametrize(
    "reference",
    [
        "organization",
        "retention",
        "retention.audio",
        "offices",
        "offices.main",
        "notice.emergency",
        "subprocessors.table",
    ],
)
def test_a_path_that_is_not_one_value_is_unknown(reference: str) -> None:
    assert [p.rule for p in problems_of(f"{{{{ {reference} }}}}")] == ["unknown-reference"]


@pytest.mark.parametrize(
    ("reference", "column"), [("slogans.2", 12), ("offices.main.floors.2", 24), ("organization.products.2.label", 26)]
)
def test_an_item_beyond_the_end_of_a_list_is_unknown(reference: str, column: int) -> None:
    assert at(f"{{{{ {reference} }}}}") == [(1, column, "unknown-reference")]


def test_a_reference_has_at_most_500_characters() -> None:
    longest = "{{ notice.material" + " " * 480 + "}}"
    assert len(longest) == 500
    assert filled(longest).text == "30 days"
    (problem,) = problems_of(longest.replace("}}", " }}"))
    assert (problem.rule, problem.message) == ("bad-reference", "this is too long for a reference")


def test_all_unknown_names_are_reported_at_once() -> None:
    text = "x {{ a.b }} y {{ notice.material }} {{ c.d }}\n\n- é {{ e.f }} {% if x %}\n"
    assert at(text) == [
        (1, 6, "unknown-reference"),
        (1, 40, "unknown-reference"),
        (3, 8, "unknown-reference"),
        (3, 15, "bad-reference"),
    ]


def test_a_name_on_a_later_line_of_its_braces_is_found_there() -> None:
    assert at("{{\n  retention\n  .adio.period }}") == [(3, 4, "unknown-reference")]
    assert at("{{ notice.material\n   | uper }}") == [(2, 6, "unknown-reference")]


def test_a_name_in_a_long_text_is_found_and_lines_above_are_counted() -> None:
    text = "word " * 3000 + "\n" + "line\n" * 500 + "so {{ retention.adio.period }}"
    assert at(text, above=7) == [(509, 17, "unknown-reference")]


def test_the_file_is_named() -> None:
    (problem,) = problems_of("{{ x }}", above=4)
    assert str(problem.where) == "draft.md:5:4"


@given(st.lists(st.sampled_from(["a ", "é", "\n", "{{ notice.material }}", "'", '"']), max_size=12), st.integers(0, 9))
def test_an_unknown_name_is_found_at_its_line_and_column_after_anything(before: list[str], above: int) -> None:
    start = "".join(before)
    *_, last = problems_of(start + "{{ nonsense.x }}", above=above)
    lines = start.split("\n")
    assert (last.where.line, last.where.column) == (len(lines) + above, len(lines[-1]) + 4)


# Where a filled text comes from ---------------------------------------------------------------------------------------


def test_what_a_reference_printed_comes_from_its_braces_and_all_else_from_where_it_stands() -> None:
    text = "Kept {{ retention.audio.period }}, told {{ notice.material }}{{ contacts.count }} ahead."
    made = filled(text)
    assert made.text == "Kept 90 days, told 30 days3 ahead."
    first, second, third = (text.index(f"{{{{ {name}") for name in ("retention", "notice", "contacts"))
    comes_from = [made.source(offset) for offset in range(len(made.text))]
    copied, after = [text.index(", told") + n for n in range(7)], [text.index(" ahead.") + n for n in range(7)]
    assert comes_from == [*range(5), *[first] * 7, *copied, *[second] * 7, third, *after]


def test_what_is_literal_comes_from_between_its_tags() -> None:
    text = "Write {% raw %}{{ first_name }}{% endraw %} or {{ notice.material }}."
    made = filled(text)
    assert made.text == "Write {{ first_name }} or 30 days."
    assert made.source(made.text.index("first")) == text.index("first")
    assert made.source(made.text.index("or 30")) == text.index("or {{")
    assert made.source(made.text.index("days")) == text.index("{{ notice")
    assert made.source(len(made.text) - 1) == len(text) - 1


@given(
    st.lists(st.sampled_from(["a ", "é", "\n", "{{ notice.material }}", "{{ slogans.0 }}", "{% raw %}{{{% endraw %}"]))
)
def test_a_character_that_was_copied_is_found_where_it_was_copied_from(parts: list[str]) -> None:
    text = "".join(parts)
    made = filled(text)
    for offset, character in enumerate(made.text):
        place = made.source(offset)
        assert text[place] == character or text.startswith(("{{ notice", "{{ slogans"), place)


# Nothing else ---------------------------------------------------------------------------------------------------------

ESCAPES = [
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ organization.__class__ }}",
    "{{ organization['__class__'] }}",
    "{{ organization.legal_name.__class__ }}",
    "{{ organization.legal_name['__class__'] }}",
    "{{ organization.legal_name.__class__.__mro__ }}",
    "{{ organization.__init__.__globals__ }}",
    "{{ organization.__getitem__('brand') }}",
    "{{ organization.get('brand') }}",
    "{{ organization.items() }}",
    "{{ organization.legal_name.upper() }}",
    "{{ organization.legal_name.format(organization) }}",
    "{{ '{0.__class__}'.format(organization) }}",
    "{{ '%s' % organization }}",
    "{{ '%s' | format(organization) }}",
    "{{ organization | attr('__class__') }}",
    "{{ organization.legal_name | attr('upper') }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ cycler }}",
    "{{ lipsum.__globals__ }}",
    "{{ lipsum(n=1000000) }}",
    "{{ joiner() }}",
    "{{ namespace(x=1) }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop.index }}",
    "{{ caller() }}",
    "{{ varargs }}",
    "{{ range(999999999) }}",
    "{{ dict(a=1) }}",
    "{{ request.application.__globals__ }}",
    "{{ config.items() }}",
    "{{ config }}",
    "{{ url_for.__globals__ }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ __import__('os').system('id') }}",
    "{{ __builtins__ }}",
    "{{ ''['__cl' ~ 'ass__'] }}",
    "{{ organization['brand' ~ ''] }}",
    "{{ organization['bra' 'nd'] }}",
    r"{{ organization['\x62rand'] }}",
    "{{ 'a' * 999999999 }}",
    "{{ organization.brand * 999999999 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 1 + 1 }}",
    "{{ 1 }}",
    "{{ 'text' }}",
    "{{ true }}",
    "{{ none }}",
    "{{ [] }}",
    "{{ {} }}",
    "{{ (1, 2) }}",
    "{{ [organization.brand] }}",
    "{{ organization.brand, organization.brand }}",
    "{{ organization.brand if true }}",
    "{{ organization.brand or 'x' }}",
    "{{ not organization.brand }}",
    "{{ organization.brand is defined }}",
    "{{ organization.brand == 'x' }}",
    "{{ 'x' in organization.brand }}",
    "{{ organization.brand ~ 'x' }}",
    "{{ -organization.brand }}",
    "{{ organization.brand[0:3] }}",
    "{{ organization.brand[::-1] }}",
    "{{ organization[1.5].brand }}",
    "{{ organization[organization.brand] }}",
    "{{ organization[none].brand }}",
    "{{ (organization).brand }}",
    "{{ (organization.brand | upper).x }}",
    "{{ organization.brand().x }}",
    "{{ organization.brand()() }}",
    "{{ organization() }}",
    "{{ table() }}",
    "{{ subprocessors.table().host }}",
    "{{ subprocessors.table()() }}",
    "{{ subprocessors['table']() }}",
    "{{ subprocessors.table('ai') }}",
    "{{ subprocessors.table(*['ai']) }}",
    "{{ subprocessors.table(**{'group': 'ai'}) }}",
    "{{ subprocessors.table(group=organization.brand) }}",
    "{{ subprocessors.table(columns='__class__') }}",
    "{{ subprocessors.table(__class__='x') }}",
    "{{ subprocessors.table(self='x') }}",
    "{{ organization.brand | map('upper') }}",
    "{{ subprocessors | map(attribute='__class__') | list }}",
    "{{ subprocessors | select('x') }}",
    "{{ subprocessors | selectattr('__class__') }}",
    "{{ organization | pprint }}",
    "{{ organization | tojson }}",
    "{{ organization | xmlattr }}",
    "{{ organization.brand | safe }}",
    "{{ organization.brand | replace('a', 'b') }}",
    "{{ organization.brand | center(999999999) }}",
    "{{ organization.brand | default('x') }}",
    "{{ organization.brand | upper(*[]) }}",
    "{{ organization.brand | upper(**{}) }}",
    "{{ organization.brand | __class__ }}",
    "{{ ｏrganization.brand }}",
    "{{ οrganization.brand }}",
    "{{ organization.ｂrand }}",
    "{{ organization.brand }",
    "{{ organization.brand",
    "{{ }}",
    "{{}}",
    "{{ {{ organization.brand }} }}",
    "{{- organization.brand }}",
    "{{ organization.brand -}}",
    "{{+ organization.brand }}",
    "{{ organization.brand # comment }}",
    "{{ organization.brand ; }}",
    "{{ organization.brand := 1 }}",
    "{{ organization!r }}",
    "{{ organization.brand \\ }}",
    "{{ attestations.table() }}",
    "{{ deliveries.count }}",
    "{{ waivers.x.y }}",
    "{% import 'os' as os %}",
    "{% from 'x' import y %}",
    "{% include '/etc/passwd' %}",
    "{% extends 'x' %}",
    "{% macro x() %}{% endmacro %}",
    "{% set x = 1 %}",
    "{% for x in range(9) %}{{ x }}{% endfor %}",
    "{% if true %}x{% endif %}",
    "{% block x %}{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with %}{% endwith %}",
    "{% do x %}",
    "{% print organization %}",
    "{%- set x = 1 -%}",
    "{% raw %}",
    "{% endraw %}",
    "{% raw x %}{% endraw %}",
    "{%",
    "{% raw %}{% endraw %}{% set x = 1 %}",
    "{{ " + "(" * 5000 + "organization.brand" + ")" * 5000 + " }}",
    "{{ organization" + ".brand" * 5000 + " }}",
    "{{ organization.brand" + "|upper" * 5000 + " }}",
    "{{ organization" + "['brand']" * 5000 + " }}",
    "{{ " + "-" * 5000 + "organization.brand }}",
    "{{ " + "[" * 5000 + "]" * 5000 + " }}",
    "{{ organization.brand" + " if 1 else organization.brand" * 2000 + " }}",
]


@pytest.mark.parametrize("text", ESCAPES, ids=lambda text: re.sub(r"\W+", " ", text)[:40].strip())
def test_whatever_is_not_a_reference_is_refused_and_nothing_is_filled(text: str) -> None:
    given_facts = facts(waivers={"x": {"y": "z"}}, deliveries={}, attestations={})
    alone, problems = fill(text, given_facts, file="f")
    assert alone is None
    assert {p.rule for p in problems} <= {"bad-reference", "unknown-reference"}
    both, more = fill("{{ organization.brand }} " + text, given_facts, file="f")
    assert both is None
    assert [(p.rule, p.message) for p in more] == [(p.rule, p.message) for p in problems]


class Spy(str):
    """A text that notices when any of its attributes is asked for by name from a template."""

    __slots__ = ()
    called: list[str] = []  # noqa: RUF012 — shared on purpose

    def __call__(self, *_: Any, **__: Any) -> str:
        Spy.called.append("call")
        return "executed"

    def __getattribute__(self, name: str) -> Any:
        if name in ("secret", "upper_secret", "format", "__globals__", "__mro__", "__subclasses__"):
            Spy.called.append(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize(
    "expression",
    [
        "organization.brand()",
        "organization.brand.secret",
        "organization.brand.secret()",
        "organization.brand['secret']",
        "organization.brand.format()",
        "organization.brand.__globals__",
        "organization.brand.__mro__",
        "organization.brand | attr('secret')",
        "organization.brand.__subclasses__()",
    ],
)
def test_nothing_of_an_expression_is_ever_executed(expression: str) -> None:
    Spy.called.clear()
    assert problems_of(f"{{{{ {expression} }}}}", Facts({"organization": {"brand": Spy("x")}}))
    assert Spy.called == []


def test_a_field_named_like_a_method_is_a_field() -> None:
    assert (
        filled("{{ offices.items }} {{ offices.get }}", facts(offices={"items": "one", "get": "two"})).text == "one two"
    )


# For any text ---------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", "raw", "endraw", " ", "organization", ".", "brand", "|", "upper", "(", ")", "[", "]", "'", '"', "0", "-", "\n",
     "{#", "#}", "count", "table", "subprocessors", "columns=", ",", "x", "é", "\\", "*", "__class__", "if", "~", "1.5"]
)  # fmt: skip
ANY = st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join))


@given(ANY)
def test_any_text_is_filled_or_reported(text: str) -> None:
    found, problems = fill(text, facts(), file="f")
    assert (found is None) == bool(problems)
    lines = text.split("\n")
    for problem in problems:
        assert 1 <= problem.where.line <= len(lines)
        assert 1 <= problem.where.column <= len(lines[problem.where.line - 1]) + 1


@given(st.text().filter(lambda text: "{{" not in text and "{%" not in text))
def test_a_text_without_references_stays_as_it_is(text: str) -> None:
    assert filled(text).text == text


@given(ANY)
def test_raw_keeps_any_text(text: str) -> None:
    if not re.search(r"\{%-?\s*endraw", text):
        assert filled("{% raw %}" + text + "{% endraw %}").text == text


@pytest.mark.parametrize(
    "value",
    ["{{ organization.legal_name }}", "{% raw %}x{% endraw %}", "{{ nonsense }}", "{% if x %}", "{# c #}", "{{", "}}"],
)
def test_what_a_fact_holds_is_never_filled_again(value: str) -> None:
    given_facts = facts(organization={"legal_name": "Secret", "brand": value})
    root = rendered(filled("A {{ organization.brand }} Z\n\n{{ organization.table() }}", given_facts).text)
    assert folded(root[0].text_content()) == f"A {value} Z"
    assert value in root[1].text_content()
