"""The former names of a legal entity, declared in its record: what tells a rename and a misprint from a replacement.

`subprocessors` and `organization` have a field of such records; `comparing.fact_diff` takes the class of a changed name
from it.
"""

from typing import Annotated

from trustcenter.model.kinds.fields import Day, Fact, Flag, Text
from trustcenter.model.kinds.marks import Says
from trustcenter.model.kinds.printing import Within


class Former(Fact):
    """A name that the same legal entity had before; the site shows it."""

    name: Annotated[Text, Says("the name as it stood in this record")]
    until: Annotated[Day, Says("the day on which it ended, or on which the misprint was found")]
    correction: Annotated[Flag, Says("`true`: it was a misprint, and never the name")] = False
    acquired: Annotated[
        Flag, Says("`true`: another company took over the contract, so it is another legal entity since then")
    ] = False

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`Twillio Inc. (until 1 March 2026)`."""
        key = "printed.misprint" if within.value.get("correction") is True else "printed.until"
        if within.value.get("acquired") is True:
            key = "printed.acquired"
        return within.printing.say(key, name=within.parts["name"], day=within.parts["until"])
