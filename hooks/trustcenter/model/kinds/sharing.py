"""`data/sharing.yml`: who receives personal data, in which circumstances."""

from typing import Annotated

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text
from trustcenter.model.kinds.floors import MINOR, Items, Named, RecordFloors, Worded, ladder
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class Sharing(Fact):
    """One circumstance in which data leaves the organization.

    `safeguard` is what binds the recipient; `marketing` whether the recipient may use it for marketing;
    `excludes` names categories that are never shared so (opt-in data, for one).
    """

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    recipients: Annotated[Stated[Text], Worded("material"), Says("who receives it")]
    circumstances: Annotated[Text | None, Worded("material"), Says("when")] = None
    data: Annotated[
        tuple[Annotated[Slug, Refers("data_categories")], ...],
        Items("data", added="material", dropped="minor"),
        Says("what they receive"),
    ] = ()
    excludes: Annotated[
        tuple[Annotated[Slug, Refers("data_categories")], ...],
        Items("excluded data", added="minor", dropped="material"),
        Says("what is never shared so, such as opt-in data"),
    ] = ()
    safeguard: Annotated[Stated[Text] | None, MINOR, Says("what binds the recipient")] = None
    consent: Annotated[Stated[Flag] | None, ladder("consent", True, False), Says("only with consent")] = None
    marketing: Annotated[
        Stated[Flag] | None,
        ladder("sharing for marketing", False, True),
        Says("the recipient may use it for marketing"),
    ] = None
    sold: Annotated[Stated[Flag] | None, ladder("sale", False, True), Says("whether the recipient pays for it")] = None


KIND = Kind(
    "sharing", Sharing, "list", "sharing of data", RecordFloors(added="material", removed="minor"),
    Table(columns=("label", "recipients", "circumstances", "safeguard")),
    Telling(bullets=("circumstances",), key_fact=("recipients",)),
)  # fmt: skip
