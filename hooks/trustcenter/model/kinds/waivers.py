"""`data/waivers.yml`: findings a company accepts for a while, with a reason."""

from trustcenter.model.kinds.fields import Day, Fact, Slug, Text


class Waiver(Fact):
    """One accepted finding: the requirement or rule id, why, who decided, and until when."""

    requirement: Slug
    reason: Text
    by: Text
    expires: Day
