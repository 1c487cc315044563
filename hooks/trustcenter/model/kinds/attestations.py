"""`data/attestations.yml`: what counsel attests because no machine can decide it."""

from trustcenter.model.kinds.fields import Day, Fact, Slug, Text


class Attestation(Fact):
    """A dated, named, expiring statement that answers one requirement."""

    requirement: Slug
    statement: Text
    by: Text
    signed: Day
    expires: Day
