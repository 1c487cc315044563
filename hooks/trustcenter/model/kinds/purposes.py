"""`data/purposes.yml`: what personal data is used for."""

from typing import Literal

from trustcenter.model.kinds.fields import Fact, Flag, Slug, Stated, Text


class Purpose(Fact):
    """One purpose; `consent` is true where it is pursued only with consent."""

    id: Slug
    label: Text
    description: Text | None = None
    group: Literal["service", "improvement", "communication", "marketing", "security", "legal"]
    consent: Stated[Flag] | None = None
