"""`data/requirements/*.yml`: a company's own requirement lists, in the form of the shipped ones."""

from typing import Literal

from trustcenter.kinds.fields import Day, Fact, Slug, Text, Url


class Requirement(Fact):
    """One thing a policy or the facts must say; `decided_by` says whether a machine can tell."""

    id: Slug
    basis: Text | None = None
    must: Text
    why: Text | None = None
    decided_by: Literal["machine", "heuristic", "counsel"]
    valid_from: Day | None = None
    valid_to: Day | None = None
    source: Url | None = None


class RequirementList(Fact):
    """The requirements of one regime, as checked against their sources on `checked_on`."""

    regime: Slug
    title: Text
    checked_on: Day
    requirements: tuple[Requirement, ...]
