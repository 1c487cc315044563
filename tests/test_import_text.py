"""`trustcenter import` of a text: the review folder, hostile inputs, and what accepting a review writes."""

import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

import sites
from conftest import REPOSITORY
from growth import LEAST, assert_linear, cpu
from sites import done, trustcenter
from trustcenter.disk import files
from trustcenter.importing import formats, review_folder
from trustcenter.importing.input_file import LARGEST, NotImported, characters
from trustcenter.importing.passages import sentences
from trustcenter.importing.proposals import propose
from trustcenter.importing.stated_dates import stated_dates
from trustcenter.markdown.words import plain_words

TODAY = date(2026, 11, 22)
HERE = Path(__file__).parent / "importing"
SEEDS = HERE / "seeds"
POLICY = """\
PRIVACY POLICY

Last updated: 3rd May 2024

Brightwater Analytics, Inc. ("Brightwater", "we", or "us") reads tide gauges.

1. WHAT WE COLLECT

• Account Data: Name, e-mail address and telephone number.
• Gauge Logs: Time, level, battery.

2. Retention

Gauge logs are kept for ninety (90) days after the reading and then deleted. Account data is retained while your
account is active. Invoices are stored for 7 years after the payment, unless the law requires longer.

3. Vendors

We use vendors such as Twilio for SMS delivery and Mareograph for maps.

4. Changes

We give at least 30 days' notice of material changes by email.

5. SecurityOur connections use TLS 1.3, and nothing leaves the harbor without a key held by two people.

6. Contact Us

Brightwater Analytics, Inc.
12 Quay Street
Portland, ME 04101
Email: privacy@brightwater.example
"""
FRESH = {
    "data/organization.yml": "# Ask legal first.\nlegal_name: {unknown: not asked yet}  # soon\nwebsite: {unknown: none}\n"
    "timezone: America/New_York\n",
    "data/notice.yml": "material: {unknown: not decided}\n",
    "data/contacts.yml": "# By need.\nprivacy:\n  role: Our privacy desk  # stays\n  email: {unknown: not known}\n",
    "docs/index.md": "# Home\n",
}


def fresh(to: Path, more: dict[str, str] | None = None) -> Path:
    """A center that knows nothing yet, as a company begins with it."""
    settings_ = sites.MKDOCS.replace("HOOK", str(REPOSITORY / "hooks" / "mkdocs_hook.py"))
    sites.write(to, {"mkdocs.yml": settings_, **FRESH, **(more or {})})
    return to


def import_text(root: Path, text: str | bytes, *args: str, name: str = "policy.txt") -> object:
    file = root.parent / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return trustcenter(root, "import", str(file), "--policy", "privacy", "--as-of", str(TODAY), *args)


def reviewed(root: Path) -> dict:
    return sites.plain_yaml((root / "imports/privacy/review.yml").read_text("utf-8"))


def accept(root: Path, *args: str):
    return trustcenter(root, "import", "--accept", "imports/privacy", "--as-of", str(TODAY), *args)


def test_the_example_of_the_manual_is_what_happens(tmp_path):
    """The text, the review and the output that `manual/importing.md` shows."""
    page = (REPOSITORY / "manual/importing.md").read_text("utf-8")
    text = re.search(r"(?ms)^```text\n(.*?)^```$", page)
    shown = re.search(r"(?ms)^\$ sed -n '/kind: retention/.*?\n(.*?)^```$", page)
    root = fresh(tmp_path / "center")
    output = done(import_text(root, text[1]))
    assert shown[1] in (root / "imports/privacy/review.yml").read_text("utf-8")
    assert output.partition("\n")[0] in page
    draft = done(accept(root)) and (root / "docs/policies/privacy/index.md").read_text("utf-8")
    assert "{{ retention.gauge_logs.period }}" in draft
    assert "{{ subprocessors.twilio.name }}" in draft


# Hostile inputs -----------------------------------------------------------------------------------------------------


def a_zip() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return held.getvalue()


HOSTILE = {
    "empty": ("p.txt", b"", "is empty"),
    "blank": ("p.txt", b" \n\xc2\xa0\n", "is empty"),
    "title alone": ("p.txt", b"Privacy Policy\n", "no text below"),
    "ten megabytes": ("p.txt", b"word " * 2_000_000, "1 MB"),
    "binary": ("p.txt", bytes(range(256)) * 20, "not UTF-8|binary"),
    "nulls": ("p.txt", b"abc\x00\x00\x00def" * 30, "binary"),
    "zip": ("p.txt", a_zip(), r"a zip archive or a Word file: give it the ending"),
    "pdf": ("p.txt", b"%PDF-1.7 ...", "a PDF: give it the ending"),
    "no pages": ("p.zip", a_zip(), "holds no page"),
    "broken zip": ("p.zip", b"PK\x03\x04 and no more", "cannot be unpacked"),
    "broken word": ("p.docx", b"words", "cannot be unpacked"),
    "empty word": ("p.docx", a_zip(), "cannot be read"),
    "broken pdf": ("p.pdf", b"%PDF-1.7 ...", "cannot be read as a PDF"),
    "odt": ("p.odt", b"words", "pandoc"),
    "undeclared": ("p.html", b"<p>The \x93Service\x94 is ours.</p>", "Windows-1252"),
    "declared wrongly": ("p.html", b"<meta charset=ascii-7><p>Words.</p>", "does not exist"),
    "utf-16 unmarked": ("p.txt", "Privacy policy: we keep it.".encode("utf-16-le"), "UTF-16"),
    "latin-1": (
        "p.txt",
        "Title\n\nDonn\u00e9es personnelles gard\u00e9es.".encode("latin-1"),
        r":3: byte 0xe9.*Latin-1",
    ),
    "windows-1252": ("p.txt", b"Title\n\nThe \x93Service\x94 is ours.", "Windows-1252"),
    "escape": ("p.txt", b"Title\n\nred \x1b[31m text", r":3: control character U\+001B"),
    "other ending": ("p.pages", b"words", r"\.txt, .*\.html.*\.docx"),
    "no ending": ("policy", b"words", r"\.txt"),
    "deep html": ("p.html", b"<div>" * 5000 + b"deep" + b"</div>" * 5000, " deep in each other"),
    "deep quotes": ("p.html", b"<blockquote>" * 300 + b"deep", " deep in each other"),
    "script alone": ("p.html", b"<html><script>document.write('policy')</script></html>", "no text in this page"),
    "open tag": ("p.html", b"<p title='", "no text"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_text_ends_in_a_clear_message_and_nothing_written(tmp_path, case):
    name, data, message = HOSTILE[case]
    root = fresh(tmp_path / "center")
    before = sites.tree(root)
    result = import_text(root, data, name=name)
    assert result.exit_code == 1, result.output
    assert re.search(message, result.output), result.output
    assert "nothing was written" in result.output
    assert sites.tree(root) == before


@pytest.mark.parametrize("policy", ["../x", "Privacy", "a b", "-x", "a/b", ""])
def test_an_id_is_an_id(tmp_path, policy):
    root = fresh(tmp_path / "center")
    (tmp_path / "p.txt").write_text(POLICY, "utf-8")
    before = sites.tree(tmp_path)
    assert trustcenter(root, "import", str(tmp_path / "p.txt"), f"--policy={policy}").exit_code in (1, 2)
    assert sites.tree(tmp_path) == before


@pytest.mark.parametrize(
    "line",
    [
        "a@" * 400, "1 " * 900, "90 days " * 300, "such as A, " * 300, "((((" * 400, "**A" * 400, "[insert " * 300,
        "retained for as long as " * 150, "Inc. A " * 300, "x" * 3000, "\\[" * 900, "5-7-8-9-" * 300, "AAA BBB " * 250,
    ],
    ids=lambda line: line[:12],
)  # fmt: skip
def test_no_line_makes_reading_slow(line):
    """A line made for patterns that backtrack costs no more than ordinary prose of its length, but for 20."""
    prose = "".join(f"We keep logs of {len(line)} calls for customer {n}. " for n in range(len(line) // 35))
    assert cpu(lambda: _read(line)) < 20 * max(cpu(lambda: _read(prose)), LEAST)


def _read(line: str) -> None:
    table = f"| Vendor | Purpose |\n|---|---|\n| {line} | {line} |\n"
    body = f"## Data retention\n\n{line} privacy@a.example\n\n- {line}\n\n{table}"
    found = sentences(body, above=0)
    list(stated_dates(found))
    propose(found)
    formats.read("a.txt", body.encode())


def test_reading_a_text_of_eight_times_the_size_is_eight_times_the_work():
    line = "\nWe may share data with vendors, as said above, under contract {} with each of them.\n"

    def read(lines: int) -> None:
        text = formats.read("p.txt", (POLICY + "".join(map(line.format, range(lines)))).encode())
        review_folder.findings(text, policy="privacy", today=TODAY, center={})

    assert_linear(read, 200, times=8, slack=1.5)


def test_a_text_of_the_largest_size_is_taken_and_a_byte_more_is_not():
    assert len(characters("p.txt", b"word " * (LARGEST // 5))) == LARGEST
    with pytest.raises(NotImported, match="more than 1 MB"):
        characters("p.txt", b"word " * (LARGEST // 5) + b"x")


# Accepting ----------------------------------------------------------------------------------------------------------


def test_the_first_call_writes_the_review_folder_and_nothing_else(tmp_path):
    root = fresh(tmp_path / "center")
    before = sites.tree(root)
    done(import_text(root, POLICY))
    after = sites.tree(root)
    assert {path: data for path, data in after.items() if path in before} == before
    assert sorted(set(after) - set(before)) == ["imports/privacy/review.yml", "imports/privacy/text.md"]
    assert sites.problems(root, TODAY) == sites.problems(fresh(tmp_path / "other"), TODAY)


def test_every_fact_has_its_sentence_and_the_line_it_stands_in(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    lines = (root / "imports/privacy/text.md").read_text("utf-8").split("\n")
    facts = reviewed(root)["facts"]
    assert len(facts) > 8
    for fact in facts:
        assert " ".join(fact["sentence"].split()[:3]) in " ".join(lines[int(fact["line"]) - 1].split()), fact


def test_importing_twice_or_over_a_draft_overwrites_nothing(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    before = sites.tree(root)
    assert "exists already" in import_text(root, POLICY).output
    assert sites.tree(root) == before
    other = fresh(tmp_path / "other", {"docs/policies/privacy/index.md": "---\ntitle: Ours\n---\n\nMine.\n"})
    before = sites.tree(other)
    assert "exists already" in import_text(other, POLICY).output
    assert sites.tree(other) == before


def test_only_a_review_folder_of_this_center_is_accepted(tmp_path):
    root, other = fresh(tmp_path / "center"), fresh(tmp_path / "other")
    done(import_text(root, POLICY))
    done(import_text(other, POLICY))
    before = sites.tree(root)
    for folder in (
        str(other / "imports/privacy"),
        "privacy",
        "docs/privacy",
        "../other/imports/privacy",
        "imports/none",
        "",
    ):
        assert trustcenter(root, "import", "--accept", folder).exit_code in (1, 2), folder
        assert sites.tree(root) == before
    done(trustcenter(root, "import", "--accept", str(root / "imports/privacy/")))


def test_a_dry_run_writes_nothing(tmp_path):
    root = fresh(tmp_path / "center")
    before = sites.tree(root)
    done(import_text(root, POLICY, "--dry-run"))
    assert sites.tree(root) == before
    done(import_text(root, POLICY))
    before = sites.tree(root)
    assert "dry run" in done(accept(root, "--dry-run"))
    assert sites.tree(root) == before


def test_what_is_accepted_becomes_facts_and_references_and_comments_stay(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    done(accept(root))
    organization = (root / "data/organization.yml").read_text("utf-8")
    assert organization.startswith("# Ask legal first.\nlegal_name: Brightwater Analytics, Inc.  # soon\n")
    contacts = (root / "data/contacts.yml").read_text("utf-8")
    assert "role: Our privacy desk  # stays\n  email: privacy@brightwater.example\n" in contacts
    assert (root / "data/notice.yml").read_text("utf-8").startswith("material: 30 days\n")
    draft = (root / "docs/policies/privacy/index.md").read_text("utf-8")
    assert "{{ retention.gauge_logs.period }}" in draft
    assert "{{ subprocessors.twilio.name }}" in draft
    assert "{{ contacts.privacy.email | link }}" in draft
    assert "{{ notice.material }}' notice" in draft
    assert draft.startswith("---\ntitle: PRIVACY POLICY\nowner: privacy\n---\n")


def test_the_filled_draft_says_what_the_text_said_but_for_the_names_that_are_told(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    output = done(accept(root))
    body = (root / "imports/privacy/text.md").read_text("utf-8").split("---\n", 2)[2]
    filled = sites.load(files.read_tree(root)).filled["privacy"].text.split("\n", 1)[1]
    for words, printed in re.findall(r"`([^`]+)` is now .*, which reads `([^`]+)`", output):
        body = body.replace(words, printed)
    assert plain_words(filled).split() == plain_words(body).split()


def test_facts_that_are_not_accepted_stay_out_and_their_words_in(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    path = root / "imports/privacy/review.yml"
    path.write_text(path.read_text("utf-8").replace("accept: true", "accept: false"), "utf-8")
    before = sites.tree(root / "data")
    done(accept(root))
    assert sites.tree(root / "data") == before
    assert "{{" not in (root / "docs/policies/privacy/index.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("period: 90 days", "period: soon", r"review\.yml:\d+:\d+: error \[bad-value\] period: `soon` is not a period"),
        ("kind: retention", "kind: retentions", r"review\.yml:\d+:\d+: .*not a kind of fact.*retention"),
        ("accept: true", "accept: perhaps", r"review\.yml:\d+:\d+: .*neither true nor false"),
        ("label: Gauge logs", "lable: Gauge logs", r"review\.yml:\d+:\d+: .*`lable` is not a field"),
        ("policy: privacy", "policy: terms", r"review\.yml:\d+:\d+: .*imports/privacy"),
        ("facts:\n", "facts: [\n", r"review\.yml:\d+:\d+: .*yaml"),
        ("id: gauge_logs", "id: Gauge Logs", r"review\.yml:\d+:\d+: .*not an id"),
        ("data:\n        - gauge_logs", "data:\n        - tides", r"retention\.yml:\d+:\d+: .*`tides` is not an id"),
    ],
)
def test_a_mistake_in_the_review_is_told_where_it_stands_and_nothing_is_written(tmp_path, old, new, message):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    sites.edit(root, "imports/privacy/review.yml", old, new)
    before = sites.tree(root)
    result = accept(root)
    assert result.exit_code == 1
    assert re.search(message, result.output), result.output
    assert "nothing was written" in result.output
    assert sites.tree(root) == before


def test_a_value_that_the_data_states_otherwise_is_a_problem(tmp_path):
    rules = "- id: gauge_logs\n  label: Ours\n  data: [gauge_logs]\n  period: 1 year\n  action: delete\n"
    root = fresh(tmp_path / "center", {"data/retention.yml": rules})
    done(import_text(root, POLICY))
    before = sites.tree(root)
    result = accept(root)
    assert re.search(
        r"review\.yml:\d+:\d+: .*retention\.gauge_logs\.period is `1 year` in data/retention\.yml, and `90 days`",
        result.output,
    )
    assert sites.tree(root) == before


@pytest.mark.parametrize(
    "written", ["", "# none yet\n", "[]\n", "# none\n[]\n", "- id: a\n  label: A\n", "  - id: a\n    label: A"]
)
def test_records_are_added_to_any_list_and_what_stands_there_stays(tmp_path, written):
    root = fresh(tmp_path / "center", {"data/data_categories.yml": written})
    done(import_text(root, POLICY))
    done(accept(root))
    text = (root / "data/data_categories.yml").read_text("utf-8")
    assert text.startswith(written.replace("[]\n", ""))
    ids = [record["id"] for record in sites.plain_yaml(text)]
    assert "gauge_logs" in ids
    assert ("a" in ids) == ("id: a" in written)


@pytest.mark.parametrize(("standing", "accepted"), [("gauge_logs, tides", True), ("tides", False)])
def test_a_list_that_says_more_than_the_text_is_no_contradiction(tmp_path, standing, accepted):
    rules = f"- id: gauge_logs\n  label: Ours\n  data: [{standing}]\n  period: 90 days\n  action: delete\n"
    categories = "- id: gauge_logs\n  label: Gauge logs\n- id: tides\n  label: Tides\n"
    root = fresh(tmp_path / "center", {"data/retention.yml": rules, "data/data_categories.yml": categories})
    done(import_text(root, POLICY))
    result = accept(root)
    assert (result.exit_code == 0) == accepted
    assert ("retention.gauge_logs.data is" in result.output) != accepted
    assert f"data: [{standing}]" in (root / "data/retention.yml").read_text("utf-8")


def test_a_list_in_brackets_is_refused(tmp_path):
    root = fresh(tmp_path / "center", {"data/data_categories.yml": "[{id: a, label: A}]\n"})
    done(import_text(root, POLICY))
    before = sites.tree(root)
    assert "written in brackets" in accept(root).output
    assert sites.tree(root) == before


class CutShortError(Exception):
    """Stands for a plug that was pulled."""


@pytest.mark.parametrize("stop", range(8))
def test_accepting_is_all_or_nothing_wherever_it_is_cut_short(tmp_path, monkeypatch, stop):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    before = sites.tree(root)
    real, steps = files.write, []

    def write(folder, path, data):
        if len(steps) == stop:
            raise CutShortError
        steps.append(path)
        real(folder, path, data)

    monkeypatch.setattr(files, "write", write)
    result = accept(root)
    monkeypatch.undo()
    if isinstance(result.exception, CutShortError):
        trustcenter(root, "recover")
        assert sites.tree(root) == before
    else:
        assert (root / "docs/policies/privacy/index.md").exists()


def test_an_imported_text_is_published_and_built_as_history(tmp_path):
    root = fresh(tmp_path / "center")
    output = done(import_text(root, POLICY))
    assert "last updated: 2024-05-03" in output
    step = done(accept(root))
    assert "publish privacy --class recorded --effective 2024-05-03" in step
    checked = trustcenter(root, "check", "--as-of", str(TODAY))
    assert checked.exit_code == 0, checked.output
    done(sites.publish(root, "privacy", "--class", "recorded", "--effective", "2024-05-03", as_of=str(TODAY)))
    site = sites.build(root, TODAY)
    text = sites.text(site, "policies/privacy")
    assert "Gauge logs are kept for 90 days after the reading" in text
    assert "Twilio for SMS delivery" in text
    assert "privacy@brightwater.example" in text


@pytest.mark.parametrize("seed", ["bygenai", "amnex"])
def test_a_seed_is_imported_accepted_and_built(tmp_path, seed):
    root = fresh(tmp_path / "center")
    done(import_text(root, (SEEDS / f"{seed}.txt").read_bytes()))
    done(accept(root))
    done(sites.publish(root, "privacy", "--class", "recorded", "--effective", "2026-03-06", as_of=str(TODAY)))
    assert "Privacy Policy" in sites.text(sites.build(root, TODAY), "policies/privacy")


def test_records_that_nobody_filled_go_where_the_text_brings_others_and_warnings_become_fewer(tmp_path):
    """Those that something still cites stay; and `check` has less to say than before."""
    root = _new(tmp_path / "center")
    before = trustcenter(root, "check", "--as-of", str(TODAY)).output
    done(import_text(root, POLICY))
    assert "removes retention.enquiries, retention.visits, subprocessors.hosting" in done(accept(root))
    assert "id: hosting" not in (root / "data/subprocessors.yml").read_text("utf-8")
    after = trustcenter(root, "check", "--as-of", str(TODAY)).output
    assert _warnings(after) < _warnings(before)


def _new(to: Path) -> Path:
    options = ["--name", "Brightwater", "--site", "https://trust.brightwater.example/", "--timezone", "UTC", "--no-ask"]
    done(trustcenter(to.parent, "new", to.name, *options))
    return to


def _warnings(output: str) -> int:
    return int(re.search(r"(\d+) warnings?$", output.strip())[1])
