"""Deploying and announcing: the steps of `deploy`, `announce` and `review`, run in order in scratch clones."""

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import sites
import workflows
from workflows import git

SHORTER = ("data/retention.yml", "90 days", "60 days")


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    with workflows.deployed(tmp_path_factory.mktemp("start")) as world:
        yield world


@pytest.fixture
def world(start, tmp_path):
    return start.copy(tmp_path)


def publish(world, *, announced, class_="material", title="Recordings are kept for 60 days"):
    """Recordings are kept for 60 days: published at the desk and pushed to main."""
    world.main()
    sites.edit(world.desk, *SHORTER)
    done = sites.publish(world.desk, "--class", class_, "--effective", "earliest", as_of=announced, title=title)
    sites.done(done)
    return world.commit("main", title)


def deploy(world, day, event="schedule"):
    world.day = day
    return world.run("deploy", event)


def period(world):
    """How long recordings are kept, as the text in effect says."""
    return re.search(r"Recordings are kept for (\d+ days)[.] See", sites.text(world.site, "policies/privacy"))[1]


def releases(world):
    return [release["tag_name"] for release in world.github["releases"]]


def open_issues(world):
    return [issue for issue in world.github["issues"] if issue["state"] == "open"]


# The first deployment -----------------------------------------------------------------------------------------------


def test_the_first_deployment_has_an_empty_base_and_announces_no_history(start):
    (run,) = [start.folder / "artifacts" / "1"]
    assert (run / "sums" / "SHA256SUMS").is_file()
    (deployment,) = start.github["deployments"]
    assert deployment["state"] == "ACTIVE"
    assert deployment["commitOid"] == git(start.origin, "rev-parse", "main")
    assert "90 days" in sites.text(start.site, "policies/privacy")
    assert releases(start) == []
    assert open_issues(start) == []


def test_a_hidden_folder_is_deployed_too(world):
    world.main()
    sites.write(world.desk, {
        "data/organization.yml": sites.SMALL["data/organization.yml"] + "well_known: [security.txt]\n",
        "data/contacts.yml": sites.SMALL["data/contacts.yml"] + "security:\n  role: Security\n  email: s@lanternfish.example\n",
        "mkdocs.yml": (world.desk / "mkdocs.yml").read_text("utf-8").replace("example.com/trust/", "example.com/"),
    })  # fmt: skip
    world.commit("main", "security.txt")
    run = deploy(world, "2026-01-06", "push")
    assert not run.failed, run.said
    assert (world.site / ".well-known" / "security.txt").is_file()


# Day by day ---------------------------------------------------------------------------------------------------------


def test_on_a_day_on_which_nothing_is_new_nothing_is_deployed_twice(world):
    run = deploy(world, "2026-01-05")
    assert run.results == {
        "build": "success", "attest": "skipped", "deploy": "skipped", "announce": "skipped", "issue": "success",
        "refused": "skipped", "keep-alive": "success",
    }  # fmt: skip
    assert "nothing to do" in run.said
    assert len(world.github["deployments"]) == 1


def test_the_next_day_the_same_commit_is_built_for_that_day_and_the_schedules_stay_enabled(world):
    run = deploy(world, "2026-01-06")
    assert not run.failed, run.said
    assert "6 January 2026" in sites.text(world.site, "policies/privacy")
    assert world.github["enabled"] == ["deploy.yml", "review.yml", "watch.yml"]


def test_before_pages_is_set_up_it_says_what_to_switch_on_and_nothing_fails(world):
    world.change_github(no_pages=True)
    deployments = len(world.github["deployments"])
    run = deploy(world, "2026-01-06")
    assert not run.failed, run.said
    assert (run.results["build"], run.results["deploy"]) == ("success", "skipped")
    assert "choose *GitHub Actions* as the source in Settings → Pages, then run" in run.summary
    assert len(world.github["deployments"]) == deployments
    world.change_github(no_pages=False)
    assert deploy(world, "2026-01-06").results["deploy"] == "success"


def test_a_run_by_hand_on_another_branch_checks_and_builds_and_deploys_nothing(world):
    world.main()
    world.commit("side", "Beside")
    world.day = "2026-01-06"
    run = world.run("deploy", "workflow_dispatch", ref="refs/heads/side")
    assert (run.results["build"], run.results["attest"], run.results["deploy"]) == ("success", "skipped", "skipped")
    assert "only main is deployed, and this run is of refs/heads/side" in run.summary
    assert workflows.workflow("deploy")["jobs"]["deploy"]["if"] == "github.ref == 'refs/heads/main'"


def test_by_hand_it_deploys_even_if_nothing_is_new(world):
    assert deploy(world, "2026-01-05", "workflow_dispatch").results["deploy"] == "success"
    assert world.github["enabled"] == []


def test_a_material_change_is_announced_once_and_takes_effect_on_its_day(world):
    publish(world, announced="2026-02-02")
    run = deploy(world, "2026-02-02", "push")
    assert not run.failed, run.said
    assert period(world) == "90 days"
    (release,) = world.github["releases"]
    assert release["tag_name"] == "notice-2026-02-02-recordings-are-kept-for-60-days"
    assert release["target_commitish"] == git(world.origin, "rev-parse", "main")
    assert "5 March 2026" in release["name"] + release["body"]
    assert "https://example.com/trust/changelog/" in release["body"]

    again = world.run("announce", "workflow_dispatch")
    assert not again.failed, again.said
    assert not deploy(world, "2026-03-04").failed
    assert period(world) == "90 days"
    assert not deploy(world, "2026-03-05").failed
    assert period(world) == "60 days"
    assert len(releases(world)) == 1


def test_a_planned_announcement_is_released_on_its_day_and_not_before(world):
    sites.edit(world.desk, *SHORTER)
    more = ("--class", "material", "--effective", "earliest", "--announce", "2026-02-05")
    sites.done(sites.publish(world.desk, *more, as_of="2026-02-02"))
    world.commit("main", "planned")
    for day, told in (("2026-02-02", 0), ("2026-02-04", 0), ("2026-02-05", 1), ("2026-02-06", 1)):
        run = deploy(world, day)
        assert not run.failed, run.said
        assert len(releases(world)) == told


def test_an_editorial_change_is_deployed_and_not_announced(world):
    world.main()
    sites.edit(world.desk, "docs/policies/privacy/index.md", "asks you to write to", "asks you, please, to write to")
    sites.done(sites.publish(world.desk, "--class", "editorial", "--effective", "today", as_of="2026-02-02"))
    world.commit("main", "please")
    run = deploy(world, "2026-02-02", "push")
    assert not run.failed, run.said
    assert "asks you, please" in sites.text(world.site, "policies/privacy")
    assert releases(world) == []


def test_a_new_subprocessor_that_is_not_published_is_deployed_nowhere(world):
    world.main()
    added = sites.SMALL["data/subprocessors.yml"].replace("harbor", "lagoon").replace("Harbor", "Lagoon")
    sites.write(world.desk, {"data/subprocessors.yml": sites.SMALL["data/subprocessors.yml"] + added})
    world.commit("main", "Lagoon")
    run = deploy(world, "2026-01-07", "push")
    assert not run.failed, run.said
    assert sites.holding(world.site, "lagoon") == []
    assert sites.holding(world.site, "harbor")


# Announcing ---------------------------------------------------------------------------------------------------------


def test_what_a_failed_run_did_not_announce_is_made_up_for(world):
    publish(world, announced="2026-02-02")
    world.change_github(failing=["/releases"])
    run = deploy(world, "2026-02-02", "push")
    assert run.results["deploy"] == "success"
    assert run.failed == ["announce"]
    (issue,) = open_issues(world)
    assert "announce" in issue["body"]
    world.change_github(failing=[])
    assert not deploy(world, "2026-02-03").failed
    assert len(releases(world)) == 1
    assert open_issues(world) == []


def test_by_hand_only_what_the_site_shows_is_announced(world):
    publish(world, announced="2026-02-02")
    world.day = "2026-02-02"
    run = world.run("announce", "workflow_dispatch")
    assert not run.failed, run.said
    assert releases(world) == []


def test_before_any_deployment_there_is_nothing_to_announce(world):
    world.change_github(deployments=[])
    run = world.run("announce", "workflow_dispatch")
    assert not run.failed, run.said
    assert "nothing was ever deployed" in run.said


def test_a_withdrawn_notice_is_announced_as_such(world):
    publish(world, announced="2026-02-02")
    deploy(world, "2026-02-02", "push")
    world.main()
    change = "2026-02-02-recordings-are-kept-for-60-days"
    sites.done(sites.trustcenter(world.desk, "withdraw", change, "--reason", "Too short.", "--as-of", "2026-02-10"))
    world.commit("main", "withdrawn")
    run = deploy(world, "2026-02-10", "push")
    assert not run.failed, run.said
    assert len(releases(world)) == 2
    assert "Too short." in world.github["releases"][1]["body"]


class Hook(BaseHTTPRequestHandler):
    """A webhook that keeps what it is told, or fails."""

    told: list[dict[str, str]]
    answer: int

    def do_POST(self):
        self.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("answer", [204, 500])
def test_a_webhook_is_told_once_and_mails_are_kept(world, answer):
    handler = type("Told", (Hook,), {"told": [], "answer": answer})
    publish(world, announced="2026-02-02")
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        world.secrets["NOTICE_WEBHOOK"] = f"http://127.0.0.1:{server.server_port}/secret"
        run = deploy(world, "2026-02-02", "push")
        again = deploy(world, "2026-02-03")
        server.shutdown()
        thread.join()
    assert [told["change"] for told in handler.told] == ["2026-02-02-recordings-are-kept-for-60-days"]
    assert run.failed == ([] if answer == 204 else ["announce"])
    assert not again.failed
    assert "/secret" not in run.said
    (mail,) = world.artifact(run, "notices").iterdir()
    assert mail.name == "2026-02-02-recordings-are-kept-for-60-days.eml"
    assert mail.read_text("utf-8").startswith("Subject: ")


# When it must not deploy ----------------------------------------------------------------------------------------------


def stands(world, before):
    """Whether the site is, byte for byte, what it was before."""
    return sites.tree(world.site) == before


def builds_the_last_good_commit(world, run, day, good):
    """A run that refused main deployed the good commit for its day, recorded that commit, and opened one issue."""
    assert run.failed == ["refused"], run.said
    assert run.results["deploy"] == "success"
    about = json.loads((world.site / "api" / "center.json").read_text("utf-8"))
    assert (about["commit"], about["as_of"]) == (good, day)
    newest = world.github["deployments"][-1]
    assert (newest["commitOid"], newest["state"]) == (good, "INACTIVE")  # that of the run is older, and ends later
    (issue,) = open_issues(world)
    assert issue["title"] == "The trust center was not deployed"
    assert f"the site shows {good} for today" in issue["body"]
    assert "actions/runs/" in issue["body"]


def test_a_tampered_archive_is_not_deployed_and_opens_one_issue_until_it_is_mended(world):
    good = world.main()
    sites.edit(world.desk, "docs/policies/privacy/2026-01-05.md", "90 days", "30 days")
    world.commit("main", "tampered")
    run = deploy(world, "2026-01-06", "push")
    assert "::error file=docs/policies/privacy/2026-01-05" in run.said
    assert "title=altered-version" in run.said
    builds_the_last_good_commit(world, run, "2026-01-06", good)
    assert period(world) == "90 days"
    builds_the_last_good_commit(world, deploy(world, "2026-01-07"), "2026-01-07", good)

    git(world.desk, "revert", "--no-edit", "HEAD")
    world.commit("main", "mended")
    run = deploy(world, "2026-01-08", "push")
    assert not run.failed, run.said
    assert open_issues(world) == []
    assert git(world.desk, "diff", "--stat", good) == ""


def test_rewritten_with_all_hashes_it_is_still_found_by_the_last_deployment(world):
    good = world.main()
    for folder in ("docs/policies", "docs/changelog"):
        for file in (world.desk / folder).rglob("2026*"):
            file.unlink()
    sites.edit(world.desk, *SHORTER)
    sites.done(sites.publish(world.desk, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    world.commit("main", "rewritten")
    run = deploy(world, "2026-01-06", "push")
    assert "rewritten-history" in run.said
    builds_the_last_good_commit(world, run, "2026-01-06", good)


def test_a_change_that_was_merged_late_blocks_no_build_and_is_shown_once_it_is_dated_anew(world):
    good = world.main()
    publish(world, announced="2026-02-02")
    run = deploy(world, "2026-02-06", "push")
    assert "title=backdated" in run.said
    builds_the_last_good_commit(world, run, "2026-02-06", good)
    assert sites.holding(world.site, "recordings-are-kept-for-60-days") == []

    before = sites.tree(world.site)
    again = deploy(world, "2026-02-06")
    assert (again.failed, again.results["deploy"]) == (["refused"], "skipped")
    assert stands(world, before)
    builds_the_last_good_commit(world, deploy(world, "2026-02-07"), "2026-02-07", good)
    assert releases(world) == []

    inputs = {"action": "redo", "change": "2026-02-02-recordings-are-kept-for-60-days", "announce": "today"}
    redone = world.run("publish", "workflow_dispatch", inputs=inputs)
    assert not redone.failed, redone.said
    (pull,) = world.github["pulls"]
    world.merge(pull["head"]["ref"])
    run = deploy(world, "2026-02-07", "push")
    assert not run.failed, run.said
    assert releases(world) == ["notice-2026-02-07-recordings-are-kept-for-60-days"]
    assert open_issues(world) == []


def test_main_that_does_not_build_does_not_keep_what_was_deployed_from_being_built(world):
    good = world.main()
    settings = (world.desk / "mkdocs.yml").read_text("utf-8")
    sites.write(world.desk, {"mkdocs.yml": settings + "nav:\n  - Gone: gone.md\nstrict: true\n"})
    world.commit("main", "a page that is not there")
    builds_the_last_good_commit(world, deploy(world, "2026-01-06", "push"), "2026-01-06", good)


def test_where_the_good_commit_cannot_be_recorded_nothing_later_counts_as_shown(world):
    good = world.main()
    publish(world, announced="2026-02-02")
    world.change_github(failing=["/statuses"])
    run = deploy(world, "2026-02-06", "push")
    assert run.failed == ["deploy", "refused"]
    world.change_github(failing=[])
    after = deploy(world, "2026-02-07")
    assert after.outputs["build"]["base"] == good
    builds_the_last_good_commit(world, after, "2026-02-07", good)


def test_before_anything_was_deployed_there_is_no_other_commit_to_build(world):
    world.change_github(deployments=[])
    world.main()
    sites.edit(world.desk, "docs/policies/privacy/2026-01-05.md", "90 days", "30 days")
    world.commit("main", "tampered")
    run = deploy(world, "2026-01-06", "push")
    assert run.failed == ["build"]
    assert "nothing was ever deployed that could be built instead" in run.said


# Notices to send ------------------------------------------------------------------------------------------------------


def test_a_notice_to_be_sent_is_an_open_issue_from_the_announced_day_until_it_is_recorded(world):
    world.main()
    promise = (world.desk / "data/notice.yml").read_text("utf-8")
    channels = "channels:\n  - {id: site, by: website}\n  - {id: mail, by: email}\n"
    sites.write(world.desk, {"data/notice.yml": promise + channels})
    sites.edit(world.desk, *SHORTER)
    order = ("--class", "material", "--effective", "earliest", "--announce", "2026-02-03")
    sites.done(sites.publish(world.desk, *order, as_of="2026-02-02", title="Sixty days"))
    world.commit("main", "planned")
    assert not deploy(world, "2026-02-02").failed
    assert open_issues(world) == []
    for day in ("2026-02-03", "2026-02-04"):
        assert not deploy(world, day).failed
        (issue,) = open_issues(world)
        assert issue["title"] == "Notices to send: delivery not recorded"
        assert "trustcenter notice 2026-02-03-sixty-days" in issue["body"]
    line = "- {change: 2026-02-03-sixty-days, channel: mail, sent: 2026-02-03, evidence: campaign 12}\n"
    sites.write(world.desk, {"data/deliveries.yml": line})
    world.commit("main", "recorded")
    assert not deploy(world, "2026-02-04", "push").failed
    assert open_issues(world) == []


def test_a_question_that_fails_stops_everything(world):
    before = sites.tree(world.site)
    world.change_github(failing=["graphql"])
    run = deploy(world, "2026-01-06", "push")
    assert run.failed == ["build"]
    assert "question for the last deployment failed" in run.said
    assert stands(world, before)


def test_a_deployment_from_elsewhere_stops_everything(world):
    before = sites.tree(world.site)
    world.main()
    git(world.desk, "commit", "-q", "--amend", "-m", "Another beginning")
    git(world.desk, "push", "-q", "-f", "origin", "main")
    run = deploy(world, "2026-01-06", "push")
    assert run.failed == ["build"]
    assert "no ancestor" in run.said
    assert stands(world, before)


def test_deployments_that_failed_are_passed_over_however_many(world):
    failed = {"state": "FAILURE", "commitOid": "f" * 40, "createdAt": "2026-01-06T18:00:00Z"}
    world.change_github(deployments=world.github["deployments"] + [failed] * 7)
    first = world.github["deployments"][0]["commitOid"]
    run = deploy(world, "2026-01-07")
    assert not run.failed, run.said
    assert run.outputs["build"]["base"] == first
    assert run.outputs["build"]["base-date"] == "2026-01-05"


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-01-06T05:59:59Z", "2026-01-05"),
        ("2026-01-06T06:00:00Z", "2026-01-06"),
        ("2026-07-06T05:00:00Z", "2026-07-06"),
    ],
)
def test_the_day_of_a_deployment_is_that_of_the_organization(world, instant, day):
    (deployment,) = world.github["deployments"]
    world.change_github(deployments=[{**deployment, "createdAt": instant}])
    world.day = "2026-07-07"
    run = world.run("deploy", "workflow_dispatch", only=("build",))
    assert run.outputs["build"]["base-date"] == day


def test_a_run_whose_day_has_passed_deploys_nothing(world):
    before = sites.tree(world.site)
    world.day = "2026-01-06"
    run = world.run("deploy", "schedule", only=("build", "attest"))
    rest = workflows.Run(results=dict(run.results), outputs=run.outputs, id=run.id)
    world.day = "2026-01-07"
    again(world, rest)
    assert rest.failed == ["deploy"]
    assert "2026-01-07 by now" in rest.said
    assert stands(world, before)


def test_an_old_run_that_is_run_again_after_a_newer_deployment_deploys_nothing(world):
    world.day = "2026-01-06"
    old = world.run("deploy", "schedule", only=("build", "attest"))
    assert not deploy(world, "2026-01-06", "workflow_dispatch").failed
    publish(world, announced="2026-01-06", title="Newer")
    assert not deploy(world, "2026-01-06", "push").failed
    after = sites.tree(world.site)
    again(world, old)
    assert old.failed == ["deploy"]
    assert "the last deployment is" in old.said
    assert stands(world, after)


def again(world, run):
    """The deploying job of a run that has built and attested already."""
    github = {
        "event_name": "schedule", "sha": git(world.origin, "rev-parse", "main"), "ref": "refs/heads/main",
        "ref_name": "main", "repository": "o/r", "run_id": run.id, "actor": "x", "token": "t",
    }  # fmt: skip
    world._jobs("deploy", run, github, {}, ("deploy",))


def test_where_the_plan_has_no_attestations_the_site_is_deployed_with_a_notice(world):
    world.attestations = False
    run = deploy(world, "2026-01-06")
    assert not run.failed, run.said
    assert "::notice::No attestation was made" in run.said


# Review -------------------------------------------------------------------------------------------------------------


def review(world, day):
    world.day = day
    return world.run("review", "schedule", only=("look", "issue"))  # `audit` asks the network


def test_the_review_opens_one_issue_updates_it_and_closes_it(world):
    world.main()
    sites.edit(
        world.desk,
        "docs/policies/privacy/index.md",
        "owner: privacy",
        "owner: privacy\nreviewed: 2026-01-05\nreview_every: 1 year",
    )
    world.commit("main", "to be reviewed")
    assert "no issue is open" in review(world, "2026-02-02").said
    for day in ("2027-02-01", "2027-02-08"):
        run = review(world, day)
        assert not run.failed, run.said
        (issue,) = world.github["issues"]
        assert "review-overdue" in issue["body"]
    sites.edit(world.desk, "docs/policies/privacy/index.md", "reviewed: 2026-01-05", "reviewed: 2027-02-08")
    world.commit("main", "reviewed")
    run = review(world, "2027-02-15")
    assert not run.failed, run.said
    assert open_issues(world) == []


def test_a_broken_external_link_of_the_present_fails_and_one_of_the_archive_only_informs(world):
    page = "docs/policies/privacy/index.md"
    for day, words in (("2026-02-02", "[gone](https://127.0.0.1:9/gone)"), ("2026-02-03", "gone")):
        world.main()
        old = "Recordings are kept" if day == "2026-02-02" else "[gone](https://127.0.0.1:9/gone) Recordings are kept"
        sites.edit(world.desk, page, old, f"{words} Recordings are kept")
        sites.done(sites.publish(world.desk, "--class", "editorial", "--effective", "today", as_of=day))
        world.commit("main", day)
        run = review(world, day)
        assert run.failed == (["look"] if day == "2026-02-02" else []), run.said
        assert len(open_issues(world)) == (1 if day == "2026-02-02" else 0)
        links = json.loads((world.folder / "jobs" / f"{run.id}-look" / "build" / "links.json").read_text("utf-8"))
        assert [(link["url"], link["present"]) for link in links] == [("https://127.0.0.1:9/gone", day == "2026-02-02")]


# Watch --------------------------------------------------------------------------------------------------------------


def test_the_watch_keeps_one_issue_about_the_lists_of_vendors(world):
    world.main()
    assert "no issue is open" in world.run("watch", "schedule").said
    old = "  website: https://harbor.example\n" if "harbor.example" in read(world, "data/subprocessors.yml") else ""
    new = f"{old}  own_list: https://127.0.0.1:9/list\n"
    sites.edit(
        world.desk, "data/subprocessors.yml", f"  group: infrastructure\n{old}", f"  group: infrastructure\n{new}"
    )
    world.commit("main", "a list to watch")
    for _ in range(2):
        run = world.run("watch", "schedule")
        assert not run.failed, run.said
        (issue,) = world.github["issues"]
        assert "Its list could not be read" in issue["body"]


def read(world, path):
    return (world.desk / path).read_text("utf-8")
