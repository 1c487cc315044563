"""`trustcenter watch` against servers on this machine: what lists say, and lists that are slow, blocked, moved or none."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

import sites
from trustcenter.cli import watch as command
from trustcenter.disk import web
from trustcenter.importing import upstream

HEAD = "| Subprocessor | Purpose | Location |\n|---|---|---|\n"
FIRST = f"# Subprocessors\n\n{HEAD}| Vaultworks Ltd | Backups | Ireland |\n| Clearline Support, Inc. | Support | United States |\n"
MORE = f"{FIRST}| Northgrid AB | Hosting | Sweden |\n"
PAGE = (
    "<html><body><h1>Subprocessors</h1><table><tr><th>Subprocessor</th><th>Purpose</th><th>Location</th></tr>{}</table>"
)
ROW = "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"


def page(*rows: tuple[str, str, str]) -> bytes:
    return PAGE.format("".join(ROW.format(*row) for row in rows)).encode()


VAULT, CLEAR, NORTH = (
    ("Vaultworks Ltd", "Backups", "Ireland"), ("Clearline Support, Inc.", "Support", "United States"),
    ("Northgrid AB", "Hosting", "Sweden"),
)  # fmt: skip


class Host(http.server.BaseHTTPRequestHandler):
    """Answers as the test says: `answers` by path are (status, headers, body), or a function that writes."""

    answers: ClassVar[dict[str, Any]] = {}

    def do_GET(self) -> None:
        answer = self.answers.get(self.path, (404, {}, b""))
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    Host.answers = {}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small center, published; the vendors' own lists are saved copies."""
    return sites.published(tmp_path / "center")


def watch(root: Path, *words: str, as_of: str = "2026-02-01") -> str:
    return sites.done(sites.trustcenter(root, "watch", *words, "--as-of", as_of))


def copies(root: Path, **texts: str) -> tuple[str, str]:
    folder = root.parent / "copies"
    sites.write(folder, {f"{name}.md": text for name, text in texts.items()})
    return "--copies", str(folder)


@pytest.fixture
def fetched(root: Path, host: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Looks at the list of `harbor` at the address of the host, after it was seen and kept once."""
    monkeypatch.setattr(command, "LIMITS", replace(command.LIMITS, seconds=1, largest=1_000_000))
    monkeypatch.setattr(upstream, "with_list", lambda _: {"harbor": f"{host}/list"})
    stated = {"id": "harbor", "name": "Harbor Cloud, Inc.", "own_list": f"{host}/list"}
    monkeypatch.setattr(command, "_chosen", lambda *_: [stated])
    Host.answers["/list"] = (200, {}, page(VAULT, CLEAR))
    watch(root, "--keep")

    def now(answer: Any) -> str:
        Host.answers["/list"] = answer
        return watch(root)

    return now


# Changes -------------------------------------------------------------------------------------------------------------


def test_a_list_is_seen_first_kept_and_then_told_what_was_added_with_the_day_by_the_promise(root: Path) -> None:
    assert "Seen for the first time: 2 companies on its list." in watch(root, *copies(root, harbor=FIRST))
    assert not (root / "imports/upstream").exists()
    watch(root, *copies(root, harbor=FIRST), "--keep")
    assert watch(root, *copies(root, harbor=FIRST)) == "1 list looked at, as seen last\n"
    said = watch(root, *copies(root, harbor=MORE), as_of="2026-02-03")
    assert "Changed since 1 February 2026:" in said
    assert "- subprocessor added: Northgrid AB (Hosting)" in said
    assert (
        "Your vendor Harbor Cloud, Inc. added Northgrid AB; by your promise that needs notice by 3 February 2026 to"
        " bind on 6 March 2026 (30 days ahead)" in said
    )
    assert said == watch(root, *copies(root, harbor=MORE), as_of="2026-02-03"), "it is told until it is kept"
    watch(root, *copies(root, harbor=MORE), "--keep", as_of="2026-02-03")
    assert watch(root, *copies(root, harbor=MORE)) == "1 list looked at, as seen last\n"


def test_the_report_is_a_file_that_is_empty_where_there_is_nothing_to_do(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "watch.md"
    watch(root, *copies(root, harbor=FIRST), "--keep", "--write", str(out))
    assert out.read_text("utf-8").startswith("## Harbor Cloud, Inc.\n")
    watch(root, *copies(root, harbor=FIRST), "--write", str(out))
    assert out.read_text("utf-8") == ""


def test_a_company_that_the_chain_states_already_needs_no_notice_again() -> None:
    rows = {name: upstream.rows_of(f"{name}.md", text.encode()) for name, text in (("a", FIRST), ("b", MORE))}
    day = sites.TODAY
    before, seen = (upstream.Seen("harbor", "", day, rows[name]) for name in "ab")
    engaged = {"id": "northgrid", "name": "Northgrid Aktiebolag AB", "purpose": "hosting", "locations": ["SE"]}
    vendor = {"id": "harbor", "name": "Harbor Cloud, Inc.", "engages": [engaged | {"name": "NORTHGRID AB"}]}
    assert upstream.look(vendor, seen, before).added == ()
    assert upstream.look(vendor | {"engages": []}, seen, before).added == ("Northgrid AB",)


def test_what_is_kept_comes_back_as_it_was_and_other_files_are_refused(root: Path) -> None:
    seen = upstream.Seen("harbor", "https://harbor.example/list", sites.TODAY, upstream.rows_of("a.md", MORE.encode()))
    assert [dict(row.cells) for row in upstream.kept("x", seen.written()).rows] == [
        dict(row.cells) for row in seen.rows
    ]
    sites.write(root, {"imports/upstream/harbor.json": "[]"})
    said = watch(root, *copies(root, harbor=FIRST))
    assert "imports/upstream/harbor.json is not a list that was kept: remove it" in said


def test_a_stranger_s_words_reach_nobody_from_the_issue(root: Path, tmp_path: Path) -> None:
    watch(root, *copies(root, harbor=FIRST), "--keep")
    row = "| @everyone \\[x\\](https://evil.example) Ltd | Hosting | Sweden |\n"
    watch(root, *copies(root, harbor=FIRST + row), "--write", str(tmp_path / "watch.md"))
    said = (tmp_path / "watch.md").read_text("utf-8")
    assert "added" in said
    assert "@everyone" not in said
    assert "](https://evil.example)" not in said


# Servers -------------------------------------------------------------------------------------------------------------


def test_a_list_in_another_order_and_layout_is_as_it_was(fetched: Any) -> None:
    assert fetched((200, {}, b"<div><p>New look</p></div>" + page(CLEAR, VAULT))) == "1 list looked at, as seen last\n"


def test_a_company_that_was_renamed_is_told_as_such_and_not_as_a_new_one(fetched: Any) -> None:
    said = fetched((200, {}, page(("Vaultworks (formerly Vaultworks Ltd) GmbH", "Backups", "Ireland"), CLEAR)))
    assert "renamed" in said
    assert "added" not in said


def test_a_new_place_is_told(fetched: Any) -> None:
    assert "location added: Germany (Vaultworks Ltd)" in fetched(
        (200, {}, page(("Vaultworks Ltd", "Backups", "Ireland, Germany"), CLEAR))
    )


def test_a_list_that_moved_is_read_and_its_address_told(fetched: Any, host: str) -> None:
    Host.answers["/new"] = (200, {}, page(VAULT, CLEAR))
    said = fetched((301, {"Location": "/new"}, b""))
    assert f"Its list has moved to {host}/new: change `own_list`." in said


def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Sends a byte every now and then, longer than anybody waits."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        try:
            handler.wfile.write(b"<")
        except OSError:
            return
        time.sleep(0.1)


def hang(handler: http.server.BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (drip, "not all of it came within 1 seconds"),
        (hang, "timed out"),
        ((403, {}, b"no"), "the host answered 403 Forbidden"),
        ((404, {}, b""), "the host answered 404"),
        ((200, {}, b"<form><input name=p type='password'></form> Please log in"), "is a page to log in, not a list"),
        ((200, {}, page()), "no list of vendors"),
        ((200, {}, b""), "harbor.html is empty"),
        ((200, {}, b"<h1>Welcome</h1><p>We build things.</p>"), "no list of vendors"),
        ((200, {}, b"x" * 10_000_000), "more than 1 MB"),
        ((200, {"Content-Type": "application/json"}, b"{"), "not readable as JSON"),
        ((302, {"Location": "/list"}, b""), "redirects too often"),
        ((302, {"Location": "http://example.com/list"}, b""), "which is not an https address outside"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "is not allowed"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_read_says_why_and_keeps_what_was_seen(
    fetched: Any, root: Path, answer: Any, why: str
) -> None:
    before = (root / "imports/upstream/harbor.json").read_bytes()
    said = fetched(answer)
    assert "Its list could not be read: " in said
    assert why in said
    assert "removed" not in said
    watch(root, "--keep")
    assert (root / "imports/upstream/harbor.json").read_bytes() == before


def test_robots_txt_is_respected(fetched: Any) -> None:
    Host.answers["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /list\n")
    assert "robots.txt of 127.0.0.1 does not allow to fetch it" in fetched((200, {}, page(VAULT)))


@pytest.mark.parametrize(
    "address", ["http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https://", "x"]
)
def test_only_https_is_asked(address: str) -> None:
    with pytest.raises(web.Unreachable, match="only an https address can be asked"):
        web.get(address, command.LIMITS)


def test_a_name_that_leads_into_a_private_network_is_not_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine that is reached counts, whatever it is called: the name of the test leads to this machine."""
    import socket

    asked = []
    Host.answers["/list"] = lambda handler: asked.append(handler.path)
    port = int(host.rpartition(":")[2])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    )
    connection = web._PublicPlain("lists.example", port, timeout=2)
    with pytest.raises(web.Unreachable, match=r"lists\.example: this name leads into a private network"):
        connection.request("GET", "/list")
    assert asked == []
