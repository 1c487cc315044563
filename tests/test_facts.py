"""Facts: records that are kept as written, and every mistake reported at its line and column."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from conftest import with_files
from full_records import FULL as TYPED
from full_records import ID, as_text
from trustcenter.model.kinds import KINDS, REQUIREMENT_LIST
from trustcenter.reading.center import load
from trustcenter.reading.facts_loader import load_facts, pointers, unknown_fact
from trustcenter.reports import problem_report
from trustcenter.rules import check

TODAY = date(2026, 12, 1)
VENDOR = {
    "id": "relay", "name": "Relay Inc", "purpose": "messages", "group": "communications", "data": "[recordings]", "locations": "[US]",
}  # fmt: skip


def facts_of(files):
    """Facts and the lines of the problems of `data/` alone, on top of the minimal valid center."""
    facts, _, problems = load_facts(with_files(files), ids={"policies": ["privacy"], "changes": []})
    return facts, [problem_report.line(problem) for problem in sorted(problems)]


def vendor(**fields):
    """`data/subprocessors.yml` with one record; a field that is None is left out."""
    written = {**VENDOR, **fields}
    lines = [f"{name}: {value}" for name, value in written.items() if value is not None]
    return {"data/subprocessors.yml": "- " + "\n  ".join(lines) + "\n"}


def one_problem(**fields):
    _, [line] = facts_of(vendor(**fields))
    return line.removeprefix("data/subprocessors.yml:")


# Every mistake at once ---------------------------------------------------------------------------------------------

TEN = """\
- id: Relay
  name: Relay Inc
  purpose: messages
  group: communication
  data: [recordings, voicemails]
  locations: [US, UK]
  website: http://relay.example
- id: beacon
  name: Beacon Ltd
  group: ai
  data: [recordings]
  locations: GB
  since: 2026-02-30
  trains_on_dta: never
  phi: no
  contact: mail us
"""
TEN_PROBLEMS = """\
data/subprocessors.yml:1:7: error [bad-value] id: `Relay` is not an id — lower-case letters, digits, single hyphens or underscores: call_recordings
data/subprocessors.yml:4:10: error [bad-value] group: `communication` is not allowed — did you mean communications? allowed: affiliate, ai, analytics, communications, identity, infrastructure, integrations, marketing, other, payments, security, support
data/subprocessors.yml:5:22: error [dangling-id] `voicemails` is not an id in data/data_categories.yml — allowed: recordings
data/subprocessors.yml:6:19: error [bad-value] locations: `UK` is not a location — did you mean GB? allowed: a country code (US, DE, NO), one with a city or region (`IE: Dublin`), or one of `nearest edge`, `customer selected`, `global`, `european union`, `european economic area`, `europe`
data/subprocessors.yml:7:12: error [bad-value] website: `http://relay.example` is not a web address that may be linked — write a full address that begins with https://
data/subprocessors.yml:8:3: error [missing-field] the field `purpose` is missing — every subprocessor needs it; write `purpose: {unknown: why}` where it is not known and the field allows it
data/subprocessors.yml:12:14: error [bad-value] locations: found `GB` — write a list: one line `- …` each, or `[a, b]`
data/subprocessors.yml:13:10: error [bad-value] since: `2026-02-30` is not a day that exists — write an existing day as YYYY-MM-DD: 2026-12-01
data/subprocessors.yml:14:3: error [unknown-field] `trains_on_dta` is not a field of a subprocessor — did you mean trains_on_data? allowed: address, baa, certifications, contact, data, dpa, engages, formerly, group, headquarters, id, locations, merged_into, name, optional, own_list, phi, products, purpose, service, since, trains_on_data, transfer, was, website
data/subprocessors.yml:15:8: error [bad-value] phi: `no` is neither true nor false — did you mean false?
data/subprocessors.yml:16:12: error [bad-value] contact: `mail us` is not an e-mail or web address — write privacy@example.com or https://example.com/contact
"""


def test_a_file_with_many_mistakes_reports_each_at_its_line_and_column():
    _, lines = facts_of({"data/subprocessors.yml": TEN})
    assert "\n".join(lines) + "\n" == TEN_PROBLEMS


TEN_KINDS_OF_MISTAKES = """\
- id: relay
  name: &name Relay Inc
  name: *name
  <<: {group: ai}
  purpose: !!str messages
  group: ia
  data: [recording]
  locations: [Norway]
  since: 2026-02-30
  contact: privacy(at)example.com
  services: messages
"""


def test_ten_different_mistakes_in_one_record_are_ten_problems():
    _, lines = facts_of({"data/subprocessors.yml": TEN_KINDS_OF_MISTAKES})
    found = [line.split(" — ")[0].removeprefix("data/subprocessors.yml:") for line in lines]
    assert found == [
        "2:9: error [yaml-feature] an anchor is not allowed in facts",
        "3:3: error [duplicate-key] the key `name` stands twice in this mapping",
        "3:9: error [yaml-feature] an alias is not allowed in facts",
        "4:3: error [yaml-feature] a merge key is not allowed in facts",
        "5:12: error [yaml-feature] a tag is not allowed in facts",
        "6:10: error [bad-value] group: `ia` is not allowed",
        "7:10: error [dangling-id] `recording` is not an id in data/data_categories.yml",
        "8:15: error [bad-value] locations: `Norway` is not a location",
        "9:10: error [bad-value] since: `2026-02-30` is not a day that exists",
        "10:12: error [bad-value] contact: `privacy(at)example.com` is not an e-mail or web address",
        "11:3: error [unknown-field] `services` is not a field of a subprocessor",
    ]


def test_mistakes_in_several_files_are_reported_together():
    _, lines = facts_of({"data/notice.yml": "material: a month\n", "data/contacts.yml": "privacy: {}\n"})
    assert [line.split(": ")[0] for line in lines] == ["data/contacts.yml:1:10", "data/notice.yml:1:11"]


# What is kept as written -------------------------------------------------------------------------------------------


def test_no_stays_norway():
    facts, lines = facts_of(vendor(locations="[NO, no-such]", headquarters="NO"))
    assert [line.split("[bad-value] ")[1].split(" — ")[0] for line in lines] == [
        "locations: `no-such` is not a location"
    ]
    facts, lines = facts_of(vendor(locations="[NO]", headquarters="NO"))
    assert lines == []
    assert facts.records("subprocessors")["relay"]["locations"] == ["NO"]
    assert facts.records("subprocessors")["relay"]["headquarters"] == "NO"


def test_a_telephone_number_keeps_its_plus():
    facts, lines = facts_of({"data/contacts.yml": "privacy:\n  role: help\n  phone: +17087654406\n"})
    assert (facts.records("contacts")["privacy"]["phone"], lines) == ("+17087654406", [])


def test_a_telephone_number_loses_only_its_spacing():
    facts, lines = facts_of({"data/contacts.yml": "privacy:\n  role: help\n  phone: +1 (708) 765-44.06\n"})
    assert (facts.records("contacts")["privacy"]["phone"], lines) == ("+17087654406", [])


@pytest.mark.parametrize(
    "written", ["01234", "1.10", "12:30", "NO", "null", "true", "2026-02-30", "1_000", "0x1f", "~"]
)
def test_texts_that_look_like_other_types_stay_texts(written):
    facts, lines = facts_of(vendor(service=written))
    assert (facts.records("subprocessors")["relay"]["service"], lines) == (written, [])


@pytest.mark.parametrize(
    "place", ["nearest edge", "customer selected", "global", "european union", "european economic area", "europe"]
)
def test_pseudo_locations_are_locations_but_no_headquarters(place):
    assert facts_of(vendor(locations=f"[{place}]"))[1] == []
    assert one_problem(headquarters=place).startswith("7:17: error [bad-value] headquarters: ")


@pytest.mark.parametrize(
    ("field", "written", "found"),
    [
        ("since", "2026-02-30", "`2026-02-30` is not a day that exists"),
        ("since", "2027-02-29", "`2027-02-29` is not a day that exists"),
        ("since", "1 May 2026", "`1 May 2026` is not a date"),
        ("since", "2026-5-1", "`2026-5-1` is not a date"),
        ("since", "20260501", "`20260501` is not a date"),
        ("headquarters", "Norway", "`Norway` is not a country code"),
        ("headquarters", "no", "`no` is not a country code"),
        ("headquarters", "EU", "`EU` is not a country code"),
        ("headquarters", "[NO]", "found a list"),
        ("contact", "privacy@localhost", "`privacy@localhost` is not an e-mail or web address"),
        ("website", "https://", "`https://` is not a web address that may be linked"),
        ("website", "javascript:alert(1)", "`javascript:alert(1)` is not a web address that may be linked"),
        ("website", '"https://example.com/<b>"', "`https://example.com/<b>` is not a web address that may be linked"),
        ("baa", "maybe", "`maybe` is neither true nor false"),
        ("baa", "True", "`True` is neither true nor false"),
        ("transfer", "[clauses]", "`clauses` is not allowed"),
        ("certifications", "SOC 2", "found `SOC 2`"),
        ("service", "''", "the value is empty"),
        ("service", "{a: b}", "found a mapping"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type_says_what_was_found_and_what_is_allowed(field, written, found):
    before, hint = one_problem(**{field: written}).split(" — ")
    column = len(f"  {field}: ") + 1 + (1 if field == "transfer" else 0)
    assert before == f"7:{column}: error [bad-value] {field}: {found}"
    assert len(hint) > 8


@pytest.mark.parametrize(
    "written", ["90", "days", "ninety days", "90d", "-5 days", "0 days", "7-5 days", "1.5 years", "P90D"]
)
def test_a_wrong_period_names_the_allowed_forms(written):
    _, [line] = facts_of({"data/notice.yml": f"material: {written}\n"})
    assert line.startswith(f"data/notice.yml:1:11: error [bad-value] material: `{written}` is not a period")
    assert "`5-7 business days`" in line


@pytest.mark.parametrize("written", ["7087654406", "+0123456789", "+1", "+17087654406 ext 2", "001 708 765 4406"])
def test_a_telephone_number_without_its_country_is_refused(written):
    _, [line] = facts_of({"data/contacts.yml": f"privacy:\n  role: help\n  phone: {written}\n"})
    assert line.startswith(f"data/contacts.yml:3:10: error [bad-value] phone: `{written}` is not an international")


def test_a_time_zone_has_an_iana_name():
    files = {"data/organization.yml": "legal_name: A\nwebsite: https://a.example\ntimezone: Central\n"}
    assert facts_of(files)[1] == [
        "data/organization.yml:3:11: error [bad-value] timezone: `Central` is not an IANA time zone"
        " — write an IANA name: America/Chicago, Europe/Berlin, UTC"
    ]


# Unknown facts -----------------------------------------------------------------------------------------------------


def test_an_unknown_fact_is_kept_with_its_reason_and_told_where_it_stands(center):
    made = center(vendor(locations="{unknown: the vendor does not say}"))
    assert made.facts.records("subprocessors")["relay"]["locations"] == {"unknown": "the vendor does not say"}
    assert [problem_report.line(problem) for problem in check(made, TODAY)] == [
        "data/subprocessors.yml:6:14: warning [unknown-fact] subprocessors.relay.locations is not known:"
        " the vendor does not say — find it out and write it here"
    ]


@pytest.mark.parametrize("written", ["{unknown: }", "{unknown: why, since: when}", "{unknown: [a]}", "{unkown: why}"])
def test_an_unknown_fact_says_why_and_nothing_else(written):
    _, lines = facts_of(vendor(name=written))
    assert len(lines) == 1
    assert lines[0].startswith("data/subprocessors.yml:2:")


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("id", "found a mapping"),
        ("group", "a mapping is not allowed"),
        ("since", "found a mapping"),
        ("products", "found a mapping"),
    ],
)
def test_ids_groups_and_dates_of_one_s_own_cannot_be_unknown(field, found):
    assert f": error [bad-value] {field}: {found}" in one_problem(**{field: "{unknown: lost}"})


OWN_IDS = {("id", "then"), ("id", "merged_into")}
"""A field that names the record itself in a full record, beside the field that is left out."""


def without(record, name):
    """A record without a field; one without an id no longer names itself as the record that follows."""
    return {field: value for field, value in record.items() if field != name and (name, field) not in OWN_IDS}


ALL_FIELDS = [
    pytest.param(kind, info.alias or name, id=f"{kind.name}.{info.alias or name}")
    for kind in (*KINDS, REQUIREMENT_LIST)
    for name, info in kind.model.model_fields.items()
]


@pytest.mark.parametrize(("kind", "name"), ALL_FIELDS)
def test_every_field_takes_unknown_exactly_where_its_schema_says_so(kind, name):
    record = {**without(FULL[kind.name], name), name: {"unknown": "nobody wrote it down"}}
    properties = kind.model.model_json_schema(by_alias=True)["properties"]
    allowed = "#/$defs/Unknown" in str(properties[name])
    problems = problems_of_record(kind, record)
    assert (problems == []) is allowed
    assert name != "id" or not allowed


# Ids, fields, files ------------------------------------------------------------------------------------------------


def test_an_id_is_compared_with_a_list_of_another_kind_unless_that_may_be_unknown():
    """The minimal center states neither channels (which may be unknown) nor products (which may not)."""
    delivery = "- change: a-change\n  channel: email\n  sent: 2026-11-20\n  evidence: a message id\n"
    _, _, problems = load_facts(
        with_files({"data/deliveries.yml": delivery}), ids={"policies": [], "changes": ["a-change"]}
    )
    assert [problem.rule for problem in problems if problem.where.file == "data/deliveries.yml"] == []
    assert "`dialer` is not an id in data/organization.yml (products)" in one_problem(products="[dialer]")


def test_a_dangling_id_is_told_with_its_nearest_match():
    assert one_problem(data="[recording]") == (
        "5:10: error [dangling-id] `recording` is not an id in data/data_categories.yml — did you mean recordings?"
        " allowed: recordings"
    )


def test_an_id_of_a_record_that_has_another_problem_does_not_dangle():
    files = {"data/data_categories.yml": "- id: recordings\n  label: ''\n"}
    assert [line.split(": error ")[0] for line in facts_of(files)[1]] == ["data/data_categories.yml:2:10"]


def test_ids_in_a_file_that_cannot_be_read_do_not_dangle():
    assert len(facts_of({"data/data_categories.yml": "- id: recordings\n  label: [\n"})[1]) == 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if pointers(kind.model)], ids=lambda kind: kind.name)
def test_every_field_that_points_somewhere_is_followed(kind):
    for pattern, target in pointers(kind.model):
        record = _pointing(FULL[kind.name], pattern, "no_such_thing")
        found = problems_of_record(kind, record)
        assert [(p.rule, p.message.split(" is not ")[0]) for p in found] == [("dangling-id", "`no_such_thing`")], (
            f"{kind.name}.{pattern} → {target}"
        )


def _pointing(value, pattern, to):
    if not pattern:
        return to
    if pattern[0] == "*":
        return [_pointing(value[0], pattern[1:], to)]
    return {**value, pattern[0]: _pointing(value[pattern[0]], pattern[1:], to)}


def test_an_id_stands_once():
    files = {"data/contacts.yml": "privacy: {role: a}\nPrivacy: {role: b}\nprivacy: {role: c}\n"}
    assert [line.split(" — ")[0] for line in facts_of(files)[1]] == [
        "data/contacts.yml:2:1: error [bad-value] `Privacy` is not an id",
        "data/contacts.yml:3:1: error [duplicate-key] the key `privacy` stands twice in this mapping",
    ]
    again = vendor()["data/subprocessors.yml"] * 2
    assert [line.split(" — ")[0] for line in facts_of({"data/subprocessors.yml": again})[1]] == [
        "data/subprocessors.yml:7:7: error [duplicate-id] the id `relay` stands twice in data/subprocessors.yml"
    ]


LATER_ITEMS = {
    "data/organization.yml": """\
legal_name: A
website: https://a.example
timezone: UTC
products:
  - {id: voice, label: Voice}
  - {id: text, label: Text, name: Text}
key_facts:
  - {fact: notice.material, label: Notice}
  - {fact: notice.materiel, label: Notice}
  - {fact: contacts.privacy.email, label: Mail}
  - {fact: contacts.privat.email, label: Mail}
""",
    "data/notice.yml": """\
material: 30 days
channels:
  - {id: mail, by: email}
  - {id: site, by: pigeon}
""",
    "data/data_categories.yml": """\
- id: recordings
  label: Recordings
  items:
    - voice
    - {unknown: asked}
- id: logs
  label: Logs
  purposes:
    - {purpose: running}
    - {purpose: runing}
""",
    "data/purposes.yml": (
        "- {id: running, label: Running, group: service}\n- {id: running, label: Again, group: service}\n"
    ),
    "data/subprocessors.yml": """\
- {id: a, name: A, purpose: p, group: ai, data: [recordings], locations: [US]}
- id: b
  name: B
  purpose: p
  group: ai
  data:
    - recordings
    - loggs
  locations:
    - US
    - UK
""",
    "data/offices.yml": "- {city: Springfield}\n- city: {unknown: being built}\n",
}
LATER_PROBLEMS = [
    "data/data_categories.yml:10:17: dangling-id",
    "data/data_categories.yml:5:7: bad-value",
    "data/notice.yml:4:20: bad-value",
    "data/organization.yml:6:29: unknown-field",
    "data/purposes.yml:2:8: duplicate-id",
    "data/subprocessors.yml:11:7: bad-value",
    "data/subprocessors.yml:8:7: dangling-id",
]


def told(problems):
    return sorted(f"{problem.where}: {problem.rule}" for problem in problems)


def test_what_is_wrong_in_a_later_record_or_a_later_item_of_a_list_is_told_there():
    _, _, problems = load_facts(with_files(LATER_ITEMS), ids={"policies": ["privacy"], "changes": []})
    assert told(problems) == LATER_PROBLEMS


def test_a_key_fact_that_names_nothing_is_told_at_its_own_line():
    files = {"data/organization.yml": LATER_ITEMS["data/organization.yml"].replace(", name: Text", "")}
    _, _, problems = load_facts(with_files(files), ids={"policies": ["privacy"], "changes": []})
    assert told(problems) == ["data/organization.yml:11:12: dangling-id", "data/organization.yml:9:12: dangling-id"]


def test_an_unknown_fact_in_a_later_record_or_item_is_told_there():
    files = {
        "data/subprocessors.yml": """\
- {id: a, name: A, purpose: p, group: ai, data: [recordings], locations: [US]}
- {id: b, name: B, purpose: p, group: ai, data: [recordings], locations: {unknown: asked}}
""",
        "data/retention.yml": """\
- {id: a, label: A, data: [recordings], period: 1 day, action: delete}
- {id: b, label: B, data: [recordings], action: delete,
   configurable: {default: 1 day, by: you, max: {unknown: asked}}}
""",
        "data/offices.yml": "main:\n  - {city: Springfield}\n  - city: {unknown: being built}\n",
    }
    facts, sources, problems = load_facts(with_files(files), ids={"policies": ["privacy"], "changes": []})
    assert problems == []
    assert told(unknown_fact(facts, sources)) == [
        "data/offices.yml:3:11: unknown-fact",
        "data/retention.yml:3:49: unknown-fact",
        "data/subprocessors.yml:2:74: unknown-fact",
    ]


def test_an_unknown_field_of_a_nested_record_is_told_with_its_nearest_match():
    _, [line] = facts_of({"data/notice.yml": "material: 30 days\nemergency:\n  allowed: true\n  witin: 5 days\n"})
    assert line == (
        "data/notice.yml:4:3: error [unknown-field] `witin` is not a field of a notice promise"
        " — did you mean within? allowed: allowed, within"
    )


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.required], ids=lambda kind: kind.name)
def test_a_file_that_every_trust_center_needs_is_missed(kind):
    assert facts_of({kind.path: None})[1] == [
        f"{kind.path}: error [missing-field] the file {kind.path} is missing — every trust center needs it"
    ]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.required], ids=lambda kind: kind.name)
@pytest.mark.parametrize("content", [None, "", "# nothing yet\n", "[]\n", "{}\n"])
def test_other_files_may_be_missing_or_empty_lists(kind, content):
    files = {"data/subprocessors.yml": "", "data/retention.yml": "", "data/data_categories.yml": "", kind.path: content}
    if content is None and kind.path not in with_files({}):
        del files[kind.path]
    _, lines = facts_of(files)
    if kind.shape == "one" and content is not None:
        assert lines
    else:
        assert lines == []


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("data/subprocessors.yml", "relay: {name: Relay}\n", "data/subprocessors.yml:1:1: error [bad-value]"),
        ("data/subprocessors.yml", "- relay\n", "data/subprocessors.yml:1:3: error [bad-value]"),
        ("data/subprocessors.yml", "just words\n", "data/subprocessors.yml:1:1: error [bad-value]"),
        ("data/contacts.yml", "- id: privacy\n", "data/contacts.yml:1:1: error [bad-value]"),
        ("data/contacts.yml", "privacy: someone\n", "data/contacts.yml:1:10: error [bad-value]"),
        ("data/notice.yml", "- material: 30 days\n", "data/notice.yml:1:1: error [bad-value]"),
        ("data/notice.yml", "", "data/notice.yml:1:1: error [bad-value]"),
    ],
)
def test_a_file_laid_out_otherwise_is_a_problem(path, content, expected):
    _, lines = facts_of({path: content})
    assert [line[: len(expected)] for line in lines] == [expected]


def test_a_file_named_yaml_is_not_passed_over_in_silence():
    _, lines = facts_of({"data/purposes.yaml": "- id: a\n"})
    assert lines == [
        "data/purposes.yaml: error [unknown-field] facts are read from files that end in .yml"
        " — rename it to data/purposes.yml"
    ]


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"- id: relay\n  name: Gespr\xe4ch\n", "2:14"),
        (b"- id: relay\n  name: a\x00b\n", "2:10"),
        ("- id: relay\n  name: é\x81\n".encode(), "2:10"),
    ],
)
def test_a_file_that_is_no_text_is_a_problem_where_it_stops_being_one(data, where):
    _, [line] = facts_of({"data/subprocessors.yml": data})
    assert line.startswith(f"data/subprocessors.yml:{where}: error [not-utf-8] ")


@pytest.mark.parametrize("name", ["subprocessors", "notice", "glossary"])
@pytest.mark.parametrize(
    "deep", ["[" * 20_000, "[" * 20_000 + "]" * 20_000, "{a: " * 20_000, "- " * 20_000, "? " * 20_000]
)
def test_deep_nesting_ends_in_a_problem(name, deep):
    _, [line] = facts_of({f"data/{name}.yml": deep})
    assert line.startswith(f"data/{name}.yml:1:")
    assert "[yaml-syntax]" in line


# Custom kinds ------------------------------------------------------------------------------------------------------


def test_any_other_file_is_a_custom_kind_kept_as_written():
    facts, lines = facts_of({"data/status_page.yml": "url: https://status.example\nfreezes: [NO, 01]\n"})
    assert (facts.kinds["status_page"], lines) == ({"url": "https://status.example", "freezes": ["NO", "01"]}, [])


def test_a_custom_kind_can_be_used_in_a_policy(center):
    text = "---\ntitle: Privacy policy\n---\n\nSee {{ uptime.target.monthly }}.\n"
    made = center({"data/uptime.yml": "target:\n  monthly: 99.90 %\n", "docs/policies/privacy/index.md": text})
    assert made.filled["privacy"].text == "# Privacy policy\n\nSee 99.90 %.\n"
    assert made.filled["privacy"].cites == ("uptime",)


OFFICES = "- {id: chi, city: Chicago, name: Head office, floor: '3'}\n- {id: ber, city: Berlin, name: Studio}\n"


@pytest.mark.parametrize(
    ("data", "written", "printed"),
    [
        (OFFICES, "{{ offices.count }}", "2"),
        (OFFICES, "{{ offices.table() }}",
         "| Name | City | Floor |\n| --- | --- | --- |\n| Head office | Chicago | 3 |\n| Studio | Berlin | — |"),
        (OFFICES, '{{ offices.table(columns="city", name="Studio") }}', "| City |\n| --- |\n| Berlin |"),
        (OFFICES, "{{ offices.bullets() }}", "- **Head office**: Chicago; 3\n- **Studio**: Berlin"),
        ("chicago: {hours: 9 to 5}\n", "{{ offices.table() }}", "| Id | Hours |\n| --- | --- |\n| chicago | 9 to 5 |"),
        ("count: many\n", "{{ offices.count }}", "many"),
    ],
)  # fmt: skip
def test_a_custom_kind_has_tables_bullets_and_a_count(center, data, written, printed):
    text = f"---\ntitle: Privacy policy\n---\n\n{written}\n"
    made = center({"data/offices.yml": data, "docs/policies/privacy/index.md": text})
    assert made.filled["privacy"].text == f"# Privacy policy\n\n{printed}\n"
    assert made.filled["privacy"].cites == ("offices",)


@pytest.mark.parametrize(
    ("data", "written", "line"),
    [
        (
            "chicago: 9 to 5\n",
            "{{ offices.table() }}",
            "5:4: error [unknown-reference] `offices` is no list of records",
        ),
        (
            OFFICES,
            '{{ offices.table(columns="town") }}',
            "no record of `offices` has a field `town` — allowed: city, floor",
        ),
    ],
)
def test_a_table_of_a_custom_kind_needs_records_and_their_fields(center, data, written, line):
    text = f"---\ntitle: Privacy policy\n---\n\n{written}\n"
    made = center({"data/offices.yml": data, "docs/policies/privacy/index.md": text})
    assert line in str(
        [
            str(problem.where) + ": error [" + problem.rule + "] " + problem.message + " — " + problem.hint
            for problem in made.problems
        ]
    )


def test_a_custom_kind_follows_the_same_yaml_rules():
    _, lines = facts_of({"data/uptime.yml": "a: &x 1\na: *x\n"})
    assert [line.split(": error ")[0] for line in lines] == [
        "data/uptime.yml:1:4",
        "data/uptime.yml:2:1",
        "data/uptime.yml:2:4",
    ]


def test_a_custom_kind_has_a_name_that_references_can_use():
    _, [line] = facts_of({"data/Up time.yml": "a: 1\n"})
    assert line.startswith("data/Up time.yml: error [bad-value] `Up time` is not a kind of fact")


# Every kind in full ------------------------------------------------------------------------------------------------

FULL = {name: as_text(record) for name, record in TYPED.items()}


def file_of(kind, record):
    if kind is REQUIREMENT_LIST:
        return "data/requirements/regime.yml"
    return kind.path


def laid_out(kind, record):
    if kind.shape == "list":
        return [record]
    return {"privacy": record} if kind.shape == "map" else record


def written(kind, record):
    """A record as a YAML file, every scalar in quotes."""
    return yaml.safe_dump(laid_out(kind, record), default_style='"', allow_unicode=True, width=1000).replace(
        "!!str ", ""
    )


def problems_of_record(kind, record):
    """The problems of one record of a kind, among records of all other kinds that it may point to."""
    others = {
        file_of(other, full): written(other, full) for other in (*KINDS, REQUIREMENT_LIST) if (full := FULL[other.name])
    }
    files = {**others, file_of(kind, record): written(kind, record)}
    ids = {"policies": [ID], "changes": [ID]}
    _, _, problems = load_facts({path: text.encode() for path, text in files.items()}, ids=ids)
    return [problem for problem in problems if problem.where.file == file_of(kind, record)]


@pytest.mark.parametrize("kind", [*KINDS, REQUIREMENT_LIST], ids=lambda kind: kind.name)
def test_every_kind_has_a_full_record_here_with_every_field(kind):
    def assert_full(model, record):
        assert set(record) == {info.alias or name for name, info in model.model_fields.items()}

    assert_full(kind.model, FULL[kind.name])
    assert problems_of_record(kind, FULL[kind.name]) == []


@pytest.mark.parametrize("kind", [*KINDS, REQUIREMENT_LIST], ids=lambda kind: kind.name)
def test_a_full_record_comes_through_its_model_unchanged(kind):
    plain = kind.model.model_validate(FULL[kind.name]).plain()
    assert as_text(plain) == FULL[kind.name]
    assert kind.model.model_validate(as_text(plain)).plain() == plain


@pytest.mark.parametrize("kind", [*KINDS, REQUIREMENT_LIST], ids=lambda kind: kind.name)
def test_a_record_is_plain_without_the_fields_that_were_left_out(kind):
    needed = {info.alias or name for name, info in kind.model.model_fields.items() if info.is_required()}
    record = {name: value for name, value in FULL[kind.name].items() if name in needed}
    assert set(kind.model.model_validate(record).plain()) == needed


@pytest.mark.parametrize("kind", [*KINDS, REQUIREMENT_LIST], ids=lambda kind: kind.name)
def test_every_field_that_is_needed_is_missed(kind):
    for name, info in kind.model.model_fields.items():
        if info.is_required():
            found = problems_of_record(kind, without(FULL[kind.name], info.alias or name))
            assert [(p.rule, p.message) for p in found] == [
                ("missing-field", f"the field `{info.alias or name}` is missing")
            ]


# Whatever is written -----------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [*VENDOR, "unknown", "NO", "nearest edge", "2026-12-01", "true", "", "scc", "- a", "{a: b}", "&x", "*x", "<<"]
)
TREES = st.recursive(
    WORDS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.one_of(st.binary(), st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_as_a_file_of_facts_end_in_facts_or_problems(data):
    made = load(with_files({"data/subprocessors.yml": data}))
    assert all(problem.where.file for problem in check(made, TODAY))


@given(TREES, st.sampled_from([kind.path for kind in KINDS] + ["data/glossary.yml"]))
def test_any_tree_as_a_file_of_facts_ends_in_facts_or_problems(tree, path):
    made = load(with_files({path: yaml.safe_dump(tree, allow_unicode=True)}))
    assert all(problem.where.file for problem in check(made, TODAY))
