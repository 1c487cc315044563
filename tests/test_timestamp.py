"""Time stamps (RFC 3161) over the head of an archive, from an authority of our own made with OpenSSL."""

import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import sites
from needs import without
from trustcenter.disk import timestamp_authority
from trustcenter.disk.files import read_tree
from trustcenter.model.heads import heads
from trustcenter.reading.archive import load_archive
from trustcenter.reports import timestamps

SETTINGS = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = A test authority
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[stamping]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = ours
[ours]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
certs = root.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


def openssl(folder, *arguments):
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """The folder of an authority: its root certificate `root.pem`, and what signs its tokens."""
    if not shutil.which("openssl"):
        without("openssl", "the package manager of the system")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "settings").write_text(SETTINGS)
    (folder / "serial").write_text("01\n")
    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-config", "settings")
    openssl(folder, *new, "-extensions", "root", "-keyout", "root.key", "-out", "root.pem")
    openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-config", "settings", "-keyout", "tsa.key", "-out", "tsa.csr",
            "-subj", "/CN=A test stamp")  # fmt: skip
    openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
            "-days", "3650", "-extfile", "settings", "-extensions", "stamping", "-out", "tsa.pem")  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def address(authority):
    """Where the authority answers over HTTP; below /broken, /page and /cut it answers wrongly."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = self.rfile.read(int(self.headers["Content-Length"]))
            (authority / "query").write_bytes(query)
            openssl(authority, "ts", "-reply", "-config", "settings", "-section", "ours", "-queryfile", "query",
                    "-out", "reply")  # fmt: skip
            data = (authority / "reply").read_bytes()
            self.send_response(500 if self.path == "/broken" else 200)
            self.send_header("Content-Type", "text/html" if self.path == "/page" else "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(data[:200] if self.path == "/cut" else data)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def root(tmp_path):
    return sites.published(tmp_path / "center")


@pytest.fixture
def stamped(root, address, authority):
    sites.done(stamp(root, address, authority))
    return root


def stamp(root, address, authority, *more):
    arguments = more or ("--certificate", str(authority / "root.pem"))
    return sites.trustcenter(root, "timestamp", "--authority", address, *arguments)


def token_of(root):
    [token] = (root / "docs/timestamps").glob("*.tsr")
    return token


def test_a_token_is_kept_and_verify_checks_it_without_the_network(stamped):
    day, head = heads(load_archive(read_tree(stamped))[0])[-1]
    assert token_of(stamped).stem == head
    verified = sites.trustcenter(stamped, "verify")
    assert verified.exit_code == 0
    assert f"everything public by {day:%-d %B %Y} existed at " in verified.stdout


def test_openssl_agrees(stamped, authority):
    token = token_of(stamped)
    (authority / "head").write_text(token.stem)
    openssl(authority, "ts", "-verify", "-data", "head", "-in", str(token), "-CAfile", "root.pem")


def test_it_still_holds_once_more_was_published(stamped):
    sites.edit(stamped, "docs/policies/privacy/index.md", "We keep little", "We keep very little")
    sites.edit(stamped, "docs/policies/privacy/index.md", "How long", "For how long")
    sites.done(sites.publish(stamped, "privacy", "--class", "minor", "--effective", "2026-12-31", as_of="2026-11-22"))
    assert sites.trustcenter(stamped, "verify").exit_code == 0


def test_a_second_stamp_of_the_same_head_is_refused(stamped, address, authority):
    again = stamp(stamped, address, authority)
    assert again.exit_code == 1
    assert "has a time stamp already" in again.stderr


def test_an_archive_that_lost_its_last_change_does_not_hold_the_stamped_head(stamped):
    for path in (*stamped.glob("docs/changelog/20*"), *stamped.glob("docs/policies/*/20*")):
        path.unlink()
    verified = sites.trustcenter(stamped, "verify")
    assert verified.exit_code == 1
    assert "a head that this archive does not have" in verified.stdout


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data[:100], "no time stamp, or is cut off"),
        (lambda _: b"", "no time stamp, or is cut off"),
        (lambda data: data.replace(data[-40:-20], bytes(20)), "does not hold"),
    ],
    ids=["cut", "empty", "altered"],
)
def test_a_damaged_token_is_found(stamped, change, words):
    token = token_of(stamped)
    token.write_bytes(change(token.read_bytes()))
    verified = sites.trustcenter(stamped, "verify")
    assert verified.exit_code == 1
    assert words in verified.stdout


def test_a_token_of_another_head_is_found(stamped):
    token = token_of(stamped)
    token.rename(token.with_name(f"{'0' * 64}.tsr"))
    verified = sites.trustcenter(stamped, "verify")
    assert verified.exit_code == 1
    assert "does not hold for this head" in verified.stdout


def test_the_certificate_of_somebody_else_is_refused(root, address, authority, tmp_path):
    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=Somebody else")
    openssl(tmp_path, *new, "-keyout", "key", "-out", "other.pem")
    result = stamp(root, address, authority, "--certificate", str(tmp_path / "other.pem"))
    assert result.exit_code == 1
    assert "does not hold for this head and this authority" in result.stderr
    assert not (root / "docs/timestamps").exists()


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/broken", "answered with status 500"), ("/page", "answered with `text/html`"),
        ("/cut", "no time stamp, or is cut off"),
    ],
)  # fmt: skip
def test_what_is_no_token_is_not_kept(root, address, authority, path, words):
    result = stamp(root, address + path, authority)
    assert result.exit_code == 1
    assert words in result.stderr
    assert not (root / "docs/timestamps").exists()


def test_an_authority_that_is_not_there_is_said(root, authority):
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_port
    result = stamp(root, f"http://127.0.0.1:{port}", authority)
    assert result.exit_code == 1
    assert "did not answer" in result.stderr
    assert "no address of an authority" in stamp(root, "ftp://x", authority).stderr


def test_the_certificate_is_asked_for_once(root, address, authority):
    asked = sites.trustcenter(root, "timestamp", "--authority", address)
    assert "--certificate FILE" in asked.stderr
    sites.done(stamp(root, address, authority))
    sites.edit(root, "docs/policies/privacy/index.md", "How long", "For how long")
    sites.done(sites.publish(root, "privacy", "--class", "minor", "--effective", "2026-12-31", as_of="2026-11-22"))
    sites.done(sites.trustcenter(root, "timestamp", "--authority", address))


def test_without_the_extra_verify_says_what_it_did_not_check(stamped, monkeypatch):
    monkeypatch.setattr(timestamps, "is_installed", lambda: False)
    verified = sites.trustcenter(stamped, "verify")
    assert verified.exit_code == 0
    assert "1 time stamp not checked" in verified.stdout


def test_a_full_disk_is_one_sentence(root, address, authority, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("trustcenter.cli.timestamp.files.write_all", full)
    result = stamp(root, address, authority)
    assert "the time stamp cannot be kept" in result.stderr


def test_an_answer_is_read_up_to_a_limit(monkeypatch, address):
    monkeypatch.setattr(timestamp_authority, "MOST_BYTES", 10)
    with pytest.raises(timestamp_authority.NoAnswer):
        timestamp_authority.asked(address, timestamps.request("0" * 64))
