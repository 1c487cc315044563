"""What a carrier's vetting would reject: edits of a small center, each found under its element and its codes.

The center is the one of `test_requirements`; the untouched demonstration is clean.
"""

from datetime import date

import pytest

import needs
from conftest import REPOSITORY, texts_in
from test_requirements import TODAY, edited
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import load
from trustcenter.rules.claims import of_draft
from trustcenter.rules.coverage import State, coverage
from trustcenter.rules.requirement_checks.sharing_sentences import says_sharing, sharing_sentences
from trustcenter.rules.requirement_findings import requirement_missing

M = "data/messaging.yml"
TERMS = "docs/policies/sms-terms/index.md"
PRIVACY = "docs/policies/privacy/index.md"
KEPT = "Opt-in data and consent are not shared with third parties or affiliates for marketing purposes."
FIRST = '"Example Voice: a call was missed. Reply STOP to opt out."'
SECOND = '"Example Voice: a call was missed."\n'


def consent(old, new):
    return {M: {old: new}}


def sample(text):
    return {M: {f"    - {SECOND}": f'    - "{text}"\n'}}


def sentence(text, file=PRIVACY):
    heading = {PRIVACY: "## Transfers", TERMS: "## Delivery"}[file]
    return {file: {heading: f"{text}\n\n{heading}"}}


WHOLE = (
    "I agree to receive text messages with alerts from Example Voice. Message frequency varies. "
    "Message and data rates may apply. Reply HELP for help, STOP to opt out."
)
EDITS = [
    ("consent-brand", "2133", consent(" from Example Voice. Message freq", ". Message freq")),
    ("consent-purpose", "30544", consent(" with alerts from", " from")),
    ("consent-frequency", "30545", consent("Message frequency varies. ", "")),
    ("consent-rates", "30569", consent("varies. Message and data rates may apply. ", "varies. ")),
    ("consent-help", "30570", consent("Reply HELP for help, STOP", "Reply STOP")),
    ("consent-stop", "30924", consent("for help, STOP to opt out.\"\n    evidence", "for help.\"\n    evidence")),
    ("consent-sms", "30551", consent("receive text messages with", "receive communications with")),
    ("consent-apart", "30923", consent("bundled: false", "bundled: true")),
    ("consent-apart", "30923", consent("I agree to receive", "I agree to the terms of service and to receive")),
    ("consent-apart", "30923", consent("I agree to receive", "Consent is a condition of purchase. I agree to receive")),
    ("consent-channels", "30556", consent("text messages with", "text messages, e-mails and calls with")),
    ("consent-channels", "30556", consent("text messages with", "calls and text messages with")),
    ("consent-channels", "30556", consent("with alerts from", "with alerts and phone calls from")),
    ("consent-marketing", "30913", consent("with alerts from", "with alerts and marketing offers from")),
    ("consent-marketing", "2101", consent("message_types: [alerts]", "message_types: [alerts, promotions]")),
    ("consent-unticked", "30925", consent("evidence: the form", "evidence: the form with its pre-ticked box")),
    ("consent-unticked", "9103", sentence("You find a box that is already ticked.", TERMS)),
    ("consent-second-factor", "30553", consent("bundled: false\n  stop:", "bundled: false\n  stop:\n    otherwise: write to support; sign-in works by text message alone")),
    ("consent-text", "30551", consent(f'    text: "{WHOLE}"\n', "")),
    ("samples-two", "30893", consent(f"    - {SECOND}", "")),
    ("samples-brand", "30538", sample("A call was missed.")),
    ("samples-stop", "30538", consent(FIRST, '"Example Voice: a call was missed, really."')),
    ("samples-other-brand", "603", sample("Zenlo Deals: a call was missed.")),
    ("samples-shortener", "602", sample("Example Voice: a call was missed, see bit.ly/3xYz.")),
    ("samples-shortener", "602", sample("Example Voice: see https://tinyurl.com/abc")),
    ("samples-length", "2174 characters", sample("Example Voice: " + "a call was missed " * 120)),
    ("samples-content", "30883", sample("Example Voice: our casino gives you a bonus.")),
    ("samples-content", "30885", sample("Example Voice: CBD oil is back in stock.")),
    ("samples-content", "701", sample("Example Voice: debt relief for you.")),
    ("terms-frequency", "30558", {TERMS: {", {{ messaging.alerts.frequency }}": ""}, PRIVACY: {KEPT: KEPT + "\n{{ messaging.alerts.frequency }}"}}),
    ("terms-rates", "30562", {TERMS: {"{{ messaging.alerts.rates }}": "It may cost."}, PRIVACY: {KEPT: KEPT + "\n{{ messaging.alerts.rates }}"}}),
    ("terms-help", "30560", {TERMS: {", HELP for help": ""}, PRIVACY: {KEPT: KEPT + "\nReply HELP or write to {{ contacts.support.email }}."}}),
    ("terms-stop", "in bold", {TERMS: {"**STOP**": "STOP"}, PRIVACY: {KEPT: KEPT + "\nReply **STOP**."}}),
    ("terms-programme", "30882", {TERMS: {"{{ messaging.alerts.name }}, {{": "{{"}, PRIVACY: {KEPT: KEPT + "\n{{ messaging.alerts.name }}"}}),
    ("non-sharing", "30908", {PRIVACY: {KEPT: "Messages are short."}, TERMS: {"  sms-rates: cost": "  sms-rates: cost\n  sms-non-sharing: ending-it", "## Delivery": f"{KEPT}\n\n## Delivery"}}),
    ("non-sharing", "30932", {PRIVACY: {KEPT: "Messages are short."}}),
    ("urls-terms", "30882", {M: {"  terms: sms-terms\n": ""}}),
    ("urls-privacy", "30908", {M: {"  privacy: privacy\n": ""}}),
    ("sharing-sentence", "30848", sentence("We may share personal information, including mobile numbers, with our affiliates and business partners.")),
    ("sharing-sentence", "708", sentence("Your number may be transferred to affiliates so that they can advertise to you.", TERMS)),
]  # fmt: skip


def found_in(texts):
    """The problems of the list `a2p-10dlc` and the elements of its findings, of the drafts."""
    center = load(texts)
    [one] = [item for item in coverage(center, TODAY, draft=True).lists if item.list.regime == "a2p-10dlc"]
    elements = [
        (finding.element or next((e.id for e in answer.requirement.elements), ""))
        for answer in one.answers if answer.state is State.MISSING for finding in answer.findings
    ]  # fmt: skip
    return elements, [p for p in requirement_missing(center, TODAY) if p.message.startswith("sms-")]


@pytest.mark.parametrize(("element", "code", "edit"), EDITS)
def test_an_edit_that_a_vetting_rejects_is_found_once_with_its_code(element, code, edit):
    texts = edited(edit)
    elements, problems = found_in(texts)
    assert elements == [element]
    [problem] = problems
    assert code in problem.message + (problem.hint or "")
    assert "what to write: " in problem.hint
    assert problem.where.file in (M, TERMS, PRIVACY)
    assert problem.where.line


def test_every_element_of_the_list_has_an_edit_that_breaks_it():
    [listed] = [item.list for item in requirement_lists.shipped() if item.list.regime == "a2p-10dlc"]
    elements = [element.id for entry in listed.requirements for element in entry.elements]
    assert sorted(elements) == sorted({element for element, _, _ in EDITS})


def test_a_finding_names_the_field_that_is_read_and_where_its_codes_were_seen():
    _, [problem] = found_in(edited(consent("Message frequency varies. ", "")))
    assert "consent text: rejected as Twilio 30545, Bandwidth 2135; codes seen in stored copies" in problem.message
    assert problem.hint.endswith("what to write: Message frequency varies.")


def test_several_elements_that_a_text_lacks_are_told_one_by_one():
    elements, problems = found_in(edited(consent("Message frequency varies. Message and data rates may apply. ", "")))
    assert elements == ["consent-frequency", "consent-rates"]
    assert len(problems) == 2


@pytest.mark.parametrize(
    "text",
    [
        "May Example Voice text you about this appointment? Up to 4 messages. Message and data rates may apply. Reply STOP to opt out, HELP for help.",
        "By ticking this box I agree to receive text messages about missed calls from Example Voice. Consent is not a condition of purchase. Msg frequency varies. Message & data rates may apply. Reply HELP for help or STOP to end. See our terms and privacy policy.",
        "I agree to get recurring SMS alerts from Example Voice, no marketing. Message and data rates may apply. HELP for help, STOP to end.",
    ],
)  # fmt: skip
def test_a_whole_consent_text_in_other_words_is_left_alone(text):
    assert found_in(edited(consent(WHOLE, text))) == ([], [])


def test_the_consent_of_customers_is_their_own_but_names_what_they_must_ask():
    edit = {"method: administrator": "method: api client", "I agree to receive text messages with alerts from Example Voice. Message": "The customer asks for consent to text messages and names itself. Message", SECOND: '"Example Dental: a call was missed."\n'}  # fmt: skip
    assert found_in(edited({M: edit})) == ([], [])
    without = dict(edit)
    key = next(k for k in without if k.startswith("I agree"))
    without[key] = without[key].replace(" and names itself", "")
    assert found_in(edited({M: without}))[0] == ["consent-brand"]


def test_the_demonstration_passes_every_check_of_its_own_trade():
    files = {f"{top}/{path}": text for top in ("data", "docs") for path, text in texts_in(REPOSITORY / top).items()}
    center = load(files)
    assert [p for p in requirement_missing(center, date(2026, 11, 22)) if p.message.startswith("sms-")] == []
    assert set(of_draft(center, date(2026, 11, 22)).records("messaging")) == {"appointments", "alerts", "customers"}


SHARES = [
    "We may share your data with our partners for marketing", "Your information is disclosed to affiliates for their promotional offers",
    "Your number may be transferred to affiliates so that they can advertise their own services to you",
    "We share your telephone number with third parties for marketing", "We do not sell your data, but we share it with partners for marketing",
    "Partners may receive your mobile number for promotional purposes", "We sell leads to lead buyers", "Lead buyers may buy your number",
    "We do not share your data except with marketing partners for their own offers", "We never sell your number; affiliates receive it to advertise to you",
    "We share your opt-in data with third parties for marketing", "Opt-in data is not sold, and we share it with affiliates for marketing",
    "Your information may be passed to our partners, who may contact you with special offers", "We share telephone numbers with partners for their marketing",
]  # fmt: skip
KEEPS = [
    "We never share your data with partners for marketing", "Opt-in data aside, we share data with partners for marketing",
    "We do not sell, rent, or share your data with third parties for marketing", "We share data with service providers who deliver messages for us",
    "You may share your data with third parties for marketing", "Neither your number nor your consent is shared with affiliates for promotional purposes",
    "We receive data from partners for marketing", "We share your information with third parties as required by law",
    "We share data with no third parties for marketing", "We will not, without your consent, share data with third parties for advertising",
    "All the above categories exclude text messaging opt-in data and consent; this information is not shared with third parties for marketing",
    "You have the right to know whether we share your data with third parties for marketing", "Upon your instruction, we share your data with third-party apps of partners",
]  # fmt: skip


@pytest.mark.parametrize("words", SHARES)
def test_a_sentence_that_hands_data_to_others_is_understood(words):
    assert says_sharing(words)


@pytest.mark.parametrize("words", KEEPS)
def test_a_denial_excuses_what_it_denies(words):
    assert not says_sharing(words)


def test_a_sentence_is_quoted_with_its_place():
    _, [problem] = found_in(edited(sentence("Lead buyers\nmay receive your number.")))
    assert '"Lead buyers may receive your number"' in problem.message
    line = (
        edited(sentence("Lead buyers\nmay receive your number."))[PRIVACY].decode().splitlines()[problem.where.line - 1]
    )
    assert line == "Lead buyers"


@pytest.mark.corpora
def test_real_policies_raise_few_alarms_about_sharing():
    """Sentences that were read and do say it: GitHub's affiliates market, Tailscale's advertising partners profile."""
    texts = needs.corpus_texts(needs.UNLIKE_OURS)
    alarms = {words for path in texts for _, words in sharing_sentences(path.read_text("utf-8", "replace"))}
    unread = [w for w in alarms if "GitHub affiliates" not in w and "advertising partners" not in w]
    assert len(unread) <= 0.02 * len(texts), unread
