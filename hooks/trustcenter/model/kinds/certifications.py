"""`data/certifications.yml`: audits and certificates, with their dates."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Day, Fact, Refers, Slug, Stated, Text, Url
from trustcenter.model.kinds.floors import EDITORIAL, MINOR, Named, RecordFloors
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says


class Certification(Fact):
    """One certificate or audit report of the organization itself (a vendor's belongs to the vendor's record)."""

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    status: Annotated[Literal["held", "in progress", "planned", "lapsed"], MINOR, Says("how far it is")]
    issuer: Annotated[Stated[Text] | None, MINOR, Says("who certified or audits")] = None
    scope: Annotated[Stated[Text] | None, MINOR, Says("what it covers")] = None
    issued: Annotated[Stated[Day] | None, MINOR, Says("the day it was issued")] = None
    expires: Annotated[Stated[Day] | None, MINOR, Says("the day it ends")] = None
    report: Annotated[Stated[Url] | None, MINOR, Says("where it can be read")] = None
    contact: Annotated[
        Stated[Annotated[Slug, Refers("contacts")]] | None, EDITORIAL, Says("whom to ask for the report")
    ] = None


KIND = Kind(
    "certifications", Certification, "list", "certification", RecordFloors(added="minor", removed="minor"),
    Table(columns=("label", "status", "issuer", "scope", "issued", "expires")), Telling(key_fact=("status",)),
)  # fmt: skip
