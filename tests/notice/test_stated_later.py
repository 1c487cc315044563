"""A text that newly states what another policy says only later is refused, and the command it is told works as printed."""

import re
import shlex

import cases
import pytest

import sites

ROW = "- {id: planet, name: Planet Ltd, purpose: to store rows, group: infrastructure, data: [logs], locations: [IE]}\n"
CITE = "Rows are stored by {{ subprocessors.planet.name }}."
KEEP = ("--pending", "keep")


def center(to, *own_days):
    """A vendor announced for 1 February 2027, and changes of the terms pending for these days; the root."""
    root = cases.center(to, "subprocessors", "terms", "privacy")
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8") + ROW, "utf-8")
    cases.published(root, "material", "2027-02-01", on="2026-12-01", title="Planet")
    for place, day in enumerate(own_days):
        cases.reword(root, "terms", "two years", f"two years and {place} days")
        cases.published(root, "material", day, on="2026-12-01", title=f"Terms {place}")
    return root


def ordered(result):
    """The command that a refusal tells."""
    return shlex.split(re.findall(r"`trustcenter ([^`]+)`", result.output)[-1])


def done_as_told(root, result, *words, on="2026-12-15"):
    """The publication was refused with these words and wrote nothing; the command that it told works."""
    before = sites.source(root)
    cases.refused(root, result, "[contradiction]", "1 February 2027", *words, before=before)
    assert "understated-class" not in result.output
    sites.done(sites.trustcenter(root, *ordered(result), "--as-of", on))
    assert cases.errors(root, on=on) == {}


@pytest.mark.parametrize("keep", [(), KEEP])
@pytest.mark.parametrize("days", [(), ("2027-01-15",), ("2027-02-01",), ("2027-03-01",), ("2027-01-15", "2027-03-01")])
def test_a_vendor_who_is_announced_is_cited_from_the_day_on_which_the_list_has_it(tmp_path, days, keep):
    root = center(tmp_path, *days)
    cases.reword(root, "terms", "We answer calls.", f"We answer calls. {CITE}")
    result = cases.publish(root, "editorial", "today", *keep, on="2026-12-15", title="Who's storing rows?")
    done_as_told(root, result, "terms would state subprocessors.planet from 15 December 2026 on")
    assert "Planet Ltd" not in cases.text(root, f"terms/{cases.in_effect(root, 'terms', '2027-01-31')}")
    for day in ("2027-02-01", *(day for day in days if day > "2027-02-01")):
        assert "Planet Ltd" in cases.text(root, f"terms/{cases.in_effect(root, 'terms', day)}"), day


def test_a_value_that_another_policy_has_pending_is_cited_from_its_day_on(tmp_path):
    root = cases.center(tmp_path, "privacy", "terms")
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    cases.published(root, "material", "2027-02-01", on="2026-12-01", title="New telephone")
    cases.reword(root, "terms", "We answer calls.", "We answer calls. Ask {{ contacts.privacy.phone }}.")
    result = cases.publish(root, "minor", "today", *KEEP, on="2026-12-15", title="Whom to ask")
    done_as_told(root, result, "but privacy says the same only from 1 February 2027 on")


def test_a_whole_list_is_cited_from_the_day_on_which_the_other_one_has_no_more(tmp_path):
    root = cases.center(tmp_path, "subprocessors", "terms")
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8").split("- {id: letter")[0], "utf-8")
    cases.published(root, "material", "2027-02-01", on="2026-12-01", title="No letters")
    cases.reword(root, "terms", "We answer calls.", "We have {{ subprocessors.count }} vendor.")
    result = cases.publish(root, "minor", "today", on="2026-12-15", title="How many")
    done_as_told(root, result, "terms would drop subprocessors.letter", "subprocessors/2026-03-02 states it until")


def test_a_record_of_a_list_is_dropped_on_the_day_on_which_the_other_policy_drops_it(tmp_path):
    letters = {cases.draft("terms"): "---\ntitle: Terms\n---\n\nMail: {{ subprocessors.letter.name }}.\n"}
    root = cases.center(tmp_path, "subprocessors", more=letters)
    sites.edit(root, cases.draft("terms"), "Mail: {{ subprocessors.letter.name }}.", "No mail.")
    cases.published(root, "material", "2027-02-01", on="2026-12-01", title="No mail")
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8").split("- {id: letter")[0], "utf-8")
    result = cases.publish(root, "minor", "today", on="2026-12-15", title="No letters")
    done_as_told(root, result, "subprocessors would drop subprocessors.letter on 15 December 2026")


def test_an_emergency_is_told_to_publish_it_as_a_minor_change(tmp_path):
    root = center(tmp_path)
    cases.reword(root, "terms", "We answer calls.", f"We answer calls. {CITE}")
    result = cases.publish(root, "emergency", "today", "--reason", "A court.", on="2026-12-15", title="Rows")
    done_as_told(root, result, "--class minor")


def test_what_no_pending_change_says_is_still_to_be_published_together(tmp_path):
    root = cases.center(tmp_path, "privacy", "terms")
    sites.edit(root, cases.CONTACTS, "+13125550100", "+13125550199")
    cases.reword(root, "terms", "We answer calls.", "We answer calls. Ask {{ contacts.privacy.phone }}.")
    result = sites.publish(
        root, "terms", "--class", "minor", "--effective", "today", as_of="2026-12-15", title="Whom to ask"
    )
    assert "publish privacy and terms together, in one change" in result.output


def test_a_fix_of_a_list_of_which_something_else_is_pending_elsewhere_too_goes_through(tmp_path):
    letters = {cases.draft("terms"): "---\ntitle: Terms\n---\n\nMail: {{ subprocessors.letter.name }}.\n"}
    root = cases.center(tmp_path, "subprocessors", more=letters)
    path = root / cases.VENDORS
    path.write_text(path.read_text("utf-8").split("- {id: letter")[0], "utf-8")
    sites.edit(root, cases.draft("terms"), "Mail: {{ subprocessors.letter.name }}.", "No mail.")
    cases.published(root, "material", "2027-02-01", on="2026-12-01", title="No letters")
    sites.edit(root, cases.VENDORS, "Harbor Cloud, Inc.", "Harbour Cloud, Inc.")
    sites.edit(root, cases.VENDORS, "locations: [US, CA]", "locations: [US, CA, MX]")
    sites.edit(root, cases.VENDORS, "locations: [US, CA, MX]", "locations: [US, CA]")
    result = cases.publish(root, "material", "2027-01-20", *KEEP, on="2026-12-15", title="A name")
    sites.done(result)
