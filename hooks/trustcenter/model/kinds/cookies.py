"""`data/cookies.yml`: cookies and similar technologies on the organization's own sites."""

from typing import Annotated, Literal

from trustcenter.model.facts import Plain
from trustcenter.model.kinds.fields import Fact, Flag, Period, Slug, Stated, Text
from trustcenter.model.kinds.floors import MINOR, Named, RecordFloors, ladder
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says
from trustcenter.model.kinds.printing import Printing


class Cookie(Fact):
    """One cookie or group of cookies; `session` is true where it ends with the browser session."""

    id: Annotated[Slug, Says("how references and other records name it")]
    label: Annotated[Text, Named("editorial"), Says("what readers call it")]
    category: Annotated[
        Stated[Literal["essential", "functional", "analytics", "marketing"]],
        ladder("category", "essential", "functional", "analytics", "marketing"),
        Says("what it is needed for"),
    ]
    purpose: Annotated[Stated[Text], MINOR, Says("what it is for")]
    provider: Annotated[Stated[Text] | None, MINOR, Says("who sets it")] = None
    consent: Annotated[Stated[Flag], ladder("consent", True, False), Says("set only with consent")]
    names: Annotated[tuple[Text, ...], MINOR, Says("names as a browser shows them")] = ()
    session: Annotated[Stated[Flag] | None, MINOR, Says("ends with the browser session")] = None
    duration: Annotated[Stated[Period] | None, MINOR, Says("otherwise, how long it stays")] = None


def keep(cookie: Plain, printing: Printing) -> str:
    """How long a cookie stays: `13 months`, `until the session ends`."""
    if cookie.get("session") is True:
        return "until the session ends"
    return printing.value("cookies", ("duration",), cookie.get("duration"))


KIND = Kind(
    "cookies", Cookie, "list", "cookie", RecordFloors(added="minor", removed="minor"),
    Table(columns=("label", "category", "purpose", "consent", "keep"), computed={"keep": keep}),
    Telling(same=("purpose",), bullets=("purpose", "keep"), key_fact=("purpose",)),
)  # fmt: skip
