"""Asks a time-stamping authority for a token over HTTP (RFC 3161, section 3.4); `cli.timestamp` calls `asked`."""

from __future__ import annotations

import urllib.error
import urllib.request

MOST_BYTES = 1_000_000
"""The largest answer that is read; a token with its certificates has some kilobytes."""
PATIENCE = 30
"""How many seconds an authority may take."""
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


class NoAnswer(OSError):  # noqa: N818 — what is wrong is its message
    """The authority cannot be reached, or what it sent is no token."""


def asked(address: str, request: bytes) -> bytes:
    """What the authority at an address answers to a request; raises NoAnswer with a sentence for people."""
    if not address.startswith(("https://", "http://")):
        raise NoAnswer(f"`{address}` is no address of an authority; it begins with https:// or http://")
    question = urllib.request.Request(address, request, {"Content-Type": QUERY, "Accept": REPLY})  # noqa: S310
    try:
        with urllib.request.urlopen(question, timeout=PATIENCE) as answer:  # noqa: S310 — checked above
            kind, data = answer.headers.get_content_type(), bytes(answer.read(MOST_BYTES + 1))
    except urllib.error.HTTPError as error:
        error.close()
        raise NoAnswer(f"{address} answered with status {error.code}") from None
    except (OSError, ValueError) as error:
        raise NoAnswer(f"{address} did not answer: {getattr(error, 'reason', None) or error}") from None
    if kind != REPLY or len(data) > MOST_BYTES:
        raise NoAnswer(f"{address} answered with `{kind}`, not with a time stamp (`{REPLY}`)")
    return data
