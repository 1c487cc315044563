"""`data/purposes.yml`: what personal data is used for."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Slug, Stated, Text
from trustcenter.model.kinds.floors import MINOR, Named, RecordFloors, Worded, ladder
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class Purpose(Fact):
    """One purpose; `consent` is true where it is pursued only with consent."""

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    description: Annotated[Text | None, Worded("editorial"), Says("a sentence or two for readers")] = None
    group: Annotated[
        Literal["service", "improvement", "communication", "marketing", "security", "legal"],
        MINOR,
        Says("where a list puts it"),
    ]
    consent: Annotated[Stated[Flag] | None, ladder("consent", True, False), Says("pursued only with consent")] = None


KIND = Kind(
    "purposes", Purpose, "list", "purpose", RecordFloors(added="material", removed="minor"),
    Table(columns=("label", "description")), Telling(same=("group",), bullets=("description",)),
)  # fmt: skip
