"""`trustcenter report`: what a pull request changes, as its reviewers read it.

`tests/reports/*.md` are golden comments; after a change that is meant:
`TRUSTCENTER_UPDATE=1 python -m pytest tests/test_pull_request_report.py`.
"""

import json
import os
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

import sites
from notice import cases
from trustcenter.comparing.redline import Passage, Run
from trustcenter.reading.center import load
from trustcenter.reports import review, review_comment
from trustcenter.reports.inert_markdown import GitHub, Plain

GOLDEN = Path(__file__).resolve().parent / "reports"
UPDATE = bool(os.environ.get("TRUSTCENTER_UPDATE"))
TODAY = "2026-11-22"
MARKER = "<!-- trustcenter-report -->"
DEEPGRAM = """\
- {id: deepgram, name: "Deepgram, Inc.", purpose: to write down what callers say, group: ai, data: [recordings],
   locations: [US], transfer: [dpf]}
"""


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """A center with five policies, committed: where every pull request of these tests starts."""
    root = cases.center(tmp_path_factory.mktemp("deployed"), *cases.POLICIES)
    cases.commit(root)
    return root


@pytest.fixture
def root(deployed, tmp_path):
    """A branch of that center, to be edited."""
    shutil.copytree(deployed, tmp_path / "center")
    cases.git(tmp_path / "center", "switch", "-q", "-c", "branch")
    return tmp_path / "center"


def made(root, *args, base="main", form="github", on=TODAY):
    """What stands on the output alone; annotations go to the error stream."""
    result = sites.trustcenter(root, "report", "--base", base, "--format", form, "--as-of", on, *args)
    sites.done(result)
    return result.stdout


def plain(root, *args, **more):
    return json.loads(made(root, *args, form="json", **more))


def add_deepgram(root):
    sites.write(root, {cases.VENDORS: (root / cases.VENDORS).read_text("utf-8") + DEEPGRAM})


def publish_deepgram(root):
    add_deepgram(root)
    summary = "Deepgram will write down what callers say, so that the receptionist understands them."
    return cases.published(
        root, "material", "2026-12-26", "--announce", "2026-11-25", "--summary", summary, on=TODAY,
        title="Deepgram joins as a subprocessor",
    )  # fmt: skip


def announce_a_day_later(root, change):
    """By hand, every hash made to fit: the change is announced on 26 November and gives 29 days."""
    sites.edit(root, f"docs/changelog/{change}.md", "announced: 2026-11-25", "announced: 2026-11-26")
    cases.reseal(root, "subprocessors/2026-12-26", announced="2026-11-26")


# Three comments for a lawyer ----------------------------------------------------------------------------------------


def wording(root):
    cases.reword(root, "terms", "two years", "three years, or as long as the law demands")


def material(root):
    publish_deepgram(root)


def too_late(root):
    announce_a_day_later(root, publish_deepgram(root))


@pytest.mark.parametrize("edit", [wording, material, too_late], ids=lambda edit: edit.__name__)
def test_the_comment_for_a_real_edit_is_the_one_that_was_read_and_found_good(root, edit):
    edit(root)
    file = GOLDEN / f"{edit.__name__}.md"
    if UPDATE:
        file.write_text(made(root), "utf-8")
    assert made(root) == file.read_text("utf-8")


def test_a_terminal_reads_the_same_report_without_folds_and_tags(root):
    wording(root)
    file = GOLDEN / "wording.txt"
    if UPDATE:
        file.write_text(made(root, form="markdown"), "utf-8")
    assert made(root, form="markdown") == file.read_text("utf-8")


# The forms ----------------------------------------------------------------------------------------------------------


def test_every_report_begins_with_the_marker_by_which_the_one_comment_is_found(root):
    assert made(root).splitlines()[0] == made(root, form="markdown").splitlines()[0] == plain(root)["marker"] == MARKER


def test_in_actions_the_comment_is_the_form_that_is_meant(root):
    args = ("report", "--base", "main", "--as-of", TODAY)
    wording(root)
    inside = sites.trustcenter(root, *args, env={"GITHUB_ACTIONS": "true"})
    assert "<details>" in sites.done(inside)
    assert "<details>" not in sites.done(sites.trustcenter(root, *args))


@pytest.mark.parametrize("edit", [sites.source, wording, material, too_late, add_deepgram])
def test_the_json_fits_its_schema(root, edit):
    edit(root)
    schema = json.loads(sites.done(sites.trustcenter(root, "report", "--schema")))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plain(root), schema, format_checker=jsonschema.FormatChecker())


def test_the_schema_refuses_what_is_not_in_it(root):
    schema = json.loads(sites.done(sites.trustcenter(root, "report", "--schema")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain(root) | {"more": 1}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain(root) | {"errors": "none"}, schema)


def test_annotations_are_those_of_check_and_stand_on_the_error_stream(root):
    too_late(root)
    told = sites.trustcenter(root, "report", "--base", "main", "--format", "github", "--as-of", TODAY)
    checked = sites.trustcenter(root, "check", "--format", "github", "--as-of", TODAY)
    assert told.stderr == checked.stdout
    assert "::error file=docs/policies/subprocessors/2026-12-26.md," in told.stderr


def test_the_same_state_gives_the_same_bytes_wherever_it_lies(root, tmp_path):
    material(root)
    shutil.copytree(root, tmp_path / "elsewhere" / "deeper")
    assert made(root) == made(tmp_path / "elsewhere" / "deeper")


# What is told -------------------------------------------------------------------------------------------------------


def test_nothing_changed_is_said_in_a_sentence(root):
    assert plain(root)["state"] == "nothing"
    assert "### Nothing changes" in made(root)


def test_a_new_subprocessor_without_publishing_is_a_draft_that_needs_notice(root):
    add_deepgram(root)
    found = plain(root)
    assert (found["state"], found["changes"], found["at_once"]) == ("draft", [], [])
    assert found["draft"]["floor"] == "material"
    assert (found["draft"]["announced"], found["draft"]["earliest"]) == ("2026-11-25", "2026-12-26")
    text = made(root)
    assert "at least *material*" in text
    assert "it can take effect on 26 December 2026 at the earliest" in text
    assert "- subprocessor added: Deepgram, Inc." in text


def test_the_days_of_review_are_those_of_the_promise(root):
    sites.write(root, {cases.NOTICE: (root / cases.NOTICE).read_text("utf-8") + "review_days: 10\n"})
    wording(root)
    assert plain(root)["draft"]["announced"] == "2026-12-02"


def test_business_days_and_holidays_count_as_the_promise_says(tmp_path):
    promise = {
        cases.NOTICE: "material: 10 business days\n",
        "data/organization.yml": cases.DATA["data/organization.yml"] + "holidays: US\n",
    }
    root = cases.center(tmp_path, "terms", more=promise)
    cases.commit(root)
    wording(root)
    found = plain(root, base="HEAD", on="2026-12-18")["draft"]
    # announced on Monday 21 December; Christmas and New Year's Day are no business days, so the tenth is 6 January
    assert (found["announced"], found["earliest"]) == ("2026-12-21", "2027-01-07")


def test_a_draft_that_cannot_be_published_says_why(root):
    cases.reword(root, "terms", "We answer calls.", "[insert what we do]")
    found = plain(root)
    assert found["draft"]["texts"][0]["policy"] == "terms"
    assert "placeholder" in {problem["rule"] for problem in found["problems"]}


def test_facts_that_no_policy_ever_stated_and_ordinary_pages_are_public_at_once(root):
    sites.write(root, {"data/rights.yml": "- {id: access, label: Access, regimes: [gdpr], how: by e-mail}\n"})
    sites.write(root, {"docs/faq.md": "# Questions\n"})
    found = plain(root)
    assert found["state"] == "ordinary"
    assert [fact["kind"] for fact in found["at_once"]] == ["rights"]
    assert found["pages"] == [{"file": "docs/faq.md", "what": "added", "unseen": []}]
    text = made(root)
    assert "#### Public with the next deployment" in text
    assert "- right added: Access" in text
    assert "- `docs/faq.md` added" in text


def test_evidence_and_settings_are_listed_as_files(root):
    sites.write(
        root, {"data/deliveries.yml": "- {change: 2026-03-02-first-version, channel: email, sent: 2026-03-02}\n"}
    )
    assert {"file": "data/deliveries.yml", "what": "added", "unseen": []} in plain(root)["files"]
    assert "- `data/deliveries.yml` added" in made(root)


def test_a_draft_and_a_publication_in_one_pull_request_are_told_apart(root):
    publish_deepgram(root)
    wording(root)
    found = plain(root)
    assert found["state"] == "published"
    assert [text["policy"] for text in found["changes"][0]["texts"]] == ["subprocessors"]
    assert [text["policy"] for text in found["draft"]["texts"]] == ["terms"]
    assert "#### Not published: drafts" in made(root)


def test_an_emergency_tells_its_reason_and_that_it_needs_no_notice_ahead(root):
    wording(root)
    cases.published(root, "emergency", TODAY, "--reason", "A court ordered it.", on=TODAY, title="By order")
    text = made(root)
    assert "- **reason for the emergency:** A court ordered it." in text
    assert "- **notice:** none is needed ahead for this class" in text


def test_a_withdrawal_tells_what_it_takes_back_and_why(root):
    change = publish_deepgram(root)
    cases.commit(root)
    cases.withdrawn(root, change, on="2026-11-26")
    text = made(root, base="HEAD", on="2026-11-26")
    assert "- **takes back:** Deepgram joins as a subprocessor" in text
    assert "- **reason:** We changed our mind." in text
    assert "effective:" not in text


def test_a_postponement_tells_both_days_and_why(root):
    change = publish_deepgram(root)
    cases.commit(root)
    sites.done(
        sites.trustcenter(
            root, "postpone", change, "--to", "2027-02-01", "--reason", "More time.", "--as-of", "2026-11-26"
        )
    )
    text = made(root, base="HEAD", on="2026-11-26")
    assert "- **postpones:** Deepgram joins as a subprocessor" in text
    assert re.search(r"- \*\*effective:\*\* 1 February 2027, instead of \d+ \w+ 202[67]\n", text)
    assert "- **notice:** the first one counts" in text
    assert "- **reason:** More time." in text
    assert "1 February 2027, 00:00 (America/Chicago): the postponed texts are in effect" in text


def test_the_end_of_a_policy_is_told(root):
    cases.published(root, "material", "2027-02-01", "terms", "--retire", on=TODAY, title="The end of the terms")
    text = made(root)
    assert "ends the policy" in text
    assert "the policy does not apply any more" in text


def test_a_removed_draft_is_told_with_what_to_do_instead(root):
    (root / cases.draft("terms")).unlink()
    assert "the draft is removed; published versions stay" in made(root)


def test_a_change_that_is_mended_is_told_once_and_anew(root):
    change = publish_deepgram(root)
    cases.commit(root)
    sites.write(
        root, {f"docs/changelog/{change}.md": (root / f"docs/changelog/{change}.md").read_text("utf-8") + "\nMore.\n"}
    )
    cases.redone(root, change, on=TODAY)
    found = plain(root, base="HEAD")
    assert [(c["change"], c["mended"]) for c in found["changes"]] == [(change, True)]
    assert {file["what"] for file in found["archive"]} == {"changed"}
    assert "(published anew)" in made(root, base="HEAD")


def test_problems_are_new_or_were_there_before(root):
    wording(root)
    cases.reword(root, "privacy", "We answer calls for our customers.", "We answer [insert whom].")
    cases.commit(root)
    cases.reword(root, "schedule", "What is kept", "What is kept, TBD")
    old_and_new = {p["file"]: p["new"] for p in plain(root, base="HEAD")["problems"] if p["rule"] == "placeholder"}
    assert old_and_new == {cases.draft("privacy"): False, cases.draft("schedule"): True}


# The base -----------------------------------------------------------------------------------------------------------


def test_the_first_publication_has_no_base(tmp_path):
    root = cases.center(tmp_path, "terms", "privacy")
    found = plain(root, base="none")
    assert found["state"] == "published"
    assert {text["what"] for text in found["changes"][0]["texts"]} == {"added"}
    assert "first versions" in made(root, base="none")


def test_a_branch_is_compared_with_where_it_parted_not_with_what_came_to_main_since(root):
    wording(root)
    cases.commit(root)
    cases.git(root, "switch", "-q", "main")
    cases.reword(root, "privacy", "We answer calls", "We always answer calls")
    cases.commit(root)
    cases.git(root, "switch", "-q", "branch")
    assert [text["policy"] for text in plain(root)["draft"]["texts"]] == ["terms"]


def test_a_center_in_a_folder_of_its_repository_is_compared_with_itself(root, tmp_path):
    (tmp_path / "repository").mkdir()
    inside = (tmp_path / "repository" / "legal").resolve()
    shutil.copytree(root, inside, ignore=shutil.ignore_patterns(".git"))
    cases.git(tmp_path / "repository", "init", "-q", "-b", "main")
    cases.git(tmp_path / "repository", "add", "-A", "--force")
    cases.git(tmp_path / "repository", "commit", "-q", "-m", "All")
    assert plain(inside, base="HEAD")["state"] == "nothing"
    too_late(inside)
    found = plain(inside, base="HEAD")
    assert [text["policy"] for text in found["changes"][0]["texts"]] == ["subprocessors"]
    where = {"GITHUB_WORKSPACE": str((tmp_path / "repository").resolve())}
    args = ("report", "--base", "HEAD", "--format", "github", "--as-of", TODAY)
    assert "::error file=legal/docs/policies/" in sites.trustcenter(inside, *args, env=where).stderr


def test_a_base_that_is_not_there_is_an_error_and_no_empty_report(root):
    result = sites.trustcenter(root, "report", "--base", "nowhere", "--as-of", TODAY)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the commit `nowhere` is not in this clone" in result.stderr


def test_a_base_without_a_common_commit_is_an_error(root):
    cases.git(root, "switch", "-q", "--orphan", "other")
    cases.git(root, "commit", "-q", "--allow-empty", "-m", "Another beginning")
    cases.git(root, "switch", "-q", "branch")
    result = sites.trustcenter(root, "report", "--base", "other", "--as-of", TODAY)
    assert result.exit_code == 1
    assert "no commit in common" in result.stderr


@pytest.mark.parametrize("args", [(), ("--base", "main", "--deployed", "main")])
def test_what_is_missing_on_the_command_line_is_named(root, args):
    result = sites.trustcenter(root, "report", *args)
    assert result.exit_code == 2
    assert ("--base-date" if args else "--base") in result.stderr


def test_what_the_last_deployment_showed_must_stay_and_is_an_error_once_it_is_named(root):
    for end in ("md", "json"):
        (root / f"docs/policies/terms/2026-03-02.{end}").unlink()
    sites.edit(root, "docs/changelog/2026-03-02-first-version.md", "  - terms/2026-03-02\n", "")
    without = plain(root)
    assert {f["file"] for f in without["archive"]} == {
        "docs/changelog/2026-03-02-first-version.md", "docs/policies/terms/2026-03-02.json",
        "docs/policies/terms/2026-03-02.md",
    }  # fmt: skip
    assert "#### Published files were changed or removed" in made(root)
    rules = [{p["rule"] for p in plain(root, *more)["problems"]} for more in ((), ("--base-date", "2026-11-21"))]
    assert "rewritten-history" not in rules[0]
    assert "rewritten-history" in rules[1]
    named = plain(root, "--deployed", "main", "--base-date", "2026-11-21", base="branch")
    assert "rewritten-history" in {p["rule"] for p in named["problems"]}


# Hostile and broken -------------------------------------------------------------------------------------------------

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
TAGS = {
    "details",
    "summary",
    "p",
    "strong",
    "em",
    "b",
    "ul",
    "li",
    "h3",
    "h4",
    "blockquote",
    "ins",
    "del",
    "span",
    "code",
    "a",
}
HOSTILE = "</summary></details><script>alert(1)</script> @everyone #12 GH-7 a/b#3 https://github.com/a/b/issues/1 www.example.net $x$ and $y$ :tada: ![i](https://example.net/i.png) [l](https://example.net) `c` **b** <!-- x --> \u202egnp.exe"


def shown(markdown):
    """A comment as GitHub's Markdown would put it into the page."""
    return lxml_html.fragment_fromstring(PARSER.render(markdown), create_parent="div")


def inert(root):
    """Every element is one of ours, and no text outside of code is one that GitHub makes something of."""
    assert {element.tag for element in root.iterdescendants() if isinstance(element.tag, str)} <= TAGS
    for element in root.iterdescendants():
        texts = [element.tail, element.text if element.tag not in ("code", "a") else ""]
        for text in filter(None, texts):
            assert not re.search(r"(?:^|\W)@\w|#\d|\bGH-\d|://|\bwww\.|:\w+:|\$.*\$|[\u202a-\u202e]", text), text


def test_nothing_in_a_pull_request_breaks_out_of_the_comment(root):
    title = json.dumps(HOSTILE)
    sites.edit(root, cases.draft("terms"), "title: Terms of service", f"title: {title}")
    raw = HOSTILE.replace("{", "").replace("`c`", "")
    cases.reword(root, "terms", "We answer calls.", f"We answer calls. {{% raw %}}{raw}{{% endraw %}}")
    sites.write(
        root, {cases.VENDORS: (root / cases.VENDORS).read_text("utf-8") + DEEPGRAM.replace('"Deepgram, Inc."', title)}
    )
    sites.write(root, {"docs/<img src=x onerror=alert(1)>`@all`|.md": "# Hello\n"})
    sites.write(root, {"docs/policies/<b>@all #1/index.md": f"---\ntitle: {title}\n---\n\nHello\n"})
    page = shown(made(root))
    inert(page)
    assert len(page.findall(".//details")) >= 1
    assert all(len(details.findall("summary")) == 1 for details in page.iter("details"))
    assert "alert(1)" in page.text_content(), "it is shown, not swallowed"


def test_a_published_hostile_change_is_inert_too(root):
    add_deepgram(root)
    seen = HOSTILE.replace("\u202e", "")  # `publish` refuses what cannot be seen
    cases.published(root, "material", "earliest", "--summary", seen, on=TODAY, title=seen)
    inert(shown(made(root)))


ODD = st.text(alphabet="ab 1@#:/.$`*_~|[]()<>&!\\-+=\n\t>.GHw\u202e\u200b", max_size=40)


@given(ODD)
def test_a_text_is_shown_as_exactly_that_text(text):
    page = shown(f"x {GitHub().text(text)} x")
    inert(page)
    wanted = " ".join(re.sub(r"[\x00-\x1f\u202e\u200b]+", " ", f"x {text} x").split())
    assert " ".join(page.text_content().replace("\u200b", "").split()) == wanted
    assert {element.tag for element in page.iterdescendants()} <= {"p", "span"}


@given(ODD)
def test_a_line_that_begins_with_a_text_is_a_paragraph(text):
    line = GitHub().text(text)
    page = shown(line)
    assert [child.tag for child in page] == (["p"] if line else [])


@given(ODD)
def test_a_name_of_a_file_is_code_and_nothing_else(text):
    code = GitHub().code(f"a{text}b")
    page = shown(f"x {code} x")
    assert [element.tag for element in page.iterdescendants()] == ["p", "code"]


@given(st.lists(st.tuples(st.sampled_from(" +-"), ODD), min_size=1, max_size=4))
def test_a_redline_says_which_words_came_and_went_whatever_they_are(runs):
    passage = Passage("changed", tuple(Run(sign, f" {text}") for sign, text in runs))
    [block] = GitHub(room=100_000).redline(HOSTILE, "draft", [passage])
    page = shown(block)
    inert(page)
    for sign, tag in (("+", "ins"), ("-", "del")):
        wanted = "".join(re.sub(r"[\s\x00-\x1f\u202e\u200b]+", "", text) for s, text in runs if s == sign)
        assert "".join("".join(e.text_content() for e in page.iter(tag)).replace("\u200b", "").split()) == wanted


@given(ODD)
def test_in_a_terminal_no_text_steers(text):
    assert re.fullmatch(r"[^\x00-\x1f\x7f-\x9f\u202e\u200b]*", Plain().text(text))


def damaged(data):
    """The ways in which one file is damaged; None removes it."""
    return [None, b"", data[: len(data) // 2], b"\xff\xfe{[" + data, data.replace(b"2026", b"20x6"), b"- [\n" * 50]


def test_whatever_file_is_damaged_there_is_a_report(root):
    publish_deepgram(root)
    cases.commit(root)
    files = sorted(path for top in ("data", "docs") for path in (root / top).rglob("*") if path.is_file())
    assert len(files) > 20
    for turn, path in enumerate(files):
        data = path.read_bytes()
        for way in {damaged(data)[turn % 6], damaged(data)[(turn + 3) % 6]} - {data}:
            path.write_bytes(way or b"")
            if way is None:
                path.unlink()
            assert made(root, base="HEAD").startswith(f"{MARKER}\n### ")
            assert path.relative_to(root).as_posix() in made(root, base="HEAD", form="json")
        path.write_bytes(data)


def test_a_base_that_was_broken_can_be_mended(root):
    sites.write(root, {cases.VENDORS: "- {id: ["})
    cases.commit(root)
    cases.git(root, "checkout", "-q", "main", "--", cases.VENDORS)
    found = plain(root, base="HEAD")
    assert found["errors"] == 0


def test_a_file_that_leads_out_of_the_center_is_not_read(root, tmp_path):
    (tmp_path / "secret.md").write_text("title: token-of-the-runner\n", "utf-8")
    (root / "docs/policies/leak").mkdir()
    (root / "docs/policies/leak/index.md").symlink_to(tmp_path / "secret.md")
    (root / "docs/gone.md").symlink_to("nowhere.md")
    text = made(root)
    assert "token-of-the-runner" not in text
    assert "leak" not in text


def test_a_name_that_is_no_text_in_any_encoding_can_be_told(root):
    folder = root / "docs" / "policies" / os.fsdecode(b"\xff\n::error::x")
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes only names that are UTF-8")
    (folder / "index.md").write_text("Hello\n", "utf-8")
    for form in ("github", "markdown", "json"):
        result = sites.trustcenter(root, "report", "--base", "main", "--format", form, "--as-of", TODAY)
        assert "\n::error::x" not in sites.done(result)
    for form in ("github", "terminal", "json"):
        result = sites.trustcenter(root, "check", "--format", form, "--as-of", TODAY)
        assert (result.exit_code, type(result.exception)) == (1, SystemExit)
        assert "\n::error::x" not in result.output


# Long ---------------------------------------------------------------------------------------------------------------


def units(text):
    """The length of a text as GitHub may count it at most."""
    return len(text.encode("utf-16-le")) // 2


def test_a_long_redline_is_cut_with_a_link_to_the_whole(root):
    more = "\n\n".join(f"Paragraph {number} says something that was not said before." for number in range(3000))
    cases.reword(root, "terms", "We answer calls.", f"We answer calls.\n\n{more}")
    text = made(root, "--link", "https://example.com/run")
    assert units(text) <= review_comment.COMMENT_LENGTH < units(made(root, form="markdown"))
    assert re.search(r"… \d+ more passages; \[read it in full\]\(https://example\.com/run\)", text)
    assert "Paragraph 0 says" in text
    assert text.count("<details>") == text.count("</details>") == 1


def test_however_much_changes_the_comment_has_its_length_and_its_errors(root):
    for number in range(150):
        sites.write(
            root,
            {
                f"docs/policies/policy-{number}/index.md": f"---\ntitle: {'T😀' * 400}{number}\n---\n\n{{{{ no.{number} }}}}\n"
            },
        )
    text = made(root)
    assert units(text) <= review_comment.COMMENT_LENGTH
    assert "It cannot be merged as it stands" in text
    assert "more" in text


def test_a_comment_too_long_whatever_is_cut_still_says_so():
    endless = "*" * 600
    center = load({})
    found = review.review(center, center, ({}, {}), date(2026, 11, 22), problems=())
    problem = review.ProblemReview(
        file=endless, line=1, column=1, rule=endless * 40, severity="error", message=endless, hint=endless, new=True
    )
    text = review_comment.github(replace(found, problems=(problem,) * 3))
    assert units(text) <= review_comment.COMMENT_LENGTH
    assert text.startswith(MARKER)
