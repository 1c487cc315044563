"""Figures with their meaning: what is kept by default and at most, and what is announced for a later day."""

from __future__ import annotations

import re
from datetime import date

import pytest
from lxml import html

import followed
import sites
from trustcenter.disk import files
from trustcenter.markdown.to_html import Site
from trustcenter.model.facts import Facts
from trustcenter.model.versions import Archive
from trustcenter.reading.center import Center
from trustcenter.site import build
from trustcenter.site.pages import View, retention

BACKUPS = {"id": "backups", "label": "Copies in backups", "period": "30 days", "action": "delete"}
CHOSEN = {"default": "90 days", "min": "7 days", "max": "365 days", "by": "the administrator"}


def figures(**rule):
    rules = {"calls": {"id": "calls", "label": "Calls", **rule}, "backups": BACKUPS}
    archive = Archive({}, {})
    view = View(Center(archive=archive), archive.on(date(2026, 1, 1)), Site(frozenset()), stated=Facts())
    return [str(line) for line in retention.figures(view, rules["calls"], rules)]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            {"period": "90 days", "configurable": CHOSEN, "then": "backups"},
            [
                "By default: 120 days in total (90 days, then copies in backups: 30 days)",
                "If the administrator chooses the longest period: 395 days in total (365 days, then copies in backups: 30 days)",
            ],
        ),
        ({"period": "90 days", "then": "backups"}, ["120 days in total (90 days, then copies in backups: 30 days)"]),
        ({"period": "12 months", "then": "backups"}, ["12 months, then copies in backups: 30 days"]),
        ({"configurable": CHOSEN}, ["By default: 90 days", "If the administrator chooses the longest period: 365 days"]),
        ({"period": "90 days"}, []),
        ({"period": {"unknown": "x"}, "then": "backups"}, []),
        ({"while": "the account is open", "then": "backups"}, []),
    ],
)  # fmt: skip
def test_a_total_names_its_parts_and_what_somebody_chooses(rule, said):
    assert figures(**rule) == said


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = sites.published(tmp_path_factory.mktemp("figures"))
    sites.edit(root, followed.RETENTION, "90 days", "60 days")
    followed.add_vendor(root, "pier", "Pier Hosting Ltd")
    followed.announce(root, "Sooner", "material", "2026-04-01", on="2026-02-01")
    center = build.load(files.read_tree(root))
    return lambda day: build.outputs(center, date.fromisoformat(day)).pages


def words(page):
    return " ".join(html.fromstring(page.html).text_content().split())


@pytest.mark.parametrize("url", ["retention/", ""])
def test_what_is_announced_about_a_period_stands_beside_it_until_it_applies(made, url):
    assert "From 1 April 2026" not in words(made("2026-01-31")[url])
    assert re.search("90 days from the end of the call ?From 1 April 2026: 60 days", words(made("2026-02-01")[url]))
    assert "From 1 April 2026" not in words(made("2026-04-01")[url])


def test_the_data_map_names_announced_vendors_until_they_receive_data(made):
    said = "Pier Hosting Ltd, from 1 April 2026: Logs; in United States."
    assert "Pier" not in words(made("2026-01-31")["data-map/"])
    assert said in words(made("2026-02-01")["data-map/"])
    assert said not in words(made("2026-04-01")["data-map/"])
