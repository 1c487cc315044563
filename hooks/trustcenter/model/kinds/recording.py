"""`data/recording.yml`: whether and how calls are recorded."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text


class Recording(Fact):
    """Call recording and transcription; `retention` names the rule that says how long recordings are kept."""

    default: Stated[Literal["on", "off"]]
    enabled_by: Stated[Text] | None = None
    consent: Stated[Literal["all parties", "one party", "none"]]
    announcement: Stated[Literal["always", "configurable", "never"]]
    announcement_text: Stated[Text] | None = None
    transcripts: Stated[Flag] | None = None
    retention: Stated[Annotated[Slug, Refers("retention")]] | None = None
