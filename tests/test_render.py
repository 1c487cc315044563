"""`trustcenter render`: plain files from which a generator without our hook builds the very same site."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from lxml import html
from markdown_it import MarkdownIt

import needs
import sites
from trustcenter.site import plain_export
from trustcenter.site.build import url

DAY = sites.TODAY.isoformat()
UPDATE = bool(os.environ.get("TRUSTCENTER_UPDATE"))
COMPANY = {
    "docs/index.md": "---\ntitle: Lanternfish\n---\n\nWe record calls.\n",
    "docs/faq.md": """\
# Questions *we* hear

Write to {{ contacts.privacy.email | link }}. Read the [policy](policies/privacy/index.md#how-long),
[more](more/deep.md "In depth"), [data](api/center.json), [this](#why) and <a href="../notices/">notices</a>.
See [the log][log]. ![A lamp](assets/lamp.svg)

## Why

`[code](policies/privacy/index.md)` and

```text
[code](policies/privacy/index.md)
```

stay as they are, and so does {% raw %}{{first_name}}{% endraw %}.

[log]: changelog/index.md
""",
    "docs/more/deep.md": """\
---
title: "Depth: & more"
description: It is deep.
---

Back to [questions](../faq.md#why), [home](../index.md), ![a lamp](../assets/lamp.svg) and [a file](note.txt).
""",
    "docs/more/README.md": "# More\n\n[Deep](deep.md)\n",
    "docs/more/note.txt": "A note.\n",
    "docs/assets/lamp.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>\n',
    "docs/internal/quagga.md": "# Quagga\n\nNot for the public.\n",
    "docs/internal/quagga.txt": "quagga\n",
    "docs/assets/.quagga": "quagga\n",
}


def company(to: Path) -> Path:
    """A small center with pages and files of the company's own, some of which it keeps off the site."""
    root = sites.small(to, COMPANY)
    text = (
        "\n## Braces\n\nHi {% raw %}{{first_name}}{% endraw %}, `{% raw %}{%{% endraw %}`.\n\n```text\na\n\n\tb\n```\n"
    )
    path = "docs/policies/privacy/index.md"
    sites.write(root, {path: sites.SMALL[path] + text})
    sites.edit(root, "mkdocs.yml", "  /changelog/\n", "  /changelog/\n  /internal/\n")
    sites.edit(root, "mkdocs.yml", "plugins:", 'extra:\n  trustcenter:\n    accent: "#1f4e79"\nplugins:')
    sites.edit(root, "mkdocs.yml", "plugins:", "markdown_extensions:\n  - admonition\nplugins:")
    sites.done(sites.publish(root, "--class", "initial", "--effective", "2026-01-05", as_of="2026-01-05"))
    return root


def render(root: Path, to: Path, *, as_of: str = DAY) -> Path:
    sites.done(sites.trustcenter(root, "render", str(to), "--as-of", as_of))
    return to


def stock(folder: Path) -> Path:
    """The site as MkDocs builds it from the plain files, as their README says."""
    settings = (folder / "mkdocs.yml").read_text("utf-8")
    assert "hooks" not in yaml.load(settings, Loader=yaml.BaseLoader)  # noqa: S506 - makes text, lists and mappings only
    assert "mkdocs build --strict\ncp -R static/. site/\n" in (folder / "README.md").read_text("utf-8")
    done = sites.mkdocs(folder, "build", "--strict", env={"PYTHONPATH": ""})
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.copytree(folder / "static", folder / "site", dirs_exist_ok=True)
    return folder / "site"


CENTERS = {
    "root": sites.copy_root, "example": lambda to: sites.copy_example("sms-it", to), "company": company,
}  # fmt: skip


@pytest.fixture(scope="module", params=CENTERS)
def both(request, tmp_path_factory):
    """The site of a center as our hook builds it, and as stock MkDocs does from its plain files."""
    folder = tmp_path_factory.mktemp(request.param)
    root = CENTERS[request.param](folder / "root")
    return sites.build(root, DAY), stock(render(root, folder / "plain"))


def pages(site):
    framed = (path for path in sites.tree(site) if path.endswith(".html") and not path.endswith("/embed/index.html"))
    found = {path: html.fromstring((site / path).read_bytes()) for path in framed}
    assert len(found) > 8
    return found


def words(element):
    """What a reader sees; white space between blocks is none."""
    for block in element.iter("p", "div", "ul", "ol", "table", "section", "blockquote", "h2", "h3"):
        block.tail = f" {block.tail or ''}"
    return " ".join(element.text_content().split())


def told(element, attribute, path):
    """The values of an attribute in an element with the tags that have them; of a link where it leads."""
    found = [(value.getparent().tag, str(value)) for value in element.xpath(f".//@{attribute}")]
    return [(tag, unquote(urljoin(path, value)) if attribute in ("href", "src") else value) for tag, value in found]


# The same site --------------------------------------------------------------------------------------------------------


def test_the_same_urls(both):
    """But for source maps, which another generator copies with the theme."""
    ours, others = (set(sites.tree(site)) for site in both)
    assert ours == {path for path in others if not path.endswith((".css.map", ".js.map"))}


def test_the_same_words_links_and_anchors_in_the_same_order(both):
    ours, others = map(pages, both)
    for path, page in ours.items():
        (mine,), (other,) = page.xpath("//main"), others[path].xpath("//main")
        assert words(other) == words(mine), path
        for attribute in ("href", "src", "id", "class", "datetime", "aria-label"):
            assert told(other, attribute, path) == told(mine, attribute, path), path


def test_the_same_preformatted_text(both):
    ours, others = map(pages, both)
    for path, page in ours.items():
        assert others[path].xpath("//article//pre//text()") == page.xpath("//article//pre//text()"), path


def test_the_same_titles_menus_and_contents(both):
    ours, others = map(pages, both)
    for path, page in ours.items():
        other = others[path]
        assert other.findtext("head/title") == page.findtext("head/title"), path
        for place in ("//header", "//*[contains(@class, 'md-sidebar')]", "//footer", "//*[@class='tc-demo']"):
            assert list(map(words, other.xpath(place))) == list(map(words, page.xpath(place))), path
            wanted = [told(found, "href", path) for found in page.xpath(place)]
            assert [told(found, "href", path) for found in other.xpath(place)] == wanted, path


def test_machines_are_told_the_same(both):
    """But for the referrer policy, which stands beside the content security policy; the README says to send both."""
    ours, others = map(pages, both)
    for path, page in ours.items():
        for place in (
            "//head/link",
            "//head/meta[@name and @name!='referrer']",
            "//head/script[@type='application/ld+json']",
        ):
            wanted = sorted(html.tostring(found, with_tail=False) for found in page.xpath(place))
            assert sorted(html.tostring(found, with_tail=False) for found in others[path].xpath(place)) == wanted, path


def test_the_same_search_and_sitemap(both):
    def entries(site):
        found = json.loads((site / "search/search_index.json").read_text("utf-8"))["docs"]
        return sorted(
            " ".join([entry["location"], unescape(entry["title"]), *entry["text"].split()]).replace("> <", "><")
            for entry in found
        )

    def listed(site):
        text = (site / "sitemap.xml").read_text("utf-8")
        assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()).decode() == text
        return sorted(re.findall(r"<loc>(.*?)</loc>\s*<lastmod>(.*?)</lastmod>", text))

    assert entries(both[0]) == entries(both[1])
    assert len(entries(both[0])) > 8
    assert listed(both[0]) == listed(both[1])
    assert len(listed(both[0])) > 8


def test_the_same_bytes_of_everything_else(both):
    ours, others = map(sites.tree, both)
    apart = {path for path in ours if not path.endswith(".html") and ours[path] != others[path]}
    assert apart <= {"SHA256SUMS", "search/search_index.json", "sitemap.xml", "sitemap.xml.gz"}


def test_the_check_of_a_built_site_finds_nothing_once_the_sums_cover_it(both):
    site = both[1]
    readme = (site.parent / "README.md").read_text("utf-8")
    _, command = re.findall(r"(?ms)^```sh\n(cd site.*?|pip .*?)^```$", readme)
    before = (site / "SHA256SUMS").read_bytes()
    subprocess.run(["bash", "-ec", command], cwd=site.parent, check=True)
    assert sites.done(sites.trustcenter(site, "check", "--site", str(site))) == "no problems found\n"
    (site / "SHA256SUMS").write_bytes(before)


# Other generators -----------------------------------------------------------------------------------------------------

HERE = Path(__file__).parent
RECIPES = ("Hugo", "Eleventy", "Zensical")
NOT_ALL = pytest.mark.parametrize("both", ["root", "company"], indirect=True, scope="module")
"""These two have pages of every kind between them."""


def recipe(text, name):
    """What a person types, as the manual and the README of the plain files say it."""
    (found,) = re.findall(rf"(?ms)^## {name}$\n(?:(?!^## ).)*?^```sh\n(.*?)^```$", text)
    return found


def generator(name, folder):
    """The environment in which a generator can be typed; without it the test is left out, except in CI."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    if name == "Eleventy":
        modules = HERE / "eleventy" / "node_modules"
        found = (modules / "@11ty").is_dir() and shutil.which("npx", path=path)
        (folder / "node_modules").symlink_to(modules, target_is_directory=True)
    else:
        found = shutil.which(name.lower(), path=path)
    if not found:
        needs.without(name, "tests/install-generators")
    return {**os.environ, "PATH": path}


@pytest.fixture(scope="module", params=RECIPES)
def other(request, both, tmp_path_factory):
    """The site as our hook builds it, and as a generator does that knows neither MkDocs nor us."""
    ours, stock_site = both
    folder = tmp_path_factory.mktemp("other") / "plain"
    shutil.copytree(stock_site.parent, folder, ignore=shutil.ignore_patterns("site"))
    typed = recipe((folder / "README.md").read_text("utf-8"), request.param)
    environment = generator(request.param, folder)
    done = subprocess.run(
        ["bash", "-ec", typed], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return ours, folder / "site"


def text_of(page):
    """What stands between the frames: the text of the page."""
    place = [*page.xpath("//article[contains(@class, 'md-content__inner')]"), *page.xpath("//main")][0]
    for frame in place.xpath(".//span[contains(@id, 'tc-content')]"):
        frame.drop_tree()
    place.tag, place.attrib["class"] = "main", ""
    return place


@NOT_ALL
def test_another_generator_makes_the_same_words_links_and_anchors(other):
    ours, others = (sites.tree(site) for site in other)
    for path in [path for path in ours if path.endswith("index.html")]:
        mine, theirs = (text_of(html.fromstring(site[path])) for site in (ours, others))
        assert words(theirs) == words(mine), path
        for attribute in ("href", "src", "id", "datetime"):
            assert told(theirs, attribute, path) == told(mine, attribute, path), path


@NOT_ALL
def test_another_generator_serves_the_same_files(other):
    ours, others = (sites.tree(site) for site in other)
    pages = {path for path in ours if path.endswith("index.html")}
    assert {path for path in others if path.endswith(".html")} == pages
    plain_files = sites.tree(other[1].parent / "static")
    assert {path: others.get(path) for path in plain_files} == plain_files
    assert set(others) <= set(ours)


@NOT_ALL
def test_another_generator_frames_every_page(other):
    """A title and a heading, `noindex` where it must be, and nothing that a content security policy forbids."""
    settings = yaml.load((other[1].parent / "mkdocs.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes text, lists and mappings only
    for path, page in pages(other[1]).items():
        ours = html.fromstring((other[0] / path).read_bytes())
        assert page.findtext("head/title"), path
        assert len(page.xpath("//h1")) == 1, path
        assert page.get("lang") == ours.get("lang")
        robots = page.xpath("//meta[@name='robots']/@content")
        assert robots == ours.xpath("//meta[@name='robots']/@content"), path
        strip = "".join(ours.xpath("//*[@class='tc-demo']//text()")).split()
        assert "".join(page.xpath("//*[@class='tc-demo']//text()")).split() == strip, path
        assert not page.xpath("//*[@style] | //script[not(@src) and @type!='application/ld+json']"), path
        assert page.xpath("//header/a/@href") == [urlsplit(settings["site_url"]).path]
        assert page.xpath("//header/a/text()") == [settings["site_name"]]


def test_the_manual_has_the_very_recipes_of_the_demonstration(tmp_path):
    readme = (render(sites.copy_root(tmp_path / "root"), tmp_path / "plain") / "README.md").read_text("utf-8")
    manual = sites.REPO / "manual" / "render.md"
    for name in RECIPES:
        said = manual.read_text("utf-8")
        if UPDATE:
            manual.write_text(said.replace(recipe(said, name), recipe(readme, name)), "utf-8")
        assert recipe(manual.read_text("utf-8"), name) == recipe(readme, name)


def test_a_name_with_signs_is_still_a_name_in_every_recipe(tmp_path):
    root = sites.published(tmp_path / "root")
    sites.edit(root, "mkdocs.yml", "site_name: ", "site_name: 'Q\"<b>' # ")
    readme = (render(root, tmp_path / "plain") / "README.md").read_text("utf-8")
    for name in RECIPES:
        assert "Q&#34;&lt;b&gt;</a>" in recipe(readme, name)
    assert 'title = "Q\\"' in recipe(readme, "Hugo")


# The plain files ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("written")
    return render(company(folder / "root"), folder / "plain")


def matter(text):
    _, head, body = text.split("---\n", 2)
    return yaml.safe_load(head), body.removeprefix("\n")


def test_every_page_lies_where_its_url_says(written):
    found = {
        path: matter(data.decode()) for path, data in sites.tree(written / "pages").items() if path.endswith(".md")
    }
    assert {"index.md", "faq/index.md", "more/index.md", "more/deep/index.md", "policies/privacy/index.md"} <= set(
        found
    )
    for path, (about, _) in found.items():
        assert about["url"] == about["permalink"] == f"/{url(path)}"
        assert about["title"]
        assert ("robots" in about) == ("unlisted" in about)
    assert found["policies/privacy/2026-01-05/index.md"][0]["robots"] == "noindex"
    assert "robots" not in found["policies/privacy/index.md"][0]


def test_commonmark_leaves_every_generated_page_alone(written):
    for path, data in sites.tree(written / "pages").items():
        if path.endswith(".md"):
            about, body = matter(data.decode())
            if about.get("generated"):
                assert MarkdownIt("commonmark").render(body) == body, path
                assert not re.search(r"\{[{%#<]", body), path


def test_own_pages_are_filled_markdown_with_links_to_urls(written):
    about, body = matter((written / "pages/faq/index.md").read_text("utf-8"))
    assert about["title"] == "Questions we hear"
    assert "Write to [privacy@lanternfish.example](mailto:privacy@lanternfish.example)." in body
    for link in (
        "[policy](../policies/privacy/#how-long)", '[more](../more/deep/ "In depth")', "[data](../api/center.json)",
        "[this](#why)", '<a href="../notices/">', "![A lamp](../assets/lamp.svg)", "[log]: ../changelog/\n",
    ):  # fmt: skip
        assert link in body
    assert body.count("[code](policies/privacy/index.md)") == 2
    about, body = matter((written / "pages/more/deep/index.md").read_text("utf-8"))
    assert (about["title"], about["description"]) == ("Depth: & more", "It is deep.")
    assert "[questions](../../faq/#why), [home](../../)" in body
    assert "![a lamp](../../assets/lamp.svg) and [a file](../note.txt)" in body


def test_the_sums_hold_for_what_is_served_as_it_is(written):
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=written / "static", check=True)
    named = {line.split("  ", 1)[1] for line in (written / "static/SHA256SUMS").read_text("utf-8").splitlines()}
    assert named == set(sites.tree(written / "static")) - {"SHA256SUMS"}


def test_the_very_bytes_of_what_was_published_are_there(written):
    root = written.parent / "root"
    for path, data in sites.tree(root / "docs").items():
        if re.match(r"(?:policies/[^/]+/2|changelog/2)", path):
            assert (written / "static" / path).read_bytes() == data


def test_what_the_settings_keep_off_the_site_stays_off(written):
    assert sites.holding(written, "quagga") == []


def test_nothing_unannounced_is_in_it(tmp_path):
    root = sites.published(tmp_path / "root")
    before = sites.tree(render(root, tmp_path / "before", as_of="2026-02-01"))
    sites.edit(root, "docs/policies/privacy/index.md", "## How long", "## Quagga\n\n## How long")
    sites.edit(root, "data/contacts.yml", "privacy@", "quagga@")
    announced = ("--announce", "2026-03-01", "--class", "material", "--effective", "2026-05-01")
    sites.done(sites.publish(root, "privacy", *announced, as_of="2026-02-01", title="The quagga"))
    assert sites.tree(render(root, tmp_path / "after", as_of="2026-02-01")) == before
    assert sites.holding(render(root, tmp_path / "then", as_of="2026-03-01"), "quagga") != []


def test_the_same_center_and_day_give_the_same_bytes_in_another_folder(written, tmp_path):
    assert sites.tree(render(company(tmp_path / "elsewhere"), tmp_path / "plain")) == sites.tree(written)


@pytest.mark.parametrize("name", ["kept.txt", ".kept"])
def test_a_folder_that_holds_something_is_refused(tmp_path, name):
    root = sites.published(tmp_path / "root")
    sites.write(tmp_path / "full", {name: "Mine.\n"})
    result = sites.trustcenter(root, "render", str(tmp_path / "full"))
    assert result.exit_code == 1
    assert f"is not empty, and nothing is ever overwritten: {name}" in result.output
    assert sites.tree(tmp_path / "full") == {name: b"Mine.\n"}


def test_with_an_error_nothing_is_written(tmp_path):
    root = sites.published(tmp_path / "root")
    sites.edit(root, "data/notice.yml", "30 days", "soon")
    result = sites.trustcenter(root, "render", str(tmp_path / "plain"))
    assert result.exit_code == 1
    assert "data/notice.yml:1:" in result.output
    assert result.output.endswith("nothing was written\n")
    assert not (tmp_path / "plain").exists()


@pytest.mark.parametrize(
    ("settings", "theme"),
    [
        ("site_name: A\n", {"name": "material", "custom_dir": "theme"}),
        ("site_name: A\ntheme: material\n", {"name": "material", "custom_dir": "theme"}),
        ("site_name: A\ntheme: {name: material, custom_dir: mine, language: fr}\n",
         {"name": "material", "language": "fr", "custom_dir": "theme"}),
    ],
)  # fmt: skip
def test_the_settings_that_shape_pages_go_on(tmp_path, settings, theme):
    root = sites.published(tmp_path / "root")
    more = "extra: {generator: true, social: !ENV [A, b]}\nhooks: [x.py]\nwatch: [data]\nedit_uri: blob/\n"
    sites.write(root, {"mkdocs.yml": settings + more, "mine/partials/own.html": "ours"})
    text = (render(root, tmp_path / "plain") / "mkdocs.yml").read_text("utf-8")
    assert "!ENV [A, b]" in text
    said = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes text, lists and mappings only
    assert said["theme"] == theme
    assert (said["site_name"], said["extra"]["generator"], said["docs_dir"]) == ("A", "true", "pages")
    assert not {"hooks", "watch", "edit_uri"} & set(said)


@pytest.mark.parametrize(
    ("file", "found"),
    [("index", ""), ("faq", "faq/"), ("a/index", "a/"), ("a/README", "a/"), ("a/my-index", "a/my-index/")],
)
def test_an_own_page_has_the_url_that_mkdocs_gives_it(file, found):
    assert plain_export.own_url(f"docs/{file}.md") == found


def test_white_space_that_counts_is_written_so_that_markdown_keeps_it():
    said = "<p>a</p>\n\n \n<pre>b\n\n\tc</pre>\n\n<p>{{d}} { e }</p>\n"
    assert plain_export.passed_through(said) == "<p>a</p>\n<pre>b&#10;&#10;&#9;c</pre>\n<p>&#123;{d}} { e }</p>"
