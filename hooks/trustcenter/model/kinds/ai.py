"""`data/ai.yml`: uses of artificial intelligence that a customer or caller meets."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text


class AiUse(Fact):
    """One use of AI.

    `disclosure`: when a person is told that they deal with an AI (EU AI Act art. 50(1));
    `disclosure_text` is what they hear.
    `trains_on_data`: whether customer data trains models.  `logic` and `effect` explain automated decisions.
    """

    id: Slug
    label: Text
    description: Stated[Text] | None = None
    providers: Stated[tuple[Annotated[Slug, Refers("subprocessors")], ...]] | None = None
    data: tuple[Annotated[Slug, Refers("data_categories")], ...] = ()
    trains_on_data: Stated[Literal["never", "opt_in", "opt_out", "yes", "unknown"]]
    disclosure: Stated[Literal["first interaction", "on request", "configurable", "never"]]
    disclosure_text: Stated[Text] | None = None
    automated_decisions: Stated[Flag] | None = None
    logic: Stated[Text] | None = None
    effect: Stated[Text] | None = None
    human_review: Stated[Text] | None = None
