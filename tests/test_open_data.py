"""Open data: every file fits its published schema, agrees with the archive on every day, and tells nothing too soon."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from posixpath import join, normpath

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from lxml import html

import needs
import sites
from trustcenter.disk import files, site_folder
from trustcenter.markdown.to_html import Site
from trustcenter.model.kinds import KINDS
from trustcenter.model.periods import begins
from trustcenter.model.problems import Severity
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build, open_data
from trustcenter.site.open_data.for_machines import CATALOG
from trustcenter.site.open_data.subprocessors import cell
from trustcenter.site.open_data.sums import listing, sums
from trustcenter.site.pages import View
from trustcenter.site.pages.head import announced_after

ADDRESS = "https://trust.lanternfish.example/"
TODAY = date(2026, 7, 15)
PLANNED = date(2026, 9, 1)
ROBOTS = "well_known: [security.txt, gpc.json]\n"
VENDORS, RETENTION, CONTACTS = "data/subprocessors.yml", "data/retention.yml", "data/contacts.yml"
ORGANIZATION = "data/organization.yml"
VENDOR = """\
- id: {id}
  name: {name}
  purpose: to count
  group: analytics
  data: [logs]
  locations: [DE, nearest edge]
  transfer: {{unknown: not settled}}
  baa: true
"""
TITLE = "Cookies </script><script>alert('title')</script> & \"more\""
MORE = {
    "mkdocs.yml": sites.MKDOCS.replace("https://example.com/trust/", ADDRESS).replace(
        "HOOK", str(sites.REPO / "hooks" / "mkdocs_hook.py")
    ),
    ORGANIZATION: sites.SMALL[ORGANIZATION] + "products: [{id: light, label: Light}]\n" + ROBOTS,
    CONTACTS: sites.SMALL[CONTACTS]
    + "security:\n  role: Vulnerabilities\n  phone: '+13125550100'\n  email: security@lanternfish.example\n",
    RETENTION: sites.SMALL[RETENTION]
    .replace("delete\n- id: logs", "delete\n  then: logs\n- id: logs")
    .replace("1 year", "10 business days"),
    "data/offices.yml": "chicago:\n  hours: Monday to Friday\n",
    "docs/policies/cookies/index.md": f"---\ntitle: {json.dumps(TITLE)}\n---\n\nNone. {{{{ offices.chicago.hours }}}}.\n",
}


def announce(root, title, class_, effective, *more, on):
    order = ("--class", class_, "--effective", effective, *more)
    sites.done(sites.publish(root, *order, as_of=on, title=title))


def add_vendor(root, name, legal):
    sites.write(root, {VENDORS: (root / VENDORS).read_text("utf-8") + VENDOR.format(id=name, name=legal)})


@pytest.fixture(scope="module")
def rich(tmp_path_factory):
    """Notice, a fix meanwhile, a withdrawal, the same again, an emergency, a retirement to come, and one planned."""
    root = sites.published(tmp_path_factory.mktemp("rich"), MORE)
    sites.edit(root, RETENTION, "90 days", "60 days")
    announce(root, "Sooner", "material", "2026-03-04", on="2026-02-01")
    sites.edit(root, CONTACTS, "privacy@", "data@")
    announce(root, "Address", "editorial", "today", "--pending", "keep", on="2026-02-10")
    add_vendor(root, "quagga", "=Quagga Analytics GmbH")
    announce(root, "Counting", "material", "2026-05-02", on="2026-04-01")
    sites.done(
        sites.trustcenter(root, "withdraw", "2026-04-01-counting", "--reason", "Too soon.", "--as-of", "2026-04-15")
    )
    announce(root, "Counting after all", "material", "2026-06-01", on="2026-04-20")
    sites.edit(root, VENDORS, "to run the servers", "to run the servers and the telephones")
    announce(root, "Fire", "emergency", "2026-06-08", "--reason", "Harbor burned.", on="2026-06-10")
    announce(root, "No cookies", "material", "2026-08-15", "--retire", "cookies", on="2026-07-01")
    add_vendor(root, "zebra", "Zebra Metrics BV")
    announce(root, "Stripes", "material", "2026-11-01", "--announce", str(PLANNED), on="2026-07-05")
    return root


@pytest.fixture(scope="module")
def center(rich):
    return build.load(files.read_tree(rich))


@pytest.fixture(scope="module")
def site(rich, tmp_path_factory):
    return built(rich, TODAY, tmp_path_factory.mktemp("sites") / "today")


def built(root, day, to):
    env = {"TRUSTCENTER_AS_OF": str(day)}
    result = sites.mkdocs(root, "build", "-q", "--strict", "-d", str(to), env=env)
    assert result.returncode == 0, result.stdout + result.stderr
    return to


def out(center, day):
    """The files of open data on a day."""
    return open_data.exports(View(center, center.archive.on(day), Site(frozenset()), ADDRESS))


def test_the_addresses_of_all_data_are_known_before_any_is_made(center):
    for day in all_days(center):
        view = View(center, center.archive.on(day), Site(frozenset()), ADDRESS)
        assert open_data.urls(view) == {*open_data.exports(view)}


def whole(center, day, site_url=ADDRESS):
    """Everything that is made of a center on a day."""
    return build.outputs(center, day, SiteSettings(site_url=site_url))


def read(made, path):
    return json.loads(made[path])


def all_days(center):
    return [day for day in center.archive.days() if day <= TODAY] + [TODAY]


# Schemas -----------------------------------------------------------------------------------------------------------


def faults(made):
    """Everything in which a file of open data differs from the schema it names."""
    found = []
    for path in made:
        if path.startswith("api/") and path.endswith(".json"):
            value = read(made, path)
            schema = read(made, normpath(join(path.rpartition("/")[0], value["$schema"])))
            validator = Draft202012Validator(schema, format_checker=FormatChecker())
            found += [f"{path} {error.json_path}: {error.message}" for error in validator.iter_errors(value)]
    return found


@pytest.mark.parametrize("root", [sites.REPO, *(sites.REPO / "examples" / name for name in sites.EXAMPLES)])
def test_every_file_of_the_root_and_the_examples_fits_its_schema(root):
    center = build.load(files.read_tree(root))
    assert faults(out(center, sites.TODAY)) == []


def test_every_file_of_every_day_fits_its_schema(center):
    for day in [date(2026, 1, 4), *all_days(center), PLANNED, date(2027, 1, 1)]:
        made = out(center, day)
        assert faults(made) == []
        assert {f"api/{name}.json" for name in ("center", "policies", "subprocessors", "retention", "changes")} <= set(
            made
        )


def test_a_center_without_any_version_has_open_data_too(tmp_path):
    center = build.load(files.read_tree(sites.small(tmp_path)))
    made = out(center, TODAY)
    assert faults(made) == []
    assert (read(made, "api/policies.json")["policies"], read(made, "api/center.json")["days"]) == ([], [])


def test_every_schema_is_one_and_stands_alone(center):
    made = out(center, TODAY)
    schemas = [path for path in made if path.startswith("schemas/")]
    assert {f"schemas/facts/{kind.name}.json" for kind in KINDS if kind.citable} <= set(schemas)
    assert not any(kind.name in path for kind in KINDS if not kind.citable for path in schemas)
    for path in schemas:
        Draft202012Validator.check_schema(read(made, path))
        assert set(re.findall(r'"\$ref": "(.)', made[path].decode())) <= {"#"}, path


def test_every_public_record_fits_the_schema_of_its_kind(center):
    made = out(center, TODAY)
    facts = read(made, "api/center.json")["facts"]
    assert {"organization", "notice", "contacts", "subprocessors", "retention", "data_categories"} <= set(facts)
    for kind in KINDS:
        records = (
            [] if kind.name not in facts else [facts[kind.name]] if kind.shape == "one" else facts[kind.name].values()
        )
        for record in records:
            Draft202012Validator(read(made, f"schemas/facts/{kind.name}.json")).validate(record)
    assert not {"timezone", "well_known", "demo"} & set(facts["organization"])
    assert facts["offices"] == {"chicago": {"hours": "Monday to Friday"}}


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("policies", lambda value: value["policies"][0].pop("in_effect")),
        ("policies", lambda value: value["policies"][0]["in_effect"].update(sha256="abc")),
        ("policies", lambda value: value.update(more=1)),
        ("changes", lambda value: value["changes"][1]["facts"][0].update(floor="huge")),
        ("subprocessors", lambda value: value["subprocessors"][0].update(locations=["Norway"])),
        ("subprocessors", lambda value: value["subprocessors"][0].update(name=None)),
        ("subprocessors", lambda value: value["subprocessors"][0].update(name=5)),
        ("retention", lambda value: value["retention"][0].pop("period_iso")),
        ("center", lambda value: value["facts"]["organization"].update(timezone="UTC")),
        ("center", lambda value: value["facts"]["contacts"].update(privacy={})),
    ],
)
def test_a_schema_refuses_what_is_not_so(center, name, spoil):
    made = out(center, TODAY)
    value = read(made, f"api/{name}.json")
    spoil(value)
    with pytest.raises(ValidationError):
        Draft202012Validator(read(made, f"schemas/{name}.json")).validate(value)


def test_every_file_is_canonical(center):
    made = out(center, TODAY)
    for path in [path for path in made if path.startswith(("api/", "schemas/")) and path.endswith(".json")]:
        again = json.dumps(json.loads(made[path]), sort_keys=True, ensure_ascii=False, indent=2) + "\n"
        assert made[path] == again.encode(), path


# The present and every day of the past -----------------------------------------------------------------------------


def test_the_file_of_every_day_agrees_with_the_archive(center):
    made = out(center, TODAY)
    there = {path.removeprefix("api/as-of/").removesuffix(".json") for path in made if path.startswith("api/as-of/")}
    assert there == {day.isoformat() for day in center.archive.days() if day <= TODAY}
    assert len(there) > 8
    for day in map(date.fromisoformat, there):
        told, snapshot = read(made, f"api/as-of/{day}.json"), center.archive.on(day)
        policies = {policy["id"]: policy for policy in told["policies"]}
        in_effect = {name: policy["in_effect"] for name, policy in policies.items() if policy["in_effect"]}
        assert told["as_of"] == day.isoformat()
        assert {name: (v["version"], v["seal"]) for name, v in in_effect.items()} == {
            name: (version.id, version.seal) for name, version in snapshot.in_effect.items()
        }
        assert [(name, v["version"]) for name in sorted(policies) for v in policies[name]["upcoming"]] == [
            (version.policy, version.id) for version in snapshot.upcoming
        ]
        assert tuple(name for name in policies if policies[name]["retired"]) == snapshot.retired
        assert told["facts"] == snapshot.facts.kinds


def test_what_a_day_said_never_changes_later(center, rich, tmp_path):
    later = build.load(files.read_tree(edited(rich, tmp_path)))
    final = {path: data for path, data in out(later, date(2027, 6, 1)).items() if path.startswith("api/as-of/")}
    for day in all_days(center):
        then = {path: data for path, data in out(center, day).items() if path.startswith("api/as-of/")}
        assert then.items() <= final.items()


def edited(rich, to):
    """The center with drafts edited and one more version published afterwards."""
    shutil.copytree(rich, to / "later", ignore=shutil.ignore_patterns("site"))
    sites.edit(to / "later", ORGANIZATION, "Lanternfish Software, Inc.", "Anglerfish Software, Inc.")
    sites.edit(to / "later", RETENTION, "60 days", "30 days")
    announce(to / "later", "Much sooner", "material", "2027-01-01", on="2026-10-01")
    return to / "later"


def test_an_app_that_read_the_file_once_switches_on_the_right_day(center):
    """From what a day announced, the version in effect on any later day follows until something else is announced."""
    announced = {version.public_from for version in center.archive.all_versions}
    announced |= {withdrawal.announced for withdrawal in center.archive.withdrawals.values()}
    for day in all_days(center):
        told = read(out(center, day), "api/policies.json")["policies"]
        until = min((other for other in announced if other > day), default=date(2026, 12, 31))
        for later in (day + timedelta(days=n) for n in range((until - day).days)):
            noon = begins(later, "America/Chicago") + timedelta(hours=12)
            for policy in told:
                expected = center.archive.in_effect(policy["id"], later)
                assert accepted(policy, noon) == (expected.id if expected else None), (day, later)


def accepted(policy, now):
    """The version that an app shows at an instant."""
    line = [*([policy["in_effect"]] if policy["in_effect"] else []), *policy["upcoming"]]
    instants = [
        tuple(v[name] and datetime.fromisoformat(v[name]) for name in ("binds_from", "bound_until")) for v in line
    ]
    [*shown] = [
        v for v, (since, until) in zip(line, instants, strict=True) if since <= now and not (until and until <= now)
    ]
    return next((v["version"] for v in shown if not v["retires"]), None)


def test_the_instants_are_those_at_which_a_day_begins_there(center):
    told = read(out(center, date(2026, 2, 15)), "api/policies.json")["policies"]
    privacy = next(policy for policy in told if policy["id"] == "privacy")
    assert privacy["in_effect"]["binds_from"] == "2026-02-10T06:00:00Z"
    assert privacy["in_effect"]["bound_until"] == "2026-03-04T06:00:00Z"
    assert [(v["version"], v["binds_from"], v["bound_until"]) for v in privacy["upcoming"]] == [
        ("2026-03-04-2", "2026-03-04T06:00:00Z", None)
    ]
    assert datetime.fromisoformat("2026-03-04T06:00:00Z") == begins(date(2026, 3, 4), "America/Chicago").astimezone(UTC)


def test_a_retirement_to_come_is_told_with_the_instant_at_which_it_ends(center):
    told = read(out(center, TODAY), "api/policies.json")["policies"]
    cookies = next(policy for policy in told if policy["id"] == "cookies")
    assert (cookies["retired"], cookies["in_effect"]["bound_until"]) == (False, "2026-08-15T05:00:00Z")
    assert [version["retires"] for version in cookies["upcoming"]] == [True]
    told = read(out(center, date(2026, 8, 15)), "api/policies.json")["policies"]
    cookies = next(policy for policy in told if policy["id"] == "cookies")
    assert (cookies["retired"], cookies["in_effect"], cookies["upcoming"]) == (True, None, [])


def test_retention_tells_what_follows_from_the_rules(center):
    rules = {rule["id"]: rule for rule in read(out(center, date(2026, 5, 1)), "api/retention.json")["retention"]}
    assert list(rules) == sorted(rules)
    assert [rules["recordings"][name] for name in ("period", "period_iso")] == ["60 days", "P60D"]
    assert (rules["logs"]["period_iso"], rules["logs"]["longest_total"]) == (None, "10 business days")
    assert rules["recordings"]["longest_total"] is None


# Changes -----------------------------------------------------------------------------------------------------------


def changes_on(center, day):
    return {change["id"]: change for change in read(out(center, day), "api/changes.json")["changes"]}


def test_the_facts_of_a_change_are_those_its_sealed_entry_lists(center):
    for name, change in changes_on(center, date(2027, 1, 1)).items():
        lines = center.archive.changes[name].body.splitlines()
        listed = [line for line in lines if re.match(r"- (?!first version|new text|new version|\*\*)", line)]
        assert [f"- {fact['sentence']}" for fact in change["facts"]] == listed, name


def test_a_change_after_a_withdrawn_one_brings_what_that_one_did_not(center):
    for name in ("2026-04-01-counting", "2026-04-20-counting-after-all"):
        [fact] = changes_on(center, TODAY)[name]["facts"]
        assert {key: fact[key] for key in ("kind", "record", "what", "label", "floor")} == {
            "kind": "subprocessors", "record": "quagga", "what": "added", "label": "=Quagga Analytics GmbH",
            "floor": "material",
        }  # fmt: skip


def test_a_withdrawn_change_says_when_and_why(center):
    assert changes_on(center, date(2026, 4, 14))["2026-04-01-counting"]["withdrawn"] is None
    changes = changes_on(center, date(2026, 4, 15))
    withdrawal = "2026-04-15-withdrawn-counting"
    assert changes["2026-04-01-counting"]["withdrawn"] == {
        "change": withdrawal, "announced": "2026-04-15", "reason": "Too soon.",
    }  # fmt: skip
    assert changes[withdrawal]["withdraws"] == "2026-04-01-counting"
    assert (changes[withdrawal]["class"], changes[withdrawal]["notice"], changes[withdrawal]["facts"]) == (
        "withdrawal", None, [],
    )  # fmt: skip


def test_a_notice_tells_what_was_promised_and_what_is_given(center):
    changes = changes_on(center, TODAY)
    assert changes["2026-02-01-sooner"]["notice"] == {
        "promise": "30 days", "promise_iso": "P30D", "earliest": "2026-03-04", "clear_days": 30,
        "object_by": "2026-02-15",
    }  # fmt: skip
    assert changes["2026-06-10-fire"]["notice"]["clear_days"] == 0
    assert changes["2026-06-10-fire"]["reason"] == "Harbor burned."


def test_history_whose_announced_day_is_not_known_says_so(tmp_path):
    root = sites.small(tmp_path)
    announce(root, "Old", "recorded", "2024-05-01", on="2026-01-05")
    change = changes_on(build.load(files.read_tree(root)), TODAY)["2024-05-01-old"]
    assert (change["announced"], change["notice"]["clear_days"], change["notice"]["object_by"]) == (None, None, None)


def test_what_was_told_of_a_change_stays_except_that_it_was_withdrawn(center):
    final = changes_on(center, date(2027, 1, 1))
    for day in all_days(center):
        for name, change in changes_on(center, day).items():
            assert {**change, "withdrawn": final[name]["withdrawn"]} == final[name]


# CSV ---------------------------------------------------------------------------------------------------------------


def rows(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_csv_opens_in_a_spreadsheet_and_calculates_nothing(center):
    data = out(center, TODAY)["api/subprocessors.csv"]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == data.count(b"\n") == 3
    header, *records = rows(data)
    assert header == [
        "id", "name", "state", "from", "purpose", "group", "data", "data_in_words", "locations", "locations_in_words",
        "transfer", "transfer_in_words", "baa",
    ]  # fmt: skip
    assert [record[0] for record in records] == ["harbor", "quagga"]
    quagga = dict(zip(header, records[1], strict=True))
    assert quagga["name"] == "'=Quagga Analytics GmbH"
    assert (quagga["locations"], quagga["transfer"], quagga["baa"], quagga["state"]) == (
        "DE; nearest edge", "not stated", "yes", "current",
    )  # fmt: skip
    assert quagga["locations_in_words"] == "Germany and the edge location nearest to the user"
    assert quagga["transfer_in_words"] == "not stated"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r\n=1", "＝1"])
def test_no_cell_is_a_formula(text):
    assert cell(text).startswith("'")
    assert not re.search(r"[\t\r\n]", cell(text))


@pytest.mark.parametrize("text", ["a=b", "", "1", 'says "so", always', "naïve 東京"])
def test_other_texts_stay_as_they_are(text):
    assert cell(text) == text


def test_the_csv_says_in_words_what_the_pages_of_the_vendors_say():
    center = build.load(files.read_tree(sites.REPO))
    site = build.outputs(center, sites.TODAY, SiteSettings(site_url=ADDRESS))
    header, *records = rows(site.files["api/subprocessors.csv"])
    assert {"upcoming", "current", "former"} <= {dict(zip(header, record, strict=True))["state"] for record in records}
    for record in records:
        vendor = dict(zip(header, record, strict=True))
        page = " ".join(
            html.fromstring(site.pages[f"subprocessors/{vendor['id']}/"].load().page.html).text_content().split()
        )
        for field in ("data", "locations", "transfer"):
            assert vendor[f"{field}_in_words"] in page, vendor["id"]
    assert all(any(record[place] for record in records) for place in range(len(header))), "no column is empty"


def test_a_column_that_no_vendor_fills_is_left_out(tmp_path):
    bare = build.load(files.read_tree(sites.small(tmp_path, {VENDORS: "[]\n"})))
    assert rows(out(bare, TODAY)["api/subprocessors.csv"]) == [["id", "name", "state", "from", "until"]]


# Nothing too soon, and always the same bytes -----------------------------------------------------------------------


def test_what_is_planned_stands_nowhere_and_on_its_day_it_does(center, site):
    for day in [*all_days(center), PLANNED - timedelta(days=1)]:
        for path, data in whole(center, day).files.items():
            assert not re.search(rb"(?i)zebra|stripes|2026-11-01|2026-09-01", path.encode() + data), (day, path)
    told = [path for path, data in out(center, PLANNED).items() if b"Zebra" in data]
    assert {"api/changes.json", "api/center.json"} <= set(told)
    assert "api/subprocessors.json" not in told
    assert sites.holding(site, "zebra") == []


def test_before_an_announcement_its_facts_are_in_no_file(center):
    for path, data in out(center, date(2026, 3, 31)).items():
        assert b"uagga" not in data, path


def test_drafts_change_no_file(center, rich, tmp_path):
    """Governed facts only: what no version states comes from `data/` as it is."""
    root = shutil.copytree(rich, tmp_path / "drafts", ignore=shutil.ignore_patterns("site"))
    sites.edit(root, RETENTION, "60 days", "61 days")
    sites.edit(root, VENDORS, "Harbor Cloud", "Haven Cloud")
    sites.edit(root, CONTACTS, "data@", "nobody@")
    assert out(build.load(files.read_tree(root)), TODAY) == out(center, TODAY)


def test_the_built_site_has_these_bytes(center, site):
    for path, data in whole(center, TODAY).files.items():
        assert (site / path).read_bytes() == data, path


# Sums --------------------------------------------------------------------------------------------------------------


def sha256sum(site):
    if not shutil.which("sha256sum"):
        needs.without("sha256sum", "the package coreutils")
    return subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=site, capture_output=True, text=True, check=False)


def test_the_sums_hold_and_cover_everything_that_is_served(site):
    result = sha256sum(site)
    assert (result.returncode, result.stderr) == (0, "")
    listed = {line.removesuffix(": OK") for line in result.stdout.splitlines()}
    assert listed == set(sites.tree(site)) - {"SHA256SUMS"}
    assert {"404.html", "sitemap.xml.gz", "search/search_index.json", ".well-known/security.txt"} <= listed
    names = [line[66:] for line in (site / "SHA256SUMS").read_text("utf-8").splitlines()]
    assert names == sorted(names)


@pytest.mark.parametrize("path", ["index.html", "api/policies.json", "search/search_index.json"])
def test_the_sums_find_what_was_altered(site, tmp_path, path):
    copy = shutil.copytree(site, tmp_path / "copy")
    (copy / path).write_bytes((copy / path).read_bytes() + b" ")
    result = sha256sum(copy)
    assert result.returncode == 1
    assert f"{path}: FAILED" in result.stdout


def test_a_strange_name_is_listed_as_coreutils_write_it(tmp_path):
    hashes = {}
    for name in ("plain", "with space", "back\\slash", "line\nend", "zebra é"):
        (tmp_path / name).write_text(name)
        site_folder.write_sums(tmp_path, listing)
        hashes = (tmp_path / "SHA256SUMS").read_bytes()
    assert sha256sum(tmp_path).returncode == 0
    assert hashes.count(b"\n") == 5


def test_hidden_files_are_not_served_and_not_listed(tmp_path):
    for name in (".git/config", ".nojekyll", "a/.hidden", ".well-known/gpc.json", "index.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    site_folder.write_sums(tmp_path, listing)
    assert [line[66:] for line in (tmp_path / "SHA256SUMS").read_text().splitlines()] == [
        ".well-known/gpc.json",
        "index.html",
    ]


def test_the_list_does_not_list_itself():
    assert sums({"SHA256SUMS": "0" * 64}) == b""


# Files for robots --------------------------------------------------------------------------------------------------

URI = r"(?:https://[^\s]+|mailto:[^\s@]+@[^\s@]+|tel:\+[0-9]+)"
RULES = {
    "Contact": rf"^{URI}$", "Expires": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", "Canonical": r"^https://\S+$",
    "Policy": r"^https://\S+$", "Preferred-Languages": r"^[a-z]{2}(?:, [a-z]{2})*$",
}  # fmt: skip


def fields_of(data):
    """The fields of a security.txt, each line checked against RFC 9116."""
    text = data.decode("utf-8")
    assert text.endswith("\n")
    found = [re.fullmatch(r"([A-Za-z-]+): (\S.*)", line).groups() for line in text.splitlines()]
    for name, value in found:
        assert re.search(RULES[name], value), (name, value)
    names = [name for name, _ in found]
    assert names.count("Contact") >= 1
    assert names.count("Expires") == 1
    assert names.count("Preferred-Languages") <= 1
    return found


def test_security_txt_keeps_the_rules_of_its_rfc(site):
    found = fields_of((site / ".well-known/security.txt").read_bytes())
    assert found == [
        ("Contact", "mailto:security@lanternfish.example"), ("Contact", "tel:+13125550100"),
        ("Expires", "2027-07-14T00:00:00Z"), ("Preferred-Languages", "en"),
        ("Canonical", f"{ADDRESS}.well-known/security.txt"),
    ]  # fmt: skip


def test_security_txt_expires_within_a_year_of_any_day(center):
    for day in (date(2026, 1, 5), date(2027, 3, 1), date(2028, 2, 29)):
        data = out(center, day)[".well-known/security.txt"]
        expires = datetime.fromisoformat(dict(fields_of(data))["Expires"])
        assert begins(day, "UTC") < expires < begins(day, "UTC") + timedelta(days=365)


def test_a_policy_on_disclosure_is_linked(tmp_path):
    policy = {"docs/policies/security/index.md": "---\ntitle: Reporting\n---\n\nWrite to us.\n"}
    root = sites.published(tmp_path, {**MORE, **policy})
    found = dict(fields_of(out(build.load(files.read_tree(root)), TODAY)[".well-known/security.txt"]))
    assert found["Policy"] == f"{ADDRESS}policies/security/"


def test_gpc_json_says_so_since_the_last_change_where_no_clause_does(center, site):
    newest = max(change.public_from for change in center.archive.on(TODAY).changes)
    assert newest < TODAY
    assert json.loads((site / ".well-known/gpc.json").read_bytes()) == {"gpc": True, "lastUpdate": newest.isoformat()}


def robots(made):
    return sorted(path for path in made.files if path.startswith(".well-known/") and path != CATALOG)


def told(made):
    return [problem for problem in made.infos if problem.rule == "well-known"]


@pytest.mark.parametrize(
    ("site_url", "because"),
    [
        (f"{ADDRESS}trust/", "which is not the root of an origin"),
        ("", "does not say where the site is served"),
        ("http://trust.lanternfish.example/", "looked for by https"),
    ],
)
def test_elsewhere_than_at_a_root_there_are_none_and_the_build_says_why(center, site_url, because):
    made = whole(center, TODAY, site_url)
    [problem] = told(made)
    assert robots(made) == []
    assert problem.severity is Severity.INFO
    assert because in problem.message


@pytest.mark.parametrize("site_url", [ADDRESS, ADDRESS.rstrip("/"), "https://trust.lanternfish.example:8443/"])
def test_at_a_root_they_are_there(center, site_url):
    made = whole(center, TODAY, site_url)
    assert (robots(made), told(made)) == ([".well-known/gpc.json", ".well-known/security.txt"], [])


def test_what_is_not_asserted_is_not_there(tmp_path):
    silent = {**MORE, ORGANIZATION: MORE[ORGANIZATION].replace(ROBOTS, "")}
    made = whole(build.load(files.read_tree(sites.small(tmp_path, silent))), TODAY)
    assert (robots(made), told(made)) == ([], [])


def test_without_a_contact_there_is_no_security_txt_and_the_build_says_so(tmp_path):
    unknown = {CONTACTS: sites.SMALL[CONTACTS] + "security: {role: Reports, email: {unknown: not asked}}\n"}
    made = whole(build.load(files.read_tree(sites.small(tmp_path, {**MORE, **unknown}))), TODAY)
    [problem] = told(made)
    assert (robots(made), problem.severity) == ([".well-known/gpc.json"], Severity.WARNING)


def test_what_is_no_longer_asserted_does_not_stay_published(tmp_path):
    root = sites.published(tmp_path / "root", MORE)
    built(root, TODAY, tmp_path / "site")
    sites.edit(root, ORGANIZATION, ROBOTS, "well_known: [gpc.json]\n")
    built(root, TODAY, tmp_path / "site")
    assert sorted(path.name for path in (tmp_path / "site" / ".well-known").iterdir()) == ["api-catalog", "gpc.json"]
    sites.edit(root, ORGANIZATION, "well_known: [gpc.json]\n", "")
    built(root, TODAY, tmp_path / "site")
    assert sorted(path.name for path in (tmp_path / "site" / ".well-known").iterdir()) == ["api-catalog"]


def test_no_version_states_what_is_asserted(center):
    for version in center.archive.all_versions:
        assert "well_known" not in version.facts.one("organization")


# Links between versions, and JSON-LD -------------------------------------------------------------------------------


def head(site, url):
    """The links with `rel` of a page as URLs below the root, and its JSON-LD."""
    page = html.fromstring((site / url / "index.html").read_bytes())
    links = {}
    for link in page.xpath("//head/link[@rel]"):
        where = normpath(join(url, link.get("href"))) + ("/" if link.get("href").endswith("/") else "")
        links.setdefault(link.get("rel"), []).append((where, link.get("type")))
    [script] = page.xpath("//script[@type='application/ld+json']")
    return links, json.loads(script.text)


def test_the_page_of_a_policy_links_before_and_after(site):
    links, _ = head(site, "policies/cookies/")
    assert links["successor-version"] == [("policies/cookies/2026-08-15/", None)]
    assert "predecessor-version" not in links
    assert links["version-history"] == [("policies/cookies/history/", None)]
    links, _ = head(site, "policies/privacy/")
    assert links["predecessor-version"] == [("policies/privacy/2026-02-10/", None)]
    assert {("policies/privacy/2026-03-04-2.md", "text/markdown")} <= set(links["alternate"])
    assert "successor-version" not in links
    assert "latest-version" not in links


def test_every_page_of_a_version_links_what_was_known_when_it_was_announced(center, site):
    for version in center.archive.on(TODAY).announced:
        links, _ = head(site, f"policies/{version.name}/")
        stem = f"policies/{version.name}"
        assert {(f"{stem}.md", "text/markdown"), (f"{stem}.json", "application/json")} <= set(links["alternate"])
        assert links["latest-version"] == [(f"policies/{version.policy}/", None)]
        assert links["version-history"] == [(f"policies/{version.policy}/history/", None)]
        assert "successor-version" not in links
        before = announced_after(center.archive, version)
        expected = [(f"policies/{before.name}/", None)] if before else None
        assert links.get("predecessor-version") == expected
        assert (before is None) == (version.number == 1)


def test_the_predecessor_of_a_pending_version_is_the_one_it_was_announced_after(center):
    versions = {version.name: version for version in center.archive.all_versions}
    before = {name: announced_after(center.archive, versions[name]) for name in versions}
    assert before["privacy/2026-03-04"].id == "2026-01-05"
    assert before["privacy/2026-03-04-2"].id == "2026-02-10"
    assert before["subprocessors/2026-06-01"].id == "2026-01-05"


def test_every_link_leads_to_a_file_of_the_site(site):
    for page in sorted((site / "policies").rglob("index.html")):
        url = page.parent.relative_to(site).as_posix() + "/"
        if html.fromstring(page.read_bytes()).xpath("//script[@type='application/ld+json']"):
            for targets in head(site, url)[0].values():
                for target, _ in targets:
                    if "://" not in target and ":/" not in target:
                        assert (site / target / ("index.html" if target.endswith("/") else "")).exists(), (url, target)


def test_json_ld_says_which_version_a_page_has(center, site):
    for version in center.archive.on(TODAY).announced:
        _, data = head(site, f"policies/{version.name}/")
        assert (data["@context"], data["@type"]) == ("https://schema.org", "DigitalDocument")
        assert data["url"] == data["@id"] == f"{ADDRESS}policies/{version.name}/"
        assert (data["version"], data["name"]) == (version.id, version.title)
        assert data["datePublished"] == version.announced.isoformat()
        assert data["isPartOf"]["@id"] == f"{ADDRESS}policies/{version.policy}/"
        assert data["encoding"]["sha256"] == version.text_sha256
        assert data["publisher"]["@id"] == f"{ADDRESS}#organization"
        withdrawn = version.name in center.archive.on(TODAY).withdrawn
        assert data.get("creativeWorkStatus") == ("Withdrawn" if withdrawn else None)


def test_json_ld_of_a_policy_is_about_the_version_in_effect(center, site):
    for policy, version in center.archive.on(TODAY).in_effect.items():
        _, data = head(site, f"policies/{policy}/")
        assert (data["@type"], data["name"]) == ("WebPage", version.title)
        assert data["mainEntity"]["version"] == version.id
        assert date.fromisoformat(data["dateModified"]) <= TODAY
        assert data["publisher"]["name"] == "Lanternfish Software, Inc."
        assert data["publisher"]["url"] == "https://lanternfish.example"
        assert data["isPartOf"] == {"@type": "WebSite", "@id": ADDRESS, "url": ADDRESS}


def test_a_hostile_title_stays_inside_the_data(site):
    for url in ("policies/cookies/", "policies/cookies/2026-01-05/"):
        raw = (site / url / "index.html").read_text("utf-8")
        [script] = re.findall(r'(?s)<script type="application/ld\+json">(.*?)</script>', raw)
        assert not re.search("[<>&]", script)
        assert json.loads(script)["name"] == TITLE


def test_without_an_address_the_links_in_json_ld_are_relative(center):
    page = whole(center, TODAY, "").page("policies/privacy/2026-01-05/")
    data = json.loads(re.search(r"(?s)ld\+json\">(.*?)</script>", page.head)[1])
    assert (data["isPartOf"]["url"], data["publisher"]["@id"]) == ("../", "../../../#organization")


def test_pages_of_versions_do_not_change_when_later_things_are_published(rich, site, tmp_path):
    later = built(edited(rich, tmp_path), date(2027, 2, 1), tmp_path / "site")
    before, after = sites.tree(site), sites.tree(later)
    pages = [path for path in before if re.fullmatch(r"policies/[a-z]+/2[0-9-]+/index\.html", path)]
    assert len(pages) > 8
    assert [path for path in pages if sites.on_screen(before[path]) != sites.on_screen(after[path])] == []
    assert "policies/privacy/2027-01-01/index.html" in after


# The proof of an outsider ------------------------------------------------------------------------------------------


def snippet(language):
    text = (sites.REPO / "manual" / "archive.md").read_text("utf-8")
    return re.search(rf"(?ms)^```{language}\n(.*?)^```$", text)[1]


def prove(folder):
    command = [sys.executable, "-c", snippet("python")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_lines_of_the_manual_prove_a_downloaded_site(center, site):
    snapshot = center.archive.on(TODAY)
    count = len(snapshot.announced) + len(center.archive.withdrawals)
    assert len(center.archive.withdrawals) == 1
    assert (prove(site).stdout, prove(site).stderr) == (f"{count} records hold\n", "")


@pytest.mark.parametrize(
    "victim", ["changelog/2026-04-15-withdrawn-counting.json", "policies/privacy/2026-01-05.md", "changelog/2026-02-01-sooner.md"]
)  # fmt: skip
def test_the_lines_of_the_manual_find_what_was_altered_on_a_site(site, tmp_path, victim):
    copy = shutil.copytree(site, tmp_path / "copy")
    (copy / victim).write_bytes((copy / victim).read_bytes().replace(b"o", b"0", 1))
    assert prove(copy).returncode == 1


def test_the_lines_of_the_manual_miss_a_withdrawal_that_was_taken_away(site, tmp_path):
    copy = shutil.copytree(site, tmp_path / "copy")
    for end in (".json", ".md"):
        (copy / f"changelog/2026-04-15-withdrawn-counting{end}").unlink()
    assert "is broken" in prove(copy).stderr


def test_the_line_of_shell_gives_the_seal_of_a_record(site):
    manual = (sites.REPO / "manual" / "archive.md").read_text("utf-8")
    command = re.search(r"(?m)^\$ (grep -v .* \| sha256sum)$", manual)[1]
    command = command.replace("site/policies/subprocessors/2026-01-05.json", "2026-03-04.json")
    result = subprocess.run(
        ["sh", "-c", command], cwd=site / "policies/privacy", capture_output=True, text=True, check=True
    )
    seal = json.loads((site / "policies/privacy/2026-03-04.json").read_bytes())["seal"]
    assert result.stdout.split()[0] == seal
