"""`data/deliveries.yml`: evidence that notices went out; append-only, not a fact that policies cite."""

from typing import Annotated

from trustcenter.model.kinds.fields import Day, Fact, Refers, Slug, Text
from trustcenter.model.kinds.kind import Kind
from trustcenter.model.kinds.marks import Says


class Delivery(Fact):
    """One notice sent by one channel on one day."""

    change: Annotated[Slug, Refers("changes"), Says("which notice")]
    channel: Annotated[Slug, Refers("channels"), Says("the id of a channel in `data/notice.yml`")]
    sent: Annotated[Day, Says("the day it went out")]
    evidence: Annotated[Text, Says("where the proof lies")]
    recipients: Annotated[Text | None, Says("how many, or who")] = None


KIND = Kind("deliveries", Delivery, "list", "delivery", citable=False)
