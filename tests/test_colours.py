"""The accent: what follows from it can be read, in light and in dark, and a bad one is said to be bad."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY
from trustcenter.model.problems import Where
from trustcenter.reading import accent_colour

SHEET = REPOSITORY / "hooks/trustcenter/theme/material/assets/trustcenter.css"
COLOURS = st.tuples(*[st.integers(0, 255)] * 3)
PLACE = Where("mkdocs.yml", 3, 9)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21), ("#777777", "#ffffff", 4.48), ("#1f4e79", "#1f4e79", 1), ("#f00", "#fff", 4.0)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert accent_colour.contrast(accent_colour.parsed(one), accent_colour.parsed(other)) == pytest.approx(
        ratio, abs=0.01
    )


@given(COLOURS, COLOURS)
def test_contrast_has_no_direction_and_lies_between_1_and_21(one, other):
    assert accent_colour.contrast(one, other) == accent_colour.contrast(other, one)
    assert 1 <= accent_colour.contrast(one, other) <= 21.0001


@given(COLOURS)
def test_an_accent_that_is_taken_can_be_read_in_both_schemes(colour):
    setting = accent_colour.written(colour)
    found = accent_colour.problems(setting, PLACE)
    if not found:
        accent = accent_colour.accent(setting)
        assert accent_colour.least(accent.light, accent_colour.LIGHT) >= accent_colour.READABLE_CONTRAST
        assert accent_colour.least(accent.dark, accent_colour.DARK) >= accent_colour.COMFORTABLE_CONTRAST
        assert accent.light == colour
    else:
        [nearest] = re.findall("#[0-9a-f]{6}", found[0].hint)
        assert accent_colour.problems(nearest, PLACE) == []


@pytest.mark.parametrize("setting", ["red", "#12", "#12345", "1f4e79", "#1f4e7g", "", 7, True, ["#123"], "#fff;}"])
def test_what_is_no_colour_is_a_problem(setting):
    [problem] = accent_colour.problems(setting, PLACE)
    assert (problem.where, problem.is_error) == (PLACE, True)
    assert "is not a colour" in problem.message


def test_a_colour_that_cannot_be_read_names_one_that_can():
    [problem] = accent_colour.problems("#ffcc00", PLACE)
    assert problem.message == "the accent `#ffcc00` has a contrast of 1.4 where links stand on it"
    assert re.fullmatch(r"at least 4.5 can be read; `#[0-9a-f]{6}` comes nearest", problem.hint)


def test_no_setting_is_no_problem():
    assert accent_colour.problems(None, PLACE) == []


def test_the_style_sheet_has_the_accent_and_the_grounds_that_are_checked():
    css = SHEET.read_text("utf-8")
    accent = accent_colour.accent(accent_colour.DEFAULT)
    assert (
        f"--tc-accent: {accent_colour.written(accent.light)}; --tc-accent-dark: {accent_colour.written(accent.dark)};"
        in css
    )
    for name, grounds in (
        ("page", [accent_colour.LIGHT[0], accent_colour.DARK[0]]),
        ("soft", [accent_colour.LIGHT[1], accent_colour.DARK[1]]),
    ):
        said = re.findall(rf"--tc-{name}: (#\w+);", css)
        assert [accent_colour.parsed(colour) for colour in said] == grounds
    [share] = set(re.findall(r"--tc-accent-soft: color-mix\(in srgb, var\(--tc-link\) (\d+)%", css))
    assert int(share) / 100 == accent_colour.SOFT_SHARE


@pytest.mark.parametrize("place", [0, 1], ids=["light", "dark"])
def test_every_text_colour_of_the_style_sheet_can_be_read(place):
    css = SHEET.read_text("utf-8")
    said = {name: accent_colour.parsed(re.findall(rf"--tc-{name}: (#\w+);", css)[place]) for name in NAMES}
    grounds = (accent_colour.LIGHT, accent_colour.DARK)[place]
    for text in ("text", "muted"):
        assert all(accent_colour.contrast(said[text], ground) >= accent_colour.READABLE_CONTRAST for ground in grounds)
    for ground in ("warn-soft", "mark", "ins", "del", "moved"):
        assert accent_colour.contrast(said["text"], said[ground]) >= accent_colour.READABLE_CONTRAST, ground
    assert accent_colour.contrast(said["warn"], said["warn-soft"]) >= accent_colour.READABLE_CONTRAST
    assert accent_colour.contrast(said["edge"], said["page"]) >= 3  # borders of fields: WCAG 2.2, 1.4.11


NAMES = ("text", "muted", "warn", "warn-soft", "mark", "ins", "del", "moved", "edge", "page")
