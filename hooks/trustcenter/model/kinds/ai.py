"""`data/ai.yml`: uses of artificial intelligence that a customer or caller meets."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text, Training
from trustcenter.model.kinds.floors import MINOR, Items, Named, RecordFloors, Worded, ladder
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class AiUse(Fact):
    """One use of AI.

    `disclosure`: when a person is told that they deal with an AI (EU AI Act art. 50(1));
    `disclosure_text` is what they hear.
    `trains_on_data`: whether customer data trains models.  `logic` and `effect` explain automated decisions.
    """

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    description: Annotated[Stated[Text] | None, Worded("editorial"), Says("a sentence or two for readers")] = None
    providers: Annotated[
        Stated[tuple[Annotated[Slug, Refers("subprocessors")], ...]] | None,
        Items("provider", added="material", dropped="minor"),
        Says("vendors whose models are used"),
    ] = None
    data: Annotated[
        tuple[Annotated[Slug, Refers("data_categories")], ...],
        Items("data", added="material", dropped="minor"),
        Says("what they get"),
    ] = ()
    trains_on_data: Annotated[
        Stated[Training],
        ladder("training", "never", "opt_in", "opt_out", "yes"),
        Says("whether customer data trains models; `unknown` where the vendor does not say"),
    ]
    disclosure: Annotated[
        Stated[Literal["first interaction", "on request", "configurable", "never"]],
        ladder("disclosure", "first interaction", "configurable", "on request", "never"),
        Says("when a person is told that it is an AI"),
    ]
    disclosure_text: Annotated[Stated[Text] | None, MINOR, Says("what they hear or read")] = None
    automated_decisions: Annotated[
        Stated[Flag] | None, ladder("automated decisions", False, True), Says("decisions of legal or similar weight")
    ] = None
    logic: Annotated[Stated[Text] | None, MINOR, Says("how it decides")] = None
    effect: Annotated[Stated[Text] | None, MINOR, Says("what follows for the person")] = None
    human_review: Annotated[Stated[Text] | None, MINOR, Says("how to reach a person")] = None


KIND = Kind(
    "ai", AiUse, "list", "use of AI", RecordFloors(added="material", removed="minor"),
    Table(columns=("label", "description", "providers", "trains_on_data", "disclosure")),
    Telling(bullets=("description",), key_fact=("trains_on_data",)),
)  # fmt: skip
