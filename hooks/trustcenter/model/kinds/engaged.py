"""The companies that a vendor engages for its part (`engages:` of a subprocessor), and those that they engage.

EDPB Opinion 22/2024 asks a controller to know the processors of its processors; Regulation (EU) 2025/532 asks banks
for the whole chain.  `model.chains` walks it, `comparing.fact_diff` compares two of them link by link.
"""

from __future__ import annotations

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Location, Slug, Stated, Text
from trustcenter.model.kinds.floors import Chain, Named, Places, Worded, ladder
from trustcenter.model.kinds.former import Former
from trustcenter.model.kinds.marks import Says, Spelled
from trustcenter.model.kinds.printing import Within

Access = Annotated[
    Literal["none", "exceptional", "regular"],
    Spelled(
        {
            "none": "nobody there",
            "exceptional": "people there, in exceptional cases",
            "regular": "people there, regularly",
        }
    ),
]
"""Whether people at a company can read the data that it processes."""
CHAIN = Chain(
    parts={
        "name": Named("minor", replaced="material"),
        "purpose": Worded("material"),
        "locations": Places("place", added="material", dropped="minor"),
        "access": ladder("access", "none", "exceptional", "regular"),
    }
)
"""What can become of a chain, and the class of each: a new link, a new place and a longer chain are `material`."""


class Engaged(Fact):
    """One company that a vendor, or a company in its chain, engages to process the data."""

    id: Annotated[Slug, Says("how its place in the chain is named; the same company has the same id everywhere")]
    name: Annotated[Text, Says("the legal entity")]
    formerly: Annotated[tuple[Former, ...], Says("names it had before, as for a subprocessor")] = ()
    purpose: Annotated[Stated[Text], Says("what it is engaged for; at another place in the chain it may be another")]
    locations: Annotated[Stated[tuple[Location, ...]], Says("where it processes the data")]
    access: Annotated[Stated[Access] | None, Says("whether people there can read the data")] = None
    engages: Annotated[
        Stated[tuple[Engaged, ...]] | None,
        Says("whom it engages in turn, in the same form; `{unknown: why}` where nobody knows, `[]` where nobody"),
    ] = None

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`Beta GmbH (hosting; Germany; access to the data: nobody there), which engages Gamma AG (…)`."""
        parts = within.parts
        access = f"access to the data: {parts['access']}" if parts.get("access") else ""
        about = "; ".join(filter(None, (parts.get("purpose", ""), parts.get("locations", ""), access)))
        if isinstance(within.value.get("engages"), dict):
            return f"{parts['name']} ({about}), which engages companies that are not known"
        engaged = f", which engages {parts['engages']}" if parts.get("engages") else ""
        return f"{parts['name']} ({about}){engaged}"
