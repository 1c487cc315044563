"""`data/waivers.yml`: findings a company accepts for a while, with a reason."""

from typing import Annotated

from trustcenter.model.kinds.fields import Day, Fact, Slug, Text
from trustcenter.model.kinds.kind import Kind
from trustcenter.model.kinds.marks import Says


class Waiver(Fact):
    """One accepted finding: the requirement or rule id, why, who decided, and until when."""

    requirement: Annotated[Slug, Says("the requirement or rule id")]
    reason: Annotated[Text, Says("why it is accepted")]
    by: Annotated[Text, Says("who decided")]
    expires: Annotated[Day, Says("the day it ends")]


KIND = Kind("waivers", Waiver, "list", "waiver", citable=False)
