"""What a carrier's vetting would reject: edits of a small center, each found under its element and its codes.

The center is the one of `test_requirements`; the untouched demonstration is clean.
"""

import re
from datetime import date
from functools import cache

import pytest
import yaml
from lxml.html import fromstring

import needs
from conftest import REPOSITORY, texts_in
from errors._archive import publish
from growth import assert_linear
from test_requirements import TODAY, edited
from trustcenter.markdown.to_html import Site
from trustcenter.publishing.sealing import Refused
from trustcenter.reading import requirement_lists
from trustcenter.reading.center import load
from trustcenter.rules.claims import of_draft
from trustcenter.rules.consistency import missing_pictures
from trustcenter.rules.coverage import State, coverage
from trustcenter.rules.notice import understated_class
from trustcenter.rules.requirement_checks.sharing_sentences import says_sharing, sharing_sentences
from trustcenter.rules.requirement_findings import requirement_missing
from trustcenter.site.pages import coverage as coverage_page
from trustcenter.site.pages.view import View

M = "data/messaging.yml"
ORG = "data/organization.yml"
TERMS = "docs/policies/sms-terms/index.md"
PRIVACY = "docs/policies/privacy/index.md"
DAY = date(2026, 11, 22)
KEPT = "Opt-in data and consent for text messages are not shared with third parties or affiliates for marketing purposes, and are not sold."
ALERTS = "I agree to receive text messages with account alerts from Example Voice at this number. Message frequency varies. Message and data rates may apply. Reply STOP to opt out, HELP for help."
CALLS = "May Example Voice send you text messages about this appointment, for the business you called, at the number you are calling from? Up to 4 messages for each appointment. Message and data rates may apply. Reply STOP to opt out, HELP for help."
MISSED = "Example Voice: you missed an urgent call at 4:12 PM. See your dashboard. Reply STOP to opt out."
CODE = "Example Voice: your sign-in code is 482915. We never ask you for it."
KINDS = "message_types: [missed urgent calls, sign-in codes, outages]"
BOX = "you tick a box, empty at first, beside this text"
START = "Example Voice account alerts: you are enrolled. Message frequency varies. Message and data rates may apply. Reply HELP for help, STOP to opt out."
END = "unsubscribed from all our text messages and will receive no more"
WRITE = "for help write to support@example.com or call +1 312 555 0123"
ABOUT = "Example Voice sends alerts about missed urgent calls, sign-in codes and outages to users of a customer's account who enrolled their own number in the dashboard."
FORM = "- method: web form\n      steps:"
PAGE = "      address: https://example.com/dashboard/settings/text-alerts\n"
SHOWN = "      picture: assets/opt-in-alerts.svg\n"
LOGIN = "      login: true\n"
ASKED = '      script: "May Example Voice'


def alerts(old, new):
    return {M: {f'text: "{ALERTS}"': f'text: "{ALERTS.replace(old, new)}"'}}


def calls(old, new):
    return {M: {f'text: "{CALLS}"': f'text: "{CALLS.replace(old, new)}"'}}


def fact(old, new):
    return {M: {old: new}}


def said(text, file=PRIVACY):
    return {file: {KEPT: f"{KEPT}\n{text}"}}


def terms(old, new=""):
    return {TERMS: {old: new}}


HELPED = "**Reply {{ messaging.appointments.help.words.0 }} to any message**, write to {{ contacts.support.email | link }} or call {{ contacts.support.phone | link }}."
STOPPED = "**Reply {{ messaging.appointments.stop.words.0 }} to any message to opt out.**"
TABLE = '{{ messaging.table(columns="brand, audience, message_types, frequency, rates, revocation, revokes_all") }}'
OFTEN = "How often messages come is stated for each programme in the table above: message frequency varies with the programme.\n"
EDITS = [
    ("consent-text", "30551", fact(f'    text: "{ALERTS}"\n', "    text: {unknown: being written}\n")),
    ("consent-language", "506", alerts(ALERTS, "Acepto recibir mensajes de texto con alertas de cuenta de Example Voice en este número. La frecuencia varía. Pueden aplicarse tarifas. Responda STOP para cancelar, HELP para ayuda.")),
    ("consent-language", "506", alerts(ALERTS, "J'accepte de recevoir des SMS avec des alertes de compte de Example Voice. La fréquence varie. Des frais peuvent s'appliquer. Répondez STOP pour arrêter, HELP pour de l'aide.")),
    ("consent-language", "506", alerts(ALERTS, "Ich willige ein, SMS mit Kontowarnungen von Example Voice zu erhalten. Es können Gebühren anfallen. Antworten Sie STOP zum Beenden, HELP für Hilfe.")),
    ("consent-brand", "2133", alerts(" from Example Voice", "")),
    ("consent-brand", "2133", alerts("Example Voice", "our team")),
    ("consent-brand", "2133", calls("Example Voice", "we")),
    ("consent-purpose", "30544", alerts(" with account alerts", "")),
    ("consent-purpose", "2134", calls(" about this appointment, for the business you called,", "")),
    ("consent-frequency", "30545", alerts("Message frequency varies. ", "")),
    ("consent-frequency", "2135", calls("Up to 4 messages for each appointment. ", "")),
    ("consent-rates", "30569", alerts("Message and data rates may apply. ", "")),
    ("consent-rates", "2136", calls("Message and data rates may apply.", "Standard charges apply.")),
    ("consent-help", "30570", alerts(", HELP for help", "")),
    ("consent-help", "2137", calls(", HELP for help", ", or ask us for help")),
    ("consent-stop", "30924", alerts("Reply STOP to opt out, HELP", "You can opt out at any time. Reply HELP")),
    ("consent-stop", "2138", calls("Reply STOP to opt out, ", "Reply ")),
    ("consent-sms", "30551", alerts("text messages", "communications")),
    ("consent-sms", "30841", calls("text messages", "notices")),
    ("consent-apart", "30923", fact("a first message that must be answered with YES\n    bundled: false", "a first message that must be answered with YES\n    bundled: true")),
    ("consent-apart", "30931", alerts("I agree", "I accept the Terms of Service and agree")),
    ("consent-apart", "30931", alerts("I agree", "By creating an account, I agree")),
    ("consent-apart", "30475", alerts("I agree", "By placing an order, I agree")),
    ("consent-apart", "30896", alerts("for help.", "for help. Consent is required to use the service.")),
    ("consent-apart", "30923", said("By using our services you agree to receive text messages.", TERMS)),
    ("consent-apart", "30923", terms("is never a condition of a purchase", "is a condition of using the dashboard")),
    ("consent-apart", "30923", terms("separately from any other agreement", "together with our terms of service")),
    ("consent-apart", "30923", terms(BOX, "by pressing Continue you agree to this text")),
    ("consent-apart", "30931", alerts("I agree", "By signing up I agree")),
    ("consent-unticked", "30925", fact("ticks the empty box", "leaves the ticked box as it is")),
    ("consent-channels", "30556", alerts("text messages", "text messages and emails")),
    ("consent-channels", "30556", alerts("text messages", "calls, texts and e-mails")),
    ("consent-channels", "30556", alerts("at this number", "at this number, by telephone and by e-mail")),
    ("consent-channels", "30556", calls("send you text messages", "call, e-mail or text you")),
    ("consent-channels", "30556", alerts("for help.", "for help. You also agree to automated calls.")),
    ("consent-marketing", "30913", alerts("account alerts", "account alerts and special offers")),
    ("consent-marketing", "2101", calls("about this appointment", "about this appointment and our promotions")),
    ("consent-marketing", "2101", alerts("for help.", "for help. We may also send you news about our products.")),
    ("consent-marketing", "2101", fact(KINDS, KINDS.replace("outages", "outages, product offers"))),
    ("consent-marketing", "2101", fact(f"{KINDS}\n  marketing: false", f"{KINDS}\n  marketing: true")),
    ("consent-unticked", "30925", fact("the text shown, the box ticked", "the text shown, the box (checked by default)")),
    ("consent-unticked", "9103", terms(BOX, "you find a checked box beside this text")),
    ("consent-unticked", "9103", terms(BOX, "a box is selected for you beside this text")),
    ("consent-unticked", "9103", terms(BOX, "you can untick the box beside this text")),
    ("consent-second-factor", "30553", fact("otherwise: switch alerts off in the dashboard, or write to support", "otherwise: write to support; sign-in works by text message alone")),
    ("consent-second-factor", "30553", fact("audience: users of a customer's account who enrolled in the dashboard", "audience: all users, since text messages are the only second factor")),
    ("consent-second-factor", "30553", said("Two-factor authentication requires a mobile number that receives text messages.", TERMS)),
    ("samples-two", "30893", fact(f'    - "{CODE}"\n', "")),
    ("samples-brand", "30538", fact(MISSED, MISSED.replace("Example Voice: you", "You"))),
    ("samples-stop", "30538", fact(MISSED, MISSED.replace(" Reply STOP to opt out.", ""))),
    ("samples-other-brand", "603", fact(CODE, "Zenlo Deals: your sign-in code is 482915.")),
    ("samples-other-brand", "603", fact(CODE, "[Zenlo] your sign-in code is 482915.")),
    ("samples-shortener", "602", fact(CODE, "Example Voice: see https://bit.ly/3xYz.")),
    ("samples-shortener", "602", fact(CODE, "Example Voice: see tinyurl.com/abc")),
    ("samples-length", "2109 characters", fact(CODE, "Example Voice: " + "long text " * 209 + "ends")),
    ("samples-two", "30893", fact(CODE, MISSED)),
    ("samples-language", "506", fact(CODE, "Example Voice: su código de acceso es 482915. Nunca se lo pediremos.")),
    ("samples-content", "701", fact(CODE, "Example Voice: new handguns in stock.")),
    ("samples-content", "701", fact(CODE, "Example Voice: this is an attempt to collect a debt.")),
    ("samples-content", "701", fact(CODE, "Example Voice: meet local singles tonight.")),
    ("samples-content", "701", fact(CODE, "Example Voice: weight loss shots without a doctor.")),
    ("samples-use", "602", fact(CODE, "Example Voice: 20% off all plans this week only!")),
    ("samples-content", "30883", fact(CODE, "Example Voice: our casino gives you a bonus.")),
    ("samples-content", "30885", fact(CODE, "Example Voice: CBD oil is back in stock.")),
    ("samples-content", "30897", fact(CODE, "Example Voice: quick cash loans, no credit check.")),
    ("samples-content", "30950", fact(CODE, "Example Voice: double your money with bitcoin.")),
    ("samples-content", "701", fact(CODE, "Example Voice: you have won, claim your prize.")),
    ("samples-content", "701", fact(CODE, "Example Voice: hot girls want to chat with you.")),
    ("samples-use", "602", fact(CODE, "Example Voice: buy one get one free today.")),
    ("consent-unticked", "30925", fact("ticks the empty box", "unticks the box if they object")),
    ("description-why", "30886", fact(ABOUT, "Example Voice sends texts to customers who signed up.")),
    ("content", "30883", fact(KINDS, KINDS.replace("outages", "casino bonuses"))),
    ("terms-frequency", "30558", {TERMS: {OFTEN: "", "message_types, frequency, rates": "message_types, rates"}}),
    ("terms-rates", "30562", {TERMS: {" **{{ messaging.appointments.rates }}**": "", "frequency, rates": "frequency", "> {{ messaging.appointments.consent.text }}": "", "> {{ messaging.alerts.consent.text }}": ""}}),
    ("terms-rates", "30562", fact("at most 30 messages a month\n  rates: Message and data rates may apply.", "at most 30 messages a month\n  rates: Free of charge.")),
    ("terms-help", "30560", terms(HELPED, "We are glad to assist.")),
    ("terms-help", "30560", {TERMS: {HELPED: "We are glad to assist."}, PRIVACY: {KEPT: f"{KEPT}\nReply **HELP** or write to {{{{ contacts.support.email | link }}}}."}}),
    ("terms-stop", "in bold", terms(STOPPED, "You can opt out at any time.")),
    ("terms-stop", "in bold", terms(STOPPED, STOPPED.strip("*"))),
    ("terms-liability", "not liable", terms("Carriers are not liable for delayed or undelivered messages.")),
    ("terms-liability", "not liable", terms("Carriers are not liable", "Carriers are liable")),
    ("terms-programme", "30882", {TERMS: {TABLE: "{{ messaging.appointments.frequency }}, {{ messaging.alerts.frequency }}, {{ messaging.customers.frequency }}", "{{ messaging.customers.name }}": "Customers"}}),
    ("keyword-stop", "30924", fact("[STOP, QUIT, END, REVOKE, OPT OUT, CANCEL, UNSUBSCRIBE]", "[PARAR, ALTO, CANCELAR]")),
    ("keyword-help", "30560", fact("[HELP, INFO]", "[AYUDA]")),
    ("keyword-help", "30560", fact("words: [HELP, INFO]\n    contact: support", "words: [HELP, INFO]")),
    ("non-sharing", "30908", {PRIVACY: {KEPT: ""}}),
    ("non-sharing", "851", {PRIVACY: {KEPT: ""}, TERMS: {KEPT: ""}}),
    ("non-sharing", "30932", {PRIVACY: {KEPT: "Opt-in data is not sold."}}),
    ("non-sharing", "708", {PRIVACY: {KEPT: "Personal data is not shared with third parties or affiliates for marketing purposes."}}),
    ("non-sharing", "30848", {PRIVACY: {KEPT: KEPT.replace("are not shared", "are shared").replace(", and are not sold", "")}}),
    ("non-sharing", "30932", fact("opt_in_shared: false", "opt_in_shared: true")),
    ("sharing-sentence", "30848", said("We may share personal information, including mobile numbers, with our affiliates and business partners.")),
    ("sharing-sentence", "708", said("Your number may be transferred to affiliates so that they can advertise to you.", TERMS)),
    ("sharing-sentence", "30932", {PRIVACY: {KEPT: f"{KEPT[:-1]}, except with our marketing partners."}}),
    ("sharing-sentence", "708", said("Our business partners may use your number to text you about their products.")),
    ("sharing-sentence", "30932", said("Companies of our group may use your mobile number for their own marketing.")),
    ("sharing-sentence", "30848", said("You may be contacted by our partners at your mobile number with special offers.")),
    ("sharing-sentence", "30848", said("Unless you object, your mobile number goes to our affiliates for marketing.")),
    ("sharing-sentence", "708", said("We monetize your phone number with advertisers.")),
    ("sharing-sentence", "30932", said("Compartimos su número de teléfono con terceros con fines de marketing.")),
    ("urls-terms", "30882", fact('privacy: privacy\n  terms: sms-terms\n  samples:\n    - "Example Voice: you', 'privacy: privacy\n  samples:\n    - "Example Voice: you')),
    ("urls-privacy", "30908", fact('privacy: privacy\n  terms: sms-terms\n  samples:\n    - "Example Voice: you', 'terms: sms-terms\n  samples:\n    - "Example Voice: you')),
    ("description", "30886", fact(f"  description: {ABOUT}\n", "")),
    ("description-who", "30886", fact(ABOUT, ABOUT.replace("Example Voice sends", "We send"))),
    ("description-whom", "601", fact(ABOUT, "Example Voice sends alerts about missed urgent calls, sign-in codes and outages.")),
    ("description-why", "30886", fact(ABOUT, "Example Voice sends messages to its users.")),
    ("opt-in", "30909", {M: {f"{PAGE}{LOGIN}{SHOWN}": "", "  opt_in:\n    - method: web form\n      steps: A user opens": "  # A user opens"}}),
    ("opt-in-all", "30917", fact(FORM, "- method: keyword\n      keyword: JOIN\n      phone: '+13125550123'\n      steps:")),
    ("opt-in-address", "30511", fact(f"{PAGE}{LOGIN}{SHOWN}", "")),
    ("opt-in-address", "30511", fact("address: https://example.com/dashboard/settings/text-alerts", "address: https://localhost/settings")),
    ("opt-in-script", "30909", fact(f'script: "{CALLS}"', f'script: "{CALLS.replace("Message and data rates may apply. ", "")}"')),
    ("opt-in-steps", "30917", fact('      steps: A user opens "Text alerts" in the settings of the dashboard, enters a mobile number, ticks the empty box beside the consent text and presses "Send me alerts". The first message must be answered with YES.\n', "")),
    ("opt-in-picture", "806", fact(SHOWN, "")),
    ("opt-in-script", "30909", fact(ASKED, "      # May Example Voice")),
    ("opt-in-keyword", "30909", fact(FORM, "- method: keyword\n      keyword: JOIN\n    - method: web form\n      steps:")),
    ("opt-in-steps", "30917", fact(FORM, "- method: administrator\n    - method: web form\n      steps:")),
    ("confirmation", "30540", fact("a first message that names the business and repeats STOP and HELP", "a first message")),
    ("confirmation", "30486", fact("a first message that names the business and repeats STOP and HELP", "a first message that names the business and repeats STOP")),
    ("reply-start", "30540", fact(f'    start: "{START}"\n', "")),
    ("reply-start-brand", "30540", fact(START, START.replace("Example Voice account", "Account"))),
    ("reply-start-programme", "30540", fact(START, START.replace(" account alerts", ""))),
    ("reply-start-frequency", "851", fact(START, START.replace("Message frequency varies. ", ""))),
    ("reply-start-rates", "30540", fact(START, START.replace("Message and data rates may apply. ", ""))),
    ("reply-start-help", "30540", fact(START, START.replace("HELP for help, ", ""))),
    ("reply-start-stop", "30540", fact(START, START.replace(", STOP to opt out", ""))),
    ("reply-language", "506", fact(START, "Example Voice, alertas de cuenta: su cuenta está inscrita. Responda HELP para ayuda, STOP para cancelar.")),
    ("reply-stop", "30486", fact(f'    stop: "Example Voice: you are {END}."\n', "")),
    ("reply-stop-brand", "30486", fact(f"Example Voice: you are {END}", f"You are {END}")),
    ("reply-stop-end", "851", fact(END, "heard")),
    ("reply-help", "30486", fact(f'    help: "Example Voice account alerts: {WRITE}. Reply STOP to opt out."\n', "")),
    ("reply-help-brand", "851", fact(f"Example Voice account alerts: {WRITE}", WRITE)),
    ("reply-help-contact", "851", fact(f"account alerts: {WRITE}", "account alerts: ask us")),
    ("privacy-collected", "30908", {PRIVACY: {"we collect your telephone number and your consent": "we collect your consent"}, "data/data_categories.yml": {f"telephone number{rest}": f"line{rest}" for rest in (", company", "s of caller", ", service", "s of sender", ", consent text")}}),
    ("privacy-frequency", "30908", {PRIVACY: {"Message frequency varies with the programme. ": ""}}),
    ("privacy-rates", "30909", {PRIVACY: {" {{ messaging.appointments.rates }}": ""}}),
    ("site-about", "30919", {ORG: {"about: ": "# "}}),
    ("site-address", "30891", {ORG: {"address: 480": "address: {unknown: moving} # 480", "phone: ": "phone: {unknown: moving} # "}}),
]  # fmt: skip


@cache
def demonstration():
    """The facts of the demonstration and the drafts of the two policies that are vetted, without their versions."""
    data = {
        f"data/{path}": text for path, text in texts_in(REPOSITORY / "data").items() if not path.startswith("schemas")
    }
    return data | {path: (REPOSITORY / path).read_bytes() for path in (TERMS, PRIVACY)}


def found_in(texts):
    """The elements of the findings of the list `a2p-10dlc`, and its problems, of drafts that were never published."""
    center = load(texts)
    [one] = [item for item in coverage(center, DAY, draft=True).lists if item.list.regime == "a2p-10dlc"]
    elements = [
        (finding.element or next((e.id for e in answer.requirement.elements), ""))
        for answer in one.answers if answer.state is State.MISSING and answer.requirement.id != "sms-dates"
        for finding in answer.findings
    ]  # fmt: skip
    problems = [p for p in requirement_missing(center, DAY) if p.message.startswith("sms-")]
    return elements, [p for p in problems if not p.message.startswith("sms-dates")]


@pytest.mark.parametrize(("element", "code", "edit"), EDITS)
def test_an_edit_of_the_demonstration_that_a_vetting_rejects_is_found_once_with_its_code(element, code, edit):
    elements, problems = found_in(edited(edit, demonstration()))
    assert elements == [element]
    [problem] = problems
    assert code in problem.message + (problem.hint or "")
    assert "what to write: " in problem.hint
    assert problem.where.file in (M, TERMS, PRIVACY, ORG)
    assert problem.where.line


def test_every_element_of_the_list_has_an_edit_that_breaks_it():
    [listed] = [item.list for item in requirement_lists.shipped() if item.list.regime == "a2p-10dlc"]
    elements = [element.id for entry in listed.requirements for element in entry.elements]
    assert sorted(elements) == sorted({element for element, _, _ in EDITS})


def test_a_finding_names_the_field_that_is_read_and_where_its_codes_were_seen():
    _, [problem] = found_in(edited(alerts("Message frequency varies. ", ""), demonstration()))
    assert "consent text: rejected as Twilio 30545, Bandwidth 2135; codes seen in stored copies" in problem.message
    assert problem.hint.endswith("what to write: Message frequency varies.")


def test_several_elements_that_a_text_lacks_are_told_one_by_one():
    elements, problems = found_in(
        edited(alerts("Message frequency varies. Message and data rates may apply. ", ""), demonstration())
    )
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
    assert found_in(edited(fact(ALERTS, text), demonstration())) == ([], [])


@pytest.mark.parametrize(
    "sample",
    [
        "Example Voice: 482915 is your code. It expires in 10 minutes.",
        "Your Example Voice code is 482915.",
        "Example Voice: your delivery of the alcohol-free hand gel arrives at 5 PM.",
        "Example Voice: bet you did not know: your report is ready.",
        "Example Voice: the shot clinic opens at 9. Your appointment is confirmed.",
    ],
)
def test_a_harmless_sample_is_left_alone(sample):
    assert found_in(edited(fact(CODE, sample), demonstration())) == ([], [])


BAD = {
    "two programmes with one brand and one name": (
        {M: {"brand: Example Voice, on behalf of the business that was called": "brand: Example Voice", "name: Example Voice account alerts": "name: Example Voice appointment texts"}},
        "name: Example Voice appointment texts", "`appointments` and `alerts` have one brand and one name",
    ),
    "no opt-in address": (fact(f"{PAGE}{LOGIN}{SHOWN}", ""), "- method: web form", "the opt-in page has no address"),
    "a sample of 2,000 characters": (
        fact(CODE, "Example Voice: " + "a" * 1985), "aaaa", "a sample message has 2000 characters; forms take 1024",
    ),
    "keywords in Spanish": (
        fact("[STOP, QUIT, END, REVOKE, OPT OUT, CANCEL, UNSUBSCRIBE]", "[PARAR, ALTO, CANCELAR]"), "stop:", "STOP is no opt-out word",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_has_a_message_at_its_line_and_says_what_to_write(case):
    edit, at, says = BAD[case]
    texts = edited(edit, demonstration())
    problem = next(problem for problem in found_in(texts)[1] if says in problem.message)
    assert at in texts[M].decode().splitlines()[problem.where.line - 1]
    assert "what to write: " in problem.hint


def test_a_picture_of_the_opt_in_that_is_missing_is_an_error_at_its_line():
    texts = edited(fact("picture: assets/opt-in-alerts.svg", "picture: assets/opt-in-alrets.svg"), demonstration())
    [problem] = missing_pictures(load(texts), {"assets/opt-in-alerts.svg"})
    assert "assets/opt-in-alrets.svg" in texts[M].decode().splitlines()[problem.where.line - 1]
    assert "assets/opt-in-alrets.svg" in problem.message
    assert "assets/opt-in-alerts.svg" in problem.hint


def test_two_programmes_of_one_brand_with_names_of_their_own_are_fine():
    one_brand = fact("brand: Example Voice, on behalf of the business that was called", "brand: Example Voice")
    assert found_in(edited(one_brand, demonstration())) == ([], [])


def test_the_consent_of_customers_is_their_own_but_names_what_they_must_ask():
    assert found_in(edited(fact(" and names itself, the frequency", " and names the frequency"), demonstration()))[
        0
    ] == ["consent-brand"]


def test_the_demonstration_passes_every_check_of_its_own_trade():
    files = {f"{top}/{path}": text for top in ("data", "docs") for path, text in texts_in(REPOSITORY / top).items()}
    center = load(files)
    assert [p for p in requirement_missing(center, date(2026, 11, 22)) if p.message.startswith("sms-")] == []
    assert set(of_draft(center, date(2026, 11, 22)).records("messaging")) == {"appointments", "alerts", "customers"}


def test_the_coverage_page_says_page_element_codes_and_what_to_write():
    texts = publish(edited({TERMS: {"**STOP**": "STOP", ", HELP for help": ""}}), "Less", "minor", "2027-03-01", today=TODAY)  # fmt: skip
    center = load(texts)
    html = coverage_page.page(View(center, center.archive.on(TODAY), Site(frozenset()), full_coverage=True)).html
    text = " ".join(fromstring(f"<div>{html}</div>").text_content().split())
    assert "Terms: show how to opt out, in bold. What to write: **Reply STOP to any message to opt out.**" in text
    assert "Terms: name HELP and a contact. Otherwise registrars reject it as Twilio 30560. What to write: " in text


def test_every_code_that_an_element_cites_is_in_the_packaged_table_and_speaks_of_that_element():
    table = yaml.safe_load((REPOSITORY / "hooks/trustcenter/lists/rejection_codes.yml").read_text("utf-8"))
    speaks_of = {entry["code"]: entry["speaks_of"] for entry in table}
    assert len(speaks_of) == len(table)
    entries = [entry for item in requirement_lists.shipped() for entry in item.list.requirements]
    cited = [(code, element) for entry in entries for element in entry.elements for code in element.codes]
    assert {code for code, _ in cited} == {*speaks_of}
    for code, element in cited:
        said = f"{element.id} {element.asked_of} {element.must} {element.write}"
        assert re.search(speaks_of[code], said, re.IGNORECASE), (code, said)
    assert not {"Twilio 30899", "Twilio 30900"} & {*speaks_of}  # these say only that somebody rejected the campaign


LOST = [
    ({TERMS: {"**STOP**": "STOP"}}, "the terms do not show STOP in bold", ""),
    ({TERMS: {"Carriers are not liable for delayed": "Carriers try to avoid delayed"}}, "terms: the clause", ""),
    ({TERMS: {", HELP for help": ""}}, "the terms do not name HELP", "Twilio 30560"),
    ({PRIVACY: {" or affiliates": ""}}, "Privacy policy does not say", "Twilio 30908"),
    ({PRIVACY: {"## Transfers": "We share telephone numbers with partners for their marketing.\n\n## Transfers"}}, "says that data goes to others", "708"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "what", "code"), LOST)
def test_a_change_that_drops_an_element_is_no_editorial_one_and_names_the_registration_that_breaks(edit, what, code):
    texts = edited(edit)
    with pytest.raises(Refused) as refused:
        publish(texts, "Shorter", "editorial", "2027-03-01", today=TODAY)
    [problem] = [p for p in refused.value.problems if p.rule == "understated-class"]
    assert "claims to be editorial, but drops what a registration needs" in problem.message
    assert what in problem.message
    assert code in problem.message
    published = publish(texts, "Shorter", "minor", "2027-03-01", today=TODAY)
    assert list(understated_class(load(published), TODAY)) == []


def test_a_change_that_keeps_every_element_may_be_editorial():
    texts = edited({TERMS: {"Carriers are not liable for delayed or undelivered messages.": "Carriers are not liable for undelivered or delayed messages."}})  # fmt: skip
    publish(texts, "In another order", "editorial", "2027-03-01", today=TODAY)


SHARES = [
    "We may share your data with our partners for marketing", "Your information is disclosed to affiliates for their promotional offers",
    "Your number may be transferred to affiliates so that they can advertise their own services to you",
    "We share your telephone number with third parties for marketing", "We do not sell your data, but we share it with partners for marketing",
    "Partners may receive your mobile number for promotional purposes", "We sell leads to lead buyers", "Lead buyers may buy your number",
    "We do not share your data except with marketing partners for their own offers", "We never sell your number; affiliates receive it to advertise to you",
    "We share your opt-in data with third parties for marketing", "Opt-in data is not sold, and we share it with affiliates for marketing",
    "We may disclose your information by allowing advertisers to collect it for targeted advertising",
    "With your consent, we may give our business partners your contact details for their direct marketing",
    "Your personal information may be transferred to our affiliates and third parties", "We don’t sell your number, but we give it to advertisers",
    "Third parties, with whom we share your number, may send you special offers", "If you win, we share your details with partners for advertising",
    "Your information may be passed to our partners, who may contact you with special offers", "We share telephone numbers with partners for their marketing",
    "Your mobile number may be transferred to affiliated companies so they can market to you",
    "We reserve the right to share your telephone number with our marketing partners",
    "Affiliates may receive your phone number in order to advertise",
    "From time to time we rent our list of subscribers to selected partners",
    "Your details could be passed on to carefully selected third parties for promotional purposes",
    "We may make your mobile number available to lead buyers",
    "Lead generators receive the numbers that you enter",
    "Opt-in data will be sold to data brokers",
    "We trade phone numbers with other companies",
    "Personal information is exchanged between us and our affiliates for marketing",
    "Information we collect, including phone numbers, can be disclosed to business partners",
    "By opting in you agree that we share your number with our partners",
    "You consent to our sharing your mobile number with affiliates for marketing",
    "We do not sell your number, however our affiliates may use it to send you offers",
    "We share SMS consent with third parties",
    "Your consent to receive text messages may be shared with our affiliates",
    "We never sell numbers, but they are shared with partners for advertising",
    "We may use your number and give it to sponsors",
    "Text messaging opt-in data is provided to third parties for their promotions",
    "Our marketing partners get access to your mobile number",
    "We will disclose your contact details to members of our corporate family for marketing purposes",
    "Except as stated here, we share your number with third parties",
    "Not only do we use your number, we also share it with advertisers",
    "Third parties will be given your phone number for marketing",
    "Your phone number is shared with third parties",
    "We may lease contact information to other businesses",
    "Our parent company and its affiliates may contact you at your number about their products",
    "We sell your information",
    "We may sell personal information to third parties",
    "Numbers collected for text messages are also used by our affiliates to promote their services",
    "Your data may be shared within our group of companies for marketing purposes",
    "Unless you opt out, we share your information with our partners for their direct marketing",
    "Partners who buy leads from us will contact you by text message",
    "We pass numbers on to advertisers",
    "Mobile opt-in information may be disclosed to non-affiliated companies for marketing",
    "We allow our partners to use your mobile number for promotions",
    "Phone numbers are monetized through advertising partners",
    "We let third parties send you text messages with offers",
    "Your number and consent may be assigned to a third party for marketing",
    "We may share your\npersonal information with our\nbusiness partners",
]  # fmt: skip
KEEPS = [
    "We never share your data with partners for marketing", "Opt-in data aside, we share data with partners for marketing",
    "We do not sell, rent, or share your data with third parties for marketing", "We share data with service providers who deliver messages for us",
    "You may share your data with third parties for marketing", "Neither your number nor your consent is shared with affiliates for promotional purposes",
    "We receive data from partners for marketing", "We share your information with third parties as required by law",
    "We share data with no third parties for marketing", "We will not, without your consent, share data with third parties for advertising",
    "All the above categories exclude text messaging opt-in data and consent; this information is not shared with third parties for marketing",
    "We don’t sell user lists like a data broker would", "Advertisers share information with us about you",
    "Information provided by third parties may be used for advertising", "Your basic personal information is collected from the partner and shared with us",
    "Business partners may receive aggregate data about our users", "We share de-identified information with third parties for marketing",
    "We remain responsible for third parties to whom we disclose your personal data", "We send you messages about our products on third-party sites",
    "We may be liable for the transfer of personal data to a third party", "You may opt out of our sharing of your information with third parties for marketing",
    "California residents are entitled to a notice of the information that we share with third parties for marketing",
    "We may share your personal information with a third party if our company is acquired", "Some of our partners help us to market our services",
    "**Share your information with third parties**", "When we share your information with third parties",
    "We require advertising partners to obtain your explicit consent", "We provide you with information about our partners and their offers",
    "You have the right to know whether we share your data with third parties for marketing", "Upon your instruction, we share your data with third-party apps of partners",
    "We do not share, sell, rent or transfer your mobile number to third parties or affiliates for marketing",
    "No mobile information will be shared with third parties or affiliates for marketing or promotional purposes",
    "Text messaging originator opt-in data and consent will not be shared with any third parties, excluding aggregators and providers of the text message services",
    "All the above categories exclude text messaging originator opt-in data and consent; this information will not be shared with any third parties",
    "Your mobile number is shared with our SMS provider only to deliver messages",
    "We share information with service providers that help us send messages",
    "We disclose personal data to authorities where the law requires it",
    "Neither we nor our affiliates sell your number",
    "Under no circumstances do we share your number with partners for marketing",
    "We refuse to sell your number to advertisers",
    "Nobody but our messaging vendor receives your number",
    "Partners never receive your number",
    "Third parties do not get your mobile number for marketing",
    "We do not permit affiliates to use your number for promotional purposes",
    "We will never give your phone number to lead buyers",
    "Your number is not transferred to affiliates so that they can advertise",
    "Subprocessors process personal data on our behalf",
    "Business customers may share your number with us",
    "Information sharing to subcontractors in support services, such as customer service, is permitted",
    "We keep your number to ourselves and share it with no one",
    "We don't sell, rent, loan, trade, or lease your personal information to anyone",
    "In a merger, personal data may be transferred to the acquiring company",
    "At no time is opt-in data shared with third parties for marketing",
    "We prohibit our vendors from sharing your number with third parties",
    "Our vendors are not allowed to sell your data to advertisers",
    "Opt-in data stays with us and is not passed to partners or affiliates",
    "We collect your number to send you text messages from Example Voice",
    "Advertisers do not receive opt-in data, and partners do not either",
    "Carriers receive your number so that they can deliver the message",
    "We are happy to share how we protect your number with partners of ours who ask",
    "Sale, for the purpose of the law, means selling or transferring personal data to a third party for money",
    "Our privacy policy describes the circumstances in which we may disclose your information to third parties",
    "Your data may be disclosed to third parties for purposes other than marketing",
    "Your profile may be shared by other users with any third parties",
    "We will refrain from disclosing it to third parties for their marketing",
    "You can choose whether to share your phone number with our partners for promotional calls",
    "Your data is moved as a part of the service and not sold separately to third parties",
    "Our purposes include providing reports to content uploaders and advertisers",
    "If it is compromised, a third party may get your data",
    "Promoting illegal acts or providing information to other parties",
    "We may share your personal data with these third parties, but only to the extent necessary to provide services",
    "Measures secure your personal data during its transfer to third parties",
]  # fmt: skip


@pytest.mark.parametrize("words", SHARES)
def test_a_sentence_that_hands_data_to_others_is_understood(words):
    assert says_sharing(words)


@pytest.mark.parametrize("words", KEEPS)
def test_a_denial_excuses_what_it_denies(words):
    assert list(sharing_sentences(words)) == []


def test_a_sentence_is_quoted_with_its_place():
    _, [problem] = found_in(edited(said("Lead buyers\nmay receive your number."), demonstration()))
    assert '"Lead buyers may receive your number"' in problem.message
    line = (
        edited(said("Lead buyers\nmay receive your number."), demonstration())[PRIVACY]
        .decode()
        .splitlines()[problem.where.line - 1]
    )
    assert line == "Lead buyers"


@pytest.mark.parametrize(
    "words", ["We may share ", "we share information numbers ", "We may share data, and ", "comparte datos "]
)
def test_a_sentence_without_end_is_read_in_pieces(words):
    assert_linear(lambda size: list(sharing_sentences(words * size)), 600)
    last = "Lead buyers may receive your number"
    assert [last in quoted for _, quoted in sharing_sentences(f"{words * 600}; {last}")][-1:] == [True]


@pytest.mark.corpora
def test_real_policies_raise_few_alarms_about_sharing():
    """Sentences that were read and do say it: GitHub's affiliates market, Tailscale's advertising partners profile."""
    texts = needs.corpus_texts(needs.UNLIKE_OURS)
    alarms = {words for path in texts for _, words in sharing_sentences(path.read_text("utf-8", "replace"))}
    unread = [w for w in alarms if "GitHub affiliates" not in w and "advertising partners" not in w]
    assert len(unread) <= 0.02 * len(texts), unread
