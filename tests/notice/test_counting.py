"""C1 to C13: how days of notice are counted, by the commands on real repositories."""

import re

import cases
import pytest

import sites


def reworded(to, **settings):
    """A center whose terms say something new in their draft."""
    root = cases.center(to, "terms", **settings)
    cases.reword(root, "terms", "We answer calls.", "We answer calls and chats.")
    return root


def promising(period, **organization):
    """The files of a center that promises another period of notice."""
    about = cases.DATA["data/organization.yml"] + "".join(f"{name}: {value}\n" for name, value in organization.items())
    return {cases.NOTICE: f"material: {period}\n", "data/organization.yml": about}


def earliest(to, announced, **settings):
    """The effective day that `publish --effective earliest` gives a material change; a day less is refused."""
    root = reworded(to, **settings)
    output = sites.done(cases.publish(root, "material", "earliest", on=announced))
    [record] = [path for path in (root / "docs/policies/terms").glob("*.json") if not path.stem.startswith(cases.START)]
    assert "the earliest day allowed is" in output
    return record.stem


def test_c1_thirty_clear_days_from_1_december_is_1_january(tmp_path):
    root = reworded(tmp_path)
    cases.published(root, "material", "2027-01-01", on="2026-12-01")
    record = cases.record(root, "terms/2027-01-01")
    assert (record["announced"], record["earliest"]) == ("2026-12-01", "2027-01-01")
    assert cases.errors(root, on="2026-12-01") == {}


def test_c2_one_day_less_is_refused_with_the_promise_the_days_given_and_the_earliest_day(tmp_path):
    root = reworded(tmp_path)
    before = sites.source(root)
    result = cases.publish(root, "material", "2026-12-31", on="2026-12-01")
    words = ("[too-little-notice]", "30 days", "data/notice.yml", "29 clear days", "2027-01-01")
    cases.refused(root, result, *words, before=before)


def test_c2_check_finds_it_in_a_repository_that_was_merged_so(tmp_path):
    root = reworded(tmp_path, more=promising("29 days"))
    cases.published(root, "material", "2026-12-31", on="2026-12-01")
    sites.edit(root, cases.NOTICE, "29 days", "30 days")
    told = cases.errors(root, on="2026-12-01")["too-little-notice"]
    assert "29 clear days" in told
    assert "2027-01-01" in told


@pytest.mark.parametrize(
    ("announced", "expected", "too_early"),
    [("2028-01-30", "2028-03-01", "2028-02-29"), ("2027-01-30", "2027-03-02", "2027-03-01")],
)
def test_c3_the_leap_day_counts_where_there_is_one(tmp_path, announced, expected, too_early):
    root = reworded(tmp_path)
    before = sites.source(root)
    cases.refused(root, cases.publish(root, "material", too_early, on=announced), expected, before=before)
    cases.published(root, "material", expected, on=announced)


def test_c4_a_change_may_take_effect_on_the_leap_day_itself(tmp_path):
    root = reworded(tmp_path)
    before = sites.source(root)
    cases.refused(root, cases.publish(root, "material", "2028-02-28", on="2028-01-29"), "2028-02-29", before=before)
    cases.published(root, "material", "2028-02-29", on="2028-01-29")
    assert cases.record(root, "terms/2028-02-29")["earliest"] == "2028-02-29"
    assert cases.in_effect(root, "terms", "2028-02-28") == cases.START
    assert cases.in_effect(root, "terms", "2028-02-29") == "2028-02-29"


def test_c5_a_day_that_does_not_exist_is_refused_on_the_command_line(tmp_path):
    root = reworded(tmp_path)
    before = sites.source(root)
    result = sites.run(root, *"publish --class material --title T --effective 2027-02-29 --as-of 2026-12-01".split())
    assert result.returncode == 2
    assert "`2027-02-29` is not a day that exists" in result.stderr
    assert "Traceback" not in result.stderr
    assert sites.source(root) == before


def test_c5_a_day_that_does_not_exist_is_a_problem_at_its_line_and_column(tmp_path):
    root = reworded(tmp_path)
    cases.reword(root, "terms", "title: Terms of service\n", "title: Terms of service\nreviewed: 2027-02-29\n")
    delivery = f"- change: {cases.START}-first-version\n  channel: email\n  sent: 2027-02-29\n  evidence: log 7\n"
    sites.write(root, {"data/deliveries.yml": delivery})
    result = sites.run(root, "check", "--as-of", "2026-12-01")
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert re.search(r"(?m)^docs/policies/terms/index\.md:3:11: error \[bad-value\] .*2027-02-29", result.stdout)
    assert re.search(r"(?m)^data/deliveries\.yml:3:9: error \[bad-value\] .*2027-02-29", result.stdout)


def test_c5_a_published_entry_with_such_a_day_is_a_problem_and_no_traceback(tmp_path):
    root = reworded(tmp_path)
    change = cases.published(root, "material", "2027-03-01", on="2026-12-01")
    sites.edit(root, f"docs/changelog/{change}.md", "effective: 2027-03-01", "effective: 2027-02-29")
    assert "effective" in cases.errors(root, on="2026-12-01")["altered-version"]


@pytest.mark.parametrize(("promise", "expected"), [("1 month", "2027-03-01"), ("30 days", "2027-03-03")])
def test_c6_one_month_is_not_thirty_days(tmp_path, promise, expected):
    assert earliest(tmp_path, "2027-01-31", more=promising(promise)) == expected


def test_c7_business_days_leave_out_weekends(tmp_path):
    assert earliest(tmp_path, "2026-12-18", more=promising("10 business days")) == "2027-01-02"


def test_c8_business_days_leave_out_the_public_holidays_of_the_organization_s_country(tmp_path):
    assert earliest(tmp_path, "2026-12-18", more=promising("10 business days", holidays="US")) == "2027-01-06"


@pytest.mark.parametrize("holidays", [None, "US"])
def test_c7_and_c8_a_day_less_is_refused(tmp_path, holidays):
    more = promising("10 business days", **({"holidays": holidays} if holidays else {}))
    root = reworded(tmp_path, more=more)
    early, expected = ("2027-01-05", "2027-01-06") if holidays else ("2027-01-01", "2027-01-02")
    before = sites.source(root)
    result = cases.publish(root, "material", early, on="2026-12-18")
    cases.refused(root, result, "10 business days", expected, before=before)


def test_c9_the_announced_day_is_the_one_in_the_organization_s_time_zone(tmp_path):
    root = reworded(tmp_path)
    clock = cases.at(tmp_path, "2026-12-02T05:30:00+00:00")
    result = sites.run(root, "publish", "--class", "material", "--effective", "earliest", "--title", "T", env=clock)
    assert result.returncode == 0, result.stderr
    record = cases.record(root, "terms/2027-01-01")
    assert (record["announced"], record["change"]) == ("2026-12-01", "2026-12-01-t")


INSTANTS = [
    ("America/Chicago", "2027-01-01", "2027-01-01T05:59:59+00:00", "2027-01-01T06:00:00+00:00"),
    ("Pacific/Kiritimati", "2027-01-01", "2026-12-31T09:59:59+00:00", "2026-12-31T10:00:00+00:00"),
    ("Africa/Cairo", "2027-04-30", "2027-04-29T21:59:59+00:00", "2027-04-29T22:00:00+00:00"),
]


@pytest.fixture(scope="module", params=INSTANTS, ids=["c10", "c11", "c12"])
def around_midnight(request, tmp_path_factory):
    """A center of a time zone with a new version, the day it takes effect, and the instants before and at midnight."""
    zone, effective, before, at = request.param
    folder = tmp_path_factory.mktemp("zone")
    about = cases.DATA["data/organization.yml"].replace("America/Chicago", zone)
    root = reworded(folder, more={"data/organization.yml": about})
    cases.published(root, "material", effective, on="2026-11-20")
    return root, effective, before, at


def test_c10_c11_c12_exactly_one_version_is_in_effect_up_to_and_from_that_instant(around_midnight, tmp_path):
    root, effective, before, at = around_midnight
    told = [sites.run(root, "status", env=cases.at(tmp_path / str(n), clock)) for n, clock in enumerate((before, at))]
    assert [result.returncode for result in told] == [0, 0], told
    lines = [re.findall(r"in effect +version (\d) \((\S+)\)", result.stdout) for result in told]
    assert lines == [[("1", cases.START)], [("2", effective)]]


def test_c10_c11_c12_the_site_shows_the_same(around_midnight, tmp_path):
    root, _effective, before, at = around_midnight
    for number, (clock, chats) in enumerate([(before, False), (at, True)]):
        env = cases.at(tmp_path / str(number), clock)
        result = sites.mkdocs(root, "build", "--strict", "--quiet", env=env)
        assert result.returncode == 0, result.stderr
        page = sites.text(root / "site", "policies/terms")
        assert ("We answer calls and chats." in page) == chats
        assert ("We answer calls." in page) != chats


def test_c10_c11_c12_the_open_data_name_the_instant(around_midnight):
    root, _effective, _, at = around_midnight
    shown = cases.pages(root, "2027-06-01")["api/policies.json"]
    assert at.replace("+00:00", "Z") in shown or at in shown


@pytest.mark.parametrize(("on", "overdue"), [("2028-02-29", False), ("2029-02-28", False), ("2029-03-01", True)])
def test_c13_a_yearly_review_after_a_leap_day_is_due_on_28_february(tmp_path, on, overdue):
    more = cases.drafts("terms")
    review = "title: Terms of service\nreviewed: 2028-02-29\nreview_every: 12 months\n"
    more = {path: text.replace("title: Terms of service\n", review) for path, text in more.items()}
    root = cases.center(tmp_path, "terms", more=more)
    [line] = [
        line for line in sites.done(sites.trustcenter(root, "status", "--as-of", on)).splitlines() if "review" in line
    ]
    assert "28 February 2029" in line
    assert ("overdue" in line) == overdue
