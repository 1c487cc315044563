"""`data/recording.yml`: whether and how calls are recorded."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text
from trustcenter.model.kinds.floors import MINOR, RecordFloors, ladder
from trustcenter.model.kinds.kind import Kind, Table
from trustcenter.model.kinds.marks import Says


class Recording(Fact):
    """Call recording and transcription; `retention` names the rule that says how long recordings are kept."""

    default: Annotated[
        Stated[Literal["on", "off"]],
        ladder("recording", "off", "on"),
        Says("whether calls are recorded when nobody chose"),
    ]
    enabled_by: Annotated[Stated[Text] | None, MINOR, Says("who switches it on")] = None
    consent: Annotated[
        Stated[Literal["all parties", "one party", "none"]],
        ladder("consent", "all parties", "one party", "none"),
        Says("whose consent is needed"),
    ]
    announcement: Annotated[
        Stated[Literal["always", "configurable", "never"]],
        ladder("announcement", "always", "configurable", "never"),
        Says("whether it is announced"),
    ]
    announcement_text: Annotated[Stated[Text] | None, MINOR, Says("what is said")] = None
    transcripts: Annotated[Stated[Flag] | None, MINOR, Says("whether calls are written down")] = None
    retention: Annotated[
        Stated[Annotated[Slug, Refers("retention")]] | None, MINOR, Says("the rule that covers recordings")
    ] = None


KIND = Kind(
    "recording", Recording, "one", "call recording", RecordFloors(added="minor", removed="minor"),
    Table(columns=("default", "enabled_by", "consent", "announcement", "transcripts"), sideways=True),
)  # fmt: skip
