"""The rules for a built site. `check_site` takes its files as bytes and returns problems.

`cli.check --site` calls it. It needs neither the repository nor a date, so a downloaded copy can be checked as well.

To add a rule: write it here, add it to `SITE_RULES`, seed its fault in `tests/test_site_check.py` and give it a heading
in the manual.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping

from trustcenter.model.problems import Problem, Severity, Where, in_order
from trustcenter.model.similarity import nearest
from trustcenter.site_check import other_hosts
from trustcenter.site_check.built_site import NOT_FOUND, Built, Link, Page, Target, every_link, read_built, target
from trustcenter.site_check.other_hosts import is_loaded
from trustcenter.site_check.page_texts import differences

SUMS = "SHA256SUMS"
_SCHEMES = ("https:", "mailto:", "tel:")
_LEFTOVER = re.compile(r"\{\{[^{}\n]{0,80}\}{0,2}|\{%[^{}\n]{0,80}(?:%\})?|\[insert\b[^\]\n]{0,80}\]?", re.IGNORECASE)
SiteRule = Callable[[Built], Iterator[Problem]]


def check_site(files: Mapping[str, bytes], *, site_url: str = "") -> tuple[Problem, ...]:
    """Every problem of a built site, ordered by file and line."""
    site = read_built(files, site_url=site_url)
    return in_order(problem for rule in SITE_RULES for problem in rule(site))


# Reading -----------------------------------------------------------------------------------------------------------


def unreadable_file(site: Built) -> Iterator[Problem]:
    """Machines can read every feed, list and calendar and all open data."""
    yield from site.unreadable


def untitled_page(site: Built) -> Iterator[Problem]:
    """Every page has a title, a language and exactly one heading of the first level."""
    for page in site.judged():
        missing = {"a title": page.title, "a language": page.lang, "a heading of the first level": page.headings}
        for what, value in missing.items():
            if not value:
                yield Problem(
                    Where(page.path, 1), "untitled-page", f"the page has no {what.partition(' ')[2]}", f"give it {what}"
                )
        for line in page.headings[1:]:
            message = "the page has another heading of the first level"
            yield Problem(Where(page.path, line), "untitled-page", message, "make it one of the second level")


def duplicate_anchor(site: Built) -> Iterator[Problem]:
    """An id stands once in a page, so that a link to it leads to one place."""
    for page in site.pages.values():
        for text in page.repeated:
            message = f"the id {text.words} stands in the page already"
            yield Problem(Where(page.path, text.line), "duplicate-anchor", message, "give it an id of its own")


def leftover_template(site: Built) -> Iterator[Problem]:
    """No page shows what a template or an author left behind: `{{ … }}`, `{% … %}` or `[insert …]`.

    Code may show it, and so may what stands word for word in a published text.
    """
    for page in site.pages.values():
        for text in page.leftovers:
            for match in _LEFTOVER.finditer(text.words):
                if match[0] not in site.sealed:
                    message = f"`{match[0].strip()}` was left behind"
                    yield Problem(Where(page.path, text.line), "leftover-template", message, "write what belongs there")


# Links -------------------------------------------------------------------------------------------------------------


def broken_link(site: Built) -> Iterator[Problem]:
    """Every link, anchor and address leads to something that the site has.

    Where a published text is kept, a link that the text itself names cannot be mended: it is a warning there.
    """
    for at, path, link in every_link(site):
        destination = target(link.href, at=at, site_url=site.site_url)
        if wrong := _broken(site, link, destination):
            yield Problem(Where(path, link.line), "broken-link", *wrong, _severity(site, at, link))


def _broken(site: Built, link: Link, destination: Target) -> tuple[str, str] | None:
    """(message, hint) for a link that leads nowhere; None for a good one."""
    if destination.kind == "outside":
        return f"`{link.href}` leads out of the site's folder", "a site links to itself and to https addresses only"
    if destination.kind == "malformed":
        return f"`{link.href}` is no address", "write the whole address"
    if destination.kind == "host" and link.tag == "feed" and link.rel in ("", "alternate", "self") and site.site_url:
        return f"`{link.href}` does not lead to this site", f"its pages are below {site.site_url}"
    if destination.kind != "inside":
        return None
    if destination.url not in site.urls:
        return f"`{link.href}` leads to nothing", _hint(site, destination.url)
    if destination.anchor:
        ids = site.ids(destination.url)
        if ids is not None and destination.anchor not in ids:
            guess = nearest(destination.anchor, ids, least=75)
            hint = f"did you mean #{guess}?" if guess else "link to the page, or to an anchor it has"
            return f"`{link.href}`: that page has no anchor {destination.anchor}", hint
    return None


def _hint(site: Built, url: str) -> str:
    if f"{url}/" in site.urls:
        return "the address of a page ends with /"
    guess = nearest(url, site.urls, least=75)
    return f"did you mean {guess}?" if guess else "link to something that exists"


def _severity(site: Built, at: str, link: Link) -> Severity:
    archived = at in site.pages and site.unlisted(at)
    words = link.href if "://" in link.href else link.href[link.href.find("#") :]
    return (
        Severity.WARNING if archived and ("#" in words or "://" in words) and words in site.sealed else Severity.ERROR
    )


def orphan_page(site: Built) -> Iterator[Problem]:
    """Every page can be reached from the home page by following links; the page for wrong addresses needs none."""
    reached, waiting = {""}, [""]
    while waiting:
        page = site.pages.get(waiting.pop())
        for url in _leads_to(site, page) - reached if page else ():
            reached.add(url)
            waiting.append(url)
    for page in site.judged():
        if page.url not in reached and page.url != NOT_FOUND:
            message = "no way leads from the home page to this page"
            yield Problem(Where(page.path), "orphan-page", message, "link to it from a page that can be reached")


def _leads_to(site: Built, page: Page) -> set[str]:
    """The other pages that a page links to."""
    hrefs = {link.href for link in page.links if link.tag in ("a", "area") and not link.href.startswith("#")}
    return {target(href, at=page.url, site_url=site.site_url).url for href in hrefs}


def unsafe_link(site: Built) -> Iterator[Problem]:
    """Links are relative, or lead to https, mailto or tel."""
    for _, path, link in every_link(site):
        named = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", link.href)
        if not is_loaded(link) and (link.href.startswith("//") or (named and named[0].lower() not in _SCHEMES)):
            message = f"`{link.href}` is not a link that everybody can follow safely"
            yield Problem(Where(path, link.line), "unsafe-link", message, "use an https address")


# Other hosts -------------------------------------------------------------------------------------------------------


def third_party(site: Built) -> Iterator[Problem]:
    """A page loads from another host only what its content security policy allows, and the site says from which."""
    yield from other_hosts.blocked(site)
    yield from other_hosts.used(site)


def inline_handler(site: Built) -> Iterator[Problem]:
    """No element has a script in an attribute, such as `onclick`, so that a strict content policy can be set."""
    for page in site.pages.values():
        for text in page.handlers:
            message = f"`{text.words[:60]}` is a script in an attribute"
            yield Problem(Where(page.path, text.line), "inline-handler", message, "move it to a script file")


# Lists -------------------------------------------------------------------------------------------------------------


def wrong_listing(site: Built) -> Iterator[Problem]:
    """The sitemap names every page that is to be found and nothing else; search finds no page that is not.

    A site without an address of its own has no sitemap.
    """
    named = {}
    for link in site.listed:
        named[target(link.href, at="", site_url=site.site_url).url] = link
        if wrong := _wrong_entry(site, link):
            yield Problem(Where("sitemap.xml", link.line), "wrong-listing", *wrong)
    for page in site.judged() if site.site_url else ():
        if page.url not in named and page.url != NOT_FOUND and not site.unlisted(page.url):
            yield Problem(Where(page.path), "wrong-listing", "the sitemap does not name this page", "list it")
    for url in sorted({link.href.partition("#")[0] for link in site.indexed}):
        if url in site.pages and site.unlisted(url):
            message = f"search finds {url}, which is to be found by links only"
            yield Problem(Where("search/search_index.json"), "wrong-listing", message, "exclude it from search")


def _wrong_entry(site: Built, link: Link) -> tuple[str, str] | None:
    destination = target(link.href, at="", site_url=site.site_url)
    if destination.kind != "inside" or destination.url not in site.pages:
        return f"the sitemap names {link.href}, which is no page of this site", "list only pages that exist"
    if destination.url == NOT_FOUND or site.unlisted(destination.url):
        return f"the sitemap names {link.href}, which is to be found by links only", "take it out of the sitemap"
    return None


def wrong_sum(site: Built) -> Iterator[Problem]:
    """Every file is named in `SHA256SUMS`, where there is one, with the hash it has, and no other file is."""
    if SUMS not in site.files:
        return
    named = {SUMS}
    for number, line in enumerate(site.files[SUMS].decode("utf-8", "replace").splitlines(), start=1):
        match = re.fullmatch(r"([0-9a-f]{64}) [ *](?:\./)?(.+)", line)
        named.add(match[2] if match else "")
        if not match:
            message, hint = "the line names no hash and file", "write the list with sha256sum"
        elif match[2] not in site.files:
            message, hint = f"there is no {match[2]}", "restore the file, or build the site anew"
        elif hashlib.sha256(site.files[match[2]]).hexdigest() != match[1]:
            message, hint = f"{match[2]} has another hash", "restore the file, or build the site anew"
        else:
            continue
        yield Problem(Where(SUMS, number), "wrong-sum", message, hint)
    for path in site.files:
        if path not in named and site.own(path):
            yield Problem(Where(path), "wrong-sum", f"{SUMS} does not name this file", "write the list last")


def altered_page(site: Built) -> Iterator[Problem]:
    """The page of a version, and that of a policy, says what the text beside it says."""
    yield from altered({path: data for path, data in site.files.items() if site.own(path)})


def altered(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """A problem for each page of some files that says something else than the text beside it."""
    for page, text, line, shown, written in differences(files):
        message = f"this page says “{shown}” where {text} says “{written}”"
        yield Problem(Where(page, line), "altered-page", message, "delete .cache/ and build the site anew")


SITE_RULES: tuple[SiteRule, ...] = (
    unreadable_file, untitled_page, duplicate_anchor, leftover_template, broken_link, orphan_page, unsafe_link,
    third_party, inline_handler, wrong_listing, wrong_sum, altered_page,
)  # fmt: skip
