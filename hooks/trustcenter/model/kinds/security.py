"""`data/security.yml`: the measures that protect data."""

from typing import Literal

from trustcenter.model.kinds.fields import Fact, Slug, Stated, Text


class SecurityMeasure(Fact):
    """One measure; `detail` is its parameter or standard (TLS 1.3, AES-256, every 12 months …)."""

    id: Slug
    label: Text
    group: Literal["technical", "organisational", "data protection"]
    description: Stated[Text] | None = None
    detail: Stated[Text] | None = None
