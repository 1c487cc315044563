"""What carriers ask of the sample messages of one SMS programme, and which content they exclude from any.

`a2p_10dlc` calls `sample_gaps` and `content_gaps` with a record of data/messaging.yml and gets what its fields lack or
have and should not; the ids of the elements, their codes and what to write stand in the list `a2p-10dlc`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from trustcenter.model.facts import Plain
from trustcenter.rules.claims import fold
from trustcenter.rules.requirement_checks.a2p_words import (
    PROMOTION,
    Gap,
    affirmed,
    brand_of,
    by_customers,
    is_foreign,
    prohibited,
)

_SHORTENER = re.compile(
    r"(?<![\w.-])(?:bit\.ly|bitly\.com|tinyurl\.com|t\.co|goo\.gl|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly"
    r"|shorturl\.\w+|tiny\.(?:cc|one|pl|ly)|rb\.gy|s\.id|v\.gd|lnkd\.in|t\.ly|bl\.ink|short\.(?:io|gy|cm)|trib\.al"
    r"|snip\.ly|dub\.(?:sh|co)|lnk\.(?:to|bio)|linktr\.ee|u\.nu|adf\.ly|soo\.gd|clck\.ru|x\.co|fb\.me|amzn\.to|t2m\.io"
    r"|smarturl\.it|urlz\.fr|gg\.gg|ouo\.io|shorte\.st|bc\.vc|po\.st|spr\.ly|hubs\.ly|geni\.us|zpr\.io|kutt\.it|tr\.im"
    r"|su\.pr|cli\.gs|shrtco\.de|1url\.com|mcaf\.ee|db\.tt|qr\.ae|han\.gl|me2\.do|wp\.me|j\.mp|bit\.do|plu\.sh)(?=/|\b)",
    re.IGNORECASE,
)
_SENDER = re.compile(r"(?:From |\[)?([A-Z][^:\]]{0,60}?)(?::\s|\]\s| - )")
LONGEST_SAMPLE = 1024
"""Characters of a sample message that registration forms take."""


def sample_gaps(programme: Plain) -> Iterator[Gap]:
    """What the sample messages of a programme lack, or have and should not."""
    samples: list[str] = list(programme.get("samples", ()))
    if len({fold(sample) for sample in samples}) < 2:
        yield Gap("samples-two", ("samples",), "fewer than two different sample messages")
        return
    if not any("STOP" in sample for sample in samples):
        yield Gap("samples-stop", ("samples",), "no sample message has STOP")
    yield from _unsigned(samples, programme)
    yield from _each_sample(samples, programme)


def content_gaps(programme: Plain) -> Iterator[Gap]:
    """What a programme says of itself that carriers exclude, outside of its samples."""
    fields: list[tuple[tuple[str | int, ...], str]] = [((n,), str(programme.get(n, ""))) for n in ("name", "audience")]
    fields += [(("message_types", at), str(kind)) for at, kind in enumerate(programme.get("message_types", ()))]
    fields += [(("description",), str(programme.get("description", "")))]
    fields += [(("consent", "text"), str((programme.get("consent") or {}).get("text", "")))]
    for field, words in fields:
        for category, word in prohibited(words):
            yield Gap("content", field, f'the programme is of a kind that carriers exclude ({category}): "{word}"')
            return


def _unsigned(samples: Iterable[str], programme: Plain) -> Iterator[Gap]:
    brand = fold(brand_of(programme))
    for place, sample in enumerate(samples):
        if brand and brand in fold(sample):
            continue
        sender = _SENDER.match(sample)
        if sender and by_customers(programme):
            continue
        if sender:
            message = f'a sample message names another brand: "{sender[1]}" instead of {brand_of(programme)}'
            yield Gap("samples-other-brand", ("samples", place), message)
        else:
            yield Gap("samples-brand", ("samples", place), "a sample message does not name the brand")
            return


def _each_sample(samples: Iterable[str], programme: Plain) -> Iterator[Gap]:
    for place, sample in enumerate(samples):
        field = ("samples", place)
        if is_foreign(sample):
            yield Gap("samples-language", field, "a sample message is not in English, in which registrars vet")
        if short := _SHORTENER.search(sample):
            message = f"a sample message has an address of a public link shortener: {short[0]}"
            yield Gap("samples-shortener", field, message)
        if len(sample) > LONGEST_SAMPLE:
            message = f"a sample message has {len(sample)} characters; forms take {LONGEST_SAMPLE}"
            yield Gap("samples-length", field, message)
        excluded = next(prohibited(sample), None)
        if excluded:
            message = f'a sample message is of a kind that carriers exclude ({excluded[0]}): "{excluded[1]}"'
            yield Gap("samples-content", field, message)
        elif programme.get("marketing") is False and affirmed(PROMOTION, _SENDER.sub("", sample, count=1)):
            yield Gap("samples-use", field, "a sample message promotes something, but the programme is not marketing")
