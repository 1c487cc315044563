"""The frame around pages: cut once for each shape, and filled as if each page had been put into it by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcenter.site import csp, page_frame
from trustcenter.site.page_frame import FrameShape, as_lazy, body, contents, cut, filled, stand_in
from trustcenter.site.pages import Page

AROUND = """<html><head><meta charset="utf-8"><title>{title}</title><script>frame()</script>{inline}{head}</head><body>
<a href="../../{url}">{title}</a><a href="#{first}">skip</a>{deep}{flat}
<article class="md-content__inner">{html}</article><script src="{url}x.js"></script></body></html>"""
INLINE = ("", "<style>a{}</style>", "<script>own(%s)</script>")
TOC = ({"level": 2, "id": "a", "name": "A &amp; b", "html": "", "children": []},)


def framed(page: Page, inline: str) -> str:
    """What a generator makes of a page, menus included."""
    deep, flat = contents(page.toc), contents(page.toc, deep=False)
    first = page.toc[0]["id"] if page.toc else ""
    title = page_frame.escape(page.title)
    return AROUND.format(
        title=title, url=page.url, first=first, deep=deep if page.toc else "", flat=flat if page.toc else "",
        head=page.head, html=page.html, inline=inline.replace("%s", title),
    )  # fmt: skip


PAGES = st.builds(
    Page, st.sampled_from(["policies/a/2026-01-01/", "policies/tc/b/"]), st.sampled_from(["A & b", "<i>", "tc-stand"]),
    st.sampled_from(["<p>x</p>", "</article><script>evil()</script>", '<h1 id="tc-stand-in-html"></h1>']),
    st.just(date.min), st.sampled_from([(), TOC]), st.booleans(), st.just(()),
    st.sampled_from(["<style>@page{}</style>", "<link rel=x>", '<script type="application/ld+json">{}</script>']),
)  # fmt: skip


@given(PAGES, st.sampled_from(INLINE), st.booleans())
def test_a_filled_frame_is_what_a_generator_would_have_put_around_the_page(page: Page, inline: str, policy: bool):
    one = as_lazy(body(page))
    got = filled(cut(framed(stand_in(one.shape), inline), one.shape, policy=policy), one)
    wanted = framed(page, inline)
    if not policy:
        assert got == wanted
        return
    without = Page(page.url, page.title, "", page.updated, page.toc, page.listed, (), page.head)
    assert got == csp.placed(wanted, csp.meta(csp.inline(framed(without, inline))))


@pytest.mark.parametrize("inline", INLINE)
def test_a_policy_knows_the_scripts_and_styles_of_the_page_it_is_for(inline: str):
    page = Page("policies/a/b/", "Title", "<script>evil()</script>", date.min, head="<style>own{}</style>")
    one = as_lazy(body(page))
    html = filled(cut(framed(stand_in(one.shape), inline), one.shape, policy=True), one)
    allowed = {content for _, content in csp.inline(html)}
    assert {"frame()", "own{}"} <= allowed
    assert ("own(Title)" in allowed) is ("own(" in inline)
    assert csp.with_policy(html.replace(csp.meta(csp.inline(html)), "")) == html


def test_where_a_script_of_the_frame_names_the_page_each_page_has_a_policy_of_its_own():
    shape = FrameShape("policies", 3, listed=False, contents=False, head=False)
    plain, naming = (framed(stand_in(shape), inline) for inline in INLINE[1:])
    assert cut(plain, shape, policy=True).inline == csp.inline(plain)
    assert cut(naming, shape, policy=True).inline is None
