"""`data/attestations.yml`: what counsel attests because no machine can decide it."""

from typing import Annotated

from trustcenter.model.kinds.fields import Day, Fact, Slug, Text
from trustcenter.model.kinds.kind import Kind
from trustcenter.model.kinds.marks import Says


class Attestation(Fact):
    """A dated, named, expiring statement that answers one requirement."""

    requirement: Annotated[Slug, Says("the requirement it answers")]
    statement: Annotated[Text, Says("what is attested")]
    by: Annotated[Text, Says("who signs")]
    signed: Annotated[Day, Says("the day it was signed")]
    expires: Annotated[Day, Says("the day it ends")]


KIND = Kind("attestations", Attestation, "list", "attestation", citable=False)
