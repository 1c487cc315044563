"""`data/rights.yml`: what people can ask of the organization, and how."""

from typing import Annotated

from trustcenter.model.kinds.fields import Fact, Period, Refers, Slug, Stated, Text


class Right(Fact):
    """One right; `regimes` lists the laws that give it, `contact` whom to ask."""

    id: Slug
    label: Text
    description: Text | None = None
    regimes: tuple[Slug, ...] = ()
    contact: Stated[Annotated[Slug, Refers("contacts")]] | None = None
    how: Text | None = None
    confirm_within: Stated[Period] | None = None
    respond_within: Stated[Period] | None = None
