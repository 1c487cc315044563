"""An emergency after a breach takes along a longer retention that its reason does not name."""

from datetime import date
from unittest.mock import patch

from errors._archive import Texts, edited, first_published, publish

DRAFT = "docs/policies/privacy/index.md"


def make(texts: Texts) -> Texts:
    urgent = edited(first_published(texts), DRAFT, "Who helps us", "Our vendors")
    urgent = edited(urgent, "data/retention.yml", "90 days", "100 days")
    with patch("trustcenter.publishing.sealing.check", lambda *_: ()):
        return publish(urgent, "Urgent", "emergency", "2026-12-01", today=date(2026, 12, 1), reason="A breach.")
