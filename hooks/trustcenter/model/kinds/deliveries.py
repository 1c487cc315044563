"""`data/deliveries.yml`: evidence that notices went out; append-only, not a fact that policies cite."""

from typing import Annotated

from trustcenter.model.kinds.fields import Day, Fact, Refers, Slug, Text


class Delivery(Fact):
    """One notice sent by one channel on one day."""

    change: Annotated[Slug, Refers("changes")]
    channel: Annotated[Slug, Refers("channels")]
    sent: Day
    evidence: Text
    recipients: Text | None = None
