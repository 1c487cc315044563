"""The manual is complete and true: everything the tool can do stands in it, and what it shows is what happens.

After a change that is meant: `TRUSTCENTER_UPDATE=1 python -m pytest tests/test_manual.py` writes the examples of
`manual/rules.md` anew from `tests/errors/`, the help texts of `manual/commands.md` from the command itself, and the
outputs and the parts of a site that pages show (`transcripts.py`).
"""

import ast
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import click
import pytest
from lxml import html

import manual_tables
import sites
import transcripts
from conftest import REPOSITORY, with_files
from errors._archive import TODAY
from trustcenter import cli
from trustcenter.disk.files import read_tree
from trustcenter.markdown import to_html
from trustcenter.markdown.to_html import Site, render
from trustcenter.model.kinds import KINDS, REQUIREMENT_LIST
from trustcenter.model.kinds.fields import PSEUDO_LOCATIONS
from trustcenter.model.problems import Severity
from trustcenter.model.records import CLASSES, Record
from trustcenter.reading import references
from trustcenter.reading.archive import load_archive
from trustcenter.reading.center import load
from trustcenter.reading.drafts import PolicyFrontMatter
from trustcenter.reading.facts_loader import load_facts
from trustcenter.reading.references import FILTERS, fill
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.reports.problem_report import FORMATS
from trustcenter.rules import RULES, check, rule_id
from trustcenter.site import build, open_data
from trustcenter.site_check.check import SITE_RULES

MANUAL = REPOSITORY / "manual"
PAGES = sorted(MANUAL.glob("*.md"))
SETTINGS = REPOSITORY / "manual.yml"
ERRORS = REPOSITORY / "tests" / "errors"
UPDATE = bool(os.environ.get("TRUSTCENTER_UPDATE"))
ALL_KINDS = (*KINDS, REQUIREMENT_LIST)


@cache
def page(name: str) -> str:
    return (MANUAL / f"{name}.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second or third level, up to the next one of that level or above."""
    plain = outside_code(text)
    match = re.search(rf"(?m)^(##|###) {re.escape(heading)}$\n", plain)
    assert match, f"there is no heading `## {heading}`"
    after = re.compile(rf"(?m)^#{{1,{len(match[1])}}} ").search(plain, match.end())
    return text[match.end() : after.start() if after else len(text)]


def outside_code(text: str) -> str:
    """The text with fenced code blanked out, every other character at its place."""
    return re.sub(r"(?ms)^```.*?^```$", lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def headings(text: str) -> list[str]:
    return re.findall(r"(?m)^#{1,6} (.+)$", outside_code(text))


def in_the_menu() -> list[str]:
    """The files that the menu of the manual's site names, in its order."""
    nav = sites.plain_yaml(SETTINGS.read_text("utf-8"))["nav"]
    return [file for entry in nav for value in entry.values() for file in ([value] if isinstance(value, str) else [
        inner for item in value for inner in item.values()
    ])]  # fmt: skip


def test_every_page_of_the_manual_is_in_its_menu_and_on_its_first_page():
    assert sorted(in_the_menu()) == [path.name for path in PAGES]
    for name in set(in_the_menu()) - {"index.md"}:
        assert re.search(rf"(?m)^\| \[[^\]]+\]\({re.escape(name)}\) \|", page("index")), name


def test_the_first_page_routes_its_three_readers():
    ways = re.findall(r"(?m)^- \*\*You ([a-z]+ .*?)\*\*", section(page("index"), "Where to begin"))
    assert [way.split()[0] for way in ways] == ["write", "run", "rely"]


TRANSCRIPTS = [path.stem for path in PAGES if "```console\n" in path.read_text("utf-8")]
CENTERS = {
    "archive": transcripts.small, "everyday": sites.published, "importing": transcripts.founded,
    "start": transcripts.empty,
}  # fmt: skip
"""What pages tell of; all others tell of the demonstration."""


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_what_a_page_shows_of_the_terminal_is_what_happens(name, tmp_path):
    made = transcripts.rerun(page(name), CENTERS.get(name, transcripts.demonstration), tmp_path)
    if UPDATE:
        (MANUAL / f"{name}.md").write_text(made, encoding="utf-8")
        page.cache_clear()
    assert made == page(name)


def test_a_page_that_shows_something_else_is_noticed(tmp_path):
    wrong = page("everyday").replace("(30 days of notice)", "(14 days of notice)", 1)
    assert wrong != page("everyday")
    assert transcripts.rerun(wrong, sites.published, tmp_path) == page("everyday")


# Links --------------------------------------------------------------------------------------------------------------

LINKING = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *PAGES]


@pytest.mark.parametrize("file", LINKING, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(file):
    text = re.sub(r"`[^`\n]*`", "", outside_code(file.read_text(encoding="utf-8")))
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", target)]
    for target in targets:
        path, _, anchor = target.partition("#")
        found = (file.parent / path).resolve() if path else file
        assert found.exists(), f"{file.name} links to {target}"
        if anchor and found.suffix == ".md":
            assert anchor in anchors(found.read_text(encoding="utf-8")), f"{file.name} links to {target}"


def anchors(text: str) -> set[str]:
    """The anchors of all headings, as forges make them."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings(text)}


def test_readme_links_to_the_manual_and_to_the_five_examples():
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for target in [
        "manual/index.md",
        *(f"examples/{n}/" for n in ("amnex", "bygenai", "callgenie", "callgenly", "sms-it")),
    ]:
        assert f"]({target}" in text


def test_readme_names_only_targets_that_the_makefile_has():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    of_a_new_one = (REPOSITORY / "hooks/trustcenter/starter/Makefile").read_text(encoding="utf-8")
    for name in ["README.md", *(f"manual/{path.name}" for path in PAGES)]:
        for target in re.findall(r"(?m)(?:`|^)make ([a-z]+)", (REPOSITORY / name).read_text(encoding="utf-8")):
            there = makefile + (of_a_new_one if name == "manual/hosts.md" else "")
            assert re.search(rf"(?m)^{target}:", there), f"{name} says `make {target}`"


# Commands -----------------------------------------------------------------------------------------------------------


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*path, name))


COMMANDS = [(path, command) for path, command in walk(cli.main) if path]


def help_text(path: tuple[str, ...], command: click.Command) -> str:
    """What `--help` prints, as the manual shows it."""
    parent = click.Context(cli.main, info_name="trustcenter", **cli.main.context_settings)
    context = click.Context(
        command, info_name=" ".join(path), parent=parent, terminal_width=100, max_content_width=100,
        help_option_names=parent.help_option_names,
    )  # fmt: skip
    return command.get_help(context).rstrip() + "\n"


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_stands_in_the_manual_with_its_help(path, command):
    name = " ".join(path)
    if UPDATE:
        rewrite(
            "commands",
            name,
            rf"(?ms)^```text\nUsage: trustcenter {name}.*?^```$",
            f"```text\n{help_text(path, command)}```",
        )
    assert help_text(path, command) in section(page("commands"), name)


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_option_of_a_command_is_explained(path, command):
    explained = "".join(re.split(r"(?ms)^```.*?^```$", section(page("commands"), " ".join(path))))
    for parameter in command.params:
        names = (
            [*parameter.opts, *parameter.secondary_opts] if isinstance(parameter, click.Option) else [parameter.name]
        )
        for name in names:
            shown = name if name.startswith("-") else (parameter.metavar or name.upper()).strip("[].")
            assert f"`{shown}" in explained, f"{' '.join(path)}: {name}"


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[" ".join(path) for path, _ in COMMANDS])
def test_every_command_has_an_example_that_is_run(path, command):
    """Except the preview, which goes on until somebody ends it: test_serve.py runs that."""
    name = " ".join(path)
    language, prompt = ("sh", "") if name == "serve" else ("console", r"\$ ")
    examples = "".join(blocks(section(page("commands"), name), language))
    assert re.search(rf"(?m)^{prompt}trustcenter {name}\b", examples)


def test_the_options_before_any_command_are_explained():
    for parameter in cli.main.params:
        for name in parameter.opts:
            assert f"`{name}" in page("commands")


def test_every_format_and_environment_variable_is_explained():
    for word in (*FORMATS, "TRUSTCENTER_AS_OF", "TRUSTCENTER_DRAFTS", "TRUSTCENTER_QUIET"):
        assert f"`{word}`" in page("commands")


def command_lines() -> list[tuple[str, str]]:
    found = []
    for file in [REPOSITORY / "README.md", *PAGES]:
        for block in re.findall(r"(?ms)^```(?:sh|text|console)?\n(.*?)^```$", file.read_text(encoding="utf-8")):
            joined = block.replace("\\\n", " ")
            found += [(file.name, line) for line in joined.splitlines() if re.match(r"(?:\$ )?trustcenter ", line)]
        found += [
            (file.name, line) for line in re.findall(r"`(trustcenter [^`\n]+)`", outside_code(file.read_text("utf-8")))
        ]
    return found


def test_there_are_command_lines_to_try():
    assert len(command_lines()) > 10


@pytest.mark.parametrize(("file", "line"), sorted(set(command_lines())))
def test_every_command_line_is_understood_by_the_command(file, line, tmp_path, monkeypatch):
    for folder in ("site", *(word for word in re.findall(r"(?<=-C )\S+|(?<=--site )\S+", line))):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line.removeprefix("$ "), comments=True)[1:]
    group = click.Context(cli.main, info_name="trustcenter", **cli.main.context_settings)
    _, rest, _ = cli.main.make_parser(group).parse_args([word for word in words if word not in ("-h", "--help")])
    if rest:
        name, command, arguments = cli.main.resolve_command(group, rest)
        assert command is not None
        if arguments:
            command.make_context(name, arguments, parent=group)


# Rules --------------------------------------------------------------------------------------------------------------

NAMES = [rule_id(rule) for rule in RULES]


def test_the_manual_has_a_heading_for_every_rule_and_for_nothing_else():
    found = re.findall(r"(?m)^### (.+)$", outside_code(page("rules")))
    assert sorted(found) == sorted([*NAMES, *map(rule_id, SITE_RULES)])


def rule_example(name: str) -> str:
    """The bad example of a rule as Markdown: its file, or what its `make.py` says, and what `check` prints."""
    folder = ERRORS / name
    lines = [line for line in (folder / "expected.txt").read_text("utf-8").splitlines() if f" [{name}] " in line]
    parts = []
    for file in dict.fromkeys(re.split(r":\d|: ", line)[0] for line in lines):
        if (folder / file).is_file():
            language = "yaml" if file.endswith(".yml") else "markdown"
            content = (folder / file).read_bytes().decode("utf-8", errors="replace").rstrip("\n")
            parts.append(f"Bad, in `{file}`:\n\n```{language}\n{content}\n```")
    if (folder / "make.py").is_file():
        said = ast.get_docstring(ast.parse((folder / "make.py").read_text("utf-8"))) or ""
        parts.append("Bad: " + " ".join(said.split()))
    return "\n\n".join([*parts, "```text\n" + "\n".join(lines) + "\n```"])


@pytest.mark.parametrize("name", NAMES)
def test_the_manual_shows_the_bad_example_of_a_rule_and_its_real_message(name):
    if UPDATE:
        rewrite("rules", name, r"(?ms)^Bad[,:].*(?=\n\nTo fix: )", rule_example(name))
    text = section(page("rules"), name)
    assert rule_example(name) in text
    assert re.search(r"(?m)^To fix: .{20,}", text)


@pytest.mark.parametrize("name", NAMES)
def test_the_manual_names_the_severity_of_a_rule(name):
    lines = (ERRORS / name / "expected.txt").read_text("utf-8").splitlines()
    severities = {match[1] for line in lines if (match := re.search(rf": (\w+) \[{name}\] ", line))}
    text = section(page("rules"), name)
    assert {word for word in Severity if re.search(rf"(?m)^\*\*{word}\*\*", text.lower())} == severities


def test_every_severity_is_explained():
    for severity in Severity:
        assert f"`{severity.value}`" in section(page("rules"), "Severities")


def rewrite(name: str, heading: str, pattern: str, new: str) -> None:
    text = page(name)
    old = section(text, heading)
    made = re.sub(pattern, lambda _: new, old)
    (MANUAL / f"{name}.md").write_text(text.replace(old, made), encoding="utf-8")
    page.cache_clear()


# Facts --------------------------------------------------------------------------------------------------------------


def insert(name: str, before: str, new: str) -> None:
    """Put text into a page in front of a line, unless it stands there already."""
    text = page(name)
    if UPDATE and new.splitlines()[0] not in text.splitlines():
        assert before in text
        (MANUAL / f"{name}.md").write_text(text.replace(before, new + before, 1), encoding="utf-8")
        page.cache_clear()


def table_written(name: str, heading: str, table: str) -> str:
    """The table below a heading as the page has it, after it was put there where the manual is to be updated."""
    if UPDATE:
        rewrite(name, heading, rf"(?m)^{re.escape(table.partition(chr(10))[0])}\n(\|.*\n)*", table)
    lines = section(page(name), heading).splitlines(keepends=True)
    after = lines[lines.index(table.splitlines(keepends=True)[0]) :]
    return "".join(takewhile(lambda line: line.startswith("|"), after))


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_the_manual_lists_every_field_of_a_kind_as_it_is_declared(kind):
    insert("facts", "## deliveries\n", manual_tables.section(kind))
    table = manual_tables.fields_table(kind)
    assert table_written("facts", kind.name, table) == table


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.citable], ids=lambda kind: kind.name)
def test_the_manual_lists_the_class_floors_of_a_kind_as_they_are_declared(kind):
    table = manual_tables.floors_table(kind.name)
    insert("floors", "## Everything else\n", f"## {kind.name}\n\n{table}\n")
    assert table_written("floors", kind.name, table) == table


def test_the_manual_lists_the_floors_that_no_kind_declares():
    table = manual_tables.other_floors()
    assert table_written("floors", "Everything else", table) == table


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name)
def test_the_manual_says_where_a_kind_is_written_and_how_it_is_laid_out(kind):
    path = "data/requirements/*.yml" if kind is REQUIREMENT_LIST else kind.path
    first = section(page("facts"), kind.name).strip().splitlines()[0]
    assert first.startswith(f"`{path}`")
    assert {"one": "One record", "list": "A list of records", "map": "Records by id"}[kind.shape] in first
    assert (", required." in first) == kind.required
    assert ("no reference can name it" in first) == (not kind.citable)
    assert all(f"`{name}`" in section(page("facts"), kind.name) for name in kind.settings)


def yaml_examples() -> list[tuple[str, str]]:
    """The YAML examples of the page on facts: the file they are for and the text."""
    found = []
    for text in blocks(page("facts"), "yaml"):
        first, _, rest = text.partition("\n")
        assert first.startswith("# data/"), "an example names its file in its first line"
        found.append((first.removeprefix("# "), rest))
    return found


def test_every_kind_has_an_example():
    files = {file for file, _ in yaml_examples()}
    assert {kind.path for kind in KINDS} <= files
    assert any(file.startswith("data/requirements/") for file in files)


def test_the_examples_of_all_kinds_are_valid_together():
    texts = {file: text.encode() for file, text in yaml_examples()}
    changes = [path.stem for path in (REPOSITORY / "docs" / "changelog").glob("*.md")]
    facts, _, problems = load_facts(texts, ids={"changes": changes, "policies": ["privacy", "sms-terms"]})
    assert problems == []
    assert facts.kinds.keys() >= {kind.name for kind in KINDS}


def test_the_example_of_an_unknown_fact_is_a_warning_and_no_more():
    file, text = next(example for example in yaml_examples() if "{unknown:" in example[1])
    found = check(load(with_files({file: text})), TODAY)
    assert [(problem.rule, problem.severity) for problem in found] == [("unknown-fact", Severity.WARNING)]


def test_a_custom_kind_can_be_used_as_the_manual_says():
    file, text = next(example for example in yaml_examples() if example[0] == "data/offices.yml")
    center = load(with_files({file: text}))
    assert "{{ offices.chicago.hours }}" in page("facts")
    filled, problems = fill("{{ offices.chicago.hours }}", center.facts, file="x.md")
    assert (filled.text, filled.cites, problems) == ("Monday to Friday, 9 am to 5 pm", ("offices",), [])


def test_every_pseudo_location_is_named():
    for name in PSEUDO_LOCATIONS:
        assert f"`{name}`" in section(page("facts"), "Forms")


@pytest.mark.parametrize("column", [2, 3], ids=["write", "not"])
def test_the_forms_that_the_manual_allows_are_read_and_those_it_refuses_are_not(column):
    for form, values in form_values(column):
        for value in values:
            assert problems_with(form, value) == (column == 3), f"{form}: {value}"


FIELD_OF_A_FORM = {
    "id": ("subprocessors", "id"), "day": ("subprocessors", "since"), "period": ("retention", "period"),
    "country": ("subprocessors", "headquarters"), "location": ("subprocessors", "locations"),
    "time zone": ("organization", "timezone"), "phone": ("contacts", "phone"), "e-mail": ("contacts", "email"),
    "https address": ("contacts", "url"), "true/false": ("subprocessors", "baa"), "number": ("notice", "review_days"),
}  # fmt: skip


def form_values(column: int) -> list[tuple[str, list[str]]]:
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", section(page("facts"), "Forms"))
    values = {
        row[0].strip(): re.findall(
            r"`([^`]+)`", row[column - 1].split(":")[-1] if row[0] == "e-mail" else row[column - 1]
        )
        for row in rows
    }
    values["id"] = [value for value in values["id"] if value not in ("_", "-")]
    values["https address"] = (
        ["https://example.com/contact"] if column == 2 else [v.replace("…", "x") for v in values["https address"]]
    )
    return [(form, values[form]) for form in FIELD_OF_A_FORM]


def problems_with(form: str, value: str) -> bool:
    """Whether a value of that form is refused where a fact has a field of it."""
    kind, field = FIELD_OF_A_FORM[form]
    record = {
        "subprocessors": {"id": "v", "name": "V", "purpose": "p", "group": "other", "data": "[]", "locations": "[]"},
        "retention": {"id": "r", "label": "R", "data": "[recordings]", "action": "delete"},
        "organization": {"legal_name": "V", "website": "https://example.com", "timezone": "UTC"},
        "contacts": {"role": "r"},
        "notice": {"material": "30 days"},
    }[kind]
    written = f'["{value}"]' if field == "locations" else f'"{value}"'
    lines = [f"{name}: {text}" for name, text in (record | {field: written}).items()]
    first, rest = {"list": ("- ", "  "), "map": ("privacy:\n  ", "  "), "one": ("", "")}[
        next(k.shape for k in KINDS if k.name == kind)
    ]
    text = first + f"\n{rest}".join(lines) + "\n"
    center = load(with_files({f"data/{kind}.yml": text}))
    return any(problem.rule == "bad-value" and problem.where.file == f"data/{kind}.yml" for problem in center.problems)


# Policies -----------------------------------------------------------------------------------------------------------


def test_every_field_of_the_front_matter_is_explained():
    text = section(page("policies"), "Front matter")
    for name, info in PolicyFrontMatter.model_fields.items():
        row = re.search(rf"(?m)^\| `{name}` \| (yes)? ?\|", text)
        assert row, name
        assert bool(row[1]) == info.is_required()


def test_every_filter_and_every_call_is_explained():
    for name in FILTERS:
        assert f"| `{name}` |" in section(page("policies"), "Filters")
    for name in (*(f"{call}(" for call in references.COLLECTION_CALLS), ".count"):
        assert name in page("policies")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.citable], ids=lambda kind: kind.name)
def test_every_kind_that_has_a_table_is_listed_with_its_columns(kind):
    row, last = manual_tables.columns_row(kind), next(kind for kind in KINDS if kind.name == "sharing")
    insert("policies", manual_tables.columns_row(last), row)
    assert row in section(page("policies"), "Tables")


def test_every_html_tag_that_survives_is_named():
    named = set(re.findall(r"`([a-z0-9]+)`", section(page("policies"), "HTML")))
    assert set(to_html._TAGS) <= named


def reference_examples() -> list[tuple[str, str]]:
    rows = re.findall(r"(?m)^\| `(.*?\{\{.*?)` \| (.+) \|$", page("policies"))
    return [(written.replace("\\|", "|"), printed) for written, printed in rows]


def test_there_are_references_to_try():
    assert len(reference_examples()) > 8


@pytest.mark.parametrize(("written", "printed"), reference_examples())
def test_a_reference_prints_what_the_manual_says(written, printed):
    facts, _, problems = load_facts(
        {file: text.encode() for file, text in yaml_examples()},
        ids={"changes": ["2026-11-16-a-european-region-and-call-details-for-12-months"], "policies": ["privacy"]},
    )
    filled, found = fill(written, facts, file="index.md")
    assert (problems, found) == ([], [])
    assert f"`{filled.text}`" == printed


def refused_examples() -> list[str]:
    text = section(page("policies"), "What is refused")
    return [line.strip("- ").split("`")[1] for line in text.splitlines() if line.startswith("- `")]


@pytest.mark.parametrize("written", refused_examples())
def test_what_the_manual_calls_refused_is_refused(written):
    facts, _, _ = load_facts({file: text.encode() for file, text in yaml_examples()}, ids={})
    filled, found = fill(written, facts, file="index.md")
    assert filled is None
    assert found


def html_examples() -> list[tuple[str, str]]:
    return re.findall(r"(?m)^\| `([^`]*)` \| `([^`]*)` \|$", section(page("policies"), "HTML"))


@pytest.mark.parametrize(("written", "rendered"), html_examples())
def test_html_in_a_policy_becomes_what_the_manual_says(written, rendered):
    site = Site(frozenset({"policies/sms-terms/"}))
    made = render(written.replace("\\|", "|"), source="policies/privacy/", page="policies/privacy/", site=site)
    assert made.html.strip() == rendered


# Publishing, site, archive --------------------------------------------------------------------------------------------


def test_every_class_is_explained():
    for name in CLASSES:
        assert f"| `{name}` |" in section(page("publishing"), "Classes")


def test_every_field_of_a_record_is_explained():
    fields = {info.alias or name for name, info in Record.model_fields.items()}
    listed = re.findall(r"(?m)^\| `([a-z0-9_]+)` \|", section(page("publishing"), "The record"))
    assert set(listed) == fields
    assert len(listed) == len(fields)


def test_every_file_of_open_data_is_explained():
    for name in open_data.NAMES:
        assert f"api/{name}.json" in page("site")


def test_every_url_of_the_site_is_explained():
    """Also those that a site has only sometimes: the root site shows everything there is."""
    made = build.outputs(load(read_tree(REPOSITORY)), sites.TODAY, SiteSettings(site_url="https://trust.example/"))
    rows = re.findall(r"(?m)^\| (`/.*?) \|", page("site"))
    patterns = [pattern for row in rows for pattern in re.findall(r"`/([^`]*)`", row)]
    known = re.compile("|".join(re.sub(r"<[a-z]+>|\\\*", "[^/]+", re.escape(pattern)) for pattern in patterns))
    assert len(made.pages) > 100
    urls = [url.removesuffix("index.html") for url in (*made.pages, *made.files)]
    assert [url for url in urls if not known.fullmatch(url)] == []


def test_every_url_of_the_site_has_an_example():
    """Real ones: `transcripts.py` reads them from a site that is built."""
    rows = re.findall(r"(?m)^\| (`/.*?) \|", page("site"))
    patterns = {pattern for row in rows for pattern in re.findall(r"`(/[^`]*)`", row)}
    beside = {"/sitemap.xml.gz", "/search/", "/assets/"}  # no text, or many files: told with the one beside them
    packed = {
        "/packs/<day>.zip", "/packs/<day>.pdf", "/policies/<policy>/<version>.pdf", "/policies/<policy>/sign.pdf",
        "/policies/<policy>/<version>/redline.docx", "/policies/<former id>/", "/<page>.md",
        "/api/chains.json", "/api/chains.csv", "/<language>/…", "/policies/<policy>/<version>.<language>.md",
    }  # fmt: skip # no text; or only where a policy was renamed or translated, or a vendor states its chain
    examples = page("addresses")
    for pattern in patterns - beside - packed:
        assert "` says:\n\n```" in section(examples, f"`{pattern}`"), pattern
    for pattern in beside:
        assert f"`{pattern}`" in examples
    found = re.findall(r"(?m)^### `(/.*)`$", examples)
    assert len(found) == len(set(found)) == len(patterns - beside - {"/policies/<former id>/"})


@pytest.mark.parametrize("wrong", [
    "`/feed.json` says:\n\n```json\n…\nnothing like it\n…\n```", "`/nowhere/` says:\n\n```text\n```",
])  # fmt: skip
def test_an_example_that_stands_nowhere_is_noticed(tmp_path, wrong):
    text = f"Today is 2 February 2026.\n\n```console\n$ trustcenter build\n```\n\n{wrong}\n"
    with pytest.raises((AssertionError, FileNotFoundError)):
        transcripts.rerun(text, sites.published, tmp_path)


def test_whoever_follows_the_links_of_a_site_has_all_that_proves_its_archive(tmp_path):
    files = sites.tree(sites.build(sites.published(tmp_path / "center"), "2026-02-02"))
    found, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in found or path not in files:
            continue
        found.add(path)
        links = html.fromstring(files[path]).xpath("//a/@href") if path.endswith(".html") else []
        for link in links:
            target = urlsplit(urljoin(f"https://example.com/{path}", link)).path.lstrip("/")
            waiting.append(f"{target}index.html" if target.endswith("/") or not target else target)
    for path in found:
        (tmp_path / "copy" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / path).write_bytes(files[path])
    printed = sites.done(sites.trustcenter(tmp_path, "verify", str(tmp_path / "copy")))
    assert "privacy: 1 version" in printed
    assert "1 change" in printed


def test_the_script_for_customers_prints_what_the_manual_shows(tmp_path):
    (code,), (shown,) = (blocks(page("following"), language) for language in ("python", "text"))
    made = build.outputs(
        load(read_tree(REPOSITORY)), sites.TODAY, SiteSettings(site_url="https://trust.vendor.example/")
    )
    sites.write(tmp_path, {"api/policies.json": made.files["api/policies.json"].decode()})
    code = code.replace("https://trust.vendor.example/", f"{tmp_path.as_uri()}/")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    if UPDATE:
        text = page("following").replace(f"```text\n{shown}```", f"```text\n{done.stdout}```")
        (MANUAL / "following.md").write_text(text, encoding="utf-8")
        page.cache_clear()
        (shown,) = blocks(page("following"), "text")
    assert done.stdout == shown


def code_of_the_archive_page() -> str:
    (code,) = blocks(page("archive"), "python")
    return code


def test_the_snippet_of_the_manual_is_short_and_needs_only_the_standard_library():
    code = code_of_the_archive_page()
    assert len([line for line in code.splitlines() if line.strip()]) <= 33
    imported = {
        alias.name for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import) for alias in node.names
    }
    assert imported <= {"hashlib", "json", "pathlib"}
    assert not any(isinstance(node, ast.ImportFrom) and node.module != "pathlib" for node in ast.walk(ast.parse(code)))


def prove(folder: Path) -> str:
    """What the snippet prints in a folder that holds `policies/` and `changelog/`."""
    printed: list[str] = []
    code = code_of_the_archive_page()
    assert 'Path("docs")' in code
    code = code.replace('Path("docs")', f"Path({str(folder)!r})")
    exec(compile(code, "archive.md", "exec"), {"print": lambda *words: printed.append(" ".join(map(str, words)))})  # noqa: S102
    return "\n".join(printed)


def test_the_snippet_confirms_every_seal_of_this_repository():
    archive, problems = load_archive(read_tree(REPOSITORY))
    assert problems == []
    assert prove(REPOSITORY / "docs") == f"{len(archive.all_versions) + len(archive.withdrawals)} records hold"


def test_the_snippet_confirms_a_redacted_archive(tmp_path):
    root = sites.published(tmp_path)
    words = ("--text", "asks you to write to", "--reason", "a court order", "--only-here")
    sites.done(sites.trustcenter(root, "redact", "privacy/2026-01-05", *words, "--as-of", "2026-02-02"))
    assert prove(root / "docs") == "3 records hold"
    sites.edit(root, "docs/policies/privacy/2026-01-05.md", "a court order", "a court Order")
    with pytest.raises(AssertionError):
        prove(root / "docs")


def test_the_snippet_follows_a_renamed_policy(tmp_path):
    root = sites.published(tmp_path)
    sites.done(sites.trustcenter(root, "publish", "--rename", "privacy", "notice", "--as-of", "2026-02-02"))
    assert prove(root / "docs") == "3 records hold"
    (record,) = (root / "docs/changelog").glob("*.json")
    record.write_bytes(record.read_bytes().replace(b"2026-02-02", b"2026-02-03"))
    with pytest.raises(AssertionError):
        prove(root / "docs")


def test_the_seal_of_a_record_is_the_hash_of_the_file_without_its_line():
    assert """grep -v '^  "seal": '""" in page("archive")
    for path in sorted((REPOSITORY / "docs").glob("policies/*/*.json")):
        lines = path.read_bytes().splitlines(keepends=True)
        kept = b"".join(line for line in lines if not line.startswith(b'  "seal": '))
        assert hashlib.sha256(kept).hexdigest() == json.loads(path.read_bytes())["seal"]


@pytest.mark.parametrize("what", ["text", "record", "change", "chain"])
def test_the_snippet_finds_what_was_altered(tmp_path, what):
    for path, data in read_tree(REPOSITORY).items():
        if path.startswith("docs/"):
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    first, second = sorted((tmp_path / "docs" / "policies" / "privacy").glob("2*.json"))[:2]
    victim = {"text": first.with_suffix(".md"), "record": first, "change": None, "chain": first}[what]
    if what == "change":
        victim = min((tmp_path / "docs" / "changelog").glob("*.md"))
    if what == "chain":
        for file in (first, first.with_suffix(".md")):
            file.unlink()
    else:
        assert victim is not None
        victim.write_bytes(victim.read_bytes().replace(b"a", b"e", 1))
    assert second.exists()
    with pytest.raises((AssertionError, KeyError)):
        prove(tmp_path / "docs")
