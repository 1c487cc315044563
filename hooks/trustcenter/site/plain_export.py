"""Writes the site as plain Markdown and static files, which any page generator can build (DESIGN §9).

`cli.render` calls `own` and `plain`; `plain` returns every file by path. A page is a Markdown file at
`pages/<url>index.md`: front matter, then one block of HTML that Markdown leaves unchanged, or the filled text of a
company's own page. Files served as they are go to `static/`; `mkdocs.yml` and `theme/` build the site with stock
MkDocs.
"""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from io import StringIO
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import yaml
from jinja2 import Environment, PackageLoader

from trustcenter.markdown.code import without_code
from trustcenter.markdown.to_html import relative
from trustcenter.model import phrases
from trustcenter.model.records import sha256
from trustcenter.reading.center import own_url
from trustcenter.reading.site_settings import HIDING_SETTINGS, hiding
from trustcenter.reading.yaml_source import decode, front_matter
from trustcenter.site import csp
from trustcenter.site.build import Outputs, frame, source
from trustcenter.site.host_templates import over_our_frame
from trustcenter.site.menu import nav_of
from trustcenter.site.open_data import sums
from trustcenter.site.pages import Page, weight

PAGES, STATIC, THEME = "pages", "static", "theme"
KEPT_SETTINGS = (
    "site_name", "site_url", "site_description", "site_author", "copyright", "theme", "extra", "extra_css",
    "extra_javascript", "markdown_extensions", "plugins",
)  # fmt: skip
"""The settings of a center's `mkdocs.yml` that are taken over because they shape its pages."""
_TEMPLATES = (".html", ".xml")
_UNWRITABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_PRE = re.compile(r"(<pre\b.*?</pre>)", re.DOTALL)
_LINK = re.compile(r"(?<=\]\()[ \t]*<?([^\s()<>]+)|(?m:(?<=\]:)[ \t]+<?([^\s<>]+))")


@dataclass(frozen=True, slots=True)
class Own:
    """The company's own inputs: `mkdocs.yml`, the pages of `docs/` as written, and other files by path below `docs/`.

    `assets` has no files that `mkdocs.yml` keeps off the site.
    """

    settings: str
    texts: Mapping[str, str]
    assets: Mapping[str, bytes]


def own(settings: str, texts: Mapping[str, bytes], files: Mapping[str, bytes]) -> Own:
    """The company's own inputs, from `mkdocs.yml`, the texts of `data/` and `docs/`, and other files below `docs/`."""
    pages = {path: decode(path, data)[0] for path, data in texts.items() if path.startswith("docs/")}
    is_hidden = hidden(settings)
    return Own(settings, pages, {path: data for path, data in files.items() if not is_hidden(path)})


def hidden(settings: str) -> Callable[[str], bool]:
    """A function that says whether `mkdocs.yml` keeps a path below `docs/` off the site, as MkDocs decides it."""
    return hiding(setting(settings, name) for name in HIDING_SETTINGS)


def setting(settings: str, *route: str) -> Any:
    """The value of `mkdocs.yml` at some keys, with every scalar as text; None if it is not set."""
    value: Any = yaml.load(settings, Loader=yaml.BaseLoader)  # noqa: S506 — makes text, lists and mappings only
    for key in route:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def plain(site: Outputs, own: Own, *, theme: Mapping[str, bytes], day: date) -> dict[str, bytes]:
    """Every file of the export by path; `theme` are templates and styles, this program's and the company's."""
    served = {path: data for path, data in theme.items() if not _is_template(path)}
    later = {path: recipe.make() for path, recipe in site.recipes.items()}
    served = {**served, **site.files, **later, **_sitemap(site, own)}
    served = {path: data for path, data in served.items() if path not in own.assets}
    served[sums.NAME] = sums.sums({path: sha256(data) for path, data in served.items()})
    made: dict[str, bytes] = {f"{STATIC}/{path}": data for path, data in served.items()}
    made |= {f"{PAGES}/{path}": data for path, data in own.assets.items()}
    made |= {f"{PAGES}/{source(url)}": _generated(site.page(url)).encode() for url in site.pages}
    made |= {f"{PAGES}/{path}": text.encode() for path, text in _owned(site, own)}
    made |= {f"{THEME}/{path}": data for path, data in theme.items() if _is_template(path)}
    made["mkdocs.yml"] = _settings(site, own).encode()
    made["README.md"] = _readme(site, own, day).encode()
    return made


def layered(theme: Mapping[str, bytes], own: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of this program's `theme` by path, with those of a company's own `custom_dir` in or over their place.

    The company's templates extend our frame where they were written to extend that of Material.
    """
    made = dict(theme)
    for path, data in own.items():
        made[path] = over_our_frame(data.decode("utf-8", "replace")).encode() if path.endswith(".html") else data
    return made


def _is_template(path: str) -> bool:
    """Whether a file of a theme is read while pages are made, and not served: templates, and what they include."""
    return path.endswith(_TEMPLATES) or any(name.startswith(".") for name in path.split("/"))


# Generated pages ---------------------------------------------------------------------------------------------------


def _generated(page: Page) -> str:
    return f"{_matter(_about(page))}\n{passed_through(page.html)}\n"


def _about(page: Page) -> dict[str, Any]:
    """The front matter of a generated page."""
    about: dict[str, Any] = {"title": page.title, **_place(page.url), "updated": page.updated, "generated": True}
    if not page.listed:
        about |= {"unlisted": True, "robots": "noindex"}
    if not page.listed or not weight(page.url, in_menu=False):
        about["search"] = {"exclude": True}
    if page.toc:
        about["contents"] = _contents(page.toc)
    return about | ({"head": page.head} if page.head else {})


def _place(url: str) -> dict[str, str]:
    """The URL of a page in the front matter of Hugo (`url`) and of Eleventy (`permalink`)."""
    return {"url": f"/{url}", "permalink": f"/{url}"}


def _contents(toc: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A table of contents as the templates of the frame read it."""
    return [
        {
            "title": entry["name"], "url": f"#{entry['id']}", "level": entry["level"],
            "children": _contents(entry["children"]),
        }
        for entry in toc
    ]  # fmt: skip


def passed_through(html: str) -> str:
    """HTML as one block that Markdown leaves unchanged, and the template languages of generators too.

    A blank line would end the block (CommonMark 4.6), so in `<pre>` line ends are written as character references.
    """
    parts = _PRE.split(html)
    escaped = [_spelled(part) if place % 2 else _lines(part) for place, part in enumerate(parts)]
    return re.sub(r"\{(?=[{%#<])", "&#123;", "".join(escaped)).strip()


def _lines(html: str) -> str:
    return re.sub(r"\n\s*\n", "\n", html)


def _spelled(html: str) -> str:
    return html.replace("\t", "&#9;").replace("\n", "&#10;")


def _matter(about: Mapping[str, Any]) -> str:
    lines = [f"{name}: {_scalar(value)}" for name, value in about.items()]
    return "\n".join(["---", *lines, "---", ""])


def _scalar(value: object) -> str:
    """A value as JSON, which is also YAML once the characters that YAML does not allow are escaped."""
    written = value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
    return _UNWRITABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written)


def _sitemap(site: Outputs, own: Own) -> dict[str, bytes]:
    """`sitemap.xml`, also compressed; a generator's own would list every page of the archive."""
    root = setting(own.settings, "site_url")
    if not root:
        return {}
    listed: dict[str, object] = {url: page.updated for url, page in site.pages.items() if page.listed}
    for file in site.filled:
        matter = front_matter(file, own.texts[file])[0].source.value
        if own_url(file) not in site.pages and str(matter.get("unlisted")).lower() != "true":
            listed[own_url(file)] = matter.get("updated") or site.updated
    lines = [
        f"<url><loc>{escape(root.rstrip('/'))}/{escape(url)}</loc><lastmod>{updated}</lastmod></url>"
        for url, updated in sorted(listed.items())
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    text = "\n".join([head, *lines, "</urlset>", ""]).encode()
    return {"sitemap.xml": text, "sitemap.xml.gz": gzip.compress(text, mtime=0)}


# A company's own pages ---------------------------------------------------------------------------------------------


def _owned(site: Outputs, own: Own) -> Iterator[tuple[str, str]]:
    """(path, text) of the company's own pages: filled, at the place of their URL, with links relative to it."""
    sources = {file.removeprefix("docs/"): own_url(file) for file in site.filled}
    files = {path: path for path in (*site.files, *site.recipes)}
    url_by_path = files | sources | {source(url): url for url in site.pages}  # a page before its own Markdown
    for file, filled in site.filled.items():
        url = own_url(file)
        if url in site.pages:  # ours takes its place
            continue
        written, body = _split(file, own.texts[file])
        about = {"title": _title(file, body), **_place(url), "updated": site.updated}
        matter = front_matter(file, own.texts[file])[0].source.value
        more = _matter({name: value for name, value in about.items() if name not in matter})
        text = _relinked(filled, file.removeprefix("docs/"), url, known=url_by_path, assets=own.assets)
        yield source(url), f"{more.removesuffix('---' + chr(10))}{written}---\n\n{text}"


def _split(file: str, text: str) -> tuple[str, str]:
    """The lines of the front matter as written, and the body."""
    body = front_matter(file, text)[0].body
    head = text[: len(text) - len(body)]
    return "".join(line for line in head.splitlines(keepends=True) if line.strip() != "---"), body


def _title(file: str, body: str) -> str:
    """The title of a page that does not set one: its first heading, else its file name."""
    heading = re.match(r"\s*# +(.+?)[ #]*(?:\{[^}\n]*\})?[ \t]*(?:\n|$)", body)
    if heading:
        return re.sub(r"[*_`]", "", heading[1])
    name = posixpath.basename(own_url(file).rstrip("/")).replace("-", " ").replace("_", " ")
    return name.capitalize() if name.islower() else name


def _relinked(text: str, file: str, url: str, *, known: Mapping[str, str], assets: Collection[str]) -> str:
    """A text written at `file`, with links to files replaced by links to URLs, relative to the page at `url`."""
    made, at = [], 0
    for match in _LINK.finditer(without_code(text)):
        group = 1 if match[1] else 2
        start, end = match.span(group)
        made += [text[at:start], _target(text[start:end], file, url, known, assets)]
        at = end
    return "".join([*made, text[at:]])


def _target(link: str, file: str, url: str, known: Mapping[str, str], assets: Collection[str]) -> str:
    """A link to a page or file of `docs/` as a link to its URL; any other link unchanged."""
    path, hash_sign, anchor = link.partition("#")
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else ""
    if joined in known:
        return relative(known[joined], page=url) + hash_sign + anchor
    return relative(joined, page=url) + hash_sign + anchor if joined in assets else link


# What builds it ----------------------------------------------------------------------------------------------------


def _settings(site: Outputs, own: Own) -> str:
    """A `mkdocs.yml` for stock MkDocs: the company's settings that shape pages, without the hook and its folders."""
    root = yaml.compose(own.settings, Loader=yaml.SafeLoader)
    taken_over = [pair for pair in _pairs(root) if pair[0].value in KEPT_SETTINGS]
    by_name = {key.value: node for key, node in taken_over}
    theme = by_name.get("theme")
    named = [] if isinstance(theme, yaml.MappingNode) else _named({"name": theme.value if theme else "material"})
    quiet = ("not_found", "unrecognized_links", "absolute_links", "anchors")
    ours = {
        "docs_dir": PAGES, "site_dir": "site", "use_directory_urls": True,
        "validation": {
            "omitted_files": "ignore", "nav": {"not_found": "ignore"}, "links": dict.fromkeys(quiet, "ignore"),
        },
        "nav": nav_of(site.navigation, lambda target: _exported(target, site, own)),
    }  # fmt: skip
    nodes = [
        ("theme", _mapping([*named, *_pairs(theme), *_named({"custom_dir": THEME})])),
        ("extra", _mapping([*_named({"generator": False}), *_pairs(by_name.get("extra")), *_named(_extra(site))])),
    ]
    whole = _mapping([*taken_over, *((_node(name), node) for name, node in nodes), *_named(ours)])
    return yaml.serialize(whole, Dumper=yaml.SafeDumper, allow_unicode=True, width=120)


def _extra(site: Outputs) -> dict[str, Any]:
    """What the templates of the frame read about the site; MkDocs lists the pages itself."""
    feeds = [{"url": feed.url, "type": feed.type, "title": feed.title, "under": feed.under} for feed in site.alternates]
    return {"trustcenter": frame(site) | {"listed": [], "alternates": feeds}}


_Pair: TypeAlias = tuple[yaml.Node, yaml.Node]


def _pairs(node: yaml.Node | None) -> list[_Pair]:
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def _named(values: Mapping[str, Any]) -> list[_Pair]:
    return [(_node(name), _node(value)) for name, value in values.items()]


def _mapping(pairs: Iterable[_Pair]) -> yaml.MappingNode:
    """A YAML mapping; of several values for a key the last one counts."""
    last = {key.value: (key, value) for key, value in pairs}
    return yaml.MappingNode("tag:yaml.org,2002:map", list(last.values()), flow_style=False)


def _node(value: Any) -> yaml.Node:
    return yaml.SafeDumper(StringIO(), default_flow_style=False).represent_data(value)


def _exported(target: str, site: Outputs, own: Own) -> str:
    """Where a page of the menu lies in the export; an address, and a file that is served as it is, stay as they are."""
    url = own_url(target)
    return source(url) if url in site.pages or f"docs/{target}" in own.texts else target


def _readme(site: Outputs, own: Own, day: date) -> str:
    environment = Environment(loader=PackageLoader("trustcenter", "theme/texts"), keep_trailing_newline=True)  # noqa: S701 — Markdown
    address = setting(own.settings, "site_url") or ""
    parts = urlsplit(address)
    return environment.get_template("plain.md").render(
        day=phrases.day(day), url=address, origin=f"{parts.scheme}://{parts.netloc}" if parts.netloc else "",
        path=f"{parts.path.rstrip('/')}/", name=setting(own.settings, "site_name") or "",
        policy=csp.policy("", site.sources),
        language=setting(own.settings, "theme", "language") or "en", pages=len(site.pages), strip=site.strip,
    )  # fmt: skip
