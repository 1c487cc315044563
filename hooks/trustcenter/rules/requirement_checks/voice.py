"""Checks of the lists `ai-voice` and `call-recording`: AI is disclosed, training is stated, recording is announced.

Each check takes a `Statement` and yields findings; `CHECKS` lists them.
"""

from __future__ import annotations

from collections.abc import Iterator

from trustcenter.rules.claims import Statement, is_stated
from trustcenter.rules.requirement_checks.finding import Check, Finding, Outcome, lacking


def ai_disclosure(statement: Statement) -> Iterator[Outcome]:
    """Every use of AI is disclosed at the first interaction."""
    yield from _some_use(statement)
    late = [i for i, use in statement.records("ai").items() if use.get("disclosure") != "first interaction"]
    message = "people are not said to learn at the first interaction that they deal with an AI"
    yield from lacking(statement, "ai", late, message, at=("disclosure",))


def ai_training(statement: Statement) -> Iterator[Outcome]:
    """Every use of AI, and every AI vendor, says whether it trains on customer data."""
    yield from _some_use(statement)
    for kind, ids in (("ai", list(statement.records("ai"))), ("subprocessors", _vendors(statement))):
        records = statement.records(kind)
        silent = [
            i
            for i in ids
            if records[i].get("trains_on_data") == "unknown" or not is_stated(records[i].get("trains_on_data"))
        ]
        if silent:
            message = "not known whether it trains on customer data"
            yield from lacking(statement, kind, silent, message, at=("trains_on_data",))
            return


def recording_announced(statement: Statement) -> Iterator[Outcome]:
    """Where calls can be recorded, that is always announced."""
    recording = statement.one("recording")
    if not recording:
        yield Finding(statement.asserts("call-recording"), "data/recording.yml does not say whether calls are recorded")
    elif recording.get("announcement") != "always":
        when = recording.get("announcement")
        what = f"only {when}" if when == "configurable" else "never made" if when == "never" else "not known"
        yield Finding(statement.where("recording", ("announcement",)), f"the announcement of a recording is {what}")


CHECKS: tuple[Check, ...] = (ai_disclosure, ai_training, recording_announced)


def _some_use(statement: Statement) -> Iterator[Outcome]:
    if not statement.records("ai"):
        yield Finding(statement.asserts("ai-voice"), "data/ai.yml describes no use of AI")


def _vendors(statement: Statement) -> list[str]:
    """The ids of the vendors that provide AI: named as a provider in `data/ai.yml`, or of the group `ai`."""
    vendors = statement.records("subprocessors")
    named = {
        provider for use in statement.records("ai").values()
        if isinstance(use.get("providers"), list) for provider in use["providers"]
    }  # fmt: skip
    return [i for i, vendor in vendors.items() if vendor.get("group") == "ai" or i in named]
