"""`data/contacts.yml`: whom to ask, by need (privacy, dpo, eu_representative, security, support, objections …)."""

from typing import Annotated

from trustcenter.model.facts import Plain
from trustcenter.model.kinds.fields import Email, Fact, Phone, Stated, Text, Url
from trustcenter.model.kinds.floors import EDITORIAL, Named, RecordFloors, Worded
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says
from trustcenter.model.kinds.printing import Printing


class Contact(Fact):
    """One contact; its id is the need it answers."""

    role: Annotated[Stated[Text], Worded("minor"), Says("what it is for")]
    label: Annotated[Text | None, Named("editorial"), Says("what a policy prints for it")] = None
    email: Annotated[Stated[Email] | None, EDITORIAL, Says("e-mail address")] = None
    phone: Annotated[Stated[Phone] | None, EDITORIAL, Says("telephone number")] = None
    url: Annotated[Stated[Url] | None, EDITORIAL, Says("a form or page")] = None
    address: Annotated[Stated[Text] | None, EDITORIAL, Says("postal address")] = None


def called(record: Plain, printing: Printing) -> str:
    """Who a contact is and how to reach it: `Privacy team (privacy@example.com)`, with the address as a link."""
    ways = [printing.value("contacts", (name,), record[name]) for name in ("email", "phone", "url") if name in record]
    unknown = printing.say("common.not_stated")
    stated = [way for way in ways if way != unknown]
    name = record.get("label") or record["role"]
    title = unknown if isinstance(name, dict) else printing.text(name)
    return f"{title} ({', '.join(stated)})" if stated else title


KIND = Kind(
    "contacts", Contact, "map", "contact", RecordFloors(added="editorial", removed="minor"),
    Table(columns=("role", "email", "phone", "url", "address")),
    Telling(title=("label", "role"), called=called, key_fact=("email", "url", "phone")), required=True,
)  # fmt: skip
