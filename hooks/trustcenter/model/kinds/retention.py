"""`data/retention.yml`: how long each kind of data is kept, from when, and what happens then."""

from typing import Annotated, Literal

from pydantic import Field

from trustcenter.model.kinds.fields import Fact, Period, Refers, Slug, Stated, Text


class Configurable(Fact):
    """A period that somebody else sets within bounds; `by` says who."""

    default: Stated[Period]
    min: Stated[Period] | None = None
    max: Stated[Period] | None = None
    by: Stated[Text]


class RetentionRule(Fact):
    """One rule of the schedule.

    A rule has a `while` (kept while this is true), a `period` counted from the event `starts`, or both;
    a configurable rule has its default as its period.  `then` names the rule that follows on this one.
    `law` names the law that demands the period.
    """

    id: Slug
    label: Text
    data: tuple[Annotated[Slug, Refers("data_categories")], ...]
    while_: Annotated[Stated[Text] | None, Field(alias="while")] = None
    period: Stated[Period] | None = None
    starts: Stated[Text] | None = None
    action: Stated[Literal["delete", "anonymise", "archive", "return"]]
    then: Annotated[Slug, Refers("retention")] | None = None
    configurable: Configurable | None = None
    law: Stated[Text] | None = None
    exceptions: tuple[Text, ...] = ()
