"""`trustcenter import` of a text: what becomes of its words, what is proposed, and what accepting writes.

The last part scores the proposals over the five seeds, over `tests/importing/developed/` and over `held_out/` beside it;
`pytest -s` shows the numbers.  Held-out policies were written by somebody who had not seen the code, and are never tuned on.
"""

import re
import zipfile
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

import sites
from conftest import REPOSITORY
from growth import LEAST, assert_linear, cpu
from sites import done, trustcenter
from trustcenter.disk import files
from trustcenter.importing import plain_text, review_folder
from trustcenter.importing.input_file import LARGEST, NotImported, characters
from trustcenter.importing.passages import sentences
from trustcenter.importing.proposals import dates, known, propose
from trustcenter.importing.proposals.periods import in_sentence
from trustcenter.importing.proposals.proposal import plain
from trustcenter.markdown.to_html import ANYWHERE, render
from trustcenter.rules import check

TODAY = date(2026, 11, 22)
HERE = Path(__file__).parent / "importing"
SEEDS = HERE / "seeds"
POLICY = """\
PRIVACY POLICY

Last updated: 3rd May 2024

Brightwater Analytics, Inc. ("Brightwater", "we", or "us") reads tide gauges.

1. WHAT WE COLLECT

• Account Data: Name, e-mail address and telephone number.
• Gauge Logs: Time, level, battery.

2. Retention

Gauge logs are kept for ninety (90) days after the reading and then deleted. Account data is retained while your
account is active. Invoices are stored for 7 years after the payment, unless the law requires longer.

3. Vendors

We use vendors such as Twilio for SMS delivery and Mareograph for maps.

4. Changes

We give at least 30 days' notice of material changes by email.

5. SecurityOur connections use TLS 1.3, and nothing leaves the harbor without a key held by two people.

6. Contact Us

Brightwater Analytics, Inc.
12 Quay Street
Portland, ME 04101
Email: privacy@brightwater.example
"""
FRESH = {
    "data/organization.yml": "# Ask legal first.\nlegal_name: {unknown: not asked yet}  # soon\nwebsite: {unknown: none}\n"
    "timezone: America/New_York\n",
    "data/notice.yml": "material: {unknown: not decided}\n",
    "data/contacts.yml": "# By need.\nprivacy:\n  role: Our privacy desk  # stays\n  email: {unknown: not known}\n",
    "docs/index.md": "# Home\n",
}


def fresh(to: Path, more: dict[str, str] | None = None) -> Path:
    """A center that knows nothing yet, as a company begins with it."""
    settings_ = sites.MKDOCS.replace("HOOK", str(REPOSITORY / "hooks" / "mkdocs_hook.py"))
    sites.write(to, {"mkdocs.yml": settings_, **FRESH, **(more or {})})
    return to


def import_text(root: Path, text: str | bytes, *args: str, name: str = "policy.txt") -> object:
    file = root.parent / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return trustcenter(root, "import", str(file), "--policy", "privacy", "--as-of", str(TODAY), *args)


def reviewed(root: Path) -> dict:
    return sites.plain_yaml((root / "imports/privacy/review.yml").read_text("utf-8"))


def accept(root: Path, *args: str):
    return trustcenter(root, "import", "--accept", "imports/privacy", "--as-of", str(TODAY), *args)


def proposed(text: str, kind: str) -> list[dict]:
    return [dict(one.fields) for one in propose(sentences(text, above=0)) if one.kind == kind]


# Words --------------------------------------------------------------------------------------------------------------


def words_of(markdown: str) -> list[str]:
    """The words a reader of some Markdown sees."""
    rendered = render(markdown, source="", page="", site=ANYWHERE).html
    return shown(html.fragment_fromstring(rendered, create_parent="div"))


def shown(root) -> list[str]:
    """The words that a browser shows of some HTML: also the numbers of its lists."""
    for listed in root.iter("ol"):
        for number, item in enumerate(listed.findall("li"), start=int(listed.get("start", 1))):
            item.text = f"{number}. {item.text or ''}"
    return root.text_content().split()


def source_words(text: str) -> list[str]:
    return re.sub(r"(?m)^\s*(?:[•●◦▪■‣∙·*–—-]|o(?=\s+[A-Z]))\s+", "", text).split()


def made(text: str, name: str = "policy.txt") -> tuple[str, str]:
    found = review_folder.imported(name, text.encode())
    return found.title, found.body


@pytest.mark.parametrize("seed", ["bygenai", "callgenie", "callgenly", "sms-it", "amnex"])
def test_the_text_of_a_seed_has_all_its_words_in_their_order(seed):
    source = (SEEDS / f"{seed}.txt").read_text("utf-8")
    found = review_folder.imported(f"{seed}.txt", source.encode())
    for head in found.fused:
        source = source.replace(head, f"{head} ", 1)
    assert found.title.split() + words_of(found.body) == source_words(source)


PIECES = st.sampled_from(
    ["We keep logs.", "1. Scope", "• one", "- two", "  o Three", "SHORT HEAD", "Data We Collect", "{{ notice.material }}",
     "a | b", "*x*", "<b>", "# 1", "[a](b)", "[insert x]", "2) then", "(a) Scope of Data", "__init__", "5% & more", "`c`",
     "> said", "1.", "=====", "---", "+ plus", "&amp;", "https://example.com/a_b", "Email: a@b.example", "", ""]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=14))
def test_no_plain_text_loses_adds_or_moves_a_word(lines):
    text = "\n".join(["A title", *lines, "The end of it."])
    title, body, fused = plain_text.to_markdown(text)
    assert not fused
    assert title.split() + words_of(body) == source_words(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=8))
def test_no_plain_text_becomes_a_reference_or_html(lines):
    _, body, _ = plain_text.to_markdown("\n".join(["A title", *lines, "The end of it."]))
    assert "{{" not in body
    assert not re.search(r"(?<!\\)<\w", body)


def test_headings_are_found_by_number_capitals_and_lost_line_breaks():
    title, body = made(POLICY)
    assert title == "PRIVACY POLICY"
    assert re.findall(r"(?m)^#+ .*$", body) == [
        "## 1. WHAT WE COLLECT", "## 2. Retention", "## 3. Vendors", "## 4. Changes", "## 5. Security", "## 6. Contact Us",
    ]  # fmt: skip
    assert "\n- Account Data: Name" in body


def test_lines_broken_at_a_width_are_joined_and_numbered_lists_stay_lists():
    text = "Terms\n\n" + "\n".join(["These are words of a paragraph that was broken at a width of about eighty"] * 6)
    _, body = made(
        text + "\nand ends here.\n\nSteps that follow are these:\n\n1. First thing to do\n2. Second thing to do\n"
    )
    assert body.count("\n\n") == 2
    assert "1. First thing to do\n2. Second thing to do" in body


def test_an_html_page_leaves_its_main_part_and_loses_what_can_act():
    page = (
        "<html><head><title>T</title><script>alert(1)</script></head><body><nav>Menu Home</nav><main><h1>Our policy</h1>"
        '<p onclick="x()">We keep <b>logs</b> &amp; {{ braces }}.</p><ul><li>One<ul><li>Two</li></ul></li></ul>'
        '<h2 id="old">Where it is</h2><p>See <a href="#old">there</a>, <a href="/about">us</a>,'
        ' <a href="javascript:alert(2)">this</a> or <a href="mailto:a@b.example">a@b.example</a>.</p>'
        "<table><tr><th>Vendor</th><th>Purpose</th></tr><tr><td>Mareograph</td><td>Maps</td></tr></table>"
        "</main><footer>Imprint</footer></body></html>"
    )
    title, body = made(page, "policy.html")
    assert title == "Our policy"
    assert "Menu" not in body
    assert "Imprint" not in body
    assert "alert" not in body
    assert "## Where it is" in body
    assert "[there](#where-it-is)" in body
    assert re.search(r"See .*, us,\s+this or", body)
    assert "- One\n    - Two\n" in body
    assert "| Mareograph | Maps |" in body


PARTS = st.sampled_from(
    ["<p>We *keep* _logs_ &lt;b&gt; &amp;amp; 5%.</p>", "<ul><li>One</li><li>Two<ol><li>Three</li></ol></li></ul>", "<p>1. First</p>",
     "<h2>Where #1 | it is</h2>", "<p># no heading</p>", "<p>+ plus</p><p>- minus</p>", "<p>{{ notice.material }} {% if %}</p>",
     "<table><tr><th>A|B</th><th>C</th></tr><tr><td>x | y</td><td><p>p</p><p>q</p></td></tr></table>", "<blockquote>Said</blockquote>",
     "<p>line<br>break</p>", "<div>bare <span>words</span></div>", "<p>`code` [a](b) ![c](d)</p>", "<dl><dt>Term</dt><dd>What it is</dd></dl>",
     "<h4>Deep</h4>", "<p><strong>Bold:</strong> then</p>", "<pre>as  it\nis</pre>", "<p>a<b>b</b>c</p>", "<p>=====</p>",
     "<div><div><div>Logs</div><div>90 days</div></div><div><div>Mail</div><div>7 | 8</div></div></div>", "<p><b>Part A</b></p>",
     "<p><strong>1 Scope</strong><br>Words of it.</p>", "<div class='h2 big'>It looks</div>", "<h2><button>Open me</button></h2>",
     "<div class=row><div>a</div><div>b</div></div><div class=row><div>c</div><div>d</div></div>"]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=7))
def test_no_web_page_loses_adds_or_moves_a_word(parts):
    page = f"<html><body><main><h1>A title</h1>{''.join(parts)}<p>The end.</p></main></body></html>"
    title, body = made(page, "policy.html")
    spaced = re.sub(r"(?=</?(?:p|li|h2|h4|td|th|tr|div|br|dt|dd|ul|ol|blockquote|pre))", " ", page)
    wanted = shown(html.document_fromstring(spaced))
    assert title.split() + words_of(body) == wanted


def test_markdown_keeps_its_words_and_moves_its_headings_below_the_title():
    title, body = made("---\ntitle: Old\n---\n# Old\n\nA\n\nHead\n====\n\n## Sub\n\n```\n# code {{ x }}\n```\n", "p.md")
    assert title == "Old"
    assert re.findall(r"(?m)^#.*$", body) == ["## Head", "### Sub", "# code {{ x }}"]


def test_braces_of_a_markdown_text_stay_literal_in_the_draft(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, "# P\n\nSay {{first_name}} and `{% if %}`.\n\n## More\n\nWords.\n", name="policy.md"))
    done(accept(root))
    assert not [p for p in check(sites.load(files.read_tree(root)), TODAY) if p.is_error]
    draft = (root / "docs/policies/privacy/index.md").read_text("utf-8")
    assert "{% raw %}{{{% endraw %}first_name}}" in draft


# The manual ---------------------------------------------------------------------------------------------------------


def test_the_example_of_the_manual_is_what_happens(tmp_path):
    """The text, the review and the output that `manual/importing.md` shows."""
    page = (REPOSITORY / "manual/importing.md").read_text("utf-8")
    text = re.search(r"(?ms)^```text\n(.*?)^```$", page)
    shown = re.search(r"(?ms)^\$ sed -n '/kind: retention/.*?\n(.*?)^```$", page)
    root = fresh(tmp_path / "center")
    output = done(import_text(root, text[1]))
    assert shown[1] in (root / "imports/privacy/review.yml").read_text("utf-8")
    assert f"$ trustcenter import policy.txt --policy privacy\n{output}```" in page
    draft = done(accept(root)) and (root / "docs/policies/privacy/index.md").read_text("utf-8")
    assert "{{ retention.gauge_logs.period }}" in draft
    assert "{{ subprocessors.twilio.name }}" in draft


# Hostile inputs -----------------------------------------------------------------------------------------------------


def a_zip() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return held.getvalue()


HOSTILE = {
    "empty": ("p.txt", b"", "is empty"),
    "blank": ("p.txt", b" \n\xc2\xa0\n", "is empty"),
    "title alone": ("p.txt", b"Privacy Policy\n", "no text below"),
    "ten megabytes": ("p.txt", b"word " * 2_000_000, "more than 1 MB"),
    "binary": ("p.txt", bytes(range(256)) * 20, "not UTF-8|binary"),
    "nulls": ("p.txt", b"abc\x00\x00\x00def" * 30, "binary"),
    "zip": ("p.txt", a_zip(), "a zip archive"),
    "pdf": ("p.txt", b"%PDF-1.7 ...", "a PDF"),
    "utf-16": ("p.txt", "Privacy policy: we keep it.".encode("utf-16"), "UTF-16"),
    "utf-16 unmarked": ("p.txt", "Privacy policy: we keep it.".encode("utf-16-le"), "UTF-16"),
    "latin-1": (
        "p.txt",
        "Title\n\nDonn\u00e9es personnelles gard\u00e9es.".encode("latin-1"),
        r":3: byte 0xe9.*Latin-1",
    ),
    "windows-1252": ("p.txt", b"Title\n\nThe \x93Service\x94 is ours.", "Windows-1252"),
    "escape": ("p.txt", b"Title\n\nred \x1b[31m text", r":3: control character U\+001B"),
    "other ending": ("p.docx", b"words", r"\.txt, .*\.html"),
    "no ending": ("policy", b"words", r"\.txt"),
    "deep html": ("p.html", b"<div>" * 5000 + b"deep" + b"</div>" * 5000, "5000 deep"),
    "deep quotes": ("p.html", b"<blockquote>" * 300 + b"deep", "300 deep"),
    "script alone": ("p.html", b"<html><script>document.write('policy')</script></html>", "no text in this page"),
    "open tag": ("p.html", b"<p title='", "no text|cannot be read"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_text_ends_in_a_clear_message_and_nothing_written(tmp_path, case):
    name, data, message = HOSTILE[case]
    root = fresh(tmp_path / "center")
    before = sites.tree(root)
    result = import_text(root, data, name=name)
    assert result.exit_code == 1, result.output
    assert re.search(message, result.output), result.output
    assert "nothing was written" in result.output
    assert sites.tree(root) == before


@pytest.mark.parametrize("policy", ["../x", "Privacy", "a b", "-x", "a/b", ""])
def test_an_id_is_an_id(tmp_path, policy):
    root = fresh(tmp_path / "center")
    (tmp_path / "p.txt").write_text(POLICY, "utf-8")
    before = sites.tree(tmp_path)
    assert trustcenter(root, "import", str(tmp_path / "p.txt"), f"--policy={policy}").exit_code in (1, 2)
    assert sites.tree(tmp_path) == before


@pytest.mark.parametrize(
    "line",
    [
        "a@" * 400, "1 " * 900, "90 days " * 300, "such as A, " * 300, "((((" * 400, "**A" * 400, "[insert " * 300,
        "retained for as long as " * 150, "Inc. A " * 300, "x" * 3000, "\\[" * 900, "5-7-8-9-" * 300, "AAA BBB " * 250,
    ],
    ids=lambda line: line[:12],
)  # fmt: skip
def test_no_line_makes_reading_slow(line):
    """Each of these would take minutes with a pattern that backtracks: it costs no more than ordinary prose, but for 20."""
    prose = "".join(f"We keep logs of {len(line)} calls for customer {n}. " for n in range(len(line) // 35))
    assert cpu(lambda: _read(line)) < 20 * max(cpu(lambda: _read(prose)), LEAST)


def _read(line: str) -> None:
    found = sentences(f"## Data retention\n\n{line} privacy@a.example\n\n- {line}\n", above=0)
    list(dates(found))
    propose(found)


def test_reading_a_text_of_four_times_the_size_is_four_times_the_work():
    line = "\nWe may share data with vendors, as said above, under contract {} with each of them.\n"

    def read(lines: int) -> None:
        text = POLICY + "".join(map(line.format, range(lines)))
        review_folder.make("p.txt", text.encode(), policy="privacy", title="", today=TODAY, standing={})

    assert_linear(read, 200)


def test_a_text_of_the_largest_size_is_taken_and_a_byte_more_is_not():
    assert len(characters("p.txt", b"word " * (LARGEST // 5))) == LARGEST
    with pytest.raises(NotImported, match="more than 1 MB"):
        characters("p.txt", b"word " * (LARGEST // 5) + b"x")


# What is proposed ---------------------------------------------------------------------------------------------------


def test_a_retention_rule_has_its_data_period_start_and_action():
    (rule,) = proposed(
        "## Retention\n\nGauge logs and call records are deleted 90 days after the reading.\n", "retention"
    )
    assert rule["data"] == ["gauge_logs", "call_records"]
    assert rule["period"] == "90 days"
    assert rule["starts"] == "the reading"
    assert rule["action"] == "delete"


def test_what_a_text_does_not_say_is_unknown():
    (rule,) = proposed("## Retention\n\nBilling records are retained for 7 years.\n", "retention")
    assert "does not say" in rule["starts"]["unknown"]
    assert "does not say" in rule["action"]["unknown"]
    (vendor,) = proposed("## Vendors\n\nWe use vendors such as Mareograph.\n", "subprocessors")
    assert vendor["name"] == "Mareograph"
    assert all("unknown" in vendor[field] for field in ("purpose", "data", "locations"))


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("Call recordings are kept according to your settings.", "the customer"),
        ("Administrators can choose how long transcripts are kept.", "the administrator"),
    ],
)
def test_a_period_that_somebody_sets_is_configurable_and_unknown(tmp_path, text, by):
    (rule,) = proposed(f"## Retention\n\n{text}\n", "retention")
    assert "no period" in rule["period"]["unknown"]
    assert rule["configurable"] == {"default": rule["period"], "by": by}
    root = fresh(tmp_path / "center")
    done(import_text(root, f"Policy\n\n1. Retention\n\n{text}\n"))
    done(accept(root))
    assert "configurable:" in (root / "data/retention.yml").read_text("utf-8")


def test_a_placeholder_for_a_period_is_no_period():
    (rule,) = proposed("## Retention\n\nLogs are retained for [insert period, e.g., 12 months].\n", "retention")
    assert "[insert period" in rule["period"]["unknown"]


@pytest.mark.parametrize(
    ("text", "use", "period"),
    [
        ("Logs are kept for ninety (90) days.", "retention", "90 days"),
        ("Backups are overwritten within two weeks.", "retention", "2 weeks"),
        ("We answer your request within one month.", "response", "1 month"),
        ("Deletion requests are processed within 5 to 7 working days.", "response", "5-7 business days"),
        ("We will notify you of material changes 30 days in advance.", "notice", "30 days"),
        ("You may object to a new subprocessor within 14 calendar days.", "notice", "14 days"),
        ("Team admins get a heads-up ten days before any new subprocessor goes live.", "notice", "10 days"),
        ("Recordings are wiped after a fortnight.", "retention", "2 weeks"),
        ("Backups are kept for 30 (thirty) days.", "retention", "30 days"),
        ("Call audio is kept for a month.", "retention", "1 month"),
        ("Records of your requests are kept for 24 months.", "retention", "24 months"),
        ("Deleted items age out of backups in between 30 and 90 days.", "retention", "30-90 days"),
        ("Crash dumps are purged every 14 days.", "retention", "14 days"),
        ("Opt-outs are done in fifteen working days or less.", "response", "15 business days"),
        ("We decide on your request within a month.", "response", "1 month"),
    ],
)
def test_a_period_is_known_by_what_its_sentence_is_about(text, use, period):
    (sentence,) = sentences(text, above=0)
    assert [(one.use, str(one.period)) for one in in_sentence(sentence)] == [(use, period)]


@pytest.mark.parametrize(
    "text",
    [
        "You may ask what we collected in the preceding 12 months.",
        "We audit our vendors every 12 months.",
        "We tell you of a breach within 72 hours.",
        "You must be 18 years of age.",
        "The trial lasts 14 days.",
        "Sessions end after 12 hours of inactivity.",
        "You can cancel within 14 days and get your money back.",
        "Either party may terminate on 30 days' written notice.",
        "You can appeal within 30 days of our decision.",
        "We have been in business for ten years.",
    ],
)
def test_other_periods_promise_nothing_about_data(text):
    (sentence,) = sentences(text, above=0)
    assert list(in_sentence(sentence)) == []


@pytest.mark.parametrize(
    ("text", "what", "day"),
    [
        ("Last Updated: June 29th, 2025", "last_updated", "2025-06-29"),
        ("Effective Date: 6/25/2025", "effective", "2025-06-25"),
        ("This policy is effective as of 1 March 2024.", "effective", "2024-03-01"),
        ("**Effective:** 2024-05-03", "effective", "2024-05-03"),
        ("Last revised on the 3rd of May 2024", "last_updated", "2024-05-03"),
        ("Effective Date: 3/4/2026", "effective", None),
        ("Last edited: January 20, 2026 4:12 PM", "last_updated", "2026-01-20"),
        ("Status: 03.11.2025. The law is of 27 April 2016.", "last_updated", "2025-11-03"),
        ("Last changed 03.11.2025, after 25.05.2018.", "last_updated", "2025-11-03"),
        ("Last changed 03.11.2025.", "last_updated", None),
        ("As of 1 May 2025, this policy applies to everybody.", "effective", "2025-05-01"),
        (
            "In force since Monday, 3 March 2025; it replaces the version effective 1 May 2023.",
            "effective",
            "2025-03-03",
        ),
        ("Last updated: February 30, 2024", "last_updated", None),
    ],
)
def test_dates_are_read_as_people_write_them_and_never_guessed(text, what, day):
    (found,) = dates(sentences(text, above=0))
    assert (found.what, found.day and found.day.isoformat()) == (what, day)


def test_a_vendor_of_a_table_has_its_purpose():
    table = "## Subprocessors\n\n| Vendor | Purpose |\n|---|---|\n| Mareograph GmbH | Maps |\n| Twilio | SMS |\n"
    found = {one["id"]: one for one in proposed(table, "subprocessors")}
    assert found["mareograph"]["purpose"] == "Maps"
    assert found["twilio"]["name"] == "Twilio Inc."


@pytest.mark.parametrize(
    "text",
    [
        "We share data with service providers, such as hosting and payment providers.",
        "We comply with laws such as GDPR, CCPA and the TCPA.",
        "- Service Providers: companies that help us.",
        "Use Google Chrome to adjust your browser.",
        "- PostgreSQL: data storage (self-hosted)",
    ],
)
def test_what_is_no_company_is_no_vendor(text):
    assert proposed(f"## Third-party services\n\n{text}\n", "subprocessors") == []


@pytest.mark.parametrize(
    ("heading", "text", "names"),
    [
        ("Who helps us", "- Payments: Mollie\n- Hosting – Scaleway (Paris)\n- Newsletter: Brevlane", ["Mollie", "Scaleway", "Brevlane"]),
        ("Subprocessors", "1. Hetzner Online GmbH, Gunzenhausen – hosting\n2. Mailwren SAS, Lyon – e-mail", ["Hetzner Online GmbH", "Mailwren SAS"]),
        ("Providers", "Voice calls are carried by Telvane, and mail goes out through Postbote.", ["Telvane", "Postbote"]),
        ("Calendars", "You can connect Cal.com, Outlook or Clinicora.", ["Cal.com", "Outlook", "Clinicora"]),
        ("Payments", "Our payment processor, Payfennel, sees your card.", ["Payfennel"]),
        ("Sharing", "We use Amazon Web Services (AWS) for hosting. AWS keeps backups too.", ["Amazon Web Services"]),
        ("Calls", "Meetings are joined through Microsoft Teams or Google Meet.", ["Microsoft Teams", "Google Meet"]),
        ("Vendors", "| What for | Company |\n|---|---|\n| Telephony | Telvane |\n| Books | Kontorist eG |", ["Telvane", "Kontorist eG"]),
        ("Third-party services", "### Telvane\n\nCarries calls.\n\n### Law Enforcement\n\nIf a law demands it.", ["Telvane"]),
        ("Vendors", "**Inkstone** — PDFs. **Telvane** — calls.", ["Inkstone", "Telvane"]),
    ],
)  # fmt: skip
def test_vendors_are_found_where_texts_name_them(heading, text, names):
    found = [
        one.found for one in propose(sentences(f"## {heading}\n\n{text}\n", above=0)) if one.kind == "subprocessors"
    ]
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize(
    "text",
    [
        "We do not send any of it to OpenAI.",
        "Fonts are local; no connection to Google is established.",
        "We use Plausible, which we host ourselves.",
        "Matomo runs on our own servers.",
        "Until 2023 we used Intercom, which we no longer use.",
        "We may share data with Law Enforcement, Courts and our Affiliates.",
        "Complain to the Information Commissioner's Office.",
        "Data is hosted in Frankfurt and processed in Ireland under the Data Privacy Framework.",
        "We use TLS 1.3 and AES-256.",
        "| Category | Purpose | Retention |\n|---|---|---|\n| Call Recordings | Quality | 90 days |",
    ],
)
def test_what_a_text_does_not_use_or_runs_itself_is_no_vendor(text):
    assert proposed(f"## Hosting\n\n{text}\n", "subprocessors") == []


def test_a_table_of_a_plain_text_stays_a_table():
    text = "Policy\n\nWe use these:\n\nCompany\tWhat for\tWhere\nTelvane\tCalls | texts\tUS\nBandwidth\tLandlines\nKontorist\tBooks\tDE\n\nThat is all of them.\n"
    _, body = made(text)
    assert (
        "| Company | What for | Where |\n| --- | --- | --- |\n| Telvane | Calls \\| texts | US |\n| Bandwidth | Landlines |   |"
        in body
    )
    assert words_of(body) == source_words(text)[1:]
    assert {one["name"] for one in proposed(body, "subprocessors")} == {"Telvane", "Bandwidth", "Kontorist"}
    spaced = "Policy\n\nData         How long\nVoicemail    45 days\nInvoices     ten years\n\nThat is all.\n"
    assert "| Voicemail | 45 days |" in made(spaced)[1]


@pytest.mark.parametrize("text", ["•\tOne\n•\tTwo", "1.\tOne\n2.\tTwo", "Home\tLegal\tPrivacy", "a  b\nc  d\ne  f"])
def test_tabs_and_spaces_alone_make_no_table(text):
    assert "|" not in made(f"Policy\n\n{text}\n\nWords of it.\n")[1]


def test_values_that_disagree_stand_together_and_are_not_accepted(tmp_path):
    root = fresh(tmp_path / "center")
    text = "Policy\n\n1. Retention\n\nGauge logs are kept for 90 days. Gauge logs are deleted after 30 days.\n"
    done(import_text(root, text))
    found = reviewed(root)
    (conflict,) = [one for one in found["conflicts"] if "gauge_logs" in one["about"]]
    assert [one["value"] for one in conflict["values"]] == ["90 days", "30 days"]
    assert {one["accept"] for one in found["facts"] if one["kind"] == "retention"} == {"false"}


def test_artefacts_and_repetitions_are_problems_with_their_line(tmp_path):
    root = fresh(tmp_path / "center")
    text = "Policy\n\nLast updated: 1 May 2024\n\nWrite to [email protected] or [insert name].\n\nLast updated: 2 May 2024\n"
    done(import_text(root, text))
    found = {(one["rule"], one["line"]) for one in reviewed(root)["problems"]}
    assert {("obfuscated-email", "7"), ("placeholder", "7"), ("typed-date", "9")} <= found
    assert [one["about"] for one in reviewed(root)["conflicts"]] == ["date: last_updated"]


def test_what_the_data_has_already_keeps_its_id(tmp_path):
    vendor = "- id: texts\n  name: Twilio Inc.\n  purpose: texts\n  group: communications\n  data: {unknown: x}\n  locations: [US]\n"
    contact = "desk:\n  role: Ours\n  email: privacy@brightwater.example\n"
    root = fresh(tmp_path / "center", {"data/subprocessors.yml": vendor, "data/contacts.yml": contact})
    done(import_text(root, POLICY))
    ids = {(one["kind"], one.get("id")) for one in reviewed(root)["facts"]}
    assert {("subprocessors", "texts"), ("contacts", "desk")} <= ids
    assert not {("subprocessors", "twilio"), ("contacts", "privacy")} & ids
    result = accept(root)
    assert re.search(r"review\.yml:\d+:\d+: .*subprocessors\.texts\.purpose is `texts`", result.output)


def test_a_file_that_is_not_there_is_told(tmp_path):
    root = fresh(tmp_path / "center")
    result = trustcenter(root, "import", str(tmp_path / "none.txt"), "--policy", "privacy")
    assert result.exit_code == 1
    assert "no such file" in result.output


# Accepting ----------------------------------------------------------------------------------------------------------


def test_the_first_call_writes_the_review_folder_and_nothing_else(tmp_path):
    root = fresh(tmp_path / "center")
    before = sites.tree(root)
    done(import_text(root, POLICY))
    after = sites.tree(root)
    assert {path: data for path, data in after.items() if path in before} == before
    assert sorted(set(after) - set(before)) == ["imports/privacy/review.yml", "imports/privacy/text.md"]
    assert sites.problems(root, TODAY) == sites.problems(fresh(tmp_path / "other"), TODAY)


def test_every_fact_has_its_sentence_and_the_line_it_stands_in(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    lines = (root / "imports/privacy/text.md").read_text("utf-8").split("\n")
    facts = reviewed(root)["facts"]
    assert len(facts) > 8
    for fact in facts:
        assert " ".join(fact["sentence"].split()[:3]) in " ".join(lines[int(fact["line"]) - 1].split()), fact


def test_importing_twice_or_over_a_draft_overwrites_nothing(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    before = sites.tree(root)
    assert "exists already" in import_text(root, POLICY).output
    assert sites.tree(root) == before
    other = fresh(tmp_path / "other", {"docs/policies/privacy/index.md": "---\ntitle: Ours\n---\n\nMine.\n"})
    before = sites.tree(other)
    assert "exists already" in import_text(other, POLICY).output
    assert sites.tree(other) == before


def test_only_a_review_folder_of_this_center_is_accepted(tmp_path):
    root, other = fresh(tmp_path / "center"), fresh(tmp_path / "other")
    done(import_text(root, POLICY))
    done(import_text(other, POLICY))
    before = sites.tree(root)
    for folder in (
        str(other / "imports/privacy"),
        "privacy",
        "docs/privacy",
        "../other/imports/privacy",
        "imports/none",
        "",
    ):
        assert trustcenter(root, "import", "--accept", folder).exit_code in (1, 2), folder
        assert sites.tree(root) == before
    done(trustcenter(root, "import", "--accept", str(root / "imports/privacy/")))


def test_a_dry_run_writes_nothing(tmp_path):
    root = fresh(tmp_path / "center")
    before = sites.tree(root)
    done(import_text(root, POLICY, "--dry-run"))
    assert sites.tree(root) == before
    done(import_text(root, POLICY))
    before = sites.tree(root)
    assert "dry run" in done(accept(root, "--dry-run"))
    assert sites.tree(root) == before


def test_what_is_accepted_becomes_facts_and_references_and_comments_stay(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    done(accept(root))
    organization = (root / "data/organization.yml").read_text("utf-8")
    assert organization.startswith("# Ask legal first.\nlegal_name: Brightwater Analytics, Inc.  # soon\n")
    contacts = (root / "data/contacts.yml").read_text("utf-8")
    assert "role: Our privacy desk  # stays\n  email: privacy@brightwater.example\n" in contacts
    assert (root / "data/notice.yml").read_text("utf-8").startswith("material: 30 days\n")
    draft = (root / "docs/policies/privacy/index.md").read_text("utf-8")
    assert "{{ retention.gauge_logs.period }}" in draft
    assert "{{ subprocessors.twilio.name }}" in draft
    assert "{{ contacts.privacy.email | link }}" in draft
    assert "{{ notice.material }}' notice" in draft
    assert draft.startswith("---\ntitle: PRIVACY POLICY\nowner: privacy\n---\n")


def test_the_filled_draft_says_what_the_text_said_but_for_the_names_that_are_told(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    output = done(accept(root))
    body = (root / "imports/privacy/text.md").read_text("utf-8").split("---\n", 2)[2]
    filled = sites.load(files.read_tree(root)).filled["privacy"].text.split("\n", 1)[1]
    for words, printed in re.findall(r"`([^`]+)` is now .*, which reads `([^`]+)`", output):
        body = body.replace(words, printed)
    assert plain(filled).split() == plain(body).split()


def test_facts_that_are_not_accepted_stay_out_and_their_words_in(tmp_path):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    path = root / "imports/privacy/review.yml"
    path.write_text(path.read_text("utf-8").replace("accept: true", "accept: false"), "utf-8")
    before = sites.tree(root / "data")
    done(accept(root))
    assert sites.tree(root / "data") == before
    assert "{{" not in (root / "docs/policies/privacy/index.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("period: 90 days", "period: soon", r"review\.yml:\d+:\d+: error \[bad-value\] period: `soon` is not a period"),
        ("kind: retention", "kind: retentions", r"review\.yml:\d+:\d+: .*not a kind of fact.*retention"),
        ("accept: true", "accept: perhaps", r"review\.yml:\d+:\d+: .*neither true nor false"),
        ("label: Gauge logs", "lable: Gauge logs", r"review\.yml:\d+:\d+: .*`lable` is not a field"),
        ("policy: privacy", "policy: terms", r"review\.yml:\d+:\d+: .*imports/privacy"),
        ("facts:\n", "facts: [\n", r"review\.yml:\d+:\d+: .*yaml"),
        ("id: gauge_logs", "id: Gauge Logs", r"review\.yml:\d+:\d+: .*not an id"),
        ("data:\n        - gauge_logs", "data:\n        - tides", r"retention\.yml:\d+:\d+: .*`tides` is not an id"),
    ],
)
def test_a_mistake_in_the_review_is_told_where_it_stands_and_nothing_is_written(tmp_path, old, new, message):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    sites.edit(root, "imports/privacy/review.yml", old, new)
    before = sites.tree(root)
    result = accept(root)
    assert result.exit_code == 1
    assert re.search(message, result.output), result.output
    assert "nothing was written" in result.output
    assert sites.tree(root) == before


def test_a_value_that_the_data_states_otherwise_is_a_problem(tmp_path):
    rules = "- id: gauge_logs\n  label: Ours\n  data: [gauge_logs]\n  period: 1 year\n  action: delete\n"
    root = fresh(tmp_path / "center", {"data/retention.yml": rules})
    done(import_text(root, POLICY))
    before = sites.tree(root)
    result = accept(root)
    assert re.search(
        r"review\.yml:\d+:\d+: .*retention\.gauge_logs\.period is `1 year` in data/retention\.yml, and `90 days`",
        result.output,
    )
    assert sites.tree(root) == before


@pytest.mark.parametrize(
    "written", ["", "# none yet\n", "[]\n", "# none\n[]\n", "- id: a\n  label: A\n", "  - id: a\n    label: A"]
)
def test_records_are_added_to_any_list_and_what_stands_there_stays(tmp_path, written):
    root = fresh(tmp_path / "center", {"data/data_categories.yml": written})
    done(import_text(root, POLICY))
    done(accept(root))
    text = (root / "data/data_categories.yml").read_text("utf-8")
    assert text.startswith(written.replace("[]\n", ""))
    ids = [record["id"] for record in sites.plain_yaml(text)]
    assert "gauge_logs" in ids
    assert ("a" in ids) == ("id: a" in written)


@pytest.mark.parametrize(("standing", "accepted"), [("gauge_logs, tides", True), ("tides", False)])
def test_a_list_that_says_more_than_the_text_is_no_contradiction(tmp_path, standing, accepted):
    rules = f"- id: gauge_logs\n  label: Ours\n  data: [{standing}]\n  period: 90 days\n  action: delete\n"
    categories = "- id: gauge_logs\n  label: Gauge logs\n- id: tides\n  label: Tides\n"
    root = fresh(tmp_path / "center", {"data/retention.yml": rules, "data/data_categories.yml": categories})
    done(import_text(root, POLICY))
    result = accept(root)
    assert (result.exit_code == 0) == accepted
    assert ("retention.gauge_logs.data is" in result.output) != accepted
    assert f"data: [{standing}]" in (root / "data/retention.yml").read_text("utf-8")


def test_a_list_in_brackets_is_refused(tmp_path):
    root = fresh(tmp_path / "center", {"data/data_categories.yml": "[{id: a, label: A}]\n"})
    done(import_text(root, POLICY))
    before = sites.tree(root)
    assert "written in brackets" in accept(root).output
    assert sites.tree(root) == before


class CutShortError(Exception):
    """Stands for a plug that was pulled."""


@pytest.mark.parametrize("stop", range(8))
def test_accepting_is_all_or_nothing_wherever_it_is_cut_short(tmp_path, monkeypatch, stop):
    root = fresh(tmp_path / "center")
    done(import_text(root, POLICY))
    before = sites.tree(root)
    real, steps = files.write, []

    def write(folder, path, data):
        if len(steps) == stop:
            raise CutShortError
        steps.append(path)
        real(folder, path, data)

    monkeypatch.setattr(files, "write", write)
    result = accept(root)
    monkeypatch.undo()
    if isinstance(result.exception, CutShortError):
        trustcenter(root, "recover")
        assert sites.tree(root) == before
    else:
        assert (root / "docs/policies/privacy/index.md").exists()


def test_an_imported_text_is_published_and_built_as_history(tmp_path):
    root = fresh(tmp_path / "center")
    output = done(import_text(root, POLICY))
    assert "last updated: 2024-05-03" in output
    step = done(accept(root))
    assert "publish privacy --class recorded --effective 2024-05-03" in step
    checked = trustcenter(root, "check", "--as-of", str(TODAY))
    assert checked.exit_code == 0, checked.output
    done(sites.publish(root, "privacy", "--class", "recorded", "--effective", "2024-05-03", as_of=str(TODAY)))
    site = sites.build(root, TODAY)
    text = sites.text(site, "policies/privacy")
    assert "Gauge logs are kept for 90 days after the reading" in text
    assert "Twilio Inc. for SMS delivery" in text
    assert "privacy@brightwater.example" in text


@pytest.mark.parametrize("seed", ["bygenai", "amnex"])
def test_a_seed_is_imported_accepted_and_built(tmp_path, seed):
    root = fresh(tmp_path / "center")
    done(import_text(root, (SEEDS / f"{seed}.txt").read_bytes()))
    done(accept(root))
    done(sites.publish(root, "privacy", "--class", "recorded", "--effective", "2026-03-06", as_of=str(TODAY)))
    assert "Privacy Policy" in sites.text(sites.build(root, TODAY), "policies/privacy")


@pytest.mark.parametrize(
    "path", [p for p in sorted((HERE / "developed").iterdir()) if p.suffix != ".yml"], ids=lambda p: p.stem
)
def test_what_is_proposed_for_a_whole_policy_can_be_accepted_as_it_is(tmp_path, path):
    root = fresh(tmp_path / "center")
    done(import_text(root, path.read_bytes(), name=path.name))
    assert "facts accepted" in done(accept(root))
    checked = trustcenter(root, "check", "--as-of", str(TODAY))
    assert checked.exit_code == 0, checked.output


# Recall and precision -----------------------------------------------------------------------------------------------

GOAL = ("contacts", "dates", "periods", "vendors", "placeholders")
TOLD = ("legal_name", "addresses", "ages", "security", "rights", "keywords")
LEGAL = re.compile(
    r",?\s+(?:Inc|LLC|Ltd|Limited|GmbH|Corp|Corporation|PLC|AG|BV|B\.V|SAS|AB|Oy|AS|PBC|Co)\b\.?", re.IGNORECASE
)


def key(family: str, value: object) -> str:
    """A value in the form in which it is compared."""
    text = str(value)
    if family == "contacts":
        return text.lower() if "@" in text else re.sub(r"\D", "", text.replace("(0)", ""))[-9:]
    if family == "vendors":
        return re.sub(r"[^a-z0-9]+", " ", LEGAL.sub("", text).lower()).strip()
    if family == "addresses":
        return " ".join(re.findall(r"\w*\d\w*", text.lower()))
    text = re.sub(r"[^a-z0-9.+_]+", " ", text.lower()).strip()
    if family == "security":
        text = re.sub(
            r"\+| (?:or|and) (?:later|higher|above|newer|better|up)$| type .*| level \d| gcm| cbc| bit| iec|(?<=27001) \d{4}",
            "",
            text,
        )
        return "mfa" if re.match(r"multi factor|two factor|2fa|mfa", text) else text
    return text


def expected(facts: dict, family: str) -> Counter[str]:
    values = facts[family] if isinstance(facts[family], list) else [facts[family]]
    if family == "dates":
        values = [f"{one['what']} {one['day']}" for one in values]
    if family == "periods":
        values = [f"{one['period']} {one['for']}" for one in values]
    return Counter(key(family, value) for value in values)


def found_in(text: bytes, name: str) -> dict[str, list]:
    """What an import proposes, by family."""
    read = review_folder.imported(name, text)
    body, said = read.body, sentences(read.body, above=3)
    facts = propose(said)
    fields = [
        (one.kind, field, value) for one in facts for field, value in one.fields.items() if isinstance(value, str)
    ]
    flaws = review_folder.problems_of("privacy", body, TODAY, above=3)
    return {
        "contacts": [value for kind, field, value in fields if field in ("email", "phone") and kind in ("contacts", "organization")],
        "dates": list(dict.fromkeys(f"{one.what} {one.day}" for one in dates(said, front=read.front))),
        "periods": [f"{one.period} {one.use}" for sentence in said for one in in_sentence(sentence)],
        "vendors": [one.found for one in facts if one.kind == "subprocessors"],
        "placeholders": [p.message for p in flaws if p.rule in ("placeholder", "obfuscated-email")],
        "legal_name": [value for _, field, value in fields if field == "legal_name"],
        "addresses": [value for kind, field, value in fields if (kind, field) == ("organization", "address")],
        "ages": [str(age) for age in dict.fromkeys(one.found for one in facts if one.kind == "children")],
        "security": [str(one.fields["detail"]) for one in facts if one.kind == "security" and "detail" in one.fields],
        "rights": [one.id for one in facts if one.kind == "rights"],
        "keywords": [word for one in facts if one.kind == "messaging" for word in one.found.split(", ") if word],
    }  # fmt: skip


def compared(family: str, wanted: Counter[str], found: Counter[str]) -> tuple[int, list[str], list[str]]:
    """How many of the wanted values were found, which were missed, and which are wrong; a placeholder by a part of its words."""
    if family != "placeholders":
        return (wanted & found).total(), list((wanted - found).elements()), list((found - wanted).elements())
    wrong, missed = list(found.elements()), []
    for value in wanted.elements():
        match = next((one for one in wrong if value in one), None)
        if match is None:
            missed.append(value)
        else:
            wrong.remove(match)
    return wanted.total() - len(missed), missed, wrong


def score(pairs: list[tuple[Path, Path]]) -> dict[str, tuple[int, int, int]]:
    """Hits, wanted and found of each family over some policies; what was missed or wrongly proposed is printed."""
    totals: dict[str, tuple[int, int, int]] = {}
    for text, listed in pairs:
        facts, proposals = yaml.safe_load(listed.read_text("utf-8")), found_in(text.read_bytes(), text.name)
        for family in (*GOAL, *TOLD):
            if family in facts:
                wanted = expected(facts, family)
                found = Counter(key(family, value) for value in proposals[family])
                (good, missed, wrong), old = compared(family, wanted, found), totals.get(family, (0, 0, 0))
                totals[family] = (old[0] + good, old[1] + wanted.total(), old[2] + found.total())
                if missed or wrong:
                    print(f"  {text.stem} {family}: missed {missed}, wrong {wrong}")
    for family, (good, wanted_, found_) in totals.items():
        print(f"  {family:13} recall {good}/{wanted_}  precision {good}/{found_}")
    return totals


def pairs_in(texts: Path, listed: Path) -> list[tuple[Path, Path]]:
    found = []
    for facts in sorted(listed.glob("*.yml")):
        text = next(
            (path for end in (".txt", ".html", ".md") if (path := texts / f"{facts.stem}{end}").is_file()), None
        )
        found += [(text, facts)] if text else []
    return found


def assert_found(totals: dict[str, tuple[int, int, int]], share: float, families: tuple[str, ...] = GOAL) -> None:
    """Recall and precision of each family are no less than a share."""
    for family in families:
        good, wanted, found = totals[family]
        assert good >= share * wanted, family
        assert good >= share * found, family


def test_recall_and_precision_over_the_five_seeds():
    pairs = pairs_in(SEEDS, HERE / "expected")
    assert len(pairs) == 5
    print("\nthe five seeds")
    assert_found(score(pairs), 0.95, (*GOAL, *TOLD))


def test_recall_and_precision_over_the_policies_it_was_developed_with():
    pairs = pairs_in(HERE / "developed", HERE / "developed")
    assert len(pairs) >= 12
    print("\npolicies it was developed with")
    assert_found(score(pairs), 0.95, (*GOAL, *TOLD))


def test_vendors_are_found_without_the_shipped_lists_too(monkeypatch):
    """As if none of the vendors of these texts were known: what remains is how texts speak of vendors."""
    pairs = pairs_in(HERE / "developed", HERE / "developed")
    named = {one for _, listed in pairs for one in expected(yaml.safe_load(listed.read_text("utf-8")), "vendors")}
    known_here = {name: about for name, about in known.companies().items() if not _is_of(key("vendors", name), named)}
    assert len(known_here) < len(known.companies())
    monkeypatch.setattr(known, "companies", lambda: known_here)
    known._by_first_word.cache_clear()
    try:
        print("\nvendors that no list knows")
        assert_found(score(pairs), 0.85, ("vendors",))
    finally:
        known._by_first_word.cache_clear()


def _is_of(name: str, others: set[str]) -> bool:
    return any(other == name or other.startswith(f"{name} ") for other in others)


def test_recall_and_precision_over_policies_nobody_tuned_on():
    pairs = pairs_in(HERE / "held_out", HERE / "held_out")
    if not pairs:
        pytest.skip("no held-out policy is there")
    print("\nheld-out policies")
    totals = score(pairs)
    together = [sum(totals[family][place] for family in GOAL if family in totals) for place in range(3)]
    assert together[0] >= 0.95 * together[1], "79 of 83 were found on 2026-11-22"
    assert together[0] >= 0.94 * together[2], "79 of 84 proposed were right on 2026-11-22"


def test_a_refused_import_says_so_in_its_type():
    with pytest.raises(NotImported, match=r"\.txt"):
        review_folder.imported("policy.docx", b"words")
