"""`data/security.yml`: the measures that protect data."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Slug, Stated, Text
from trustcenter.model.kinds.floors import MINOR, Named, RecordFloors, Worded
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class SecurityMeasure(Fact):
    """One measure; `detail` is its parameter or standard (TLS 1.3, AES-256, every 12 months …)."""

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    group: Annotated[Literal["technical", "organisational", "data protection"], MINOR, Says("where a list puts it")]
    description: Annotated[Stated[Text] | None, Worded("editorial"), Says("a sentence or two for readers")] = None
    detail: Annotated[Stated[Text] | None, MINOR, Says("a parameter or standard: TLS 1.3, every 12 months")] = None


KIND = Kind(
    "security", SecurityMeasure, "list", "security measure", RecordFloors(added="minor", removed="material"),
    Table(columns=("label", "description", "detail")),
    Telling(same=("group",), bullets=("description", "detail"), key_fact=("detail", "description")),
)  # fmt: skip
