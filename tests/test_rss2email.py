"""A real reader that turns feeds into mail tells every notice exactly once, over the whole life of a center.

rss2email reads the feed from a local web server and hands its mails to a local mail server.
"""

import asyncio
import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP

import followed
import sites

CONFIG = """\
[DEFAULT]
from = feeds@lanternfish.example
to = reader@lanternfish.example
email-protocol = smtp
smtp-server = 127.0.0.1
smtp-port = {smtp}
smtp-ssl = False
smtp-auth = False
same-server-fetch-interval = 0
html-mail = {html}

[feed.notices]
url = http://127.0.0.1:{http}/{path}
to = reader@lanternfish.example
"""


class Mailbox:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - the name that aiosmtpd calls
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def taken(self) -> list[EmailMessage]:
        """What came since the last time, by subject."""
        found, self.mails = self.mails, []
        return sorted(found, key=lambda mail: str(mail["Subject"]))


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box, loop = Mailbox(), asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield box, server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.close()


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[Path, int]]:
    """A folder and the port at which it is served."""
    folder = tmp_path / "served"
    folder.mkdir()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield folder, server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class Reader:
    """rss2email with a configuration and a memory of its own."""

    def __init__(self, home: Path, mailbox, served, path: str, *, html: bool = False) -> None:
        self.box, smtp = mailbox
        self.folder, port = served
        self.home = home
        sites.write(home, {"rss2email.cfg": CONFIG.format(smtp=smtp, http=port, path=path, html=html)})

    def reads(self, root: Path, day: str) -> list[EmailMessage]:
        """The mails that the reader sends once the site of a day is deployed on that day."""
        when = datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
        for path, data in followed.out(root, day).items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(data)
            os.utime(self.folder / path, (when, when))  # a reader asks for what is newer than what it has
        command = [sys.executable, "-c", "from rss2email.main import run; run()"]
        settings = ["-c", str(self.home / "rss2email.cfg"), "-d", str(self.home / "rss2email.json")]
        done = subprocess.run(
            [*command, *settings, "run"], cwd=self.home, capture_output=True, encoding="utf-8", timeout=60, check=False,
            env=sites.environment({"HOME": str(self.home), "no_proxy": "*", "PYTHONWARNINGS": "ignore"}),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert "error" not in done.stderr.lower(), done.stderr
        return self.box.taken()


def subjects(mails: list[EmailMessage]) -> list[str]:
    return [str(mail["Subject"]) for mail in mails]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """One notice that takes effect, one that is withdrawn, an emergency, and changes that are no notices."""
    return followed.history(tmp_path_factory.mktemp("followed"))


def test_each_notice_is_mailed_exactly_once(root, tmp_path, mailbox, served):
    """Builds of the days on which notices are announced, take effect and are withdrawn, some of them read twice."""
    reader = Reader(tmp_path, mailbox, served, "notices/feed.xml")
    days = (followed.SOONER, "2026-02-02", followed.CORRECTED, followed.BOUND, followed.SHORTER, followed.WITHDRAWN)
    told = {day: subjects(reader.reads(root, day)) for day in (*days, "2026-05-02", followed.EMERGENCY, "2026-06-02")}
    assert {day: mails for day, mails in told.items() if mails} == {
        followed.SOONER: ["Sooner"],
        followed.SHORTER: [followed.HOSTILE],
        followed.WITHDRAWN: [f"Withdrawn: {followed.HOSTILE}"],
        followed.EMERGENCY: ["Fire"],
    }


def test_who_subscribes_late_gets_each_entry_once_and_reads_what_became_of_it(root, tmp_path, mailbox, served):
    reader = Reader(tmp_path, mailbox, served, "notices/feed.xml", html=True)
    mails = {str(mail["Subject"]): mail for mail in reader.reads(root, followed.EMERGENCY)}
    assert sorted(mails) == sorted(
        ["Fire", "Sooner", f"{followed.HOSTILE} (withdrawn)", f"Withdrawn: {followed.HOSTILE}"]
    )
    body = mails[f"{followed.HOSTILE} (withdrawn)"].get_content()
    assert "Withdrawn on 15 April 2026: Privacy policy, version 4." in body
    assert f"{followed.SITE}policies/privacy/2026-05-02/" in body
    assert "<script" not in body
    assert reader.reads(root, "2026-06-02") == []


def test_the_feed_of_a_policy_is_mailed_without_the_changes_of_others(root, tmp_path, mailbox, served):
    reader = Reader(tmp_path, mailbox, served, "policies/subprocessors/feed.xml")
    assert subjects(reader.reads(root, followed.BOUND)) == ["A change of ours"]
    assert subjects(reader.reads(root, followed.EMERGENCY)) == ["Fire"]
