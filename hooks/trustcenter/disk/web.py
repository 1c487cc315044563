"""Fetches one address over HTTP with limits of size, time and redirects.

Beside it only `timestamp_authority` asks the network.

`published_site` asks a published site, `cli.watch` the lists of vendors.  Only https is spoken, and plain http with
this machine.  A page of a stranger may lead anywhere: `public_only` refuses addresses inside private networks, also
behind a redirect or a name, by looking at the machine that was really reached before anything is sent to it.
"""

from __future__ import annotations

import http.client
import ipaddress
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
AGENT = "trustcenter"
_CHUNK = 1 << 16


class Unreachable(Exception):  # noqa: N818 — the site is, not we
    """A file could not be fetched; the message names its address and says why, `is_missing` whether there is none."""

    def __init__(self, message: str, *, is_missing: bool = False) -> None:
        super().__init__(message)
        self.is_missing = is_missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`seconds` to wait for a host, `largest` bytes of its answer, and how many `redirects` are followed.

    With a `clock` the whole answer has to come within `seconds`, so that a host that sends a byte a second is given up.
    """

    seconds: int = 30
    largest: int = 200_000_000
    redirects: int = 10
    public_only: bool = False
    clock: Callable[[], float] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was fetched: the bytes, the address that a redirect led to, and the type that the host gave it."""

    data: bytes
    address: str
    type: str


def is_asked(address: str) -> bool:
    """Whether an address is one that is fetched at all: https, or http on this machine."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in THIS_MACHINE)
        )
    except ValueError:
        return False


def get(address: str, limits: Limits) -> Answer:
    """The answer of a host; raises Unreachable with a sentence for people."""
    if not is_asked(address):
        raise Unreachable(f"{address}: only an https address can be asked")
    request = urllib.request.Request(address, headers={"User-Agent": AGENT, **limits.headers})  # noqa: S310 — see above
    try:
        with _opener(address, limits).open(request, timeout=limits.seconds) as answer:
            data = _read(answer, address, limits)
            return Answer(data, answer.url, answer.headers.get_content_type())
    except urllib.error.HTTPError as error:
        error.close()
        message = f"{address}: the host answered {error.code} {error.reason}"
        raise Unreachable(message, is_missing=error.code in (404, 410)) from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Unreachable(f"{address}: {getattr(error, 'reason', None) or error}") from None


def _read(answer: Any, address: str, limits: Limits) -> bytes:
    """The body, as long as it keeps to the limits."""
    begun = limits.clock() if limits.clock else 0.0
    parts, size = list[bytes](), 0
    while part := answer.read1(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > limits.largest:
            raise Unreachable(f"{address}: more than {limits.largest // 1_000_000} MB")
        if limits.clock and limits.clock() - begun > limits.seconds:
            raise Unreachable(f"{address}: not all of it came within {limits.seconds} seconds")
    return b"".join(parts)


def _opener(address: str, limits: Limits) -> urllib.request.OpenerDirector:
    """An opener whose connections and redirects keep to the limits."""
    local = urlsplit(address).hostname in THIS_MACHINE
    checked = limits.public_only and not local and not urllib.request.getproxies()  # a proxy decides for itself
    connections = (
        (_PublicPlain, _PublicSecure) if checked else (http.client.HTTPConnection, http.client.HTTPSConnection)
    )
    return urllib.request.build_opener(
        _Redirects(limits.redirects, local=local), _Plain(connections[0]), _Secure(connections[1])
    )


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows so many redirects, to https alone; one from outside never leads to this machine."""

    max_redirections = max_repeats = 100  # `left` counts

    def __init__(self, most: int, *, local: bool) -> None:
        self.left, self.local = most, local

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        self.left -= 1
        if self.left < 0:
            raise Unreachable(f"{req.full_url}: it redirects too often")
        if not is_asked(newurl) or (not self.local and urlsplit(newurl).hostname in THIS_MACHINE):
            raise Unreachable(f"{req.full_url}: it redirects to {newurl}, which is not an https address outside")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _assert_public(connection: http.client.HTTPConnection) -> None:
    """Raise for a connection to a private, local or reserved address, before a request is sent on it."""
    reached = connection.sock.getpeername()[0]
    if not ipaddress.ip_address(reached.partition("%")[0]).is_global:
        connection.close()
        raise Unreachable(f"{connection.host}: this name leads into a private network")


class _PublicPlain(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _assert_public(self)


class _PublicSecure(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _assert_public(self)


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, connection: type[http.client.HTTPConnection]) -> None:
        super().__init__()
        self.connection = connection

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(self.connection, req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, connection: type[http.client.HTTPSConnection]) -> None:
        super().__init__()
        self.connection = connection

    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(self.connection, req)
