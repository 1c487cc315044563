"""Checks time stamps over the head of an archive (RFC 3161): tokens of an authority outside that say when it existed.

`cli.timestamp` calls `request` and `checked` for a new token, `cli.verify` calls `told` for those that are kept.  A
token is kept as `docs/timestamps/<head>.tsr`, and the authority's certificates in `AUTHORITY` beside it, so that the
site serves both.  It stamps the 64 hexadecimal digits of a head (`model.heads`), which anyone can check with OpenSSL.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trustcenter.model import phrases

FOLDER, ENDING, AUTHORITY = "docs/timestamps", ".tsr", "authority.pem"
NOT_INSTALLED = "the extra `timestamp` is not installed: pip install 'trustcenter[timestamp]'"


class NotGood(ValueError):  # noqa: N818 — what is wrong is its message
    """A token that proves nothing, or certificates that are none; the message says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The time stamps of a center: tokens by head, and the authority's certificates (PEM), empty if there are none."""

    tokens: Mapping[str, bytes]
    authority: bytes


def kept(files: Mapping[str, bytes]) -> Kept:
    """The time stamps among the files of `FOLDER`, by name."""
    tokens = {name.removesuffix(ENDING): data for name, data in files.items() if name.endswith(ENDING)}
    return Kept(tokens, files.get(AUTHORITY, b""))


def is_installed() -> bool:
    """Whether the library that reads tokens is there."""
    return importlib.util.find_spec("rfc3161_client") is not None


def request(head: str) -> bytes:
    """The question to an authority about a head."""
    from rfc3161_client import TimestampRequestBuilder  # imported late: an optional extra

    return TimestampRequestBuilder().data(head.encode()).cert_request(cert_request=True).build().as_bytes()


def checked(head: str, token: bytes, authority: bytes) -> datetime:
    """The time at which a head existed, as its token says; raises NotGood where it does not prove that."""
    from cryptography import x509
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        certificates = x509.load_pem_x509_certificates(authority)
    except ValueError:
        raise NotGood(f"{AUTHORITY} holds no certificate in PEM form") from None
    builder = VerifierBuilder()
    for certificate in certificates:
        is_root = certificate.issuer == certificate.subject
        builder = (
            builder.add_root_certificate(certificate) if is_root else builder.add_intermediate_certificate(certificate)
        )
    if not any(certificate.issuer == certificate.subject for certificate in certificates):
        raise NotGood(f"{AUTHORITY} has no root certificate, one that signs itself")
    try:
        response = decode_timestamp_response(_in_order(token))
    except ValueError:
        raise NotGood("it is no time stamp, or is cut off") from None
    try:
        builder.build().verify_message(response, head.encode())
    except (VerificationError, ValueError) as error:
        raise NotGood(f"it does not hold for this head and this authority: {_sentence(error)}") from None
    stamped: datetime = response.tst_info.gen_time
    return stamped


def _in_order(token: bytes) -> bytes:
    """A token with its certificates in the order that DER demands of a set (X.690, 11.6); OpenSSL writes any order.

    The signature does not cover them.  Raises ValueError for what is no token.
    """
    from asn1crypto.tsp import TimeStampResp  # type: ignore[import-untyped]

    response = TimeStampResp.load(token, strict=True)
    if not response["time_stamp_token"].native:
        return token
    held = response["time_stamp_token"]["content"]
    if held["certificates"].native:
        held["certificates"] = sorted(held["certificates"], key=lambda certificate: certificate.dump())
    ordered: bytes = response.dump(force=True)
    return ordered


def _sentence(error: Exception) -> str:
    words = str(error).strip().splitlines() or [type(error).__name__]
    return words[0].rstrip(".")


def told(stamps: Kept, heads: Sequence[tuple[date, str]]) -> tuple[list[str], list[str]]:
    """(lines about what the time stamps prove, what does not hold) for the heads of an archive, by day."""
    if not stamps.tokens:
        return [], []
    if not is_installed():
        return [f"{phrases.plural(len(stamps.tokens), 'time stamp')} not checked: {NOT_INSTALLED}"], []
    days = {head: day for day, head in heads}
    good, bad = list[tuple[datetime, str]](), list[str]()
    for head, token in sorted(stamps.tokens.items()):
        try:
            when = checked(head, token, stamps.authority)
        except NotGood as error:
            bad.append(f"{FOLDER}/{head}{ENDING}: {error}")
            continue
        if head in days:
            good.append((when, f"everything public by {phrases.day(days[head])} existed at {_instant(when)}"))
        else:
            bad.append(
                f"{FOLDER}/{head}{ENDING}: at {_instant(when)} there was a head that this archive does not have:"
                " something that was public then is missing or was changed, or history was recorded since"
            )
    return [*_lines(good)], bad


def _lines(good: Sequence[tuple[datetime, str]]) -> Iterator[str]:
    for _, words in sorted(good):
        yield f"time stamp: {words}, as the authority says whose certificate is {FOLDER}/{AUTHORITY}"


def _instant(when: datetime) -> str:
    return f"{when:%H:%M:%S} UTC on {phrases.day(when.date())}"
