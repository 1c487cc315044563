"""What a company sets up in MkDocs and Material stays as it set it up: templates, menu, styles and scripts of its own."""

import re
from types import MappingProxyType
from urllib.parse import urljoin

import pytest
from lxml import html

import sites
from trustcenter.disk import files
from trustcenter.site import build, host_templates, own_menu

DAY = "2026-03-01"
DEPTHS = (
    "",
    "faq/",
    "policies/",
    "policies/privacy/",
    "policies/privacy/2026-01-05/",
    "changelog/{change}/",
    "as-of/2026-01-05/",
)
"""Pages at every depth: some are rendered by MkDocs, others are put into a frame that was made once."""
THEME = "  name: material\n"
FAQ = {"docs/faq.md": "# Questions\n\nNone.\n"}


def center(folder, *, theme="", more="", files=MappingProxyType({})):
    """A center whose `mkdocs.yml` has some lines more, below `theme` and at its end."""
    root = sites.published(folder, {**FAQ, **files})
    sites.edit(root, "mkdocs.yml", THEME, THEME + theme)
    sites.write(root, {"mkdocs.yml": (root / "mkdocs.yml").read_text("utf-8") + more})
    return root


def pages(site):
    """The source of the pages in `DEPTHS`, by URL."""
    [change] = [path.parent.name for path in site.glob("changelog/*/index.html")]
    urls = [url.format(change=change) for url in DEPTHS]
    return {url: (site / url / "index.html").read_text("utf-8") for url in urls}


# Templates ---------------------------------------------------------------------------------------------------------

OWN = "  custom_dir: overrides\n"
BANNER = '{% extends "base.html" %}\n{% block announce %}HELLO-OVERRIDE{% endblock %}\n'


def test_a_main_template_of_the_company_adds_to_our_frame_on_every_page(tmp_path):
    root = center(tmp_path, theme=OWN, files={"overrides/main.html": BANNER})
    site = sites.build(root, DAY)
    for url, page in [*pages(site).items(), ("404", (site / "404.html").read_text("utf-8"))]:
        assert page.count("HELLO-OVERRIDE") == 1, url
        assert "assets/trustcenter.css" in page, f"the frame of {url} is no longer ours"
        assert "tc-stand-in" not in page, url


def test_blocks_of_ours_are_extended_and_a_partial_of_the_company_wins(tmp_path):
    files = {
        "overrides/main.html": '{%- extends "base.html" -%}\n{% block styles %}{{ super() }}<!-- OWN STYLES -->{% endblock %}',
        "overrides/partials/copyright.html": '<p class="own">A foot of our own, {{ config.site_name }}</p>',
        "overrides/assets/own.txt": "a file\n",
    }
    site = sites.build(center(tmp_path, theme=OWN, files=files), DAY)
    for url, page in pages(site).items():
        assert page.index("assets/trustcenter.css") < page.index("<!-- OWN STYLES -->"), url
        assert "A foot of our own, Lanternfish trust center" in page, url
        assert "tc-footer" not in page, url
    assert (site / "assets/own.txt").read_text("utf-8") == "a file\n"


@pytest.mark.parametrize(
    "block",
    [
        "{% block htmltitle %}<title>{{ page.title | upper }}</title>{% endblock %}",
        "{% block announce %}{% if page.url == 'policies/privacy/2026-01-05/' %}{{ page.title | upper }}{% endif %}{% endblock %}",
        "{% block announce %}{{ page.toc | length }} {{ page.content | length }} {{ page.title | upper }}{% endblock %}",
    ],
)
def test_a_template_that_looks_at_the_page_sees_each_page(tmp_path, block):
    files = {"overrides/main.html": '{% extends "base.html" %}' + block}
    page = pages(sites.build(center(tmp_path, theme=OWN, files=files), DAY))["policies/privacy/2026-01-05/"]
    assert "PRIVACY POLICY" in page
    assert "stand-in" not in page.lower()


def test_a_menu_of_the_company_has_the_headings_of_each_page(tmp_path):
    """It replaces the template whose marks are looked for in a frame, and does not name the page itself."""
    macros = "{% macro entries(nav, toc=[]) %}{% endmacro %}\n{% macro headings(toc, deep=true) %}<ol>{% for one in toc %}<li>{{ one.title }} by us</li>{% endfor %}</ol>{% endmacro %}"
    root = center(tmp_path, theme=OWN, files={"overrides/partials/nav-list.html": macros})
    page = pages(sites.build(root, DAY))["policies/privacy/2026-01-05/"]
    assert "<li>How long by us</li>" in page
    assert "stand-in" not in page


def resolved(site):
    """The pages of a site, every link written from the root: a frame that many pages share may write `../a/` for `./`."""

    def from_root(path, text):
        return re.sub(r'(?<=href=")[^":]+(?=")', lambda found: urljoin(f"/{path}", found[0]), text)

    return {p: from_root(p, data.decode()) for p, data in sites.tree(site).items() if p.endswith(".html")}


def test_pages_with_a_frame_of_their_own_are_the_same_pages(tmp_path):
    """A template that looks at the page, and does nothing with it, changes nothing."""
    root = center(tmp_path, theme=OWN, files={"overrides/main.html": '{% extends "base.html" %}'})
    once = resolved(sites.build(root, DAY))
    sites.write(root, {"overrides/main.html": '{% extends "base.html" %}{% set seen = page %}'})
    assert resolved(sites.build(root, DAY)) == once
    sites.edit(root, "mkdocs.yml", OWN, "")
    assert resolved(sites.build(root, DAY)) == once


def test_an_edited_template_is_seen_by_the_next_build(tmp_path):
    root = center(tmp_path, theme=OWN, files={"overrides/main.html": BANNER})
    for words in ("HELLO-OVERRIDE", "SECOND WORDS"):
        result = sites.run(root, "build", "--as-of", DAY)
        assert result.returncode == 0, result.stderr
        assert all(words in page for page in pages(root / "site").values())
        sites.edit(root, "overrides/main.html", words, "SECOND WORDS")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ('{% extends "base.html" %}\n\n{% block announce %}', "overrides/main.html:3: not readable as a template: "),
        (
            '{% extends "base.html" %}\n{% include "partials/own.html" %}',
            "overrides/main.html:2: the template `partials/own.html` is neither in",
        ),
    ],
)
def test_a_template_that_cannot_be_used_stops_the_build_before_the_old_site_goes(tmp_path, template, said):
    root = center(tmp_path, theme=OWN, files={"overrides/main.html": template, "site/404.html": "the old site"})
    result = sites.mkdocs(root, "build", env={"TRUSTCENTER_AS_OF": DAY})
    assert result.returncode == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert sites.tree(root / "site") == {"404.html": b"the old site"}


def test_what_is_rendered_for_another_generator_has_the_templates_of_the_company(tmp_path):
    """Stock MkDocs, without our hook, puts the same frame around the pages."""
    files = {
        "overrides/main.html": BANNER,
        "overrides/.icons/own/lamp.svg": "<svg><title>A lamp</title></svg>",
        "overrides/partials/copyright.html": 'A foot of our own {% include ".icons/own/lamp.svg" %}',
        "overrides/assets/own.txt": "a file\n",
    }
    root = center(tmp_path / "root", theme=OWN, files=files)
    sites.done(sites.trustcenter(root, "render", str(tmp_path / "plain"), "--as-of", DAY))
    result = sites.mkdocs(tmp_path / "plain", "build", "--strict")
    assert result.returncode == 0, result.stderr
    for url, page in pages(tmp_path / "plain/site").items():
        for words in ("HELLO-OVERRIDE", "A foot of our own", "A lamp", "assets/trustcenter.css"):
            assert words in page, (url, words)
    assert (tmp_path / "plain/static/assets/own.txt").read_text("utf-8") == "a file\n"
    assert not (tmp_path / "plain/static/.icons").exists()


def test_nothing_is_rendered_without_the_templates_that_are_named(tmp_path):
    root = center(tmp_path / "root", theme=OWN)
    result = sites.trustcenter(root, "render", str(tmp_path / "plain"), "--as-of", DAY)
    assert result.exit_code == 1
    assert "`custom_dir` names overrides, which is no folder" in result.output


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ('{% extends "base.html" %}', '{% extends "trustcenter.html" %}'),
        ("{%- extends 'base.html' -%}\n", "{%- extends 'trustcenter.html' -%}\n"),
        ('{% extends "./base.html" %}', '{% extends "trustcenter.html" %}'),
        ('{% extends "main.html" %}', '{% extends "main.html" %}'),
        ('{% include "base.html" %}', '{% include "base.html" %}'),
    ],
)
def test_only_what_extends_the_base_of_the_theme_is_led_to_our_frame(written, becomes):
    assert host_templates.over_our_frame(written) == becomes


# The menu ----------------------------------------------------------------------------------------------------------


def menu(page):
    """The menu of a page as lines: titles, indented below their section, with the addresses they lead to."""

    def lines(items, depth):
        for item in items:
            [head] = item.xpath("./a | ./span")
            yield "  " * depth + " ".join([head.text_content(), *head.xpath("@href")])
            yield from lines(item.xpath("./ul[not(contains(@class, 'tc-nav__here'))]/li"), depth + 1)

    [top] = html.fromstring(page).xpath("//nav[contains(@class, 'tc-menu__panel')]/ul")
    return list(lines(top.xpath("./li"), 0))


NAV = """nav:
  - Start: index.md
  - Read us:
      - faq.md
      - Who helps us: subprocessors/index.md
      - Deeper:
          - Privacy, now: ./policies/privacy/index.md
          - Privacy, first: policies/privacy/2026-01-05/index.md
  - Our site: https://lanternfish.example/
  - Follow: feed.xml
"""
OWN_PART = [
    "Start .", "Read us", "  Questions faq/", "  Who helps us subprocessors/", "  Deeper",
    "    Privacy, now policies/privacy/", "    Privacy, first policies/privacy/2026-01-05/",
    "Our site https://lanternfish.example/", "Follow feed.xml",
]  # fmt: skip
REST = [
    "Policies", "  All policies policies/", "Data",
    "  Answers for reviewers answers/", "  Retention retention/", "  Data map data-map/", "Changelog changelog/", "Notices notices/",
    "Timeline timeline/", "What changed since a date since/", "Policies on a past date as-of/", "Requirements coverage/",
]  # fmt: skip


def test_a_menu_of_the_company_is_kept_and_pages_that_it_does_not_name_follow(tmp_path):
    site = sites.build(center(tmp_path, more=NAV), DAY)
    assert menu((site / "index.html").read_text("utf-8")) == OWN_PART + REST
    assert "Recordings are kept for 90 days." in sites.text(site, "policies/privacy/2026-01-05")


def test_what_is_rendered_for_another_generator_has_the_menu_of_the_company(tmp_path):
    root = center(tmp_path / "root", more=NAV)
    sites.done(sites.trustcenter(root, "render", str(tmp_path / "plain"), "--as-of", DAY))
    result = sites.mkdocs(tmp_path / "plain", "build", "--strict")
    assert result.returncode == 0, result.stderr
    assert menu((tmp_path / "plain/site/index.html").read_text("utf-8")) == OWN_PART + REST


def test_all_policies_stand_where_the_folder_is_named(tmp_path):
    more = "nav:\n  - Changes: changelog/index.md\n  - Our rules: policies/\n  - policies/privacy/index.md\n"
    site = sites.build(center(tmp_path, more=more + "not_in_nav: |\n  *\n"), DAY)
    assert menu((site / "index.html").read_text("utf-8")) == [
        "Changes changelog/", "Our rules", "  All policies policies/", "  Subprocessors policies/subprocessors/",
        "Privacy policy policies/privacy/",
    ]  # fmt: skip


@pytest.mark.parametrize("more", ["", "nav:\n  - index.md\n  - faq.md\n"])
def test_what_the_settings_leave_out_is_in_the_menu_only_where_it_is_named(tmp_path, more):
    more += "not_in_nav: |\n  /timeline/\n  /policies/*/index.md\n  /faq.md\n"
    titles = [
        line.split()[0] for line in menu((sites.build(center(tmp_path, more=more), DAY) / "index.html").read_text())
    ]
    assert "Timeline" not in titles
    assert ("Questions" in titles) is bool("nav" in more.partition("not_in_nav")[0])
    assert titles.count("All") == titles.count("Changelog") == 1
    assert titles.count("Policies") == 2  # the section, and those on a past date


def test_a_page_of_another_day_is_left_out_on_days_without_it_and_is_no_problem(tmp_path):
    more = "nav:\n  - index.md\n  - faq.md\n  - Soon:\n      - Drafted: policies/drafted/index.md\n  - policies/privacy/index.md\n"
    draft = {"docs/policies/drafted/index.md": "---\ntitle: Drafted\n---\n\n## A\n\nWords.\n"}
    root = center(tmp_path, more=more, files={})
    sites.write(root, draft)
    for day, shown in (("2026-01-04", False), (DAY, True)):
        site = sites.build(root, day)
        page = (site / "index.html").read_text("utf-8")
        assert ("policies/privacy/" in "".join(menu(page))) is shown
        assert sites.holding(site, "drafted") == []
    assert "mkdocs.yml" not in sites.trustcenter(root, "check", "--as-of", DAY).output


def test_a_page_that_does_not_exist_is_told_where_it_is_named(tmp_path):
    root = center(
        tmp_path,
        more="nav:\n  - Home: index.md\n  - More:\n      - polices/index.md\n      - A: faq.md\n      - B: b.md\n",
    )
    lines = (root / "mkdocs.yml").read_text("utf-8").splitlines()
    first, second = (next(n for n, line in enumerate(lines, 1) if name in line) for name in ("polices", "b.md"))
    checked = sites.trustcenter(root, "check", "--as-of", DAY)
    built = sites.run(root, "build", "--as-of", DAY)
    rendered = sites.trustcenter(root, "render", str(tmp_path / "plain"), "--as-of", DAY)
    assert (checked.exit_code, built.returncode, rendered.exit_code) == (1, 1, 1)
    for said in (checked.output, built.stdout + built.stderr, rendered.output):
        assert f"mkdocs.yml:{first}:9: error [bad-value] `nav` names `polices/index.md`, which is no page" in said
        assert "did you mean policies/index.md?" in said
        assert f"mkdocs.yml:{second}:12: error [bad-value] `nav` names `b.md`" in said


def test_a_menu_that_only_mkdocs_knows_is_judged_by_the_build(tmp_path):
    root = center(tmp_path)
    (root / "mkdocs.yml").rename(root / "base.yml")
    sites.write(
        root, {"mkdocs.yml": "INHERIT: base.yml\nnav:\n  - index.md\n  - none.md\nedit_uri: !ENV [NOWHERE, '']\n"}
    )
    assert "none.md" not in sites.trustcenter(root, "check", "--as-of", DAY).output
    built = sites.run(root, "build", "--as-of", DAY)
    assert built.returncode == 1
    assert "mkdocs.yml:4:5: error [bad-value] `nav` names `none.md`" in built.stdout + built.stderr


def test_the_list_of_drafts_is_in_every_preview(tmp_path):
    more = "nav: [index.md]\nnot_in_nav: '*'\n"
    site = sites.build(center(tmp_path, more=more), DAY, env={"TRUSTCENTER_DRAFTS": "1"})
    assert [line.rpartition(" ")[2] for line in menu((site / "index.html").read_text("utf-8"))] == [".", "drafts/"]


@pytest.mark.parametrize("name", ["root", *sites.EXAMPLES])
def test_every_page_that_a_site_has_may_be_named_in_a_menu(name):
    texts = files.read_tree(sites.REPO if name == "root" else sites.REPO / "examples" / name)
    center = build.load(texts)
    days = center.archive.days()
    for day in {*days[:: len(days) // 8 + 1], days[-1], sites.TODAY}:  # up to ten; each makes every page
        made = build.outputs(center, day, drafts=True)
        missing = {f"{url}index.md" for url in made.pages} - own_menu.generated_sources(center)
        assert missing == set(), day


# Styles and scripts ------------------------------------------------------------------------------------------------


def test_styles_and_scripts_of_the_company_are_on_every_page(tmp_path):
    files = {"docs/looks/own.css": "a { color: red }\n", "docs/looks/own.js": "1;\n"}
    more = "extra_css: [looks/own.css]\nextra_javascript:\n  - looks/own.js\n"
    site = sites.build(center(tmp_path, more=more, files=files), DAY)
    for url, page in pages(site).items():
        up = "../" * url.count("/") or ""
        assert f'<link rel="stylesheet" href="{up}looks/own.css">' in page, url
        assert f'<script src="{up}looks/own.js"></script>' in page, url
        assert page.index("assets/trustcenter.css") < page.index("looks/own.css"), "ours would win"


def test_a_style_or_script_that_no_page_will_have_is_told_where_it_is_named(tmp_path):
    more = "extra_css:\n  - looks/none.css\nextra_javascript:\n  - path: https://cdn.example/a.js\n    async: true\n"
    root = center(tmp_path, more=more, files={"docs/looks/nine.css": "a {}\n"})
    last = len((root / "mkdocs.yml").read_text("utf-8").splitlines())
    checked = sites.trustcenter(root, "check", "--as-of", DAY)
    assert checked.exit_code == 1
    said = (
        "warning [bad-value] `extra_css` names `looks/none.css`, which is no file below docs/ — did you mean looks/nine"
    )
    assert f"mkdocs.yml:{last - 3}:5: {said}" in checked.output
    assert (
        f"mkdocs.yml:{last - 1}:5: error [bad-value] `extra_javascript` names `https://cdn.example/a.js`"
        in checked.output
    )


# MkDocs and its successor ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["mkdocs", "properdocs"])
def test_a_build_uses_nothing_that_is_deprecated(tmp_path, program):
    root = center(tmp_path)
    told = f"error::DeprecationWarning:{program}.structure.files,error::DeprecationWarning:{program}.theme"
    env = {"PYTHONWARNINGS": told, "TRUSTCENTER_AS_OF": DAY, "TRUSTCENTER_DRAFTS": "1"}
    result = sites.python(root, "-m", program, "build", "--strict", env=env)
    assert result.returncode == 0, result.stdout + result.stderr
    assert not re.search("Deprecat", result.stdout + result.stderr)
    assert (root / "site/policies/privacy/draft/index.html").is_file()
