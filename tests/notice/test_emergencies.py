"""G1 to G7: an emergency binds at once, leaves what is pending in place, and takes nothing along unnamed."""

import cases
import pytest

import sites

BACKUP = (
    "- {id: backup, name: Echovault GmbH, purpose: to keep copies, group: support, data: [logs], locations: [DE]}\n"
)
WHY = ("--reason", "Letter is bankrupt.")
ON = "2026-06-10"


def center(to):
    root = cases.center(to, "subprocessors")
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8") + BACKUP, "utf-8")
    return root, cases.published(root, "material", "earliest", on="2026-06-02", title="Echovault")


def urgent(root, *more, effective="today", on=ON, title="Mail"):
    return cases.publish(root, "emergency", effective, *more, on=on, title=title)


def vendors(root, day):
    return {record["name"] for record in cases.snapshot(root, day).facts.records("subprocessors").values()}


@pytest.mark.parametrize("more", [(), ("--pending", "keep")])
def test_g1_it_binds_today_and_what_is_pending_is_published_again_with_it(tmp_path, more):
    root, _ = center(tmp_path)
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Tonewright Ltd")
    sites.done(urgent(root, *WHY, *more))
    assert vendors(root, ON) == {"Harbor Cloud, Inc.", "Tonewright Ltd"}
    assert vendors(root, "2026-07-03") == {"Harbor Cloud, Inc.", "Tonewright Ltd", "Echovault GmbH"}
    assert cases.record(root, "subprocessors/2026-07-03-2")["class"] == "emergency"
    assert cases.errors(root, on=ON) == {}


def test_g2_a_version_published_again_may_not_hold_more_than_the_emergency(tmp_path):
    root, _ = center(tmp_path)
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Tonewright Ltd")
    before = sites.source(root)
    result = urgent(root, *WHY, effective="2026-07-03", on=ON)
    cases.refused(root, result, "[duplicate-effective]", before=before)


def test_g3_what_was_withdrawn_never_binds_by_an_emergency(tmp_path):
    root, change = center(tmp_path)
    output = sites.done(sites.trustcenter(root, "withdraw", change, "--reason", "No.", "--as-of", ON))
    assert "subprocessors.backup stands here" in output
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Tonewright Ltd")
    before = sites.source(root)
    for more in ((), ("--summary", "Echovault keeps copies.")):
        result = urgent(root, *WHY, *more)
        cases.refused(root, result, "[unnamed-emergency]", "subprocessors.backup", before=before)
    [problem] = [p for p in cases.found(root, on=ON) if p["rule"] == "withdrawn-in-draft"]
    assert problem["severity"] == "warning"


def test_g4_announced_again_with_its_notice_it_is_no_longer_withdrawn(tmp_path):
    root, change = center(tmp_path)
    sites.done(sites.trustcenter(root, "withdraw", change, "--reason", "Later.", "--as-of", ON))
    cases.published(root, "material", "earliest", on=ON, title="Echovault after all")
    assert "withdrawn-in-draft" not in {p["rule"] for p in cases.found(root, on=ON)}


@pytest.mark.parametrize(
    ("title", "reason", "told"),
    [
        ("Mail", "Bankrupt overnight.", "Letter GmbH → Tonewright Ltd"), ("Tonewright", "Bankrupt overnight.", ""),
        ("Mail", "letter is bankrupt", ""),
    ],
)  # fmt: skip
def test_g5_a_fact_is_named_by_its_label_before_or_after(tmp_path, title, reason, told):
    root = cases.center(tmp_path, "subprocessors")
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Tonewright Ltd")
    result = urgent(root, "--reason", reason, title=title)
    assert (result.exit_code, "[unnamed-emergency]" in result.output) == ((1, True) if told else (0, False))
    assert told in result.output


def test_g6_what_merely_differs_does_not_come_along(tmp_path):
    root = cases.center(tmp_path, "subprocessors", "schedule")
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Tonewright Ltd")
    sites.edit(root, cases.RETENTION, "90 days", "60 days")
    before = sites.source(root)
    cases.refused(root, urgent(root, *WHY), "[unnamed-emergency]", "Call recordings", before=before)
    sites.done(urgent(root, "subprocessors", *WHY))


def test_g7_the_days_for_review_are_not_for_what_cannot_wait(tmp_path):
    root, change = center(tmp_path)
    sites.done(sites.trustcenter(root, "withdraw", change, "--reason", "No.", "--announce", "review", "--as-of", ON))
    sites.edit(root, cases.VENDORS, BACKUP, "")
    sites.edit(root, cases.VENDORS, "Letter GmbH", "Tonewright Ltd")
    output = sites.done(urgent(root, *WHY, "--announce", "review", effective="earliest"))
    assert "announced 10 June 2026, effective 10 June 2026" in output
    late = cases.redone(root, "2026-06-10-mail", "--announce", "review", on="2026-06-12")
    assert late.startswith("2026-06-12-")
