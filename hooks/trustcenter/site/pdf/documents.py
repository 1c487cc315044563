"""Writes the Typst source of the PDF of a version, of its redline, and of all policies in effect, and of the card.

`site.pdf.files` calls the functions here and hands the bytes to a compiler.  A source depends on its arguments
alone, so the same center gives the same PDF everywhere.  Every sheet carries the title, the version, from when to when
it is in force, its permanent address and the SHA-256 of its text; the text as it was published is attached.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from urllib.parse import urljoin

from trustcenter.comparing.redline import NEVER_FOLD, redline, shown
from trustcenter.markdown.to_html import render
from trustcenter.model.heads import head_on
from trustcenter.model.languages import direction
from trustcenter.model.versions import Version
from trustcenter.site.pages.version import publisher, site_then
from trustcenter.site.pages.version_print import in_force
from trustcenter.site.pages.view import View, body_of, text_of
from trustcenter.site.pdf.typst_content import Address, content, text

_TOP, _SIDE = 68, 62
"""The margins of a sheet in points, as `document.typ` has them in millimetres (24 and 22)."""
_ACCENT = "#1f4e79"
"""The colour of a card where a center has no accent of its own."""
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF: its name, its text, its media type, and what it is in a few words."""

    name: str
    text: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every sheet of a document besides its text, and in its metadata.

    `foot` are the lines at the bottom, `day` is the date of the document.
    """

    title: str
    head: str
    foot: Sequence[str]
    author: str
    summary: str
    day: date
    language: str
    attached: Sequence[Attachment] = ()


def version_source(view: View, version: Version, *, after: Sequence[str] = ()) -> bytes:
    """The source of the PDF of one version; `after` is Typst code behind the text."""
    url = f"policies/{version.name}/"
    html = text_of(_then(view, version), version, url).html
    markdown = Attachment(
        f"{version.policy}-{version.id}.md", version.text, "text/markdown", view.t.plain("pdf.markdown")
    )
    sheet = Sheet(
        version.title, _numbered(view, version), _foot(view, version, url), publisher(version), version.summary,
        version.public_from, _language(view, version), (markdown,),
    )  # fmt: skip
    return _source(sheet, [_opening(view, version), content(html, _address(view, url)), *after])


def redline_source(view: View, version: Version, before: Version) -> bytes:
    """The source of the PDF of what a version changed, compared with the one before it."""
    url = f"policies/{version.name}/redline/"
    source, site = f"policies/{version.policy}/", site_then(view, version, before)
    texts = [render(body_of(one.text), source=source, page=url, site=site) for one in (before, version)]
    marked = redline(texts[0].parts, texts[1].parts)
    title = view.t.plain("redline.title", policy=version.title)
    legend = view.t.plain(
        "pdf.legend", old=before.number, old_day=view.t.day(before.effective), new=version.number,
        new_day=view.t.day(version.effective),
    )  # fmt: skip
    told = legend if marked.changed else f"{legend} {view.t.plain('redline.unchanged')}"
    sheet = Sheet(
        title, _numbered(view, version), _foot(view, version, url), publisher(version), "", version.public_from,
        _language(view, version),
    )  # fmt: skip
    return _source(
        sheet, [f"par(note({text(told)}))", content(shown(marked, fold=NEVER_FOLD).html, _address(view, url))]
    )


def signed_source(
    view: View, version: Version, boxes: Sequence[tuple[str, int, int]], *, left: int, width: int
) -> bytes:
    """The source of a version with a last page to sign; `boxes` are label, top and height of each field, in points.

    It claims no standard, because fields are added to it.
    """
    page = [
        "pagebreak()",
        f'par(text(weight: "bold", size: 14pt, {text(view.t.plain("pdf.sign_title", title=version.title))}))',
        f"par({text(view.t.plain('pdf.sign_about', number=version.number, day=view.t.day(version.effective)))})",
        f"par(note({text(f'SHA-256 {version.served_sha256}')}))",
    ]
    for label, top, height in boxes:
        page += [
            f"place(top + left, dx: 0pt, dy: {top - _TOP + 8}pt, {text(label)})",
            f"place(top + left, dx: {left - _SIDE}pt, dy: {top - _TOP}pt,"
            f" rect(width: {width}pt, height: {height}pt, stroke: 0.5pt + luma(40%)))",
        ]
    return version_source(view, version, after=page)


def center_source(view: View) -> bytes:
    """The source of one PDF with the text of every policy in effect on the day of the view, with a list of contents."""
    day = view.t.day(view.snapshot.day)
    title = view.t.plain("pdf.center", name=view.name)
    head = view.t.plain("pdf.center_on", name=view.name, day=day)
    published = view.t.plain("pdf.published", head=head_on(view.center.archive, view.snapshot.day))
    foot = (view.site_url, published) if view.site_url else (published,)
    sheet = Sheet(title, head, foot, view.name, "", view.snapshot.day, view.t.language)
    parts = [f"par({text(head)})", "outline(depth: 1, title: none)"]
    for policy, version in sorted(view.snapshot.in_effect.items()):
        url = f"policies/{version.name}/"
        html = text_of(_then(view, version), version, url).html
        parts += [
            "pagebreak(weak: true)",
            f"heading(level: 1, {text(version.title)})",
            *(f"par(note({text(line)}))" for line in (_numbered(view, version), *_foot(view, version, url))),
            content(html, _address(view, url), prefix=f"{policy}:", top=2),
        ]
    return _source(sheet, parts)


def card_source(view: View, accent: str) -> bytes:
    """The source of the picture that chats and social networks show beside a link: 1200 × 630 pixels (ogp.me)."""
    colour = accent or _ACCENT
    address = view.site_url.partition("://")[2].rstrip("/")
    return f"""
#set page(width: 1200pt, height: 630pt, margin: 80pt, fill: white)
#set text(size: 34pt, fill: rgb("#333333"))
#place(top + left, dx: -80pt, dy: -80pt, rect(width: 1200pt, height: 24pt, fill: rgb({text(colour)})))
#v(1fr)
#text(size: 84pt, weight: "bold", fill: rgb("#111111"), {text(view.name)})
#v(24pt)
#text(size: 48pt, {text(view.t.plain("pdf.card"))})
#v(1fr)
#text({text(address)})
""".encode()


def _then(view: View, version: Version) -> View:
    """The view in which links of a version lead to the other policies as they stood then."""
    return replace(view, site=site_then(view, version))


def _opening(view: View, version: Version) -> str:
    """What a document begins with below its title: the summary, and which passages were redacted when."""
    lines = [version.summary] if version.summary else []
    lines += [view.t.plain("version.redacted", day=view.t.day(redaction.announced)) for redaction in version.redactions]
    return "\n".join(f"par(emph({text(line)}))" for line in lines)


def _numbered(view: View, version: Version) -> str:
    withdrawn = version.name in view.snapshot.withdrawn
    named = {"policy": version.title, "number": version.number}
    if withdrawn:
        return view.t.plain("version.printed_withdrawn", **named)
    return view.t.plain("version.printed", day=view.t.day(version.effective), **named)


def _foot(view: View, version: Version, url: str) -> list[str]:
    address = [view.site_url + url] if view.site_url else []
    hashed = f"SHA-256 {version.served_sha256}"
    return [in_force(view, version), *address, hashed]


def _language(view: View, version: Version) -> str:
    """The language of a version; that of the interface where it states none."""
    return version.lang or view.t.language


def _address(view: View, url: str) -> Address:
    base = view.site_url + url

    def led(href: str) -> str:
        if href.startswith(_ADDRESSES):
            return href
        return urljoin(base, href) if view.site_url else ""

    return led


def _source(sheet: Sheet, parts: Iterable[str]) -> bytes:
    language, _, _ = sheet.language.partition("-")
    day = f"datetime(year: {sheet.day.year}, month: {sheet.day.month}, day: {sheet.day.day})"
    attached = "".join(
        f"(name: {text(one.name)}, text: {text(one.text)}, type: {text(one.type)}, about: {text(one.about)}),"
        for one in sheet.attached
    )
    setting = (
        f"title: {text(sheet.title)}, language: {text(language)},"
        f" direction: {direction(sheet.language)}, author: {text(sheet.author)},"
        f" summary: {text(sheet.summary)}, day: {day}, head: {text(sheet.head)},"
        f" foot: ({''.join(f'{text(line)},' for line in sheet.foot)}), attached: ({attached})"
    )
    body = "\n".join(["title()", *parts])
    return f"{_preamble()}\n#show: document-of.with({setting})\n#{{\n{body}\n}}\n".encode()


@cache
def _preamble() -> str:
    return files("trustcenter").joinpath("theme/pdf/document.typ").read_text("utf-8")
