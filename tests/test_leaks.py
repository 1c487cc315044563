"""Nothing leaks by accident: what is not announced stands nowhere in a site, and then it does."""

import pytest

import sites

PRIVACY = "docs/policies/privacy/index.md"
LIST = "docs/policies/subprocessors/index.md"
VENDOR = """\
- id: quagga
  name: Quagga Analytics GmbH
  purpose: to count
  group: analytics
  data: [logs]
  locations: [DE]
"""


@pytest.fixture
def built(tmp_path):
    def build(root, as_of, drafts=""):
        site = tmp_path / "sites" / f"{as_of}{drafts}"
        env = {"TRUSTCENTER_AS_OF": as_of, "TRUSTCENTER_DRAFTS": drafts, "TRUSTCENTER_QUIET": "1"}
        result = sites.mkdocs(root, "build", "--strict", "-d", str(site), env=env)
        assert result.returncode == 0, result.stdout + result.stderr
        assert "uagga" not in result.stdout + result.stderr
        return site

    return build


def add_vendor(root):
    sites.write(root, {"data/subprocessors.yml": sites.SMALL["data/subprocessors.yml"] + VENDOR})


EDITS = {
    "a vendor": add_vendor,
    "a sentence of a draft": lambda root: sites.edit(root, PRIVACY, "## How long", "## Quagga\n\nSoon.\n\n## How long"),
    "the title of a draft": lambda root: sites.edit(root, PRIVACY, "title: Privacy", "title: Quagga privacy"),
    "the summary of a draft": lambda root: sites.edit(root, PRIVACY, "We keep little.", "We keep quaggas."),
    "a new policy": lambda root: sites.write(
        root, {"docs/policies/quagga/index.md": "---\ntitle: Quagga\n---\n\nQuagga.\n"}
    ),
    "a location": lambda root: sites.edit(root, "data/subprocessors.yml", "to run the servers", "to run the quagga"),
    "a cited contact": lambda root: sites.edit(root, "data/contacts.yml", "privacy@", "quagga@"),
    "a cited name": lambda root: sites.edit(root, "data/organization.yml", "Lanternfish Software", "Quagga Software"),
    "a brand beside a cited name": lambda root: sites.edit(root, "data/organization.yml", "website:", "brand: Quagga\nwebsite:"),
    "a retention rule": lambda root: sites.edit(root, "data/retention.yml", "the end of the call", "the quagga"),
    "a file beside a policy": lambda root: sites.write(root, {"docs/policies/privacy/quagga.md": "Quagga.\n"}),
    "an image beside a policy": lambda root: sites.write(root, {"docs/policies/privacy/quagga.svg": "<svg/>"}),
    "a note beside the changelog": lambda root: sites.write(root, {"docs/changelog/notes/quagga.md": "Quagga.\n"}),
    "a comment in the data": lambda root: sites.edit(root, "data/notice.yml", "material:", "# Quagga!\nmaterial:"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_unpublished_edit_changes_no_byte_of_the_site(tmp_path, built, edit):
    root = sites.published(tmp_path / "root")
    before = sites.tree(built(root, "2026-02-01"))
    EDITS[edit](root)
    site = built(root, "2026-02-01")
    assert sites.holding(site, "quagga") == []
    after = sites.tree(site)
    assert [path for path in sorted({*before, *after}) if before.get(path) != after.get(path)] == []


@pytest.mark.parametrize("edit", ["a vendor", "a sentence of a draft", "a cited contact", "a retention rule"])
def test_an_unpublished_edit_does_not_reach_a_day_before_the_first_version(tmp_path, built, edit):
    root = sites.published(tmp_path / "root")
    EDITS[edit](root)
    assert sites.holding(built(root, "2026-01-04"), "quagga") == []


def test_a_planned_change_stands_nowhere_until_its_day(tmp_path, built):
    root = sites.published(tmp_path / "root")
    before = sites.tree(built(root, "2026-02-09"))
    add_vendor(root)
    order = (
        "--class",
        "material",
        "--effective",
        "earliest",
        "--announce",
        "2026-02-10",
        "--summary",
        "A quagga comes.",
    )
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="We add Quagga"))
    site = built(root, "2026-02-09")
    assert sites.holding(site, "quagga") == []
    assert sites.holding(site, "2026-03-13") == []
    assert sites.tree(site) == before


def test_an_announced_change_is_told_but_does_not_bind(tmp_path, built):
    root = sites.published(tmp_path / "root")
    add_vendor(root)
    order = ("--class", "material", "--effective", "earliest", "--announce", "2026-02-10")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="We add Quagga"))
    told, bound = built(root, "2026-02-10"), built(root, "2026-03-13")
    version = "policies/subprocessors/2026-03-13"
    announced = {
        "index.html", "changelog/index.html", "changelog/2026-02-10-we-add-quagga.md", "changelog/2026-02-10-we-add-quagga/index.html",
        f"{version}/index.html", f"{version}.md", f"{version}.json", "search/search_index.json", "sitemap.xml",
        "policies/subprocessors/index.html", "api/center.json", "api/policies.json",
    }  # fmt: skip
    found = set(sites.holding(told, "quagga"))
    assert announced - found == set()
    assert "api/subprocessors.json" not in found
    assert "Quagga Analytics" not in sites.text(told, "policies/subprocessors")
    assert "api/subprocessors.json" in sites.holding(bound, "quagga analytics")
    assert "Quagga Analytics GmbH" in sites.text(bound, "policies/subprocessors")


def test_a_removed_vendor_stays_until_its_removal_binds(tmp_path, built):
    root = sites.published(tmp_path / "root")
    sites.edit(root, "data/subprocessors.yml", "Harbor Cloud, Inc.", "Quagga Cloud, Inc.")
    order = ("--class", "material", "--effective", "2026-03-04")
    sites.done(sites.publish(root, *order, as_of="2026-02-01", title="Another host"))
    assert "Harbor Cloud, Inc." in sites.text(built(root, "2026-03-03"), "policies/subprocessors")
    assert "Harbor Cloud, Inc." not in sites.text(built(root, "2026-03-04"), "policies/subprocessors")


def test_drafts_are_shown_only_where_they_are_asked_for(tmp_path, built):
    root = sites.published(tmp_path / "root")
    EDITS["a sentence of a draft"](root)
    EDITS["a new policy"](root)
    assert sites.holding(built(root, "2026-02-01"), "quagga") == []
    site = built(root, "2026-02-01", drafts="1")
    assert "Quagga" in sites.text(site, "policies/privacy/draft")
    assert "Quagga" not in sites.text(site, "policies/privacy")
    assert "Quagga" in sites.text(site, "policies/quagga/draft")
    for listing in ("sitemap.xml", "sitemap.xml.gz", "search/search_index.json"):
        assert listing not in sites.holding(site, "draft/")


# The same with an example ------------------------------------------------------------------------------------------


@pytest.fixture
def example(tmp_path):
    root = sites.copy_example("callgenie", tmp_path / "callgenie")
    data = (root / "data/retention.yml").read_text("utf-8")
    period = next(line for line in data.splitlines() if line.strip().startswith("period: ") and "{" not in line)
    return root, period.strip().removeprefix("period: ")


def test_a_changed_period_of_an_example_is_public_only_when_published(example, built):
    root, old = example
    new = "4321 days"
    before = sites.tree(built(root, "2026-11-22"))
    data = (root / "data/retention.yml").read_text("utf-8")
    sites.write(root, {"data/retention.yml": data.replace(f"period: {old}", f"period: {new}", 1)})
    after = sites.tree(built(root, "2026-11-22"))
    assert after == before
    order = ("--class", "material", "--effective", "2026-12-31")
    sites.done(sites.publish(root, *order, as_of="2026-11-22", title="Kept longer"))
    entry = (root / "docs/changelog/2026-11-22-kept-longer.md").read_text("utf-8")
    assert f": {old} → {new}\n" in entry
    site = built(root, "2026-11-23")
    assert f"{old} → {new}" in sites.text(site, "changelog/2026-11-22-kept-longer")
    assert "api/retention.json" not in sites.holding(site, new)
    assert "api/retention.json" in sites.holding(built(root, "2026-12-31"), new)
