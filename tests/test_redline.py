"""Redlines: lossless, small, valid, and the golden cases a reader meets."""

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from rapidfuzz.distance import LCSseq

import needs
from trustcenter.comparing import redline as module
from trustcenter.comparing.redline import Mark, Redline, as_html, as_text, redline
from trustcenter.markdown.to_html import ANYWHERE, render


def shown(markdown: str) -> str:
    return render(markdown, source="", page="", site=ANYWHERE).html


def words(html: str) -> list[str]:
    """The words of a text, as a reader meets them."""
    return [token.word for unit in module._units(module._parsed(html)) for token in unit.tokens]


def without(redlined: str, mark: str) -> list[str]:
    """The words of a redline when everything with one kind of mark is dropped."""
    root = lxml_html.fragment_fromstring(redlined, create_parent="div")
    for element in [*root.iter(mark), *root.iter("summary"), *root.find_class("tc-sr"), *root.find_class("tc-note")]:
        element.drop_tree()
    return words(lxml_html.tostring(root, encoding="unicode"))


def sections(html: str) -> tuple[str, ...]:
    """A text cut before its headings of the second level."""
    parts = [""]
    for piece in module.parsed(html):
        parts += [""] if piece.tag == "h2" else []
        parts[-1] += lxml_html.tostring(piece, encoding="unicode")
    return tuple(part for part in parts if part) or (html,)


def compared(old: str, new: str) -> tuple[Redline, str]:
    found = redline(sections(old), sections(new))
    return found, as_html(found)


def assert_lossless(old: str, new: str) -> Redline:
    found, page = compared(old, new)
    assert without(page, "ins") == words(old)
    assert without(page, "del") == words(new)
    return found


def marked(found: Redline) -> int:
    return sum(length(marks, " ") for step in found.steps for _, marks in step.marks)


def length(marks: Sequence[Mark], skipped: str = "") -> int:
    """How many words some marks have."""
    return sum(len(mark.tokens) for mark in marks if mark.sign != skipped)


def texts(policy: Path) -> list[str]:
    return [shown(file.read_text("utf-8", "replace")) for file in sorted(policy.glob("*.md"))]


# The corpora --------------------------------------------------------------------------------------------------------


@pytest.mark.corpora
def test_every_redline_of_the_corpora_is_lossless_and_hardly_longer_than_it_must_be():
    total = least = 0
    for policy in needs.corpus_policies():
        versions = texts(policy)
        for old, new in pairwise(versions):
            total += marked(assert_lossless(old, new))
            a, b = words(old), words(new)
            least += len(a) + len(b) - 2 * LCSseq.similarity(a, b)
    assert least > 0
    assert total <= 1.2 * least


# Generated texts ----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    "we keep your data for ninety days and delete it then. **never** [link](https://example.com/a) `code` *soft* שלום "
    "עולם 個人情報 数据 x-y don't 3.5 (see) [^1] &amp; <b>raw</b> a<br>b".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
BLOCKS = st.one_of(
    SENTENCES,
    SENTENCES.map("## {}".format),
    st.lists(SENTENCES, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(SENTENCES, min_size=2, max_size=4).map(lambda s: f"- {s[0]}\n" + "\n".join(f"    - {x}" for x in s[1:])),
    st.lists(SENTENCES, min_size=1, max_size=4).map(lambda items: "\n".join(f"1. {item}" for item in items)),
    st.lists(st.tuples(SENTENCES, SENTENCES), min_size=1, max_size=4).map(
        lambda rows: "| a | b |\n|---|---|\n" + "\n".join(f"| {x} | {y} |" for x, y in rows)
    ),
    SENTENCES.map("> {}".format),
    SENTENCES.map("    {}".format),
    SENTENCES.map("[^1]: {}".format),
    SENTENCES.map("<div><p>{}</p></div>".format),
    st.just("---"),
)
DOCUMENTS = st.lists(BLOCKS, max_size=8)


@settings(max_examples=300)
@given(DOCUMENTS, DOCUMENTS)
def test_any_two_texts_are_compared_without_loss(old: list[str], new: list[str]):
    assert_lossless(shown("\n\n".join(old)), shown("\n\n".join(new)))


@settings(max_examples=200)
@given(DOCUMENTS, st.data())
def test_any_edit_of_a_text_is_compared_without_loss(blocks: list[str], data: st.DataObject):
    edited = list(blocks)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(edited)))
        match data.draw(st.sampled_from(["insert", "delete", "move"])):
            case "insert":
                edited.insert(at, data.draw(BLOCKS))
            case "delete":
                del edited[at : at + 1]
            case "move" if edited:
                edited.insert(at % len(edited), edited.pop(data.draw(st.integers(0, len(edited) - 1))))
    assert_lossless(shown("\n\n".join(blocks)), shown("\n\n".join(edited)))


@settings(max_examples=100)
@given(DOCUMENTS)
def test_a_text_against_itself_has_no_mark(blocks: list[str]):
    html = shown("\n\n".join(blocks))
    found, page = compared(html, html)
    assert not found.changed
    assert "<ins" not in page
    assert "<del" not in page


# Golden cases -------------------------------------------------------------------------------------------------------

TABLE = "| Vendor | Place |\n| --- | --- |\n| Twilio | US |\n| Stripe | IE |\n"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        pytest.param(
            "We keep it for 90 days.", "We keep it for 60 days.", "We keep it for [-90-] {+60+} days.", id="word"
        ),
        pytest.param(TABLE, "|Vendor|Place|\n|-|-|\n|Twilio|US|\n|Stripe|IE|\n", "", id="reflowed table"),
        pytest.param(TABLE, TABLE + "| Adyen | NL |\n", "{+Adyen+} | {+NL+}", id="added row"),
        pytest.param(TABLE, TABLE.replace("US", "US, DE"), "Twilio | US{+, DE+}", id="changed cell"),
        pytest.param("a b\nc   d", "a b c\nd", "", id="white space only"),
        pytest.param(
            "1. One thing here\n2. Three things here",
            "1. One thing here\n2. Two other matters\n3. Three things here",
            "{+Two other matters+}",
            id="renumbered list",
        ),
        pytest.param(
            "Text[^1].\n\n[^1]: Within thirty days.",
            "Text[^1].\n\n[^1]: Within ten days.",
            "Within [-thirty-] {+ten+} days.",
            id="changed footnote",
        ),
        pytest.param("See [it](https://a.example/).", "See [it](https://b.example/).", "See [-it-] {+it+}.", id="link"),
    ],
)
def test_golden_redlines_in_plain_text(old: str, new: str, text: str):
    lines = as_text(assert_lossless(shown(old), shown(new))).replace(" ↩", "")
    assert lines == text


def test_a_moved_section_is_known_as_moved():
    sections = [f"## Part {n}\n\nThis is the text of part {n} and nothing else at all." for n in range(4)]
    old, new = "\n\n".join(sections), "\n\n".join([*sections[1:], sections[0]])
    found, page = compared(shown(old), shown(new))
    assert [step.moved for step in found.steps if step.changed and length(step.marks[0][1]) > 4] == [True, True]
    assert "moved here: This is the text of part 0" in page.replace("</span>", "")
    assert_lossless(shown(old), shown(new))


def test_marks_are_said_to_screen_readers_and_headings_keep_their_anchors():
    _, page = compared(shown("## Old name\n\nText."), shown("## New name\n\nText."))
    assert '<h2 id="new-name">' in page
    assert '<del><span class="tc-sr">[deleted: </span>Old<span class="tc-sr">]</span></del>' in page
    assert '<ins><span class="tc-sr">[inserted: </span>New<span class="tc-sr">]</span></ins>' in page


def test_long_untouched_passages_are_folded_and_a_changed_one_is_not():
    old = "\n\n".join(f"Paragraph {n} says one thing." for n in range(12))
    _, page = compared(shown(old), shown(old.replace("Paragraph 11 says one", "Paragraph 11 says another")))
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    assert [fold.findtext("summary") for fold in root.iter("details")] == ["11 unchanged passages"]
    assert root[-1].tag == "p"


@pytest.mark.parametrize(("untouched", "folded"), [(3, []), (4, ["4 unchanged passages"])])
def test_three_untouched_passages_stay_in_sight_and_four_are_folded(untouched: int, folded: list[str]):
    kept = "\n\n".join(f"Paragraph {n} says one thing." for n in range(untouched))
    _, page = compared(shown(f"{kept}\n\nWe keep it."), shown(f"{kept}\n\nWe delete it."))
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    assert [fold.findtext("summary") for fold in root.iter("details")] == folded


def test_headings_right_before_a_change_stay_in_sight_and_are_not_counted():
    kept = "\n\n".join(f"Paragraph {n} says one thing." for n in range(4))
    old = f"{kept}\n\n## Part\n\n### Point\n\nWe keep it."
    _, page = compared(shown(old), shown(old.replace("keep it", "delete it")))
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    assert [child.tag for child in root] == ["details", "h2", "h3", "p"]
    assert root.findtext("details/summary") == "4 unchanged passages"


# How much is compared -----------------------------------------------------------------------------------------------


def rewritten(count: int, word: str) -> str:
    """Paragraphs of which none stands word for word in another text of this kind, and each is alike to one of it."""
    return "\n\n".join(f"Clause {n} of ours obliges us to do the thing {n} {word} {word}{n}." for n in range(count))


def test_every_changed_paragraph_is_compared_with_its_old_wording():
    found, _ = compared(shown(rewritten(40, "soon")), shown(rewritten(40, "later")))
    assert [bool(step.old and step.new) for step in found.steps] == [True] * 40
    assert (found.inserted, found.deleted) == (80, 80)


def test_texts_of_several_hundred_changed_paragraphs_are_still_compared_word_by_word(monkeypatch: pytest.MonkeyPatch):
    old, new = (module._units(module._parsed(shown(rewritten(500, word)))) for word in ("soon", "later"))
    monkeypatch.setattr(module, "_common", lambda a, b: float(a[1] == b[1]))  # the same clause; the real one takes long
    assert module._alike(old, new) == [(n, n) for n in range(500)]


def test_the_time_of_an_alignment_grows_with_the_number_of_paragraphs_not_with_its_square(
    monkeypatch: pytest.MonkeyPatch,
):
    asked: list[int] = []
    monkeypatch.setattr(module, "_common", lambda a, b: asked.append(1) or float(a[1] == b[1]))
    for count in (1000, 2000):
        asked.clear()
        old, new = (module._units(module._parsed(shown(rewritten(count, word)))) for word in ("soon", "later"))
        assert module._alike(old, new) == [(n, n) for n in range(count)]
        assert len(asked) < 13 * count


@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 5)), max_size=14, unique_by=lambda one: one[:2]
    )
)
def test_the_heaviest_pairs_are_those_that_trying_all_gives(gains: list[tuple[int, int, int]]):
    ordered = sorted(gains)

    def best(at: int, i: int, k: int) -> int:
        if at == len(ordered):
            return 0
        skipped = best(at + 1, i, k)
        x, y, gain = ordered[at]
        return max(skipped, gain + best(at + 1, x, y)) if x > i and y > k else skipped

    pairs = module._heaviest([(i, k, float(gain)) for i, k, gain in ordered], 7)
    weight = {(i, k): gain for i, k, gain in ordered}
    assert sum(weight[pair] for pair in pairs) == best(0, -1, -1)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


def test_sequences_too_long_to_be_aligned_are_replaced(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_MOST_CELLS", 10)
    assert_lossless(shown("one two three four five six"), shown("one two three four five seven"))


@pytest.mark.parametrize(
    ("old", "new", "common"),
    [
        ("one a", "one b", 1),
        ("one a b", "one c d", 0),
        ("one two a b", "one two c d", 2),
        ("one two", "one two a b c d e f", 2),
        ("one two", "one two a b c d e f g", 0),
        ("one two a b c", "one two d e f g h i", 0),
        ("", "one", 0),
    ],
)
def test_paragraphs_are_alike_with_half_the_words_of_the_shorter_and_a_quarter_of_the_longer(
    old: str, new: str, common: int
):
    assert module._common(old.split(), new.split()) == module._common(new.split(), old.split()) == common


@pytest.mark.parametrize(
    ("common", "kept"),
    [("we keep", []), ("we keep it", ["we", "keep", "it"]), ("we keep it all", ["we", "keep", "it", "all"])],
)
def test_of_paragraphs_that_are_not_alike_three_common_words_in_a_row_are_kept(common: str, kept: list[str]):
    old, new = f"a b c d e {common} f g h i j", f"k l m n o {common} p q r s t"
    found = assert_lossless(shown(old), shown(new))
    marks = [mark for step in found.steps for _, marks in step.marks for mark in marks]
    assert [token.word for mark in marks if mark.sign == " " for token in mark.tokens] == kept


@pytest.mark.parametrize(("words", "moved"), [("One two three", False), ("One two three four", True)])
def test_a_paragraph_of_more_than_three_words_is_known_as_moved(words: str, moved: bool):
    stays = [f"Paragraph {n} stays where it is, with all its words." for n in range(3)]
    found, _ = compared(shown("\n\n".join([words, *stays])), shown("\n\n".join([*stays, words])))
    assert [step.moved for step in found.steps if step.changed] == [moved, moved]


def test_the_texts_own_marks_are_not_taken_for_ours():
    _, page = compared(shown("Was <ins>new</ins> once."), shown("Was <ins>new</ins> twice."))
    assert "<u>new</u>" in page
    assert without(page, "ins") == ["Was", "new", "once", "."]


def test_no_id_stands_twice_in_a_redline():
    old = "## A part\n\nText[^1] and more.\n\n- x\n- y\n\n[^1]: A note."
    _, page = compared(shown(old), shown(old.replace("Text", "Another text").replace("A part", "The part")))
    ids = lxml_html.fragment_fromstring(page, create_parent="div").xpath("//@id")
    assert len(ids) == len(set(ids))


def test_deleted_blocks_stand_where_html_allows_them():
    old = "- a one two three\n- b four five six\n\n" + TABLE + "\nEnd of it all."
    for new in (
        "- a one two three\n\nEnd of it all.",
        TABLE,
        "",
        "## Only this",
        old.replace("- b four five six\n", ""),
    ):
        _, page = compared(shown(old), shown(new))
        root = lxml_html.fragment_fromstring(page, create_parent="div")
        for element in root.iter("li"):
            assert element.getparent().tag in ("ul", "ol")
        for element in root.iter("tr"):
            assert element.getparent().tag in ("tbody", "thead")
        for element in root.iter("td", "th"):
            assert element.getparent().tag == "tr"
        assert_lossless(shown(old), shown(new))


@pytest.mark.parametrize("gone", ["A paragraph that is gone.", "- a point that is gone", "## Gone from here"])
def test_what_is_deleted_below_the_head_of_a_table_stands_in_a_row_of_its_own(gone: str):
    """The head of one table and the rows of the next became one table; what stood between them is gone."""
    old = f"| Vendor | Place |\n| --- | --- |\n| | |\n\n{gone}\n\n| Twilio | US |\n| --- | --- |\n| Stripe | IE |\n"
    assert_lossless(shown(old), shown(TABLE))
    _, page = compared(shown(old), shown(TABLE))
    [table] = lxml_html.fragment_fromstring(page, create_parent="div").iter("table")
    assert [part.tag for part in table] == ["thead", "tbody"]
    assert [[cell.tag for cell in row] for row in table[0]] == [["th", "th"], ["td", "td"], ["td"]]
    assert [cell.text for cell in table[1].iter("td")] == ["Twilio", "US", "Stripe", "IE"]
    assert table[0][2].text_content().startswith("[deleted: ")


def test_a_row_deleted_below_the_head_of_a_table_stands_above_the_rows_that_stay():
    _, page = compared(shown(TABLE), shown(TABLE.replace("| Twilio | US |\n", "")))
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    assert [row.text_content().split()[0].strip("[]") for row in root.iter("tr")] == ["Vendor", "deleted:", "Stripe"]


ROWS = [f"| Vendor {n} | Place {n} | [terms](#x{n}) |" for n in range(60)]


def big_table(*rows: str, around: int = 0) -> str:
    paragraphs = [f"Paragraph {n} " + "with words " * 20 for n in range(around)]
    return "\n\n".join(
        [*paragraphs, "\n".join(["| Vendor | Place | Terms |", "| --- | --- | --- |", *rows]), *paragraphs]
    )


@pytest.mark.parametrize(
    "edited",
    [
        [*ROWS[:30], ROWS[30].replace("Place", "Country"), *ROWS[31:]],
        [*ROWS[:30], *ROWS[31:]],
        [*ROWS[:30], "| New | US | x |", *ROWS[30:]],
        [*ROWS[:2], *ROWS[3:58], ROWS[58].replace("Vendor", "Firm"), ROWS[59]],
        ROWS[::-1],
    ],
    ids=["changed", "deleted", "inserted", "at both ends", "turned round"],
)
def test_rows_that_stay_are_folded_without_loss(edited: list[str]):
    old, new = shown(big_table(*ROWS, around=2)), shown(big_table(*edited, around=2))
    assert_lossless(old, new)
    _, page = compared(old, new)
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    folds = root.find_class("tc-folded")
    assert len(folds) <= 3
    assert all(fold.getparent().tag == "td" and fold.getparent().get("colspan") == "3" for fold in folds)
    folded = [len(fold.findall("./table/tbody/tr")) for fold in folds]
    assert [fold.find("summary").text for fold in folds] == [f"{count} unchanged rows" for count in folded]


def test_one_changed_row_shows_that_row_alone():
    _, page = compared(
        shown(big_table(*ROWS)), shown(big_table(*ROWS[:30], ROWS[30].replace("Place", "Country"), *ROWS[31:]))
    )
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    seen = [row.text_content().split()[0] for row in root.find(".//tbody")]
    assert seen == ["30", "Vendor", "29"]


def test_a_table_that_stays_counts_by_its_rows():
    _, page = compared(shown(f"{big_table(*ROWS)}\n\nend"), shown(f"{big_table(*ROWS)}\n\nchanged"))
    assert "61 unchanged passages" in page


def test_unchanged_passages_of_a_long_text_are_left_out_and_links_to_them_lead_to_the_whole_text():
    old = (
        "## One\n\nsee [two](#two) and [one](#one)\n\n"
        + "\n\n".join(f"words {n}" for n in range(50))
        + "\n\n## Two\n\nx\n"
    )
    new = old.replace("see", "read")
    found = redline(
        render(old, source="", page="", site=ANYWHERE).parts, render(new, source="", page="", site=ANYWHERE).parts
    )
    page = as_html(found, room=100, whole_at="../a/")
    assert '<p class="tc-left-out">52 unchanged passages left out</p>' in page
    assert 'href="../a/#two"' in page
    assert 'href="#one"' in page
    assert "words 7" not in page


@pytest.mark.corpora
def test_a_redline_of_one_row_in_a_document_of_350_kb_is_small():
    text = max((needs.CORPORA / "cabforum-br").glob("*/*.md")).read_text("utf-8")
    lines = text.split("\n")
    rows = [
        place for place, line in enumerate(lines) if line.startswith("|") and line.count("|") > 2 and "---" not in line
    ]
    for place in rows[5 :: len(rows) // 7]:
        edited = [*lines[:place], lines[place].replace("| ", "| changed ", 1), *lines[place + 1 :]]
        both = [render(one, source="", page="", site=ANYWHERE) for one in (text, "\n".join(edited))]
        found = redline(both[0].parts, both[1].parts)
        assert found.inserted == 1
        assert len(as_html(found, room=100_000, whole_at="../")) < 50_000


def test_counts_are_words_not_signs():
    found, _ = compared(shown("One, two."), shown("One; two three!"))
    assert (found.inserted, found.deleted) == (1, 0)
    assert json.dumps([found.inserted, found.deleted]) == "[1, 0]"


# Sections that both texts have --------------------------------------------------------------------------------------

CLAUSES = [f"## Clause {n}\n\nWords of clause {n} that stay.\n\n- a point of {n}\n- another of {n}\n" for n in range(6)]


def of_clauses(*clauses: str) -> tuple[str, ...]:
    return render("\n".join(clauses), source="", page="", site=ANYWHERE).parts


def test_sections_that_stay_are_not_looked_into_and_are_shown_as_they_are():
    new = [*CLAUSES[:3], CLAUSES[3].replace("stay", "change"), *CLAUSES[4:]]
    found = redline(of_clauses(*CLAUSES), of_clauses(*new))
    assert sum(len(step.parts) for step in found.steps) == 17
    page = as_html(found)
    assert without(page, "ins") == words("\n".join(of_clauses(*CLAUSES)))
    assert without(page, "del") == words("\n".join(of_clauses(*new)))
    assert "9 unchanged passages" in page
    assert "7 unchanged passages" in page
    assert "tc-same" not in page


def test_a_change_stands_below_the_heading_of_a_section_that_stayed():
    new = [CLAUSES[0], CLAUSES[1] + "\nOne more paragraph.\n"]
    assert as_text(redline(of_clauses(*CLAUSES[:2]), of_clauses(*new))).startswith("# Clause 1")
    loose = [*of_clauses(CLAUSES[0]), "<p>Loose words.</p>"]
    assert as_text(redline(of_clauses(CLAUSES[0]), tuple(loose))).startswith("# Clause 0")


def test_a_section_that_changed_its_place_is_marked_as_moved():
    found = redline(of_clauses(*CLAUSES[:4]), of_clauses(CLAUSES[3], *CLAUSES[:3]))
    page = as_html(found)
    assert "tc-moved" in page
    assert without(page, "ins") == words("\n".join(of_clauses(*CLAUSES[:4])))


def test_the_same_section_twice_is_no_trouble():
    found = redline(of_clauses(CLAUSES[0], CLAUSES[1]), ("<p>x</p>", "<p>x</p>", *of_clauses(*CLAUSES[:2])))
    assert without(as_html(found), "ins") == words("\n".join(of_clauses(*CLAUSES[:2])))


def test_marks_of_the_text_itself_are_none_of_the_redline_in_sections_that_stay():
    clause = CLAUSES[0] + "\nSome <ins>own</ins> words.\n"
    old, new = (of_clauses(clause, last) for last in (CLAUSES[1], CLAUSES[2]))
    assert "<u>own</u>" in as_html(redline(old, new))


# What is not looked into --------------------------------------------------------------------------------------------

CELLS = st.sampled_from(["Twilio Inc", "US, DE", "90 days", "", "a b c", "a & b", "*all*", "[x](https://x.example/)"])
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=7).map(
    lambda rows: "| a | b |\n| --- | --- |\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)
)
SECTIONS = st.lists(st.one_of(TABLES, SENTENCES, st.just("### Part"), st.just("Was <ins>new</ins>.")), max_size=4)


def looked_into(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, int, str, str]:
    found = redline(old, new)
    return found.inserted, found.deleted, as_text(found), as_html(found)


def everything_looked_into(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[int, int, str, str]:
    """The same the slow way: every row is read, and every part that stays stands alone."""
    same = module._same
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_ROW", re.compile(r"(?!)"))
        patch.setattr(module, "_same", lambda a, b: [(i + n, k + n, 1) for i, k, m in same(a, b) for n in range(m)])
        return looked_into(old, new)


@settings(max_examples=150)
@given(st.lists(SECTIONS, min_size=1, max_size=5), st.data())
def test_a_row_or_part_that_is_not_looked_into_is_compared_all_the_same(texts: list[list[str]], data: st.DataObject):
    edited = [list(blocks) for blocks in texts]
    for _ in range(data.draw(st.integers(1, 3))):
        blocks = data.draw(st.sampled_from(edited))
        at = data.draw(st.integers(0, len(blocks)))
        del blocks[at : at + 1]
        blocks.insert(data.draw(st.integers(0, len(blocks))), data.draw(st.one_of(TABLES, SENTENCES)))
    old, new = (
        of_clauses(*(f"## Clause {n}\n\n" + "\n\n".join(blocks) + "\n" for n, blocks in enumerate(version)))
        for version in (texts, edited)
    )
    assert looked_into(old, new) == everything_looked_into(old, new)


def test_rows_that_stay_stand_in_the_redline_as_they_were():
    rows = [f"| Vendor {n} Inc | {n} days |" for n in range(9)]
    changed = [*rows[:4], "| x | y |", *rows[5:]]
    old, new = ("\n".join(["| a | b |", "| --- | --- |", *found]) for found in (rows, changed))
    found = redline(of_clauses(old), of_clauses(new))
    assert len(found.held) == 9
    page = as_html(found)
    assert "<tr>\n<td>Vendor 3 Inc</td>\n<td>3 days</td>\n</tr>" in page
    assert "data-place" not in page


# Where a change is --------------------------------------------------------------------------------------------------


def visible_headings(page: str) -> list[str]:
    """The headings outside of folds, in order, each once, and `*` for each changed passage."""
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    for fold in root.find_class("tc-folded"):
        fold.drop_tree()
    seen = []
    for child in root:
        if child.tag in module.HEADINGS:
            seen.append(" ".join(child.text_content().split()))
        if child.xpath("self::ins|self::del|.//ins|.//del"):
            seen.append("*")
    return seen


LONG = [
    f"## {n}. Clause {n}\n\n" + "\n\n".join(f"Passage {n}.{k} stays as it is." for k in range(8))
    + f"\n\n### {n}.1 More\n\n" + "\n\n".join(f"More {n}.{k} stays as it is." for k in range(8))
    for n in range(1, 6)
]  # fmt: skip


@pytest.mark.parametrize(
    ("was", "now", "seen"),
    [
        ("Passage 3.7 stays", "Passage 3.7 goes", ["3. Clause 3", "*"]),
        ("More 3.7 stays", "More 3.7 goes", ["3. Clause 3", "3.1 More", "*"]),
        ("Passage 1.0 stays", "Passage 1.0 goes", ["1. Clause 1", "*"]),
        ("4. Clause 4", "4. Another 4", ["4. [deleted: Clause] [inserted: Another] 4", "*"]),
    ],
)
@pytest.mark.parametrize("room", [None, 10])
def test_the_headings_of_its_clause_stand_above_a_change_far_below_them(was: str, now: str, seen: list[str], room):
    old = "\n\n".join(LONG)
    result = module.shown(redline(*(of_clauses(text) for text in (old, old.replace(was, now)))), room=room)
    assert visible_headings(result.html) == seen
    assert len(result.headings) == len(seen) - 1
    assert "unchanged passages" in result.html


def test_only_headings_of_changed_sections_are_named():
    old = "\n\n".join(LONG)
    new = old.replace("Passage 2.3 stays", "Passage 2.3 goes").replace("More 5.0 stays", "More 5.0 goes")
    result = module.shown(redline(of_clauses(old), of_clauses(new)))
    assert result.headings == {"2-clause-2", "5-clause-5", "51-more"}


RECORDINGS = "Call recordings are kept for {} days from the call and then deleted from every system."


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        (RECORDINGS.format(30), RECORDINGS.format(90), "moved, and 30 → 90"),
        (RECORDINGS.format(30), RECORDINGS.format("30 whole"), "moved, and “whole” inserted"),
        (RECORDINGS.format("30 whole"), RECORDINGS.format(30), "moved, and “whole” deleted"),
    ],
)
def test_a_passage_that_was_moved_and_edited_is_one_passage(before: str, after: str, note: str):
    old, new = "\n\n".join([before, *LONG]), "\n\n".join([*LONG, after])
    found = assert_lossless(shown(old), shown(new))
    assert found.moved == 1
    assert found.inserted + found.deleted <= 2
    again = redline(of_clauses(old), of_clauses(new))
    told = as_text(again)
    assert told.count("Call recordings") == 1
    assert "(moved, and)" in told
    page = as_html(again)
    root = lxml_html.fragment_fromstring(page, create_parent="div")
    assert [" ".join(one.text_content().split()) for one in root.find_class("tc-note")] == [note]
    assert len({mark.getparent() for mark in root.find_class("tc-moved")}) == 2


def test_a_new_passage_is_not_taken_for_an_old_one_that_it_hardly_resembles():
    old = "\n\n".join(["We sell nothing of what you give us to anybody else.", *LONG])
    new = "\n\n".join([*LONG, "You may ask us to correct whatever is wrong about you."])
    found = redline(of_clauses(old), of_clauses(new))
    assert found.moved == 0


def test_a_row_about_another_vendor_is_not_a_moved_one():
    def listed(*names: str) -> str:
        rows = "\n".join(f"| {name} | United States | United States | standard contractual clauses |" for name in names)
        return f"| Vendor | Office | Servers | Transfer |\n|---|---|---|---|\n{rows}\n"

    stay = [f"Vendor {n}" for n in "abcdefgh"]
    found = redline(*(of_clauses(listed(*names)) for names in (["Gatepost", *stay], [*stay, "Hollowell"])))
    assert found.moved == 0
