"""The PDFs of versions, redlines and of a day: their words, form, bytes, and what they cost a second time."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import pikepdf
import pypdf
import pytest
from PIL import Image

import sites
from conftest import REPOSITORY
from needs import corpus_policies
from trustcenter.disk import files, typesetting
from trustcenter.markdown.html_tree import parsed
from trustcenter.markdown.to_html import Site
from trustcenter.model.cache import NoCache
from trustcenter.model.heads import head_on
from trustcenter.model.records import sha256
from trustcenter.model.typesetting import Typesetter
from trustcenter.reading.center import load
from trustcenter.reading.site_settings import SiteSettings
from trustcenter.site import build
from trustcenter.site.pages.head import CARD
from trustcenter.site.pages.view import View, text_of
from trustcenter.site.pdf import documents
from trustcenter.site.pdf import files as pdfs

DAY = date(2026, 11, 22)
ADDRESS = "https://trust.example.com/"


@pytest.fixture(scope="module")
def view():
    center = load(files.read_tree(REPOSITORY))
    return View(center, center.archive.on(DAY), Site(frozenset()), ADDRESS)


@cache
def typesetter():
    return typesetting.typesetter(REPOSITORY)


def made(source):
    return typesetter().typeset(source, "some.pdf")


def read(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def of_text(view, markdown, language="en"):
    """The PDF of a version with another text."""
    version = next(iter(view.snapshot.in_effect.values()))
    texts = replace(view.t, language=language)
    return documents.version_source(replace(view, t=texts), replace(version, text=f"# A title\n\n{markdown}"))


def sheets_of(pdf):
    """The words of each sheet, joined, without what stands on every one: a line above, three below and the number."""
    lines = [page.extract_text().splitlines() for page in read(pdf).pages]
    return ["".join(re.findall(r"\w+", " ".join(x for x in sheet if not STANDING.search(x)))) for sheet in lines]


def joined(text):
    return "".join(re.findall(r"\w+", text))


STANDING = re.compile(r"^in force from |^never in force|^https://trust|^SHA-256 |^\d+ / \d+$|, version \d+, effective ")


def words_of(root):
    """The words of a page in reading order, with the numbers that lists show."""
    if root.get("class") in ("headerlink", "footnote-backref"):
        return root.tail or ""
    number = ""
    if root.tag == "li" and root.getparent().tag == "ol":
        place = [one for one in root.getparent() if one.tag == "li"].index(root)
        number = f" {int(root.getparent().get('start') or 1) + place}. "
    inner = "".join(words_of(child) for child in root if isinstance(child.tag, str))
    space = " " if root.tag in ("p", "li", "td", "th", "h2", "h3", "h4", "ul", "ol", "table", "pre") else ""
    return f"{space}{number}{root.text or ''}{inner}{space}{root.tail or ''}"


@pytest.mark.parametrize("policy", ["privacy", "dpa", "sms-terms", "subprocessors"])
def test_a_pdf_says_what_the_page_says(view, policy):
    version = view.snapshot.in_effect[policy]
    html = text_of(view, version, f"policies/{version.name}/").html
    root = parsed(html)
    rest = joined(f"{version.title} {version.summary} {words_of(root)}")
    heads = [joined(words_of(row)) for row in root.iter("tr") if row[0].tag == "th"]
    for sheet in sheets_of(made(documents.version_source(view, version))):
        again = () if rest.startswith(sheet) else heads  # a table that goes on has its head again
        new = next((sheet.removeprefix(head) for head in again if sheet.startswith(head)), sheet)
        assert rest.startswith(new)
        rest = rest.removeprefix(new)
    assert rest == ""


def test_every_sheet_names_the_version_its_days_its_address_and_its_hash(view):
    version = view.snapshot.in_effect["privacy"]
    sheets = read(made(documents.version_source(view, version))).pages
    assert len(sheets) > 3
    for place, sheet in enumerate(sheets, start=1):
        text = sheet.extract_text()
        assert f"Privacy policy, version {version.number}, effective" in text
        assert f"{ADDRESS}policies/{version.name}/" in text
        assert f"SHA-256 {version.text_sha256}" in text
        assert "in force from " in text
        assert f"{place} / {len(sheets)}" in text


def test_a_pdf_is_tagged_has_bookmarks_and_claims_both_standards(view):
    version = view.snapshot.in_effect["privacy"]
    pdf = read(made(documents.version_source(view, version)))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert pdf.metadata.title == version.title
    headings = re.findall(r"^## +(.+?)(?: \{#.*)?$", version.text, re.MULTILINE)
    assert [entry.title for entry in pdf.outline if not isinstance(entry, list)] == headings
    claims = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3<" in claims
    assert "<pdfaid:conformance>A<" in claims
    assert "<pdfuaid:part>1<" in claims


@pytest.mark.parametrize("policy", ["privacy", "dpa", "subprocessors"])
def test_a_second_reader_finds_no_fault_in_its_structure(view, policy):
    version = view.snapshot.in_effect[policy]
    with pikepdf.open(io.BytesIO(made(documents.version_source(view, version)))) as pdf:
        assert pdf.check_pdf_syntax() == []
        roles = {
            str(one["/S"]) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one and "/P" in one
        }
        assert {"/Document", "/H1", "/P"} <= roles | {"/Title"}
        assert all("/StructParents" in page for page in pdf.pages)
        tables = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH"]
        assert tables or "|---" not in version.text


def test_the_text_as_published_is_attached_byte_for_byte(view):
    version = view.snapshot.in_effect["privacy"]
    attached = read(made(documents.version_source(view, version))).attachments
    assert attached == {f"privacy-{version.id}.md": [(REPOSITORY / version.path).read_bytes()]}


def test_the_same_bytes_come_out_of_another_process_with_another_home(view, tmp_path):
    version = view.snapshot.in_effect["privacy"]
    source = documents.version_source(view, version)
    (tmp_path / "source").write_bytes(source)
    script = (
        "import sys; from pathlib import Path; from trustcenter.disk.typesetting import typesetter\n"
        "source = Path('source').read_bytes()\n"
        "sys.stdout.buffer.write(typesetter(Path('.').resolve()).typeset(source, 'a.pdf'))"
    )
    env = {**sites.environment(), "HOME": str(tmp_path), "TZ": "Asia/Tokyo", "LANG": "C"}
    again = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, check=True)
    assert again.stdout == made(source)


def test_a_redline_shows_what_came_and_went_and_folds_nothing(view):
    version = next(v for v in view.snapshot.announced if v.name == "privacy/2024-07-08")
    before = view.center.archive.predecessor(version)
    printed = read(made(documents.redline_source(view, version, before)))
    assert "[inserted: " in " ".join(page.extract_text() for page in printed.pages)
    headings = [entry.title for entry in printed.outline if not isinstance(entry, list)]
    assert {"Who we are", "For whom we act"} <= set(headings)


def test_a_row_of_a_redline_is_printed_once(view):
    version = view.snapshot.in_effect["subprocessors"]
    before = view.center.archive.predecessor(version)
    printed = "".join(sheets_of(made(documents.redline_source(view, version, before))))
    page = joined(words_of(parsed(text_of(view, version, f"policies/{version.name}/").html)))
    names = [joined(vendor["name"]) for vendor in version.facts.kinds["subprocessors"].values()]
    assert len(names) > 5
    assert {name: printed.count(name) for name in names} == {name: page.count(name) for name in names}


def test_one_pdf_holds_every_policy_in_effect(view):
    pdf = read(made(documents.center_source(view)))
    titles = [entry.title for entry in pdf.outline if not isinstance(entry, list)]
    assert titles == [version.title for _, version in sorted(view.snapshot.in_effect.items())]
    head = head_on(view.center.archive, view.snapshot.day)
    assert all(head in "".join(page.extract_text().split()) for page in pdf.pages)


def test_every_version_and_redline_has_one_and_a_second_build_makes_none(view):
    calls = []

    def typeset(source, path):
        calls.append(path)
        return source

    held = {}

    class Kept(NoCache):
        def get(self, key):
            return held.get(key)

        def put(self, key, data):
            held[key] = data
            return True

    recipes = pdfs.recipes(view, "seen", Kept(), Typesetter("by hand", typeset, bytes))
    assert recipes.keys() == pdfs.urls(view)
    assert {f"policies/{v.name}.pdf" for v in view.snapshot.announced if not v.retires} < recipes.keys()
    first = {path: one.make() for path, one in recipes.items()}
    assert sorted([*calls, CARD]) == sorted(recipes)
    again = pdfs.recipes(view, "seen a day later", Kept(), Typesetter("by hand", typeset, bytes))
    assert {path: one.make() for path, one in again.items()} == first
    assert len(calls) == len(recipes) - 1


# What texts hold --------------------------------------------------------------------------------------------------


def test_a_table_of_200_columns_becomes_a_list_for_each_row(view):
    head = "|".join(f"column{n}" for n in range(200))
    row = "|".join(f"value{n}" for n in range(200))
    words = "".join(sheets_of(made(of_text(view, f"|{head}|\n|{'-|' * 200}\n|{row}|\n"))))
    assert "".join(f"column{n}value{n}" for n in range(200)) in words


def test_a_text_from_right_to_left_is_set_so(view):
    source = of_text(view, "## مقدمة\n\nنحن نحفظ القليل.\n", language="ar")
    pdf = read(made(source))
    assert pdf.trailer["/Root"]["/Lang"] == "ar"
    assert pdf.trailer["/Root"]["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_signs_without_a_font_are_named_and_the_pdf_claims_no_standard(view, capsys):
    pdf = read(made(of_text(view, "Wir sprechen 日本語.\n")))
    assert "Some signs, such as U+65E5," in pdf.pages[0].extract_text()
    assert "pdfuaid" not in pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "some.pdf: no font has “日” (U+65E5)" in capsys.readouterr().err


def test_nothing_in_a_text_is_an_instruction_to_typst(view):
    hostile = (
        'Ends "}); panic("no") ; #panic() $x$ \\u{41} @here \\<label> \\\\ `#eval("1")`\n\n```\n#panic()\n"\n```\n'
    )
    text = " ".join(page.extract_text() for page in read(made(of_text(view, hostile))).pages)
    for piece in ('"}); panic("no")', "#panic() $x$", "@here <label>", '#eval("1")'):
        assert piece in text


@pytest.mark.parametrize(
    "markdown",
    [
        "##### deep first\n\n## then high\n\n###### and deep\n",
        "- [x] done\n- [ ] open\n  1. one\n     - two\n",
        "> quoted\n>\n> ## heading in it\n",
        "Text[^a] and ~~gone **bold ~~inner~~**~~.\n\n[^a]: A note with a [link](https://example.com/).\n",
        "| a |\n|---|\n",
        "***\n\n<!-- nothing -->\n",
        "[to nowhere](#nowhere) and [to here](#here)\n\n## Here\n",
        "1. a\n\n\n5. b\n\n   | x | y |\n   |---|---|\n   | 1 | 2 |\n",
    ],
)
def test_every_shape_of_a_text_meets_both_standards(view, markdown):
    pdf = read(made(of_text(view, markdown)))
    assert "<pdfuaid:part>1<" in pdf.trailer["/Root"]["/Metadata"].get_data().decode()


@pytest.mark.parametrize("policy", corpus_policies(), ids=lambda path: path.name)
def test_real_texts_can_be_printed(view, policy):
    text = max(policy.glob("*.md")).read_text("utf-8", "replace")
    assert "<pdfuaid:part>1<" in read(made(of_text(view, text))).trailer["/Root"]["/Metadata"].get_data().decode()


def test_the_card_is_a_picture_of_the_size_that_chats_ask_for(view):
    recipe = pdfs.recipes(view, "", NoCache(), typesetter(), accent="#a01020")[CARD]
    picture = Image.open(io.BytesIO(recipe.make())).convert("RGB")
    assert picture.size == (1200, 630)
    assert picture.getpixel((600, 10)) == (0xA0, 0x10, 0x20)
    assert len(picture.getcolors(1 << 20)) > 20  # letters


# To be signed -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dpa(view):
    return pdfs.signed(view, ["dpa", "never-published"], NoCache(), typesetter())["dpa"]


def test_a_document_to_sign_has_fields_for_who_signs_and_when(dpa):
    pdf = read(dpa)
    assert {name: field["/FT"] for name, field in pdf.get_fields().items()} == {
        "name": "/Tx", "company": "/Tx", "position": "/Tx", "date": "/Tx", "signature": "/Sig",
    }  # fmt: skip
    last = pdf.pages[-1]
    widgets = [one.get_object() for one in last["/Annots"] if one.get_object()["/Subtype"] == "/Widget"]
    assert [one["/TU"] for one in widgets] == ["Name", "Company", "Position", "Date", "Signature"]
    tops = [float(one["/Rect"][3]) for one in widgets]
    assert tops == sorted(tops, reverse=True)
    assert "Signature: Data processing agreement" in last.extract_text()


def test_a_filled_field_keeps_what_was_written(dpa):
    writer = pypdf.PdfWriter(clone_from=read(dpa))
    writer.update_page_form_field_values(writer.pages[-1], {"company": "Buyer, Inc."})
    held = io.BytesIO()
    writer.write(held)
    assert read(held.getvalue()).get_fields()["company"]["/V"] == "Buyer, Inc."


def test_a_document_to_sign_has_the_same_bytes_and_claims_no_standard(view, dpa):
    assert pdfs.signed(view, ["dpa"], NoCache(), typesetter())["dpa"] == dpa
    assert "/Metadata" not in read(dpa).trailer["/Root"]


def test_the_page_of_the_policy_has_the_hash_of_the_file_to_sign(view):
    texts = files.read_tree(REPOSITORY)
    draft = texts["docs/policies/dpa/index.md"]
    texts["docs/policies/dpa/index.md"] = draft.replace(b"\n---\n", b"\nsignature: true\n---\n", 1)
    settings = SiteSettings(site_url=ADDRESS, own={"pdf": True})
    site = build.outputs(load(texts), DAY, settings, typesetter=typesetter())
    hashed = sha256(site.files["policies/dpa/sign.pdf"])
    assert hashed in site.page("policies/dpa/").html
    assert 'href="sign.pdf"' in site.page("policies/dpa/").html
    assert "sign.pdf" not in site.page("policies/privacy/").html
    assert "policies/dpa/sign.pdf" not in build.outputs(load(texts), DAY, SiteSettings(site_url=ADDRESS)).files


# Switching it on --------------------------------------------------------------------------------------------------


def test_pdfs_are_offered_where_a_center_switches_them_on(tmp_path):
    root = sites.published(tmp_path / "center")
    with (root / "mkdocs.yml").open("a") as settings:
        settings.write("extra:\n  trustcenter:\n    pdf: true\n")
    sites.edit(root, "docs/policies/privacy/index.md", "summary:", "signature: true\nsummary:")
    site = sites.build(root, sites.TODAY)  # by several processes, where there are any
    assert (site / "policies/privacy/sign.pdf").read_bytes().startswith(b"%PDF-")
    page = next((site / "policies/privacy").glob("20*/index.html"))
    name = page.parent.name
    assert f'href="../{name}.pdf"' in page.read_text()
    assert (site / f"policies/privacy/{name}.pdf").read_bytes().startswith(b"%PDF-")
    assert f"packs/{sites.TODAY}.pdf" in (site / "policies/index.html").read_text()
    assert sites.run(root, "check", "--site", "site").returncode == 0


def test_a_process_forked_after_typst_was_used_stops_instead_of_waiting_for_ever(view, monkeypatch):
    made(of_text(view, "Once.\n"))
    monkeypatch.setattr(typesetting.os, "getpid", lambda: -1)  # as a forked process sees it
    with pytest.raises(RuntimeError, match="before this process was forked"):
        made(of_text(view, "Twice.\n"))


def test_a_wrong_value_and_a_missing_extra_are_said_at_their_line(tmp_path, monkeypatch):
    root = sites.small(tmp_path)
    with (root / "mkdocs.yml").open("a") as settings:
        settings.write("extra:\n  trustcenter:\n    pdf: yes please\n")
    [problem] = [one for one in sites.problems(root) if "pdf" in one.message]
    assert "neither `true` nor `false`" in problem.message
    sites.edit(root, "mkdocs.yml", "yes please", "true")
    monkeypatch.setattr(typesetting.importlib.util, "find_spec", lambda _: None)
    settings = SiteSettings(own={"pdf": "true"})
    site, problems = build.checked(
        files.read_tree(root), settings, as_of="2026-11-22", now=datetime.now(UTC), drafts=False, keep=NoCache(),
        typesetter=typesetting.typesetter(root),
    )  # fmt: skip
    assert site is None
    [problem] = [one for one in problems if "Typst" in one.message]
    assert (problem.where.file, problem.where.line) == ("mkdocs.yml", 19)
