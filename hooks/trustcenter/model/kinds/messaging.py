"""`data/messaging.yml`: SMS programmes, as carriers vet them (CTIA Messaging Principles, A2P 10DLC)."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Period, Refers, Slug, Stated, Text


class Consent(Fact):
    """How a recipient agrees to be texted.

    `text` is what they read, `evidence` what is kept, `confirmation` the first message, `bundled` whether the consent
    comes together with others.
    """

    method: Stated[Literal["web form", "keyword", "verbal", "paper", "administrator", "api client", "none"]]
    text: Stated[Text] | None = None
    evidence: Stated[Text] | None = None
    confirmation: Stated[Text] | None = None
    bundled: Stated[Flag] | None = None


class Keywords(Fact):
    """Words a recipient can reply with, and another way to the same end; `contact` is who helps."""

    words: tuple[Text, ...]
    otherwise: Stated[Text] | None = None
    contact: Stated[Annotated[Slug, Refers("contacts")]] | None = None


class Programme(Fact):
    """One SMS programme.

    `opt_in_shared`: are opt-in data and consent shared with third parties or affiliates for marketing?
    `revocation`: within which period an opt-out is honoured (47 CFR 64.1200(a)(10): 10 business days);
    `revokes_all`: does an opt-out of this programme end the texts of all others too (demanded from 2027-01-31)?
    """

    id: Slug
    name: Stated[Text]
    brand: Stated[Text]
    audience: Text | None = None
    message_types: tuple[Text, ...]
    marketing: Stated[Flag] | None = None
    frequency: Stated[Text]
    rates: Stated[Text]
    consent: Stated[Consent]
    stop: Stated[Keywords]
    help: Stated[Keywords]
    revocation: Stated[Period] | None = None
    revokes_all: Stated[Flag] | None = None
    opt_in_shared: Stated[Flag] | None = None
    carriers_liable: Stated[Flag] | None = None
    vendors: tuple[Annotated[Slug, Refers("subprocessors")], ...] = ()
    privacy: Stated[Annotated[Slug, Refers("policies")]] | None = None
    terms: Stated[Annotated[Slug, Refers("policies")]] | None = None
    samples: tuple[Text, ...] = ()
