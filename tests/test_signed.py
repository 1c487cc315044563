"""What a person signs: the bytes, targets and letters that a redline of words does not show."""

import pytest

import sites
from trustcenter.comparing.signed import SHOWN, signed


def test_nothing_is_signed_with_the_same_bytes():
    assert signed("One.\n", "One.\n") == ()


def test_bytes_are_counted_by_whole_lines():
    assert signed("One.\nTwo.\n", "One.\nTwo!\nÜber.\n")[0] == "12 bytes in 2 lines new, 5 bytes gone"


def test_a_link_that_leads_elsewhere_is_named_though_no_word_differs():
    lines = signed("See [us](https://a.example/).\n", "See [us](https://evil.example/).\n")
    assert lines[1:] == ("a link leads to https://evil.example/",)


@pytest.mark.parametrize(
    "link",
    ["[x](https://a.example/?a&#61;b)", "[x]: https://a.example/?a=b", '<a href="https://a.example/?a=b">x</a>',
     "<https://a.example/?a=b>", "[x](<https://a.example/?a=b>)"],
)  # fmt: skip
def test_targets_are_found_in_every_form_of_a_link(link):
    assert "a link leads to https://a.example/?a=b" in signed("", f"{link}\n")


def test_letters_of_another_script_are_named_with_code_point_and_place():
    lines = signed("", "You pay.\n\nYou p\u0430y “now”.\n")
    assert lines[1:] == (
        "U+0430 (cyrillic small letter a): 1 time, first in line 3, column 6",
        "U+201C (left double quotation mark): 1 time, first in line 3, column 9",
        "U+201D (right double quotation mark): 1 time, first in line 3, column 13",
    )


def test_the_script_is_that_of_the_text():
    assert len(signed("", "Мы храним записи 90 дней.\n")) == 1
    assert "U+00E9" in signed("", "Мы храним записи 90 дней é.\n")[1]


def test_what_was_there_before_is_not_named_again():
    assert len(signed("Café “x”.\n", "Café “x”.\nMore.\n")) == 1


def test_a_long_list_is_cut_and_says_how_much_is_left():
    lines = signed("", "".join(f"[x](https://a.example/{n})\n" for n in range(SHOWN + 5)))
    assert lines[-1] == "5 more targets of links"


def test_the_dry_run_says_what_you_sign(tmp_path):
    root = sites.published(tmp_path)
    path = "docs/policies/privacy/index.md"
    sites.edit(root, path, "asks you to write to", "asks you “please” to see [us](https://a.example/) or write to")
    order = ("--class", "editorial", "--effective", "2026-03-01", "--dry-run")
    said = sites.done(sites.publish(root, *order, as_of="2026-02-02"))
    section = said[said.index("what you sign with privacy/2026-03-01:") :]
    assert "bytes in 1 line new" in section
    assert "a link leads to https://a.example/" in section
    assert "U+201C" in section
