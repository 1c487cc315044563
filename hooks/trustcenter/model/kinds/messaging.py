"""`data/messaging.yml`: SMS programmes, as carriers vet them (CTIA Messaging Principles, A2P 10DLC)."""

from typing import Annotated, Literal

from trustcenter.model.kinds.fields import Fact, Flag, Period, Phone, Picture, Refers, Slug, Stated, Text, Url
from trustcenter.model.kinds.floors import MATERIAL, MINOR, Items, Length, Named, RecordFloors, ladder
from trustcenter.model.kinds.kind import Kind, Table, Telling
from trustcenter.model.kinds.marks import Says, Spelled
from trustcenter.model.kinds.printing import Within


class Consent(Fact):
    """How a recipient agrees to be texted.

    `text` is what they read, `evidence` what is kept, `confirmation` the first message, `bundled` whether the consent
    comes together with others.
    """

    method: Annotated[
        Stated[Literal["web form", "keyword", "verbal", "paper", "administrator", "api client", "none"]],
        Spelled(
            {"api client": "collected by the client that uses the API", "administrator": "set up by an administrator"}
        ),
        Says("by which means"),
    ]
    text: Annotated[Stated[Text] | None, Says("what they read or hear")] = None
    evidence: Annotated[Stated[Text] | None, Says("what is kept as proof")] = None
    confirmation: Annotated[Stated[Text] | None, Says("the first message")] = None
    bundled: Annotated[Stated[Flag] | None, Says("consent comes together with another")] = None

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """The means, then what people read, what is kept and the first message."""
        extra = [within.parts[name] for name in ("text", "evidence", "confirmation") if within.parts.get(name)]
        return "; ".join([within.parts["method"], *extra])


class OptIn(Fact):
    """One way in which recipients opt in, as a carrier's reviewer can see it.

    A web form has an `address`, and a `picture` (a file in `docs/`) where it stands behind a `login`; a form on paper
    has a picture, a conversation a `script`, a keyword the `phone` number that it is sent to.
    """

    method: Annotated[
        Literal["web form", "keyword", "verbal", "paper", "administrator"],
        Spelled({"administrator": "set up by an administrator"}),
        Says("by which means"),
    ]
    steps: Annotated[Text | None, Says("what the recipient does, from beginning to end")] = None
    address: Annotated[Url | None, Says("the page with the form")] = None
    login: Annotated[Flag | None, Says("the page stands behind a login")] = None
    picture: Annotated[Picture | None, Says("a picture of the form, a file in `docs/`")] = None
    script: Annotated[Text | None, Says("the words that are spoken")] = None
    keyword: Annotated[Text | None, Says("the word to send")] = None
    phone: Annotated[Phone | None, Says("the number to send it to")] = None


class Replies(Fact):
    """The messages that answer a keyword: `start` confirms the opt-in, `stop` the opt-out, `help` names a contact."""

    start: Annotated[Stated[Text] | None, Says("what confirms an opt-in")] = None
    stop: Annotated[Stated[Text] | None, Says("what confirms an opt-out, the last message")] = None
    help: Annotated[Stated[Text] | None, Says("what answers HELP")] = None


class Keywords(Fact):
    """Words a recipient can reply with, and another way to the same end; `contact` is who helps."""

    words: Annotated[tuple[Text, ...], Says("words to reply with")]
    otherwise: Annotated[Stated[Text] | None, Says("another way")] = None
    contact: Annotated[Stated[Annotated[Slug, Refers("contacts")]] | None, Says("who helps")] = None

    @classmethod
    def in_words(cls, within: Within, /) -> str:
        """`reply **STOP or END**; or call us`."""
        replies = within.printing.one_of(within.value.get("words", []))
        reply = within.printing.say("printed.reply", words=replies) if replies else ""
        return "; ".join(filter(None, (reply, within.parts.get("otherwise"), within.parts.get("contact"))))


class Programme(Fact):
    """One SMS programme.

    `opt_in_shared`: are opt-in data and consent shared with third parties or affiliates for marketing?
    `revocation`: within which period an opt-out is honoured (47 CFR 64.1200(a)(10): 10 business days);
    `revokes_all`: does an opt-out of this programme end the texts of all others too (demanded from 2027-01-31)?
    """

    id: Annotated[Slug, Says("how references and other records name it")]
    name: Annotated[Stated[Text], Named("minor"), Says("the programme's name")]
    brand: Annotated[Stated[Text], MINOR, Says("in whose name messages come")]
    description: Annotated[
        Text | None, MINOR, Says("who sends messages to whom and why, for the registration with carriers")
    ] = None
    audience: Annotated[Text | None, MINOR, Says("who receives them")] = None
    message_types: Annotated[
        tuple[Text, ...], Items("message type", added="material", dropped="minor"), Says("what they are about")
    ]
    marketing: Annotated[Stated[Flag] | None, ladder("marketing", False, True), Says("whether any are marketing")] = (
        None
    )
    frequency: Annotated[Stated[Text], MINOR, Says("how many")]
    rates: Annotated[Stated[Text], MINOR, Says("what they cost: `Message and data rates may apply.`")]
    consent: Annotated[Stated[Consent], MATERIAL, Says("how a recipient agrees")]
    opt_in: Annotated[tuple[OptIn, ...], MINOR, Says("each way to opt in, as a reviewer can see it")] = ()
    replies: Annotated[Replies | None, MINOR, Says("what answers START, STOP and HELP")] = None
    stop: Annotated[Stated[Keywords], MINOR, Says("how to opt out")]
    help: Annotated[Stated[Keywords], MINOR, Says("how to get help")]
    revocation: Annotated[
        Stated[Period] | None,
        Length("opt-out period", longer="material", shorter="minor"),
        Says("within which period an opt-out is honoured"),
    ] = None
    revokes_all: Annotated[
        Stated[Flag] | None,
        ladder("opt-out of all messages", True, False),
        Says(
            "an opt-out of this programme ends the messages of all programmes, as US law demands from 31 January 2027"
        ),
    ] = None
    opt_in_shared: Annotated[
        Stated[Flag] | None,
        ladder("sharing of opt-in data", False, True),
        Says("opt-in data or consent shared for marketing"),
    ] = None
    carriers_liable: Annotated[
        Stated[Flag] | None, MINOR, Says("whether carriers answer for lost messages; SMS terms usually say no")
    ] = None
    vendors: Annotated[
        tuple[Annotated[Slug, Refers("subprocessors")], ...],
        Items("vendor", added="material", dropped="minor"),
        Says("who carries the messages"),
    ] = ()
    privacy: Annotated[
        Stated[Annotated[Slug, Refers("policies")]] | None, MINOR, Says("the privacy policy that applies")
    ] = None
    terms: Annotated[Stated[Annotated[Slug, Refers("policies")]] | None, MINOR, Says("the SMS terms that apply")] = None
    samples: Annotated[tuple[Text, ...], MINOR, Says("sample messages")] = ()


KIND = Kind(
    "messaging", Programme, "list", "SMS programme", RecordFloors(added="minor", removed="minor"),
    Table(
        columns=(
            "name", "brand", "audience", "message_types", "frequency", "rates", "consent", "stop", "help", "revocation",
        ),
        sideways=True,
    ),
    Telling(key_fact=("frequency",)),
)  # fmt: skip
