"""`data/notice.yml`: the promise about changes: how long ahead, by which channels."""

from typing import Literal

from trustcenter.model.kinds.fields import Count, Fact, Flag, Period, Slug, Stated, Text


class Emergency(Fact):
    """Whether a change may bind before it is announced, and within which period it must then be disclosed."""

    allowed: Stated[Flag]
    within: Stated[Period] | None = None


class Channel(Fact):
    """One way by which notices reach people; `audiences` says whom (customers, end-users, callers …)."""

    id: Slug
    by: Literal["email", "dashboard", "website", "feed", "sms", "post", "phone"]
    label: Text | None = None
    audiences: tuple[Slug, ...] = ()


class Notice(Fact):
    """The promise that binds every change of class `material`.

    `material` is counted in clear days (neither the announced nor the effective day counts); unknown: no period binds.
    `objection` runs from the announced day; `review_days` is how far ahead the publish workflow announces.
    """

    material: Stated[Period]
    objection: Stated[Period] | None = None
    emergency: Emergency | None = None
    review_days: Count = 3
    channels: Stated[tuple[Channel, ...]] = ()
