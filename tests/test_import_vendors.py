"""Lists of vendors in any form become `subprocessors` records: the same vendor keeps its id, nothing is invented."""

import json
from itertools import pairwise

import pytest

import needs
import sites
from growth import assert_linear
from trustcenter.comparing.fact_diff import changes
from trustcenter.disk import files
from trustcenter.importing import editions, vendor_records
from trustcenter.importing.input_file import NotImported
from trustcenter.importing.passages import sentences
from trustcenter.importing.tables_and_lists import Row, role_of
from trustcenter.site import build

LIST = needs.CORPORA / "tailscale-terms" / "dpa-subprocessors"
TODAY = "2026-11-22"
BARE = {"data/subprocessors.yml": ""}


def rows(name, text):
    return editions.rows_in(name, text.encode())


def records(*lists, **more):
    """The records of each of some lists of (name, purpose, website …) rows."""
    made = [[Row(dict(zip(("name", "purpose", "website"), row, strict=False))) for row in each] for each in lists]
    return [dict(listed.subprocessors) for listed in vendor_records.listed(made, **more)]


def ids(*lists):
    """The ids in each list, in its order."""
    return [list(each) for each in records(*lists)]


# Forms ----------------------------------------------------------------------------------------------------------------

FORMS = {
    "a.md": """\
Who works for us:
| Subprocessor | Purpose of processing | Data processed | Processing location |
| --- | --- | --- | --- |
| [Harbor Cloud, Inc.](https://harbor.example) | Hosting | Logs, Recordings | USA |
| Letter GmbH | Mail | Logs | Germany |
""",
    "a.html": """\
<table><thead><tr><th>Name of subprocessor</th><th>Nature of processing</th><th>Personal data</th><th>Country</th></tr>
</thead><tbody><tr><td><a href="https://harbor.example">Harbor Cloud, Inc.</a></td><td>Hosting</td>
<td>Logs<br>Recordings</td><td>USA</td></tr>
<tr><td>Letter GmbH</td><td>Mail</td><td>Logs</td><td>Germany</td></tr></tbody></table>
""",
    "a.csv": """\
Vendor,Purpose,Data,Location,Website
"Harbor Cloud, Inc.",Hosting,"Logs, Recordings",USA,https://harbor.example
Letter GmbH,Mail,Logs,Germany,
""",
    "b.csv": """\
Company;Description;Type of data;Region;URL
Harbor Cloud, Inc.;Hosting;Logs, Recordings;USA;https://harbor.example
Letter GmbH;Mail;Logs;Germany;
""",
    "a.json": json.dumps(
        {
            "updated": "2024-01-01",
            "subprocessors": [
                {"name": "Harbor Cloud, Inc.", "purpose": "Hosting", "data": ["Logs", "Recordings"], "location": "USA",
                 "url": "https://harbor.example"},
                {"name": "Letter GmbH", "purpose": "Mail", "data": ["Logs"], "location": "Germany"},
            ],
        }
    ),
    "a.yml": """\
- name: Harbor Cloud, Inc.
  purpose: Hosting
  data: [Logs, Recordings]
  locations: [US]
  website: https://harbor.example
- name: Letter GmbH
  purpose: Mail
  data: [Logs]
  locations: [DE]
""",
    "b.yml": """\
vendors:
  Harbor Cloud, Inc.: {purpose: Hosting, data: "Logs, Recordings", country: United States, website: https://harbor.example}
  Letter GmbH: {purpose: Mail, data: Logs, country: Germany}
""",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_list_gives_the_same_records(name):
    (listed,) = vendor_records.listed([rows(name, FORMS[name])])
    assert listed.subprocessors == {
        "harbor_cloud": {
            "id": "harbor_cloud", "name": "Harbor Cloud, Inc.", "purpose": "Hosting", "group": "infrastructure",
            "data": ["logs", "recordings"], "locations": ["US"], "website": "https://harbor.example",
        },
        "letter": {
            "id": "letter", "name": "Letter GmbH", "purpose": "Mail", "group": listed.subprocessors["letter"]["group"],
            "data": ["logs"], "locations": ["DE"],
        },
    }  # fmt: skip
    assert listed.data_categories == {
        "logs": {"id": "logs", "label": "Logs"}, "recordings": {"id": "recordings", "label": "Recordings"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "- **Harbor Cloud, Inc.** – Hosting (United States)\n- [Letter GmbH](https://letter.example): Mail (Germany)\n",
        "<ul><li><b>Harbor Cloud, Inc.</b> - Hosting (USA)</li><li><a href='https://letter.example'>Letter GmbH</a>"
        ": Mail (Germany)</li></ul>",
    ],
)
def test_bullets_are_a_list_too(text):
    (listed,) = vendor_records.listed([rows("a.html" if text.startswith("<") else "a.md", text)])
    told = {name: (r["name"], r["purpose"], r["locations"]) for name, r in listed.subprocessors.items()}
    assert told == {
        "harbor_cloud": ("Harbor Cloud, Inc.", "Hosting", ["US"]), "letter": ("Letter GmbH", "Mail", ["DE"]),
    }  # fmt: skip
    assert listed.subprocessors["letter"]["website"] == "https://letter.example"


@pytest.mark.parametrize(
    "text",
    [
        "Words only.\n",
        "| Right | How |\n| --- | --- |\n| Access | write to us |\n",
        "- You may write to us at any time, and we shall answer within thirty days of your letter.\n- Or call.\n",
        "| Name | Age |\n| --- | --- |\n| Ada | 36 |\n",
    ],
)
def test_other_tables_and_bullets_are_no_list_of_vendors(text):
    with pytest.raises(NotImported, match="no list of vendors"):
        rows("a.md", text)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Subprocessor", "name"), ("Sub-processor name", "name"), ("Entity Name", "name"), ("Third party", "name"),
        ("Purpose of Processing", "purpose"), ("Nature and purpose", "purpose"), ("Description of services", "purpose"),
        ("Data processed", "data"), ("Categories of personal data", "data"), ("Location", "locations"),
        ("Subprocessor location", "locations"), ("Data location", "locations"), ("Entity Country", "locations"),
        ("Transfer mechanism", "transfer"), ("Corporate address", "address"), ("Website", "website"),
        ("trains_on_data", "trains_on_data"), ("Colour", ""),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_headings(heading, field):
    assert role_of(heading) == field


# The same vendor --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("Harbor Cloud, Inc.", "Harbor Cloud LLC", True),
        ("Help Scout", "HelpScout", True),
        ("Fly", "Fly.io", True),
        ("AWS", "Amazon Web Services, Inc. (AWS)", True),
        ("Harbor", "Haven Cloud (formerly Harbor)", True),
        ("Twilio", "Twilio Ireland Limited", True),
        ("Hetzner", "DigitalOcean", False),
        ("Letter", "Ladder Data", False),
    ],
)
def test_a_renamed_vendor_keeps_its_id_and_another_gets_one(before, after, same):
    first, second = ids([(before, "to host")], [(after, "to host")])
    assert (first == second) is same


def test_the_website_tells_that_a_vendor_was_renamed():
    old, new = [("Facebook", "ads", "https://www.meta.example/a")], [("Meta Platforms", "ads", "https://meta.example")]
    assert ids(old, new) == [["facebook"], ["facebook"]]


def test_a_reflowed_table_changes_nothing():
    old = [("Alphaline Inc.", "calls"), ("Bravotel LLC", "mail"), ("Charlie", "logs")]
    new = [("CHARLIE", "logs"), ("Bravotel, L.L.C.", "mail"), ("Delta", "calls"), ("Alphaline,  Inc.", "calls")]
    first, second = ids(old, new)
    assert second == ["charlie", "bravotel", "delta", "alphaline"]
    assert set(first) < set(second)


def test_one_vendor_for_two_purposes_is_two_engagements():
    old = [("Harbor", "hosting"), ("Harbor", "mail")]
    assert ids(old, old[::-1]) == [["harbor", "harbor_2"], ["harbor_2", "harbor"]]


def test_a_vendor_that_comes_back_has_its_id_again():
    assert ids([("Harbor", "a"), ("Letter", "b")], [("Letter", "b")], [("Letter", "b"), ("Harbor", "a")])[2] == [
        "letter", "harbor",
    ]  # fmt: skip


def test_vendors_of_the_data_keep_their_ids():
    known = [{"id": "our_host", "name": "Harbor Cloud, Inc.", "purpose": "to host"}]
    assert list(records([("Harbor Cloud LLC", "hosting")], known=known)[0]) == ["our_host"]


# Nothing invented -------------------------------------------------------------------------------------------------------


def test_what_a_list_does_not_say_is_unknown():
    (listed,) = vendor_records.listed([[Row({"name": "Harbor"})]])
    assert listed.subprocessors["harbor"] == {
        "id": "harbor", "name": "Harbor", "purpose": {"unknown": "the list does not say"}, "group": "other",
        "data": {"unknown": "the list does not say"}, "locations": {"unknown": "the list does not say"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("United States, Europe", ["US", "europe"]),
        ("EU / UK", ["european union", "GB"]),
        ("the European Economic Area and Switzerland", ["european economic area", "CH"]),
        ("Frankfurt, Germany", ["DE"]),
        ("USA (Oregon)", ["US"]),
        ("Worldwide", ["global"]),
        ("U.S.\nIreland", ["US", "IE"]),
        ("Atlantis", {"unknown": "the list says: Atlantis"}),
        ("Germany, Atlantis", {"unknown": "the list says: Germany, Atlantis"}),
        ("", {"unknown": "the list does not say"}),
    ],
)
def test_places_become_codes_or_stay_words(said, expected):
    assert vendor_records.locations(said) == expected


def test_values_that_the_data_would_refuse_are_left_out():
    cells = {"name": "Harbor", "website": "http://harbor.example", "contact": "call us", "headquarters": "Mars"}
    (listed,) = vendor_records.listed(
        [[Row({**cells, "transfer": "SCCs and the Data Privacy Framework", "dpa": "https://h.example"})]]
    )
    record = listed.subprocessors["harbor"]
    assert record["transfer"] == ["scc", "dpf"]
    assert record["dpa"] == "https://h.example"
    assert not {"website", "contact", "headquarters"} & set(record)


def test_a_forgotten_comma_makes_no_category():
    lists = [[Row({"name": "A", "data": "Names, Mail"})], [Row({"name": "A", "data": "Names Mail, Logs"})]]
    assert vendor_records.listed(lists)[1].subprocessors["a"]["data"] == ["names", "mail", "logs"]


def test_ids_of_four_times_as_many_vendors_are_four_times_the_work():
    def named(count):
        many = [[(f"Vendor {letter} {number}", "to host") for number in range(count)] for letter in ("a", "zz")]
        assert 0 < len({name for each in ids(*many) for name in each}) <= 2 * count

    assert_linear(named, 60)


@pytest.mark.parametrize(
    "cell",
    [
        lambda size: ",(" * size, lambda size: "a," * size, lambda size: "," * size, lambda size: " " * size + "x",
        lambda size: "(" * size + ")" * size,
    ],
    ids=["open brackets", "items", "commas", "spaces", "nested brackets"],
)  # fmt: skip
def test_a_cell_that_is_made_to_be_slow_is_not(cell):
    def read(size):
        field = cell(size)
        row = Row({"name": "Harbor", "data": field, "locations": field, "transfer": field, "website": field})
        assert vendor_records.listed([[row]])[0].subprocessors["harbor"]["name"] == "Harbor"

    assert_linear(read, 5_000)


@pytest.mark.parametrize(
    "text",
    [lambda size: "|" * size, lambda size: "| a |\n" + " " * size + "x\n", lambda size: "a | b\n" + "- |" * size],
    ids=["bars", "a row and spaces", "a line of a table"],
)
def test_a_table_that_is_made_to_be_slow_is_not(text):
    def read(size):
        sentences(text(size), above=0)

    assert_linear(read, 5_000)


# The command ------------------------------------------------------------------------------------------------------------


def command(root, *args):
    return sites.trustcenter(root, "import", *map(str, args), "--as-of", TODAY)


@pytest.mark.parametrize("name", FORMS)
def test_a_list_alone_is_proposed_and_what_is_accepted_is_added_to_the_data(tmp_path, name):
    root = sites.small(tmp_path / "center", BARE)
    (tmp_path / name).write_text(FORMS[name], "utf-8")
    before = sites.tree(root / "data")
    output = sites.done(command(root, tmp_path / name, "--vendors"))
    assert "2 facts proposed: subprocessors 2" in output
    assert "trustcenter import --accept imports/vendors" in output
    assert sites.tree(root / "data") == before
    assert "2 facts accepted" in sites.done(command(root, "--accept", "imports/vendors"))
    facts = build.load(files.read_tree(root)).facts
    assert set(facts.records("subprocessors")) == {"harbor_cloud", "letter"}
    assert set(facts.records("data_categories")) == {"logs", "recordings"}
    before = sites.tree(root)
    assert "nothing to import" in sites.done(command(root, tmp_path / name, "--vendors"))
    assert "has all that is accepted" in command(root, "--accept", "imports/vendors").output
    assert sites.tree(root) == before


def test_a_vendor_of_a_list_that_is_not_accepted_stays_out_and_no_draft_is_made(tmp_path):
    root = sites.small(tmp_path / "center", BARE)
    (tmp_path / "a.csv").write_text(FORMS["a.csv"], "utf-8")
    drafts = sites.tree(root / "docs")
    sites.done(command(root, tmp_path / "a.csv", "--vendors"))
    path = root / "imports/vendors/review.yml"
    text = path.read_text("utf-8")
    start = text.index("id: letter")
    path.write_text(
        text[:start].rpartition("accept: true")[0]
        + "accept: false"
        + text[:start].rpartition("accept: true")[2]
        + text[start:],
        "utf-8",
    )
    assert "1 left out" in sites.done(command(root, "--accept", "imports/vendors"))
    assert set(build.load(files.read_tree(root)).facts.records("subprocessors")) == {"harbor_cloud"}
    assert sites.tree(root / "docs") == drafts
    assert "exists already" in command(root, tmp_path / "a.csv", "--vendors").output


def test_a_mistake_in_the_review_of_a_list_is_told_where_it_stands(tmp_path):
    root = sites.small(tmp_path / "center", BARE)
    (tmp_path / "a.csv").write_text(FORMS["a.csv"], "utf-8")
    sites.done(command(root, tmp_path / "a.csv", "--vendors"))
    sites.edit(root, "imports/vendors/review.yml", "group: ", "group: nonsense # ")
    before = sites.tree(root)
    result = command(root, "--accept", "imports/vendors")
    assert result.exit_code == 1
    assert "imports/vendors/review.yml:" in result.output
    assert sites.tree(root) == before


def test_what_stands_in_the_data_stays_as_it_was_written(tmp_path):
    root = sites.small(tmp_path / "center")
    written = "# Ours.\n" + sites.SMALL["data/subprocessors.yml"]
    sites.write(root, {"data/subprocessors.yml": written})
    (tmp_path / "a.csv").write_text(FORMS["a.csv"], "utf-8")
    sites.done(command(root, tmp_path / "a.csv", "--vendors"))
    assert "accepted" in sites.done(command(root, "--accept", "imports/vendors"))
    text = (root / "data/subprocessors.yml").read_text("utf-8")
    assert text.startswith(written)
    assert text.count("- id:") == 2


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.md", b"Only words.\n", "has no list of vendors"),
        ("a.csv", b"", "is empty"),
        ("a.csv", b"a,b\n1,2\n", "no list of vendors"),
        ("a.json", b"{", "not readable as JSON"),
        ("a.json", b"[" * 100_000, "not readable as JSON"),
        ("a.yml", b"a: &x [*x]\n", "not allowed"),
        ("a.yml", b"- a\n- b\n", "no list of vendors"),
        ("a.csv", b"a\x00b\x00", "UTF-16"),
        ("a.csv", b"Name,Purpose\n" + b"x,y\n" * 3_000_000, "MB at most"),
        ("a.xlsx", b"PK\x03\x04", "only files that end in"),
    ],
)
def test_what_is_no_list_ends_in_a_message_and_nothing_is_written(tmp_path, name, data, message):
    root = sites.small(tmp_path / "center")
    (tmp_path / name).write_bytes(data)
    before = sites.tree(root)
    result = command(root, tmp_path / name, "--vendors")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert message in result.output
    assert "nothing was written" in result.output
    assert sites.tree(root) == before


def test_a_history_of_a_data_file_is_a_history_of_tables(tmp_path):
    root = sites.small(tmp_path / "center", BARE)
    old = tmp_path / "old"
    old.mkdir()
    (old / "2023-01-01.csv").write_text("Name,Purpose,Colour\nHarbor,to host | store,blue\n", "utf-8")
    (old / "2024-01-01.csv").write_text("Name,Purpose,Colour\nHarbor,to host | store,blue\nLetter,mail,red\n", "utf-8")
    sites.done(command(root, old, "--vendors", "--policy", "subprocessors", "--title", "Our vendors"))
    assert (root / "docs/policies/subprocessors/2023-01-01.md").read_text("utf-8") == (
        "# Our vendors\n\n| Name | Purpose | Colour |\n| --- | --- | --- |\n| Harbor | to host \\| store | blue |\n"
    )
    entry = (root / "docs/changelog/2024-01-01-our-vendors.md").read_text("utf-8")
    assert "- subprocessor added: Letter (mail)" in entry


def test_a_list_that_was_not_asked_for_is_pointed_out(tmp_path):
    root = sites.small(tmp_path / "center", BARE)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "2023-01-01.md").write_text("# Vendors\n\n" + FORMS["a.md"], "utf-8")
    output = sites.done(command(root, tmp_path / "old", "--policy", "terms"))
    assert "has a list of vendors; with --vendors" in output
    assert not build.load(files.read_tree(root)).facts.records("subprocessors")


def test_without_a_list_there_is_nothing_to_import_as_vendors(tmp_path):
    root = sites.small(tmp_path / "center", BARE)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "2023-01-01.md").write_text("# A\n\nWords.\n", "utf-8")
    before = sites.tree(root)
    result = command(root, tmp_path / "old", "--vendors", "--policy", "subprocessors")
    assert result.exit_code == 1
    assert "none of the texts has a list of vendors" in result.output
    assert sites.tree(root) == before


# A real list ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    root = sites.small(tmp_path_factory.mktemp("real"), BARE)
    (root / "docs/policies/subprocessors/index.md").unlink()
    sites.done(command(root, LIST, "--vendors", "--policy", "subprocessors"))
    return root


def came_and_went(before, after):
    """How many vendors were added and removed, and their names."""
    found = [c for c in changes(before, after) if c.kind == "subprocessors" and not c.field]
    assert {c.what for c in found} <= {"added", "removed"}
    return tuple({c.label for c in found if c.what == what} for what in ("added", "removed"))


@pytest.mark.corpora
def test_a_real_list_has_exactly_the_additions_and_removals_that_are_known_of_it(real):
    archive = build.load(files.read_tree(real)).archive
    stated = {v.id: v.facts for v in archive.versions["subprocessors"]}
    days = list(stated)
    assert days == [path.stem for path in sorted(LIST.glob("*.md"))]
    moves = {day: came_and_went(stated[was], stated[day]) for was, day in pairwise(days)}
    assert {day: (len(came), len(went)) for day, (came, went) in moves.items()} == {
        "2023-08-16": (1, 15), "2023-12-04": (0, 0), "2024-04-12": (2, 5), "2024-11-05": (1, 0), "2024-11-27": (0, 0),
        "2025-09-02": (1, 0),
    }  # fmt: skip
    assert moves["2024-04-12"] == (
        {"NetActuate", "Jira Service Management"}, {"Fly", "HelpScout", "Rudderstack", "Segment", "Salesforce"},
    )  # fmt: skip
    assert [moves[day][0] for day in ("2023-08-16", "2024-11-05", "2025-09-02")] == [
        {"Salesforce"},
        {"Hetzner"},
        {"Linode"},
    ]
    assert stated["2024-11-05"] == stated["2024-11-27"]
    aws = [facts.records("subprocessors")["aws"]["purpose"] for facts in stated.values()]
    assert aws[0] == {"unknown": "the list does not say"}
    assert set(aws[1:]) == {"Cloud hosting provider"}


@pytest.mark.corpora
def test_of_a_real_list_the_changelog_and_the_pages_tell_what_changed(real):
    entry = (real / "docs/changelog/2025-09-02-subprocessors-list.md").read_text("utf-8")
    assert "- subprocessor added: Linode (Cloud hosting provider for DERP servers)\n- new text of" in entry
    outputs = build.outputs(build.load(files.read_tree(real)), sites.TODAY)
    assert "subprocessors/linode/" in outputs.pages
    assert "subprocessors/confluence/" in outputs.pages
    assert not [problem for problem in sites.problems(real) if problem.is_error]
    draft = (real / "docs/policies/subprocessors/index.md").read_text("utf-8")
    assert "cites: [data_categories.client_device_and_node_information" in draft
    assert "| AWS | Cloud hosting provider |" in draft


def test_the_newest_list_is_the_data_and_a_change_of_it_is_published_as_one(tmp_path):
    root = sites.small(tmp_path / "center", BARE)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "2023-01-01.md").write_text("# Vendors\n\n" + FORMS["a.md"], "utf-8")
    sites.done(command(root, tmp_path / "old", "--vendors", "--policy", "subprocessors"))
    sites.edit(root, "data/subprocessors.yml", "Letter GmbH", "Ladder SARL")
    result = sites.publish(
        root, "subprocessors", "--class", "material", "--effective", "earliest", "--dry-run", as_of=TODAY
    )
    assert "subprocessor replaced: Letter GmbH → Ladder SARL" in sites.done(result)


TABLES = sites.REPO / "tests" / "importing" / "cases" / "import"


@pytest.mark.parametrize("name", [*FORMS, "two tables", "cookies", "bullets"])
@pytest.mark.parametrize("data", ["", "- id: hosting\n  name: {unknown: which}\n  purpose: {unknown: what}\n  group: infrastructure\n"
                                  "  data: {unknown: which}\n  locations: {unknown: where}\n"], ids=["nothing", "a placeholder"])  # fmt: skip
def test_after_any_import_the_untouched_draft_says_what_its_newest_version_says(tmp_path, name, data):
    """In text and in facts: nothing is left to publish, whatever form the list had and though nobody filled a record."""
    root = sites.small(tmp_path / "center", {"data/subprocessors.yml": data})
    (tmp_path / "old").mkdir()
    cases = {
        "two tables": "vendors-two-tables",
        "cookies": "vendors-cookie-table",
        "bullets": "vendors-bullets-name-and-purpose",
    }
    if name in cases:
        for path in (TABLES / cases[name]).iterdir():
            (tmp_path / "old" / path.name).write_bytes(path.read_bytes())
    else:
        (tmp_path / "old" / f"2023-01-01.{name.partition('.')[2]}").write_text(FORMS[name], "utf-8")
    sites.done(command(root, tmp_path / "old", "--vendors", "--policy", "lists", "--title", "Lists"))
    order = ("publish", "lists", "--class", "minor", "--effective", TODAY, "--title", "x", "--as-of", TODAY)
    assert "nothing to publish" in sites.done(sites.trustcenter(root, *order))
    recorded = list(build.load(files.read_tree(root)).archive.versions["lists"])
    assert recorded[-1].facts.records("subprocessors")
    assert "acme" not in recorded[-1].facts.records("subprocessors")
