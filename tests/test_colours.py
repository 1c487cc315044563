"""The accent: what follows from it can be read, in light and in dark, and a bad one is said to be bad."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from trustcenter import colours
from trustcenter.problems import Where

SHEET = REPOSITORY / "hooks/trustcenter/theme/material/assets/trustcenter.css"
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)
PLACE = Where("mkdocs.yml", 3, 9)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#777777", "#ffffff", 4.48), ("#1f4e79", "#1f4e79", 1), ("#f00", "#fff", 4.0)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert colours.contrast(colours.parsed(one), colours.parsed(other)) == pytest.approx(ratio, abs=0.01)


@given(COLOURS, COLOURS)
def test_contrast_has_no_direction_and_lies_between_1_and_21(one, other):
    assert colours.contrast(one, other) == colours.contrast(other, one)
    assert 1 <= colours.contrast(one, other) <= 21.0001


@given(COLOURS)
def test_an_accent_that_is_taken_can_be_read_in_both_schemes(colour):
    setting = colours.written(colour)
    found = colours.problems(setting, PLACE)
    if not found:
        accent = colours.accent(setting)
        assert colours.least(accent.light, colours.LIGHT) >= colours.READABLE
        assert colours.least(accent.dark, colours.DARK) >= colours.COMFORTABLE
        assert accent.light == colour
    else:
        [nearest] = re.findall("#[0-9a-f]{6}", found[0].hint)
        assert colours.problems(nearest, PLACE) == []


@pytest.mark.parametrize("setting", ["red", "#12", "#12345", "1f4e79", "#1f4e7g", "", 7, True, ["#123"], "#fff;}"])
def test_what_is_no_colour_is_a_problem(setting):
    [problem] = colours.problems(setting, PLACE)
    assert (problem.where, problem.is_error) == (PLACE, True)
    assert "is not a colour" in problem.message


def test_a_colour_that_cannot_be_read_names_one_that_can():
    [problem] = colours.problems("#ffcc00", PLACE)
    assert problem.message == "the accent `#ffcc00` has a contrast of 1.4 where links stand on it"
    assert re.fullmatch(r"at least 4.5 can be read; `#[0-9a-f]{6}` comes nearest", problem.hint)


def test_no_setting_is_no_problem():
    assert colours.problems(None, PLACE) == []


def test_the_style_sheet_has_the_accent_and_the_grounds_that_are_checked():
    css = SHEET.read_text("utf-8")
    accent = colours.accent(colours.DEFAULT)
    assert f"--tc-accent: {colours.written(accent.light)}; --tc-accent-dark: {colours.written(accent.dark)};" in css
    for name, grounds in (("page", [colours.LIGHT[0], colours.DARK[0]]), ("soft", [colours.LIGHT[1], colours.DARK[1]])):
        said = re.findall(rf"--tc-{name}: (#\w+);", css)
        assert [colours.parsed(colour) for colour in said] == grounds
    [share] = set(re.findall(r"--tc-accent-soft: color-mix\(in srgb, var\(--tc-link\) (\d+)%", css))
    assert int(share) / 100 == colours.SOFT


@pytest.mark.parametrize("place", [0, 1], ids=["light", "dark"])
def test_every_text_colour_of_the_style_sheet_can_be_read(place):
    css = SHEET.read_text("utf-8")
    said = {name: colours.parsed(re.findall(rf"--tc-{name}: (#\w+);", css)[place]) for name in NAMES}
    grounds = (colours.LIGHT, colours.DARK)[place]
    for text in ("text", "muted"):
        assert all(colours.contrast(said[text], ground) >= colours.READABLE for ground in grounds)
    for ground in ("warn-soft", "mark", "ins", "del", "moved"):
        assert colours.contrast(said["text"], said[ground]) >= colours.READABLE, ground
    assert colours.contrast(said["warn"], said["warn-soft"]) >= colours.READABLE
    assert colours.contrast(said["edge"], said["page"]) >= 3  # borders of fields: WCAG 2.2, 1.4.11


NAMES = ("text", "muted", "warn", "warn-soft", "mark", "ins", "del", "moved", "edge", "page")
