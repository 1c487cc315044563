"""`data/certifications.yml`: audits and certificates, with their dates."""

from typing import Literal

from trustcenter.model.kinds.fields import Day, Fact, Slug, Stated, Text, Url


class Certification(Fact):
    """One certificate or audit report of the organization itself (a vendor's belongs to the vendor's record)."""

    id: Slug
    label: Text
    status: Literal["held", "in progress", "planned", "lapsed"]
    issuer: Stated[Text] | None = None
    scope: Stated[Text] | None = None
    issued: Stated[Day] | None = None
    expires: Stated[Day] | None = None
    report: Stated[Url] | None = None
