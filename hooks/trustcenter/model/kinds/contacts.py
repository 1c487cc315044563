"""`data/contacts.yml`: whom to ask, by need (privacy, dpo, eu_representative, security, support, objections …)."""

from trustcenter.model.kinds.fields import Email, Fact, Phone, Stated, Text, Url


class Contact(Fact):
    """One contact; its id is the need it answers."""

    role: Stated[Text]
    label: Text | None = None
    email: Stated[Email] | None = None
    phone: Stated[Phone] | None = None
    url: Stated[Url] | None = None
    address: Stated[Text] | None = None
