"""YAML and front matter as text with positions; what facts must not use; what cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcenter.model.problems import Where
from trustcenter.reading.yaml_source import decode, front_matter, parse


def problems_of(text):
    return [(p.where.line, p.where.column, p.rule) for p in parse("data/x.yml", text)[1]]


@pytest.mark.parametrize(
    "written",
    [
        "NO", "no", "yes", "on", "true", "null", "~", "1.10", "01234", "0x1F", "0o17", "1e3", "12:30", "1_000", "+17087654406",
        "2026-12-01", "2026-02-30", "2001-12-14t21:59:43.10-05:00", ".inf", "=",
    ],
)  # fmt: skip
def test_every_scalar_stays_the_text_that_was_written(written):
    source, problems = parse("data/x.yml", f"value: {written}\nlist: [{written}]\n")
    assert (source.value, problems) == ({"value": written, "list": [written]}, [])


def test_quoted_and_folded_texts_lose_their_quotes_only():
    source, problems = parse("data/x.yml", "a: '01'\nb: \"x\\u00e9\"\nc: |\n  one\n  two\nd: >-\n  one\n  two\ne:\n")
    assert source.value == {"a": "01", "b": "xé", "c": "one\ntwo\n", "d": "one two", "e": ""}
    assert problems == []


def test_a_value_and_its_key_have_places():
    source, _ = parse("data/x.yml", "- id: a\n  tags: [b, c]\n- id: d\n", above=3)
    assert source.where((0, "tags", 1)) == Where("data/x.yml", 5, 13)
    assert source.where((1, "id"), key=True) == Where("data/x.yml", 6, 3)


def test_the_place_of_something_absent_is_that_of_its_nearest_parent():
    source, _ = parse("data/x.yml", "a:\n  b: 1\n")
    assert source.where(("a", "c", "d")) == Where("data/x.yml", 2, 3)
    assert parse("data/x.yml", "")[0].where(("a",)) == Where("data/x.yml", 1, 1)
    assert parse("x.md", "", above=4)[0].where(("a",)) == Where("x.md", 5, 1)


def test_columns_count_characters_also_before_umlauts_and_beyond_the_basic_plane():
    assert problems_of("ä😀é: {a: 1, a: 2}\n") == [(1, 13, "duplicate-key")]
    assert problems_of("ä😀é: &x 1\n") == [(1, 6, "yaml-feature")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [(3, 1, "duplicate-key")]),
        ("a:\n  - {b: 1, 'b': 2}\n", [(2, 12, "duplicate-key")]),
        ("a: &x 1\n", [(1, 4, "yaml-feature")]),
        ("a: &x 1\nb: *x\n", [(1, 4, "yaml-feature"), (2, 4, "yaml-feature")]),
        ("a: !!str 1\n", [(1, 4, "yaml-feature")]),
        ("a: !own {b: 1}\n", [(1, 4, "yaml-feature")]),
        ("a: [x, !t y]\n", [(1, 8, "yaml-feature")]),
        ("<<: {a: 1}\n", [(1, 1, "yaml-feature")]),
        ("? {a: 1}\n: b\n", [(1, 3, "yaml-feature")]),
        ('a: 1\nb: ["x\\0y"]\n', [(2, 5, "yaml-feature")]),
        ('a: "\\e[31m"\n', [(1, 4, "yaml-feature")]),
        ('a: "one\\ntwo\\t\\u00e9"\n', []),
        ("a: [1, 2\nb: 3\n", [(2, 2, "yaml-syntax")]),
        ("a: 'never closed\nb: 2\n", [(1, 4, "yaml-syntax")]),
        ("a: 1\n b: 2\n", [(2, 3, "yaml-syntax")]),
        ("a: 1\n---\nb: 2\n", [(2, 1, "yaml-syntax")]),
        ("a: *nothing\n", [(1, 4, "yaml-feature"), (1, 4, "yaml-syntax")]),
        ("a:\n\t- b\n", [(2, 1, "yaml-syntax")]),
    ],
)
def test_what_facts_must_not_use_is_a_problem_where_it_stands(text, expected):
    assert problems_of(text) == expected


@pytest.mark.parametrize("text", ["a: Q&A\nb: R&D *and* more!\n", "a: 'x &y *z !w'\n", "# &a *b !c\na: 1\n"])
def test_the_signs_of_anchors_aliases_and_tags_may_stand_in_texts(text):
    assert problems_of(text) == []


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_deep_nesting_ends_in_a_problem(opening, closing):
    source, problems = parse("data/x.yml", opening * 50_000 + closing * 50_000)
    assert [p.rule for p in problems] == ["yaml-syntax"]
    assert source.value is None


@pytest.mark.parametrize(("deep", "rules"), [(99, []), (100, []), (101, ["yaml-syntax"])])
def test_a_hundred_levels_are_read(deep, rules):
    assert [p.rule for p in parse("data/x.yml", "[" * deep + "]" * deep)[1]] == rules


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_and_a_byte_order_mark_are_read(end):
    assert decode("x", b"\xef\xbb\xbf" + f"a: 1{end}b: 2{end}".encode()) == ("a: 1\nb: 2\n", [])


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a: 1\nb\xc3\xa4: \xff\n", 2, 5, "byte 0xff is not UTF-8"),
        (b"\xe4", 1, 1, "byte 0xe4 is not UTF-8"),
        ("a: ä".encode()[:-1], 1, 4, "byte 0xc3 is not UTF-8"),
        (b"a: 1\r\nb: \x00\r\n", 2, 4, "control character U+0000"),
        (b"a: \x1b[31m", 1, 4, "control character U+001B"),
        (b"a: 1\nb: \x7f", 2, 4, "control character U+007F"),
        ("a: \x81".encode(), 1, 4, "control character U+0081"),
        ("a: \x85".encode(), 1, 4, "control character U+0085"),
        ("a: x\u2028y".encode(), 1, 5, "control character U+2028"),
        ("a: \ufffe".encode(), 1, 4, "control character U+FFFE"),
    ],
)
def test_bytes_that_are_no_text_are_a_problem_where_they_stand(data, line, column, message):
    text, [problem] = decode("x", data)
    assert (text, problem.where, problem.rule) == ("", Where("x", line, column), "not-utf-8")
    assert problem.message == message


def test_front_matter_is_taken_off_and_its_lines_counted():
    matter, problems = front_matter("a.md", "---\ntitle: A\n---\n\nText\n")
    assert (matter.source.value, matter.body, matter.above, problems) == ({"title": "A"}, "\nText\n", 3, [])
    assert matter.source.where(("title",)) == Where("a.md", 2, 8)


def test_a_text_without_front_matter_loses_no_line():
    matter, problems = front_matter("a.md", "Effective: 1 May 2026\n\nText\n")
    assert (matter.source.value, matter.body, matter.above, problems) == ({}, "Effective: 1 May 2026\n\nText\n", 0, [])


def test_empty_front_matter_is_an_empty_mapping():
    matter, problems = front_matter("a.md", "---\n---\nText\n")
    assert (matter.source.value, matter.body, problems) == ({}, "Text\n", [])


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("---\ntitle: A\n", 1, 1),
        ("---\n- a\n---\n", 2, 1),
        ("---\njust words\n---\n", 2, 1),
        ("---\na: 1\nb: [\n---\n", 4, 1),
    ],
)
def test_front_matter_that_cannot_be_read_is_a_problem_where_it_stands(text, line, column):
    _, [problem] = front_matter("a.md", text)
    assert (problem.where, problem.rule) == (Where("a.md", line, column), "yaml-syntax")


def test_a_duplicate_key_of_front_matter_is_counted_from_the_top_of_the_file():
    _, [problem] = front_matter("a.md", "---\ntitle: A\ntitle: B\n---\n")
    assert (problem.where, problem.rule) == (Where("a.md", 3, 1), "duplicate-key")


ODD = st.one_of(st.text(), st.text(alphabet="a:-[]{}'\"&*!|>#?%@`,<= \n\t\\\x85\u2028\ufeff"))


@given(ODD)
def test_no_text_is_too_odd_to_be_read_or_refused(text):
    read, problems = decode("data/x.yml", text.encode("utf-8", "surrogatepass"))
    source, more = parse("data/x.yml", read)
    lines = max(read.count("\n"), text.count("\n") + text.count("\r")) + 1
    assert all(1 <= p.where.line <= lines + 1 and p.where.column >= 1 for p in (*problems, *more))
    assert source.value is not None or source.root is None


@given(ODD)
def test_no_front_matter_is_too_odd_to_be_split_off_or_refused(text):
    read, _ = decode("a.md", f"---\n{text}\n---\nText\n".encode("utf-8", "surrogatepass"))
    matter, problems = front_matter("a.md", read)
    assert isinstance(matter.source.value, dict)
    assert read.endswith(matter.body)
    assert all(p.where.file == "a.md" for p in problems)


@given(st.binary())
def test_bytes_are_text_or_a_problem(data):
    text, problems = decode("x", data)
    assert bool(problems) <= (text == "")
