"""`trustcenter new`: whatever is answered, a repository that checks and builds, and in which nothing is made up."""

import itertools
import json
import re
from datetime import date

import pytest
import yaml

import sites
from trustcenter.disk import files
from trustcenter.disk.program_files import program_files
from trustcenter.markdown.headings import clauses
from trustcenter.model.kinds import KINDS
from trustcenter.model.problems import Severity
from trustcenter.reading import facts_loader, requirement_lists
from trustcenter.reading.center import load
from trustcenter.reading.drafts import is_untouched
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.rules import check
from trustcenter.rules.coverage import State, coverage
from trustcenter.site import build
from trustcenter.starting import new_repository

TODAY = date(2026, 11, 22)
WHEEL = ("trustcenter-0.1.0-py3-none-any.whl", b"a wheel")
EVERYTHING = new_repository.regimes()
OFFERS = [
    offer
    for count in range(len(new_repository.PRODUCTS) + 1)
    for offer in itertools.combinations(new_repository.PRODUCTS, count)
]
ASSERTED = [(), ("gdpr", "hipaa"), ("ccpa", "quebec"), EVERYTHING]
GIVEN = {"name": "Lanternfish", "site": "https://trust.lanternfish.example", "timezone": "America/Chicago"}


@pytest.fixture(scope="module")
def program():
    return program_files()


def answers(**more):
    found, problems = new_repository.answered({**GIVEN, **more})
    assert problems == ()
    return found


def made(program, **more):
    return new_repository.repository(answers(**more), program, version="0.1.0", wheel=WHEEL)


def center(repository):
    return load({path: data for path, data in repository.items() if files.is_read(path)})


def options(**more):
    given = {**GIVEN, **more}
    return [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]


def new(folder, *args):
    return sites.trustcenter(folder, "new", *args)


# What is in it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: "+".join(offer) or "nothing")
@pytest.mark.parametrize("asserted", ASSERTED, ids=lambda asserted: "+".join(asserted[:3]) or "no regime")
def test_a_new_center_has_no_error_and_says_what_is_unknown(program, offer, asserted):
    found = center(made(program, products=offer, regimes=asserted))
    problems = check(found, TODAY)
    assert [str(problem) for problem in problems if problem.is_error] == []
    assert {problem.rule for problem in problems} <= {"unknown-fact", "unreachable-contact", "requirement-missing"}
    assert sum(problem.rule == "unknown-fact" for problem in problems) > 20


@pytest.mark.parametrize("offer", [(), tuple(new_repository.PRODUCTS)], ids=["nothing", "everything"])
def test_a_new_center_builds_with_a_preview_of_every_draft(program, offer):
    repository = made(program, products=offer, regimes=EVERYTHING if offer else ())
    site = build.outputs(center(repository), TODAY, SiteSettings(site_url=GIVEN["site"]), drafts=True)
    drafts = {url.split("/")[1] for url in (*site.pages, *site.framed) if url.endswith("/draft/")}
    assert drafts == set(answers(products=offer, regimes=EVERYTHING if offer else ()).policies)


@pytest.mark.parametrize("regime", EVERYTHING)
def test_every_regime_can_be_asserted_alone(program, regime):
    problems = check(center(made(program, regimes=(regime,), products=tuple(new_repository.PRODUCTS))), TODAY)
    assert [problem for problem in problems if problem.is_error] == []


def test_there_are_regimes_to_assert():
    assert {"gdpr", "ccpa", "a2p-10dlc"} <= set(EVERYTHING)
    assert requirement_lists.ALWAYS not in EVERYTHING


def test_the_policies_fit_the_answers(program):
    always = set(new_repository.ALWAYS)
    assert set(answers().policies) == always
    assert set(answers(products="messaging").policies) == always | {"sms-terms"}
    assert set(answers(products="ai-voice").policies) == always | {"ai-and-recording"}
    assert set(answers(regimes="uk-gdpr").policies) == always | {"dpa"}
    for more in ({}, {"products": "messaging ai-voice", "regimes": "gdpr"}):
        drafts = {path.split("/")[2] for path in made(program, **more) if path.startswith("docs/policies/")}
        assert drafts == set(answers(**more).policies)


def test_every_requirement_that_needs_a_clause_finds_one(program):
    found = center(made(program, products=tuple(new_repository.PRODUCTS), regimes=EVERYTHING))
    answered = coverage(found, date(2027, 3, 1), draft=True)  # a day on which every shipped requirement is due
    needed = [answer for answer in answered.answers if answer.requirement.clause]
    assert len(needed) >= 5
    assert [answer.requirement.id for answer in needed if not answer.clauses] == []
    wanting = [f for answer in needed for f in answer.findings if "clause" in f.message or "covers" in f.message]
    assert wanting == []


def test_every_clause_that_a_draft_names_exists_and_has_words(program):
    found = center(made(program, products=tuple(new_repository.PRODUCTS), regimes=EVERYTHING))
    named = 0
    for policy, draft in found.drafts.items():
        sections = {clause.anchor: clause for clause in clauses(found.filled[policy].text)}
        for requirement, anchor in draft.covers.items():
            named += 1
            assert len(sections[anchor].body.split()) >= 3, f"{policy}: {requirement}"
    written = (sites.REPO / "hooks" / "trustcenter" / "starter" / "docs" / "policies").glob("*.md")
    assert named == sum(len(re.findall(r'"[a-z0-9-]+": "[a-z0-9-]+"', path.read_text("utf-8"))) for path in written)
    assert named > 40


def test_no_clause_is_named_for_a_regime_that_is_not_asserted(program):
    assert all(
        not draft.covers for draft in center(made(program, products=tuple(new_repository.PRODUCTS))).drafts.values()
    )
    only = center(made(program, regimes="ccpa"))
    assert {name.split("-")[0] for draft in only.drafts.values() for name in draft.covers} == {"ccpa", "caloppa"}


MADE_UP = re.compile(r"@|https?://|\d+ (?:hours?|(?:business )?days?|weeks?|months?|years?)\b|AES|TLS|\+\d{6,}")


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: "+".join(offer) or "nothing")
def test_no_fact_is_made_up(program, offer):
    """Whatever a company could have decided otherwise is unknown: no period, address, vendor, flag or measure."""
    repository = made(program, products=offer, regimes=EVERYTHING)
    stated = []
    for kind in KINDS:
        if (data := repository.get(kind.path)) is None:
            continue
        for record in records(sites.plain_yaml(data.decode())):
            stated += [(kind.name, field) for field, value in record.items() if not is_unknown(value)]
            known = json.dumps({field: value for field, value in record.items() if not is_unknown(value)})
            assert not MADE_UP.search(known), known
    shape = {
        "id", "label", "role", "description", "regimes", "contact", "group", "service", "data", "brand", "timezone",
        "products", "message_types", "privacy", "terms",
    }  # fmt: skip
    assert {field for _, field in stated} <= shape
    assert {kind for kind, field in stated if field == "description"} == {"rights"}, "laws describe rights, nobody else"


def records(plain):
    """The records of a file, whatever its shape."""
    if isinstance(plain, list):
        return plain
    if all(isinstance(value, dict) and not is_unknown(value) for value in plain.values()):
        return list(plain.values())
    return [plain]


def is_unknown(value):
    return isinstance(value, dict) and set(value) == {"unknown"}


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: "+".join(offer) or "nothing")
def test_the_drafts_name_no_fact_of_their_own(program, offer):
    repository = made(program, products=offer, regimes=EVERYTHING)
    for path, data in repository.items():
        if path.startswith("docs/"):
            assert not MADE_UP.search(re.sub(r"\{\{.*?\}\}", "", data.decode())), path


ODD = [
    'Quote "s" & <b>Sons</b>',
    "Colon: #1 {x}",
    "{{ organization.phone }}",
    "Ünïcödé — 株式会社",
    "null",
    "- 'a'",
    "<< name >>",
]


@pytest.mark.parametrize("name", ODD)
def test_a_name_may_hold_any_characters(program, name):
    repository = made(program, name=name, legal_name=name, products="messaging", regimes="gdpr")
    found = center(repository)
    assert found.facts.one("organization")["brand"] == name
    assert found.facts.one("organization")["legal_name"] == name
    assert sites.plain_yaml(repository["mkdocs.yml"].decode())["site_name"] == f"{name} trust center"
    assert [str(problem) for problem in check(found, TODAY) if problem.is_error] == []


def test_the_answers_stand_where_they_belong(program):
    more = {"legal_name": "Lanternfish, Inc.", "country": "DE", "regimes": ["gdpr", "ccpa"], "products": "ai-voice"}
    repository = made(program, **{**more, "timezone": "Europe/Berlin"})
    organization = center(repository).facts.one("organization")
    assert organization["legal_name"] == "Lanternfish, Inc."
    assert (organization["timezone"], organization["holidays"]) == ("Europe/Berlin", "DE")
    assert list(organization["regimes"]) == ["ccpa", "gdpr"]
    assert [product["id"] for product in organization["products"]] == ["ai_voice"]
    assert sites.plain_yaml(repository["mkdocs.yml"].decode())["site_url"] == "https://trust.lanternfish.example/"


def test_the_country_may_stay_open(program):
    found = center(made(program))
    assert "holidays" not in found.facts.one("organization")
    assert [problem for problem in check(found, TODAY) if problem.is_error] == []


def test_the_same_answers_give_the_same_bytes(program):
    assert made(program, products="messaging") == made(program_files(), products="messaging")


# What else belongs to a repository ------------------------------------------------------------------------------------


def test_the_schemas_are_those_of_the_tool_and_the_editor_finds_them(program):
    repository = made(program)
    assert {
        path: data for path, data in repository.items() if path.startswith("data/schemas/")
    } == facts_loader.schemas()
    settings = json.loads(repository[".vscode/settings.json"])
    assert {path.removeprefix("./") for path in settings["yaml.schemas"]} == set(facts_loader.schemas())
    for path, data in repository.items():
        if re.fullmatch(r"data/\w+\.yml", path) and path != "data/signals.yml":
            schema = re.match(r"# yaml-language-server: \$schema=(\S+)\n", data.decode())
            assert schema, path
            assert f"data/{schema[1]}" in repository


def workflows(repository):
    return {path: data.decode() for path, data in repository.items() if path.startswith(".github/workflows/")}


def shared_workflows():
    """The names of our workflows but those that are for the tool alone."""
    own = (path for path in (sites.REPO / ".github" / "workflows").iterdir())
    return {path.name for path in own if not path.read_text("utf-8").startswith(new_repository.OWN)}


def test_the_workflows_are_ours_without_what_is_for_the_tool_alone(program):
    found = workflows(made(program, timezone="Europe/Berlin"))
    assert {path.rpartition("/")[2] for path in found} == shared_workflows()
    jobs = {path: sites.plain_yaml(text)["jobs"] for path, text in found.items()}
    assert list(jobs[".github/workflows/check.yml"]) == ["center", "preview"]
    assert len(jobs[".github/workflows/deploy.yml"]) > 3
    ours = (sites.REPO / ".github" / "workflows" / "deploy.yml").read_text("utf-8")
    zone = sites.plain_yaml((sites.REPO / "data" / "organization.yml").read_text("utf-8"))["timezone"]
    assert found[".github/workflows/deploy.yml"] == ours.replace(f"timezone: {zone}", "timezone: Europe/Berlin")


def test_schedules_follow_the_time_zone_of_the_organization(program):
    zones = [
        entry["timezone"]
        for text in workflows(made(program, timezone="Asia/Tokyo")).values()
        for entry in (sites.plain_yaml(text).get("on") or {}).get("schedule") or ()
    ]
    assert len(zones) >= 2
    assert set(zones) == {"Asia/Tokyo"}


def test_whatever_the_workflows_and_the_readme_call_is_there(program):
    repository = made(program)
    makefile = repository["Makefile"].decode()
    texts = [*workflows(repository).values(), repository["README.md"].decode()]
    called = {target for text in texts for target in re.findall(r"(?:run: |`|^ +|^)make ([a-z]+)", text, re.MULTILINE)}
    assert {"tool", "site"} <= called
    for target in called:
        assert re.search(rf"(?m)^{target}:", makefile), target
    names = {name for text in texts for name in re.findall(r"\.github/scripts (\w+)", text)}
    scripts = {f".github/scripts/{name}.py" for name in names}
    assert len(scripts) > 3
    assert scripts <= set(repository)


def test_the_page_on_github_comes_along_and_leads_nowhere_else(program):
    text = made(program)["manual/github.md"].decode()
    ours = (sites.REPO / "manual" / "github.md").read_text("utf-8")
    assert re.findall(r"(?m)^#+ .*", text) == re.findall(r"(?m)^#+ .*", ours)
    assert all(link.startswith(("#", "https://")) for link in re.findall(r"\]\(([^)]*)\)", text))


def test_nothing_of_this_repository_shows(program):
    repository = made(program, timezone="Europe/Berlin")
    texts = {path: data.decode() for path, data in repository.items() if not path.startswith("wheels/")}
    for words in ("example-voice", "Example Voice", "America/Chicago"):
        found = [path for path, text in texts.items() if words in text]
        assert [path for path in found if not path.startswith("data/schemas/")] == [], words
    for sign in ("<<", ">>", "<%", "%>"):
        assert [path for path, text in texts.items() if sign in text and not path.startswith(".github/")] == [], sign
    assert "npm" not in texts[".github/dependabot.yml"]


def test_the_requirements_state_the_tool_with_its_hash_and_no_registry(program):
    repository = made(program)
    tool = repository["requirements/tool.txt"].decode()
    assert "trustcenter 0.1.0" in tool
    assert re.search(r"(?m)^\./wheels/trustcenter-0\.1\.0-py3-none-any\.whl --hash=sha256:[0-9a-f]{64}$", tool)
    assert repository["wheels/trustcenter-0.1.0-py3-none-any.whl"] == b"a wheel"
    assert repository["requirements/site.txt"] == (sites.REPO / "requirements" / "site.txt").read_bytes()
    assert b"linkchecker==" in repository["requirements/site.txt"], "the workflows need it"


def test_git_never_converts_a_published_file_of_a_new_repository(program):
    ours = (sites.REPO / ".gitattributes").read_text("utf-8").splitlines()
    theirs = made(program)[".gitattributes"].decode().splitlines()
    published = [line for line in ours if line.startswith("docs/")]
    assert published == [line for line in theirs if line.startswith("docs/")]
    assert not [line for line in published if "generated" in line], "GitHub would fold them away from reviewers"


# Writing it -----------------------------------------------------------------------------------------------------------


def test_new_writes_a_center_that_checks(tmp_path):
    said = sites.done(
        new(tmp_path, "acme", *options(products="messaging", regimes="a2p-10dlc", country="US"), "--no-ask")
    )
    root = tmp_path / "acme"
    assert "drafts of 7 policies" in said
    assert not list(tmp_path.glob(".new-*"))
    assert sites.problems(root) == check(load(files.read_tree(root)), sites.TODAY)
    checked = sites.trustcenter(root, "check", "--as-of", "2026-11-22")
    assert checked.exit_code == 0, checked.output
    assert "{unknown" not in checked.output
    assert " [unknown-fact] " in checked.output


TEXT = "Privacy Policy\n\n1. Retention\n\nGauge logs are kept for 90 days after the reading and then deleted.\n\n2. More\n\nWords.\n"


def imported(root, *args):
    return sites.trustcenter(root, "import", *args, "--as-of", "2026-11-22")


def test_a_draft_that_nobody_edited_gives_way_to_an_imported_text(tmp_path):
    sites.done(new(tmp_path, "acme", *options(), "--no-ask"))
    root = tmp_path / "acme"
    (tmp_path / "old.txt").write_text(TEXT, "utf-8")
    sites.done(imported(root, str(tmp_path / "old.txt"), "--policy", "privacy"))
    sites.done(imported(root, "--accept", "imports/privacy"))
    draft = (root / "docs/policies/privacy/index.md").read_text("utf-8")
    assert "Gauge logs are kept for {{ retention." in draft
    assert "starter:" not in draft


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ('Lanternfish Voice, Inc. ("Lanternfish", "we") sells calls.', ["brand"]),
        ('Lanternfish Voice Inc ("Lanternfish Calls", "we") sells calls.', ["legal_name", "brand"]),
        ('Lanternfish Voice, Inc. ("Lanternfish Voice", "we") sells calls.', []),
    ],
)
def test_a_text_that_calls_the_company_in_another_form_is_accepted_as_it_is(tmp_path, text, left_out):
    given = options(name="Lanternfish Voice", legal_name="Lanternfish Voice, Inc.")
    sites.done(new(tmp_path, "acme", *given, "--no-ask"))
    root = tmp_path / "acme"
    (tmp_path / "old.txt").write_text(TEXT.replace("Words.", text), "utf-8")
    sites.done(imported(root, str(tmp_path / "old.txt"), "--policy", "privacy"))
    review = yaml.safe_load((root / "imports/privacy/review.yml").read_text("utf-8"))
    about = [fact for fact in review["facts"] if fact["kind"] == "organization"]
    assert [field for fact in about if not fact["accept"] for field in fact["fields"]] == left_out
    assert all("the data states `Lanternfish Voice" in fact["doubt"] for fact in about if not fact["accept"])
    sites.done(imported(root, "--accept", "imports/privacy"))
    organization = yaml.safe_load((root / "data/organization.yml").read_text("utf-8"))
    assert (organization["brand"], organization["legal_name"]) == ("Lanternfish Voice", "Lanternfish Voice, Inc.")


def test_a_text_of_another_company_stays_a_clash(tmp_path):
    sites.done(new(tmp_path, "acme", *options(legal_name="Lanternfish, Inc."), "--no-ask"))
    root = tmp_path / "acme"
    (tmp_path / "old.txt").write_text(TEXT.replace("Words.", 'Kelpworks GmbH ("Kelpworks") sells calls.'), "utf-8")
    sites.done(imported(root, str(tmp_path / "old.txt"), "--policy", "privacy"))
    result = imported(root, "--accept", "imports/privacy")
    assert result.exit_code != 0
    assert (
        "organization.legal_name is `Lanternfish, Inc.` in data/organization.yml, and `Kelpworks GmbH`" in result.output
    )


@pytest.mark.parametrize("when", ["before", "between"])
def test_a_draft_that_somebody_edited_is_never_overwritten(tmp_path, when):
    sites.done(new(tmp_path, "acme", *options(), "--no-ask"))
    root = tmp_path / "acme"
    (tmp_path / "old.txt").write_text(TEXT, "utf-8")
    path = root / "docs/policies/privacy/index.md"
    if when == "between":
        sites.done(imported(root, str(tmp_path / "old.txt"), "--policy", "privacy"))
    path.write_text(path.read_text("utf-8") + "\nOurs.\n", "utf-8")
    before = sites.tree(root)
    args = ("--accept", "imports/privacy") if when == "between" else (str(tmp_path / "old.txt"), "--policy", "privacy")
    result = imported(root, *args)
    assert result.exit_code == 1
    assert "exists already" in result.output
    assert sites.tree(root) == before


def test_a_draft_with_line_ends_of_windows_is_no_edited_one(program):
    for path, data in made(program).items():
        if path.startswith("docs/policies/"):
            assert is_untouched(data)
            assert is_untouched(data.replace(b"\n", b"\r\n"))
            assert not is_untouched(data.replace(b"title: ", b"title: The ", 1))


def test_new_fills_an_empty_folder_and_one_that_git_has_begun(tmp_path):
    for name in ("empty", "begun"):
        (tmp_path / name).mkdir()
    (tmp_path / "begun" / ".git").mkdir()
    (tmp_path / "begun" / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    for name in ("empty", "begun", "deep/er"):
        sites.done(new(tmp_path, name, *options(), "--no-ask"))
        assert (tmp_path / name / "mkdocs.yml").is_file()
    assert (tmp_path / "begun" / ".git" / "HEAD").read_text("utf-8") == "ref: refs/heads/main\n"


def test_new_refuses_a_folder_in_which_anything_stands_and_lists_it(tmp_path):
    sites.write(tmp_path / "full", {"notes.txt": "mine", "data/x.yml": "mine"})
    before = sites.tree(tmp_path)
    result = new(tmp_path, "full", *options(), "--no-ask")
    assert result.exit_code == 1
    assert "notes.txt" in result.output
    assert "data" in result.output
    assert "nothing is ever overwritten" in result.output
    assert sites.tree(tmp_path) == before


def test_a_repository_that_exists_is_added_to_and_nothing_in_it_is_overwritten(tmp_path):
    there = {"README.md": "mine\n", "LICENSE": "mine\n", ".gitignore": "mine\n", ".git/HEAD": "ref: refs/heads/main\n"}
    sites.write(tmp_path / "full", there)
    assert "--into" in new(tmp_path, "full", *options(), "--no-ask").output
    listed = sites.done(new(tmp_path, "full", *options(), "--no-ask", "--into", "--dry-run"))
    assert "adds mkdocs.yml" in listed
    assert set(sites.tree(tmp_path / "full")) == set(there)
    sites.done(new(tmp_path, "full", *options(), "--no-ask", "--into"))
    written = {path: data.decode("utf-8", "replace") for path, data in sites.tree(tmp_path / "full").items()}
    assert (written["README.md"], written["LICENSE"]) == ("mine\n", "mine\n")
    assert written["TRUST-CENTER.md"].startswith("# Lanternfish trust center")
    assert written[".gitignore"].startswith("mine\n")
    assert "site/" in written[".gitignore"]
    before = sites.tree(tmp_path)
    again = new(tmp_path, "full", *options(name="Another"), "--no-ask", "--into")
    assert again.exit_code == 1
    assert "mkdocs.yml" in again.output
    assert sites.tree(tmp_path) == before


def test_in_a_folder_of_a_repository_the_workflows_go_to_its_top(tmp_path):
    sites.write(tmp_path / "mono", {".git/HEAD": "ref: refs/heads/main\n"})
    output = sites.done(new(tmp_path, "mono/legal/trust", *options(), "--no-ask"))
    assert "do not run git init" in output
    assert "git init &&" not in output
    assert ".github/CODEOWNERS" in output
    assert not (tmp_path / "mono/legal/trust/.github/workflows").exists()
    top = {path.name for path in (tmp_path / "mono/.github/workflows").iterdir()}
    assert top == {f"trust-center-{name}" for name in shared_workflows()}
    before = sites.tree(tmp_path)
    again = new(tmp_path, "mono/other", *options(), "--no-ask")
    assert again.exit_code == 1
    assert "stand at the top of the repository already" in again.output
    assert sites.tree(tmp_path) == before


def test_the_page_on_github_asks_for_what_the_new_repository_has(program):
    repository = made(program)
    page = repository["manual/github.md"].decode()
    checks = yaml.safe_load(repository[".github/workflows/check.yml"])["jobs"].values()
    [demanded] = re.findall(r"require status checks: (.*?), with", page)
    assert set(re.findall("`([^`]+)`", demanded)) == {job["name"] for job in checks}
    workflows = {path.split("/")[-1].removesuffix(".yml") for path in repository if ".github/workflows/" in path}
    table = page[page.index("## Workflows") :]
    assert set(re.findall(r"(?m)^\| `(\w+)` \|", table[: table.index("\n## ")])) == workflows
    form = yaml.safe_load(repository[".github/workflows/publish.yml"])[True]["workflow_dispatch"]["inputs"]
    fields = page[page.index("| field | what |") :]
    named = re.findall(r"(?m)^\| ((?:`\w+`(?:, )?)+) \|", fields[: fields.index("\n\n")])
    assert {name for names in named for name in re.findall(r"`(\w+)`", names)} == set(form)
    assert "tests of the tool" not in page
    assert new_repository.OWN_CHECKS in (sites.REPO / "manual" / "github.md").read_text("utf-8")


def test_new_refuses_a_file(tmp_path):
    sites.write(tmp_path, {"acme": "a file"})
    assert new(tmp_path, ".", *options(), "--no-ask").exit_code == 1
    assert new(tmp_path, str(tmp_path / "acme"), *options(), "--no-ask").exit_code == 2
    assert sites.tree(tmp_path) == {"acme": b"a file"}


@pytest.mark.parametrize("there", [True, False], ids=["an empty folder", "no folder"])
def test_new_writes_all_or_nothing(tmp_path, monkeypatch, there):
    target = tmp_path / "acme"
    if there:
        target.mkdir()
    rename = type(target).rename

    def stumbling(path, to):
        if path.name in ("docs", "whole"):
            raise OSError("no space left on device")
        return rename(path, to)

    monkeypatch.setattr(type(target), "rename", stumbling)
    result = new(tmp_path, "acme", *options(), "--no-ask")
    assert result.exit_code == 1
    assert "no space left" in result.output
    assert sites.tree(tmp_path) == {}


# Answers --------------------------------------------------------------------------------------------------------------

BAD = {
    "name": ("", "no name is given"),
    "site": ("ftp://trust", "begins with https://"),
    "timezone": ("Europe/Berln", "did you mean Europe/Berlin?"),
    "country": ("Germany", "did you mean DE (Germany)?"),
    "regimes": ("gdrp, hipa", "did you mean gdpr and hipaa?"),
    "products": ("mesaging", "did you mean messaging?"),
}


def test_all_bad_answers_are_told_at_once_with_what_is_allowed(tmp_path):
    given = {name: value for name, (value, _) in BAD.items()}
    result = new(tmp_path, "acme", *options(**given), "--no-ask")
    assert result.exit_code == 1
    for name, (_, hint) in BAD.items():
        line = next(line for line in result.output.splitlines() if line.startswith(f"--{name}: "))
        assert "error [bad-answer]" in line
        assert hint in line
    assert "6 errors" in result.output
    assert "nothing was written" in result.output
    assert sites.tree(tmp_path) == {}


def test_answers_that_are_missing_are_problems_where_nobody_can_be_asked(tmp_path):
    result = new(tmp_path, "acme", "--no-ask")
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.output.splitlines() if line.startswith("--")] == [
        "--name",
        "--site",
        "--timezone",
    ]


@pytest.mark.parametrize(
    ("field", "value", "hint"),
    [
        ("timezone", "berlin", "did you mean Europe/Berlin?"),
        ("timezone", "new york", "did you mean America/New_York?"),
        ("timezone", "../../etc/passwd", "allowed: IANA names"),
        ("timezone", "CEST", "allowed: IANA names"),
        ("country", "UK", "did you mean GB (United Kingdom)?"),
        ("country", "us", "did you mean US (United States)?"),
        ("country", "Germny", "did you mean DE (Germany)?"),
        ("site", "trust.example.com", "begins with https://"),
        ("site", "http://trust.example.com", "begins with https://"),
        ("site", "https://trust.example.com/?a=b", "write the address of the site alone"),
        ("site", "https://trust.example.com/ x", "begins with https://"),
        ("name", "a\nb", "write one line"),
        ("name", "x" * 500, "at most 200"),
        ("regimes", "promises", "allowed: a2p-10dlc"),
        ("products", "voice", "allowed: ai-voice, hosted-software, messaging"),
    ],
)
def test_a_bad_answer_says_what_is_allowed(field, value, hint):
    found, problems = new_repository.answered({**GIVEN, field: value})
    assert found is None
    assert [problem.severity for problem in problems] == [Severity.ERROR]
    assert hint in problems[0].hint


def test_lists_are_taken_with_commas_or_blanks_in_any_order_and_none_is_none():
    assert answers(regimes="gdpr,ccpa").regimes == answers(regimes=" ccpa  gdpr gdpr ").regimes == ("ccpa", "gdpr")
    assert answers(regimes="none", products="").regimes == ()


def test_what_no_option_says_is_asked_for_and_a_bad_answer_again(tmp_path):
    said = [
        "Lanternfish",
        "",
        "trust.example",
        "https://trust.example",
        "Europe/Berln",
        "Europe/Berlin",
        "DE",
        "messaging",
        "",
    ]
    result = sites.CliRunner(env=dict.fromkeys(sites.ERASED)).invoke(
        sites.main, ["-C", str(tmp_path), "new", "acme", "--ask"], input="\n".join(said) + "\n"
    )
    assert result.exit_code == 0, result.output
    assert "did you mean Europe/Berlin?" in result.output
    organization = yaml.safe_load((tmp_path / "acme" / "data" / "organization.yml").read_text("utf-8"))
    assert organization["brand"] == "Lanternfish"
    assert organization["timezone"] == "Europe/Berlin"
    assert set(organization["legal_name"]) == {"unknown"}
    assert organization["regimes"] == ["a2p-10dlc"], "the regime that goes with the product is proposed"


def test_nothing_is_asked_that_an_option_says(tmp_path):
    more = {"legal_name": "L", "country": "US", "regimes": "none", "products": "none"}
    assert "?" not in sites.done(new(tmp_path, "acme", *options(**more), "--ask")).split("wrote")[0]


def test_every_requirement_of_a_new_center_has_an_answer_of_a_known_state(program):
    found = coverage(
        center(made(program, products=tuple(new_repository.PRODUCTS), regimes=EVERYTHING)), TODAY, draft=True
    )
    assert {answer.state for answer in found.answers} <= set(State)
    assert found.ran > 40
