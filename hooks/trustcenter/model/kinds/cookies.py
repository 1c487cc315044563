"""`data/cookies.yml`: cookies and similar technologies on the organization's own sites."""

from typing import Literal

from trustcenter.model.kinds.fields import Fact, Flag, Period, Slug, Stated, Text


class Cookie(Fact):
    """One cookie or group of cookies; `session` is true where it ends with the browser session."""

    id: Slug
    label: Text
    category: Stated[Literal["essential", "functional", "analytics", "marketing"]]
    purpose: Stated[Text]
    provider: Stated[Text] | None = None
    consent: Stated[Flag]
    names: tuple[Text, ...] = ()
    session: Stated[Flag] | None = None
    duration: Stated[Period] | None = None
