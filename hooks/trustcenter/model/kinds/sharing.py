"""`data/sharing.yml`: who receives personal data, in which circumstances."""

from typing import Annotated

from trustcenter.model.kinds.fields import Fact, Flag, Refers, Slug, Stated, Text


class Sharing(Fact):
    """One circumstance in which data leaves the organization.

    `safeguard` is what binds the recipient; `marketing` whether the recipient may use it for marketing;
    `excludes` names categories that are never shared so (opt-in data, for one).
    """

    id: Slug
    label: Text
    recipients: Stated[Text]
    circumstances: Text | None = None
    data: tuple[Annotated[Slug, Refers("data_categories")], ...] = ()
    excludes: tuple[Annotated[Slug, Refers("data_categories")], ...] = ()
    safeguard: Stated[Text] | None = None
    consent: Stated[Flag] | None = None
    marketing: Stated[Flag] | None = None
    sold: Stated[Flag] | None = None
