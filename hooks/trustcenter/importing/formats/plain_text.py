"""Reads plain text as Markdown: headings, lists, tables and paragraphs recovered from how the lines look.

`formats.read` and `pdf_file` call `read_text` and get an `ImportedText`.  Every word stays in its order; only marks
are added (`##`, `-`, escapes), lines broken at a width are joined, and lines drawn across the page go.  Also for
Markdown files without a single heading, whose own marks then stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from trustcenter.importing.formats.imported_text import Dropped, ImportedText
from trustcenter.importing.formats.markdown_text import literal
from trustcenter.markdown.escaping import table

_RULE = re.compile(r"\s*([-=_*~#])(?:\s?\1){4,}\s*")
_BULLET = re.compile(r"(\s*)([•●◦▪■‣∙·*+–—-]|o(?= +[A-Z]))[ \t]+(?=\S)")
_NUMBER = re.compile(
    r"(\s*)((?:(?:article|section|part|clause)\s+)?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}(?=[.)]))[.):]?)[ \t]+(?=\S)",
    re.IGNORECASE,
)
_ENDING = re.compile(r"[.;:,!?]['\")”’]*\Z")
_CONTACT = re.compile(
    r"(?:e-?mail|phone|tel(?:ephone)?|fax|address|attn|website|web|mail)\b[^:]{0,20}:|\S+@\S+|https?://"
    r"|\+?\(?\d[\d ()-]{7,}\Z",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "a an and as at by for from in into of on or our the this to under us we with your you do is are its how "
    "what we".split()
)
_CELLS: tuple[tuple[Callable[[str], bool], Callable[[str], list[str]]], ...] = (
    (lambda line: "\t" in line.strip(), lambda line: line.strip("\n").split("\t")),
    (
        lambda line: line.strip()[:1] == "|" == line.strip()[-1:] and len(line.strip()) > 2,
        lambda line: line.strip()[1:-1].split("|"),
    ),
)
_LONGEST_HEADING, _MOST_COLUMNS = 90, 12
_COMMENT = re.compile(r"\[([a-z]{1,2})\]")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its words, its mark (`-`, `1.`, `|` for a whole table or nothing), how far it is set in, after a
    blank.
    """

    words: str
    mark: str = ""
    indent: int = 0
    after_blank: bool = True
    before_blank: bool = True
    underlined: bool = False
    width: int = 0


def read_text(text: str, *, marks: bool = False) -> ImportedText:
    """A plain text; with `marks` one whose Markdown within the lines is meant."""
    kept, comments = _without_comments(text)
    kept, fused = _parted(kept)
    lines = _joined(list(_lines(kept, literal if not marks else _as_is)))
    title, lines = _title(lines)
    body = _printed(_with_headings(lines))
    notes = tuple(f"the heading `{head}` ran into its text; a line break was put after it" for head in fused)
    return ImportedText(title, body, kept if fused else text, comments, notes=notes)


def _as_is(words: str) -> str:
    return words


def _without_comments(text: str) -> tuple[str, tuple[Dropped, ...]]:
    """A text of Google Docs without its comments: `[a]` in the text, and `[a]` before each comment at its end."""
    lines = text.rstrip("\n").split("\n")
    begin = len(lines)
    while begin and (_COMMENT.match(lines[begin - 1]) or not lines[begin - 1].strip()):
        begin -= 1
    noted = {
        match[1]: (line, number)
        for number, line in enumerate(lines[begin:], start=begin + 1)
        if (match := _COMMENT.match(line))
    }
    above = "\n".join(lines[:begin])
    if not noted or not all(f"[{mark}]" in above for mark in noted):
        return text, ()
    dropped = tuple(Dropped("comment", line, f"line {number}") for line, number in noted.values())
    for mark in noted:
        above = above.replace(f"[{mark}]", "")
        dropped = (*dropped, Dropped("comment", f"[{mark}]", "the mark in the text"))
    return above + "\n", dropped


_FUSED = re.compile(
    r"(?m)^(?P<head>[ \t]*\d{1,2}[.)]?[ \t]+(?:[^\n.;:]{2,80}?[a-z?]{2}"
    r"|[A-Z0-9 ,&/’'()-]{3,70}[A-Z)]))(?=(?P<next>[A-Z][a-z’']+|[A-Z](?= ))[ ,][^\n]{30})"
)


def _parted(text: str) -> tuple[str, list[str]]:
    """A text in which numbered headings that ran into their paragraph (`5. SecurityOur servers …`) stand alone.

    Only where the second word stands by itself elsewhere in the text, so that names such as GitHub stay whole.
    """
    said = set(re.findall(r"[^\W\d_]+", text))
    fused: list[str] = []

    def parted(match: re.Match[str]) -> str:
        capitals = match["head"].isupper()
        if not capitals and (
            match["next"].rstrip("’'") not in said or (match["head"][-1] != "?" and not _is_word(match["head"], said))
        ):
            return match[0]
        fused.append(match["head"].strip())
        return f"\n{match['head']}\n\n"

    return _FUSED.sub(parted, text), fused


def _is_word(head: str, said: set[str]) -> bool:
    last = re.findall(r"[^\W\d_]+", head)[-1]
    return last in said or len(last) > 5 or last.lower() in said


# Lines --------------------------------------------------------------------------------------------------------------


def _lines(text: str, shown: Callable[[str], str]) -> Iterator[_Line]:
    """The lines with words, and tables as one line each."""
    raw = text.split("\n")
    place, blank = 0, True
    while place < len(raw):
        rows, after = _rows(raw, place)
        if rows:
            head, *others = rows if _is_head(rows) else [[""] * len(rows[0]), *rows]
            yield _Line(
                table([shown(cell) for cell in head], [[shown(cell) or " " for cell in row] for row in others]), "|"
            )
            place, blank = after, True
            continue
        line = raw[place]
        place += 1
        if not line.strip() or _RULE.fullmatch(line):
            blank = True
            continue
        following = raw[place] if place < len(raw) else ""
        underlined = bool(_RULE.fullmatch(following)) and len(line.split()) < 12
        yield _line(line, shown, blank, not following.strip() or bool(_RULE.fullmatch(following)), underlined)
        blank = False


def _line(line: str, shown: Callable[[str], str], after_blank: bool, before_blank: bool, underlined: bool) -> _Line:
    expanded = line.replace("\t", "    ")
    indent = len(expanded) - len(expanded.lstrip())
    if bullet := _BULLET.match(line):
        return _Line(shown(line[bullet.end() :].strip()), "-", indent, after_blank, before_blank, width=len(expanded))
    if number := _NUMBER.match(line):
        words = shown(line[number.end() :].strip())
        return _Line(words, number[2], indent, after_blank, before_blank, underlined, len(expanded))
    words = shown(" ".join(line.split()))
    return _Line(words, "", indent, after_blank, before_blank, underlined, len(expanded))


def _rows(raw: Sequence[str], start: int) -> tuple[list[list[str]], int]:
    """The table that begins at a line and the line after it; no rows where none begins."""
    for is_row, cells_of in _CELLS:
        rows: list[list[str]] = []
        place = start
        while place < len(raw) and (is_row(raw[place]) or (rows and _RULE_ROW.fullmatch(raw[place]))):
            if not _RULE_ROW.fullmatch(raw[place]):
                cells = [" ".join(cell.split()) for cell in cells_of(raw[place])]
                if rows and len(cells) > len(rows[0]):
                    break
                rows.append(cells)
            place += 1
        fits = (
            len(rows) >= 2
            and 2 <= len(rows[0]) <= _MOST_COLUMNS
            and all(row[0] and not _BULLET.match(row[0] + " x") for row in rows)
        )
        if fits and not all(_NUMBER.fullmatch(f"{row[0]} ") or re.fullmatch(r"\(?\w{1,2}[.)]", row[0]) for row in rows):
            return [row + [""] * (len(rows[0]) - len(row)) for row in rows], place
    return [], start


_RULE_ROW = re.compile(r"\s*[|+]?\s*:?[-=]{2,}:?\s*(?:[|+]\s*:?[-=]{2,}:?\s*)*[|+]?\s*")


def _is_head(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: short words without numbers, above rows that have more to say."""
    first = rows[0]
    return all(cell and len(cell) <= 60 and not re.search(r"\d|[.;]\Z", cell) for cell in first)


def _joined(lines: Sequence[_Line]) -> list[_Line]:
    """Lines that were broken at a width put together again."""
    done: list[_Line] = []
    widest = max((line.width for line in lines if line.mark != "|"), default=0)
    for line in lines:
        before = done[-1] if done else None
        if before and _goes_on(before, line, widest):
            words = f"{before.words} {line.words}"
            done[-1] = _Line(words, before.mark, before.indent, before.after_blank, line.before_blank, width=line.width)
        else:
            done.append(line)
    return done


def _goes_on(before: _Line, line: _Line, widest: int) -> bool:
    """Whether a line continues the one before: no blank between, no mark of its own, and the line before was full."""
    if line.after_blank or line.mark or before.mark == "|" or before.underlined or _CONTACT.match(line.words):
        return False
    full = 60 < widest < 140 and before.width > 0.72 * widest
    unended = not _ENDING.search(before.words) or before.words[-1] in ",;"
    return (full and (unended or before.width > widest - 15)) or line.words[:1].islower()


# Headings -----------------------------------------------------------------------------------------------------------


def _title(lines: list[_Line]) -> tuple[str, list[_Line]]:
    """The first line, if it can be a title."""
    first = lines[0] if lines else None
    is_title = (
        first
        and not first.mark
        and len(first.words) <= _LONGEST_HEADING
        and not _ENDING.search(first.words)
        and "@" not in first.words
    )
    if not (first and is_title):
        return "", lines
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", first.words), lines[1:]


def _with_headings(lines: Sequence[_Line]) -> list[tuple[str, int, str, str]]:
    """Each line as kind (`heading`, `item`, `table`, `text`), depth, mark and words."""
    capitals = sum(_is_capital(line) for line in lines)
    numbered = [line for line in lines if _is_numbered_heading(line, lines)]
    done: list[tuple[str, int, str, str]] = []
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        if line.mark == "|":
            done.append(("table", 0, "", line.words))
        elif line in numbered:
            depth = 2 + line.mark.rstrip(".):").count(".")
            done.append(("heading", min(depth, 6), line.mark, line.words))
        elif not line.mark and following is not None and _is_heading(line, following, has_numbers=bool(numbered)):
            deeper = 1 if (numbered or (capitals and not _is_capital(line))) and not _is_capital(line) else 0
            done.append(("heading", 2 + deeper, "", line.words))
        elif line.mark:
            done.append(("item", line.indent, line.mark, line.words))
        else:
            done.append(
                (
                    "text" if line.after_blank or not done or done[-1][0] != "text" else "close",
                    line.indent,
                    "",
                    line.words,
                )
            )
    return done


def _is_capital(line: _Line) -> bool:
    return not line.mark and line.words.isupper() and len(line.words) <= _LONGEST_HEADING


def _is_numbered_heading(line: _Line, lines: Sequence[_Line]) -> bool:
    """Whether a numbered line is the heading of a section: short, no sentence, and not one of a list without a gap."""
    if (
        not line.mark
        or line.mark in "-|"
        or len(line.words) > _LONGEST_HEADING
        or _ENDING.search(line.words.rstrip("?"))
    ):
        return False
    place = next(at for at, one in enumerate(lines) if one is line)
    following = lines[place + 1] if place + 1 < len(lines) else None
    in_list = any(one is not None and one.mark not in ("", "-", "|") and not line_gap for one, line_gap in (
        (lines[place - 1] if place else None, line.after_blank),
        (following, following is not None and following.after_blank),
    ))  # fmt: skip
    return following is not None and not in_list and (line.underlined or line.words[:1].isupper())


def _is_heading(line: _Line, following: _Line, *, has_numbers: bool) -> bool:
    """Whether a line without a mark is a heading: capitals, underlined, or a short title alone above a text."""
    words = line.words
    if len(words) > _LONGEST_HEADING or not re.search(r"[A-Za-zÀ-ÿ]{2}", words) or _CONTACT.search(words):
        return False
    if re.search(r"\b(?:19|20)\d\d\b|\w: \w", words):
        return False  # a day, or a label and its value
    if line.underlined or (words.isupper() and line.after_blank and not _ENDING.search(words)):
        return True
    if _ENDING.search(words.rstrip("?")) or not line.after_blank or line.indent > 3 or not words[0].isupper():
        return False
    alone = line.before_blank or (following.mark != "|" and len(following.words) > 60)
    capitalised = [word for word in re.findall(r"[A-Za-zÀ-ÿ'’-]+", words) if word.lower() not in _SMALL]
    titled = bool(capitalised) and (
        all(word[0].isupper() for word in capitalised) or len(words.split()) <= (4 if has_numbers else 7)
    )
    return (
        alone
        and titled
        and (
            following.mark == "-"
            or len(following.words) > len(words)
            or following.mark == "|"
            or _ENDING.search(following.words) is not None
        )
    )


def _printed(pieces: Sequence[tuple[str, int, str, str]]) -> str:
    out: list[str] = []
    indents: list[int] = []
    last = ""
    for kind, depth, mark, words in pieces:
        if kind == "heading":
            line = f"{'#' * depth} {mark + ' ' if mark else ''}{_in_heading(words)}"
        elif kind == "item":
            indents = [*[one for one in (indents if last == "item" else []) if one < depth], depth][:4]
            plain = re.fullmatch(r"\d{1,3}[.)]", mark)
            line = "    " * (len(indents) - 1) + (f"{mark} {words}" if mark == "-" or plain else f"- {mark} {words}")
        else:
            line = words
        if kind == "close" and out:
            out[-1] += "  "
            out.append(line)
        else:
            out += [line] if not out or (kind == last == "item") else ["", line]
        last = "text" if kind == "close" else kind
    return "\n".join(out) + "\n"


def _in_heading(words: str) -> str:
    return re.sub(r"\A(\d+)\\([.)])", r"\1\2", words)
