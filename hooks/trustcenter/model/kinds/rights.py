"""`data/rights.yml`: what people can ask of the organization, and how."""

from typing import Annotated

from trustcenter.model.kinds.fields import Fact, Period, Refers, Regime, Slug, Stated, Text
from trustcenter.model.kinds.floors import EDITORIAL, MINOR, Length, Named, RecordFloors, Worded
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class Right(Fact):
    """One right; `regimes` lists the laws that give it, `contact` whom to ask."""

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    description: Annotated[Text | None, Worded("editorial"), Says("a sentence or two for readers")] = None
    regimes: Annotated[tuple[Regime, ...], MINOR, Says("the laws that give it: `gdpr`, `ccpa`")] = ()
    contact: Annotated[Stated[Annotated[Slug, Refers("contacts")]] | None, EDITORIAL, Says("whom to ask")] = None
    how: Annotated[Text | None, MINOR, Says("in words, where a contact is not enough")] = None
    confirm_within: Annotated[
        Stated[Period] | None,
        Length("response period", longer="material", shorter="minor"),
        Says("when receipt is confirmed"),
    ] = None
    respond_within: Annotated[
        Stated[Period] | None,
        Length("response period", longer="material", shorter="minor"),
        Says("when it is answered"),
    ] = None


KIND = Kind(
    "rights", Right, "list", "right", RecordFloors(added="minor", removed="material"),
    Table(columns=("label", "description", "respond_within", "contact")),
    Telling(bullets=("description",), key_fact=("respond_within", "description")),
)  # fmt: skip
