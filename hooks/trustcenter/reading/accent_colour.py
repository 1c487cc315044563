"""The accent colour that a company sets in `mkdocs.yml`: its variants for light and dark, and checks of its contrast.

`site_settings` reports the problems of a colour, and the site writes `Accent.css` to `assets/accent.css`.  Contrast is
the ratio of WCAG 2.2: links, menu marks and buttons must be readable on every background of the style sheet.
"""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

from trustcenter.model.problems import Problem, Where

RGB = tuple[int, int, int]
DEFAULT = "#1f4e79"
FILE = "assets/accent.css"
READABLE_CONTRAST = 4.5
"""The least contrast ratio of text (WCAG 2.2, success criterion 1.4.3)."""
COMFORTABLE_CONTRAST = 6.5
"""The contrast ratio up to which the accent is lightened for the dark scheme."""
LIGHT: tuple[RGB, ...] = ((255, 255, 255), (246, 247, 249))
"""Backgrounds of text in the light scheme, as in trustcenter.css: the page and the soft background."""
DARK: tuple[RGB, ...] = ((16, 20, 26), (25, 31, 40))
"""The same in the dark scheme."""
SOFT_SHARE = 0.08
"""The share of the accent, from 0 to 1, in the background of a strip."""


@dataclass(frozen=True, slots=True)
class Accent:
    """The accent for each scheme; `light` is the colour as the company wrote it."""

    light: RGB
    dark: RGB

    @property
    def css(self) -> str:
        """The style sheet that sets both colours as CSS variables."""
        return f":root{{--tc-accent:{written(self.light)};--tc-accent-dark:{written(self.dark)}}}\n"


def accent(setting: str) -> Accent:
    """The accent for a setting such as `#1f4e79` or `#147`; raises ValueError if it is not a colour."""
    light = parsed(setting)
    return Accent(light, _lighter(light, 1, DARK, COMFORTABLE_CONTRAST))


def problems(setting: object, where: Where) -> list[Problem]:
    """What is wrong with the value of the setting at `where`: not a colour, or a contrast below `READABLE_CONTRAST`."""
    if setting is None:
        return []
    try:
        colour = parsed(setting if isinstance(setting, str) else "")
    except ValueError:
        message, hint = f"the accent `{setting}` is not a colour", "write it as six hexadecimal digits: '#1f4e79'"
    else:
        if least(colour, LIGHT) >= READABLE_CONTRAST:
            return []
        message = f"the accent `{setting}` has a contrast of {least(colour, LIGHT):.1f} where links stand on it"
        nearest = written(_lighter(colour, 0, LIGHT, READABLE_CONTRAST))
        hint = f"at least {READABLE_CONTRAST} can be read; `{nearest}` comes nearest"
    return [Problem(where, "bad-value", message, hint)]


def parsed(setting: str) -> RGB:
    digits = setting.removeprefix("#")
    if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", setting):
        raise ValueError(setting)
    size = len(digits) // 3
    red, green, blue = (int(digits[at * size : (at + 1) * size] * (3 - size), 16) for at in range(3))
    return red, green, blue


def written(colour: RGB) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def contrast(one: RGB, other: RGB) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def least(colour: RGB, grounds: tuple[RGB, ...]) -> float:
    """The lowest contrast ratio of a colour on some backgrounds, and on the first of them tinted with the colour."""
    return min(contrast(colour, ground) for ground in (*grounds, mixed(grounds[0], colour, SOFT_SHARE)))


def mixed(colour: RGB, other: RGB, share: float) -> RGB:
    """The mix of two colours: `share` (0 to 1) of `other`, the rest of `colour`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _lighter(colour: RGB, end: float, grounds: tuple[RGB, ...], wanted: float) -> RGB:
    """The colour of the same hue nearest to `colour` whose contrast is at least `wanted`.

    `end` is the lightness to move towards: 1 for white, 0 for black.
    """
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in colour))
    for step in range(101):
        parts = hls_to_rgb(hue, lightness + (end - lightness) * step / 100, saturation)
        red, green, blue = (round(part * 255) for part in parts)
        if least((red, green, blue), grounds) >= wanted:
            break
    return red, green, blue


def _luminance(colour: RGB) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part / 255 <= 0.04045 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
