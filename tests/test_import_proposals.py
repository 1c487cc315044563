"""What is proposed for sentences and layouts as policies have them: periods and their use, vendors, contacts, gaps.

The sentences were made up for this; scores over whole policies are in `test_import_text.py`.
"""

from datetime import date

import pytest

from trustcenter.importing import review_folder
from trustcenter.importing.passages import sentences
from trustcenter.importing.proposals import dates, propose
from trustcenter.importing.proposals.periods import in_sentence

TODAY = date(2026, 11, 22)
HARBORLINE = '## Harborline privacy policy\n\nHarborline Ltd ("Harborline", "we") keeps books.\n\n'

# Periods --------------------------------------------------------------------------------------------------------------

# use | heading | sentence
PERIODS = """
retention | Data Retention | We will retain your personal data for a period of six years following the termination of our relationship with you.
retention | Our memory | Messages fade from our systems 30 days after delivery.
retention | Donor data | Receipts stay with us for seven years because the IRS says so.
retention | Animals | Patient files must survive for five years after the animal's last visit.
retention | Chatbot | The bot forgets what you told it after 24 hours.
retention | Chatbot | Transcripts self-destruct after 60 days.
retention | Backups | It can take a further 35 days until the last backup copy has rolled out.
retention | Sailing alerts | Your number is dropped from the list if you have not had an alert for 18 months.
retention | Leaving | Ninety days after you leave, nothing of you is left.
retention | Leaving | Once employment ends, records stay for two years in line with the Employment Act.
retention | Data | The minimum storage time is 6 years.
retention | Data | For tax, gift records have a shelf life of seven years.
retention | Data | Your photos have a maximum life of 48 hours on our servers.
retention | Data | Images: gone in 24 hours.
retention | Data | Logs cover the last 90 days.
retention | Data | We look back no further than 12 months in call logs; older entries are gone.
retention | Data | After 3 years without a gift we strip your name from the record.
retention | Data | We never hold card numbers for more than 10 minutes, and tokens for 18 months.
retention | Data | The recording is yours to replay for 30 days.
retention | Data | Unused accounts are closed and cleaned out after 24 months.
retention | Data | The journal has to be kept, by law, for at least 10 years.
retention | Data | Records of consent outlive the subscription by 4 years.
retention | Data | What is in the bin disappears after a fortnight.
retention | Data | Temporary files live no longer than 72 hours.
retention | Data | Then, 6 months later, we erase it.
retention | Data | The log of deliveries goes after 90 days.
none | Security | API tokens must be rotated every 90 days.
none | Security | We rotate our signing keys every 12 months.
none | Service | A second question about the same complaint is free of charge for 7 days.
response | Texts | A STOP bites in no case later than 24 hours after we receive it.
notice | Changes | You'll read about it here and in your inbox a fortnight before.
notice | Changes | New wording counts thirty days after we've mailed it to account holders.
notice | Changes | Organisations hear of a new sub-processor 21 days beforehand and may veto it within 14 days.
notice | Changes | Before this notice changes in a way that matters, a text goes to every subscriber 10 days in advance.
notice | Changes | Changes that reduce your rights wait 30 days after the announcement before they apply.
notice | Suppliers | HR managers get 30 days' warning of any new supplier and 10 days to object.
notice | Changes | We'd flag it on the app's start page for three weeks before it starts to count.
response | Rights | Allow us 21 days to look into it.
response | Rights | The PDPA gives us 30 days; we aim for 10.
response | Rights | A vet reads your message within one working day.
response | Rights | We have a month to reply.
response | Rights | It never takes longer than 15 working days.
response | Rights | Expect our answer in 2 weeks.
response | Rights | Our privacy lead will be in touch within five business days.
response | Rights | Within 45 days you'll have what you asked for, or a reason why not.
response | Rights | Should we need longer, we'll say so and take up to 60 days more.
response | Leaving the list | Numbers are off the list inside an hour; the ferry systems catch up within 24 hours.
response | Complaints | First reply: 3 working days. Final reply: 20 working days.
response | Consent | Withdrawals reach all our systems within 5 days.
none | Ferries | Check in closes 1 hour before sailing.
none | Ferries | Alerts are sent up to 3 hours before departure.
none | Ferries | Refunds are paid within 14 days.
none | Vets | Prescriptions are valid for 6 months.
none | Vets | The video call lasts no more than 1 hour.
none | HR | The bot is down for 2 hours each Sunday.
none | HR | Probation lasts 3 months.
none | Giving | Recurring gifts are charged every 2 weeks.
none | Giving | You can cancel a gift within 24 hours of making it.
none | Security | Access is reviewed each quarter and keys change every 12 months.
none | Security | Lost devices are wiped within 1 hour of a report.
none | Security | We recover from disaster within 8 hours.
none | Breach | The PDPC hears from us no later than 3 calendar days after we have assessed a notifiable breach.
none | Security | You are signed out after 1 hour.
response | Consent | Newsletters cease within 2 days.
response | Your rights | If you'd rather write, you'll hear within 5 working days that we've begun, and within 30 days what came of it.
response | Your rights | We confirm we've got it within 3 days and do what you've asked, or say why not, within one month.
notice | Recipients | We'll let customers know of any supplier who is to join the table 35 days ahead, and they've got 20 days to say no.
notice | New editions | We'll put a note in the app 4 weeks before it becomes operative.
none | Shifts | The software refuses more than 8 hours in a day.
none | Sensors | Please return the sensors within 21 days of the end.
retention | How we store your data | Chat transcripts are automatically purged after 18 months.
retention | Retention | Where we have not heard from you for 24 months, we will anonymise your record.
retention | Cookies and logs | Server logs are rotated weekly and removed after 30 days.
retention | Your account | Deleted projects can be restored from the trash for 14 days.
retention | Deletion | Once you close your account, we erase your profile within 30 days, and residual copies leave our backups within 90 days.
retention | Records | Consent records are held for the life of the subscription plus two years.
retention | Privacy | CCTV footage is overwritten every 28 days.
retention | Payments | We are legally required to keep invoices for ten years.
retention | Recruitment | If you are not hired, we keep your CV on file for 6 months unless you ask us to delete it sooner.
retention | AI providers | Our model provider stores prompts for up to 30 days for abuse monitoring.
retention | Accounts | Inactive accounts are deleted after 3 years of inactivity.
retention | Marketing | Your details stay on our mailing list until you unsubscribe, and we then keep a suppression record for 5 years.
retention | How long | Application data: 12 months from the date of the decision.
retention | Storage | Backups: encrypted, kept 35 days.
retention | Termination | Upon termination, Customer may export Customer Data for thirty (30) days, after which it will be deleted.
retention | Termination | Within 60 days of the end of the contract we will return or delete all personal data.
retention | Data | Logs older than 13 months are dropped.
retention | Data | Support tickets and attachments are archived two years after they are closed.
notice | Changes to this policy | We will notify you at least 30 days before any material change takes effect.
notice | Sub-processors | The processor shall inform the controller of any intended addition at least 14 days in advance.
notice | Sub-processors | Customer may object to a new sub-processor within ten (10) business days of the notification.
notice | Updates | If we make significant changes, you will receive an email no later than two weeks before they come into force.
notice | Price changes | We may change our fees by giving you 60 days' written notice.
notice | Amendments | Amendments become effective 30 days after they are posted on this page.
notice | Changes | You'll have 21 days to raise objections to the new terms.
notice | Changes | Material changes are announced on our status page a month ahead.
notice | Changes | The revised policy will apply 14 days after we publish it.
notice | New vendors | We update the list and email subscribers 15 days prior to engaging any new subprocessor.
response | Your rights | We will respond to your request within one month of receipt.
response | Your rights | This period may be extended by two further months where necessary.
response | Your rights | We aim to answer all legitimate requests inside 30 days.
response | California | We will confirm receipt within 10 business days and provide a substantive response within 45 calendar days.
response | California | If we need more time (up to 90 days), we will inform you of the reason.
response | Complaints | We will acknowledge your complaint within 5 working days and aim to resolve it within 20 working days.
response | Opting out | Please allow up to 10 business days for your opt-out to take effect.
response | Contact | Our team usually replies within 2 business days.
response | SMS | Opt-out requests are processed within 24 hours.
response | Deletion | Email us to delete your account; we will process the deletion within 30 days.
response | Appeals | If we deny your request you may appeal, and we will respond to the appeal within 60 days.
response | Abuse | Reports sent to abuse@x.example are reviewed within one business day.
response | Security | We acknowledge vulnerability reports within 3 days.
response | Rights | Requests are handled free of charge and usually take no more than three weeks.
response | GDPR | As processor we forward data subject requests to the customer within 3 working days.
response | Rights | You can expect to hear back from us in 14 days or less.
response | Choices | It may take up to 7 days to remove you from our mailing list.
none | Security | We will notify affected customers of a personal data breach within 72 hours of becoming aware of it.
none | Security | Sessions expire after 30 minutes of inactivity and you are logged out after 12 hours.
none | Security | Password reset links are valid for 24 hours.
none | Trial | Your free trial lasts 14 days.
none | Billing | Invoices are payable within 30 days of the invoice date.
none | Refunds | You may request a refund within 14 days of purchase.
none | Term | Either party may terminate this Agreement on 30 days' prior written notice.
none | Disputes | Any claim must be brought within one year after it arises.
none | Review | We review this policy every 12 months.
none | Security | Our staff complete training every 6 months and passwords are changed every 90 days.
none | Cookies | The session cookie lasts 30 days.
none | Children | We do not knowingly collect data from anyone under 13 years of age.
none | California | You may request the categories of information collected in the preceding 12 months.
none | California | We have not sold personal information in the last 12 months.
none | Rights | You can make two requests in any 12-month period.
none | About | Our founders have 20 years of experience in payments.
none | Availability | Planned maintenance is announced 48 hours in advance.
none | Audit | Customer may audit once per year on 30 days' notice.
none | Delivery | Orders are shipped within 3 business days.
none | SMS | You will receive up to 4 messages in 30 days.
none | Health | Appointments cancelled within 24 hours incur a fee.
none | Security | Keys are rotated every 90 days.
none | Access | Downloads of your data expire after 7 days.
none | Term | The agreement renews automatically for successive 12 month terms unless cancelled 60 days before renewal.
none | Authority | You have 3 months to refer the matter to the Ombudsman.
retention | Your donations | Gift Aid declarations: we must hang on to these for six years after the last claim.
retention | Identity checks | Copies of identity documents are destroyed five years after the end of the business relationship.
retention | What happens when you leave | Your workspace is frozen for 30 days, then it is wiped for good.
retention | Call data | Recordings older than a year are moved to cold storage and kept for a further two years.
retention | Logs | Our firewall logs go back 90 days.
retention | Student work | At the end of the school year we hold submissions for another 6 months so that marks can be checked.
retention | Medical records | Records of adults: 8 years after the last treatment; records of children until the 25th birthday.
retention | Storage periods | Newsletter address: until you unsubscribe, plus 30 days.
retention | Analytics | Event data expires after 14 months in our analytics tool.
retention | CCTV | Images are recorded over after 31 days.
retention | Transactions | We are obliged by anti-money laundering law to keep transaction records for 5 years.
retention | Locations | Vehicle positions are thinned out after 3 months and gone after 12.
retention | Deleted items | Deleted messages sit in the recycle bin for 30 days before they go for good.
retention | Data export | After cancellation you have 90 days to download your data.
retention | Chat | Conversations that have been idle for two years are erased.
retention | Prompts | Prompts and outputs are not stored by the model provider beyond 30 days.
notice | Changes | We'll give you a heads-up by email 30 days before anything important changes.
notice | Suppliers | We tell schools six weeks before we start using a new supplier for pupil data.
notice | New versions | New terms bind you 30 days after we e-mail them, unless you object.
notice | Changes to fees | Fee increases are communicated two months in advance.
notice | Sub-processor changes | Customers have 30 days from notice to raise a reasonable objection.
notice | Changes to this notice | If the changes are substantial, a banner will be shown in the app for at least 14 days before they apply.
notice | Modifications | You will be informed of modifications no later than 15 days prior to their entry into force.
response | Subject access | You will get a copy of your data within 30 calendar days.
response | Unsubscribing | It can take 48 hours for the change to reach all our systems.
response | Complaints | A senior manager will look at your complaint and write to you within eight weeks.
response | Support | Tickets are answered within 4 business hours on paid plans.
response | Requests | Where a request is complex we may take up to 60 more days.
response | Requests | We verify your identity first, which normally takes 5 days.
response | Withdrawing | Withdrawals of consent are acted on within 2 working days.
response | Data protection officer | The DPO answers within 10 working days.
response | Correcting | If something is wrong, we will put it right within 7 days of hearing from you.
response | Deleting your account | Ask us and your account is gone within 72 hours.
response | Authorised agents | We pass requests from your customers on to you within two business days.
none | Security | Staff laptops lock after 5 minutes and passwords must be changed every 6 months.
none | Incidents | We would tell the regulator within 72 hours and you without undue delay.
none | Plans | The subscription runs for 12 months and renews for another year unless you cancel 30 days before its end.
none | Payment | Payment is due 14 days after the invoice; after 30 days we may charge interest.
none | Vouchers | Gift cards expire after 24 months.
none | Two-step login | Codes are valid for 10 minutes, and a device is remembered for 30 days.
none | Right to cancel | You can cancel within 14 days of ordering and get your money back.
none | Age | Children under 13 years may not register.
none | Limits | You can export your data once every 30 days.
none | Liability | Our liability is limited to the fees paid in the 12 months before the event.
none | Experience | For more than 25 years we have served charities.
none | Audits | An external firm tests our systems every 12 months; the last report is 6 months old.
none | Link | The download link we send you works for 7 days.
none | Confidentiality | Both parties keep confidential information secret for 3 years after the contract ends.
none | Waiting list | Places on the waiting list are offered within 2 weeks of a vacancy.
none | Booking | Appointments can be moved up to 24 hours before they start.
none | Delivery | Card readers arrive in 3 to 5 working days.
""".strip().splitlines()


@pytest.mark.parametrize("line", PERIODS)
def test_every_period_of_a_sentence_has_the_use_that_its_words_tell(line):
    use, heading, text = line.split(" | ", 2)
    found = [one.use for said in sentences(f"## {heading}\n\n{text}\n", above=0) for one in in_sentence(said)]
    assert set(found) == (set() if use == "none" else {use})


@pytest.mark.parametrize(
    "schedule",
    [
        "<dl><dt>Logs</dt><dd>90 days</dd><dt>Invoices</dt><dd>seven years</dd></dl>",
        "<table><tr><td>Logs</td><td>90 days</td></tr><tr><td>Invoices</td><td>7 years</td></tr></table>",
        "<p>Logs — 90 days<br>Invoices — 7 years</p>",
        "<div><div><i>Logs</i><i>90 days</i></div><div><i>Invoices</i><i>7 years</i></div></div>".replace(
            "i>", "span>"
        ),
        "<ul><li>Logs<ul><li>web: 90 days</li></ul></li><li>Invoices: 7 yrs</li></ul>",
    ],
)
def test_a_schedule_of_a_page_is_read_whatever_it_is_made_of(schedule):
    page = f"<main><h1>P</h1><p>Words.</p><h2>How long we keep data</h2>{schedule}<h2>Contact</h2><p>Bye.</p></main>"
    assert kept("a.html", page) == ["90 days", "7 years"]


@pytest.mark.parametrize(
    "schedule",
    [
        "Logs          90 days\nInvoices      7 years\nVoicemail     30 days\n",
        "Logs\t90 days\nInvoices\t7 years\nVoicemail\t30 days\n",
        "Logs: 90d; invoices: 7y; voicemail: 30 days.\n",
        "| Data | Period |\n| Logs | 90 days |\n| Invoices | 7 yrs |\n| Voicemail | 30 days |\n",
        "| Data | Period |\n|---|---|\n| Logs | 90 days |\n| Invoices | 7 years |\n| Voicemail | 30 days |\n",
        "Logs ..... 90 days\nInvoices ..... 7 years\nVoicemail ..... 30 days\n",
        "LOGS\n90 days\n\nINVOICES\n7 years\n\nVOICEMAIL\n30 days\n",
    ],
)
def test_a_schedule_of_a_plain_text_is_read_whatever_it_is_made_of(schedule):
    text = f"Privacy\n\nWords about us here.\n\n4. Retention\n\n{schedule}\n5. Contact\n\nBye now.\n"
    assert kept("a.txt", text) == ["90 days", "7 years", "30 days"]


# A list of things and periods without a verb; its heading says nothing of keeping.
SCHEDULES = {
    "data: period": "- Logs: 90 days\n- Invoices: 7 years\n- Voicemail: 30 days, or until you hang up\n",
    "period: data": "- 90 days: logs\n- 7 years: invoices\n- 30 days: voicemail\n",
    "period – data": "- 90 days – logs\n- 7 years – invoices\n- 30 days – voicemail\n",
    "data (period)": "* Logs (90 days)\n* Invoices (seven years)\n* Voicemail (a month)\n",
    "data, period": "* Logs, 90 days\n* Invoices, 7 years after the tax year\n* Voicemail, up to 30 days\n",
    "bold data": "* **Logs** 90 days\n* **Invoices** 7 years\n* **Voicemail** 30 days\n",
    "bold period": "- **90 days** logs\n- **7 years** invoices\n- **30 days** voicemail\n",
    "arrows": "* Logs → 90 days\n* Invoices → 7 years\n* Voicemail → max. 30 days\n",
    "equals": "* Logs = 90 days\n* Invoices = 7 years\n* Voicemail = 30 days\n",
    "table": "| Thing | Time |\n|---|---|\n| Logs | 90 days |\n| Invoices | 7 years |\n| Voicemail | 30 days |\n",
    "table, period first": "| Time | Thing |\n|---|---|\n| 90 days | Logs |\n| 7 years | Invoices |\n| 30 days | Voicemail |\n",
    "table without words above": "| | |\n|---|---|\n| Logs | 90 days |\n| Invoices | 7 years |\n| Voicemail | 30 days |\n",
    "lines": "Logs: 90 days  \nInvoices: 7 years  \nVoicemail: 30 days\n",
    "semicolons": "Logs: 90 days; invoices: 7 years; voicemail: 30 days.\n",
    "brackets": "Logs (90 days), invoices (7 years) and voicemail (30 days).\n",
    "commas": "Logs 90 days, invoices 7 years, voicemail 30 days.\n",
    "stops": "Logs: 90 days. Invoices: 7 years. Voicemail: 30 days.\n",
    "bold lines": "**Logs.** 90 days.\n\n**Invoices.** 7 years.\n\n**Voicemail.** 30 days.\n",
    "lines apart": "**Logs**\n\n90 days\n\n**Invoices**\n\n7 years\n\n**Voicemail**\n\n30 days\n",
    "headings": "### Logs\n\n90 days\n\n### Invoices\n\n7 years\n\n### Voicemail\n\n30 days\n",
    "periods as headings": "### 90 days\n\n- logs\n- chats\n- more\n- and\n- so on\n\n### 7 years\n\n- invoices\n\n### 30 days\n\nVoicemail.\n",
    "things as columns": "| Logs | Invoices | Voicemail |\n|---|---|---|\n| 90 days | 7 years | 30 days |\n",
    "two periods in a row": "| Data | While you are here | Afterwards |\n|---|---|---|\n| Logs | 90 days | 30 days |\n| Invoices | always | 7 years |\n",
    "with a reason": "- *Chats:* 12 months. Why: they come back.\n- *Payslips:* 5 years. Why: the law.\n- *CVs:* 6 months. Why: claims.\n",
    "things with a verb": "- What vets write: 5 years\n- What you upload: 2 years\n- What the camera sees: 48 hours\n",
    "nested": "1. 90 days\n   - logs\n   - tickets\n2. 7 years\n   - invoices\n3. 30 days\n   - voicemail\n",
}


@pytest.mark.parametrize("shape", SCHEDULES)
@pytest.mark.parametrize("heading", ["When the lights go out", "The clock", "§ 6 – In numbers"])
def test_a_list_of_things_and_periods_is_a_schedule_whatever_is_above_it(shape, heading):
    found = [one.use for said in sentences(f"## {heading}\n\n{SCHEDULES[shape]}", above=0) for one in in_sentence(said)]
    assert found == ["retention"] * 3


@pytest.mark.parametrize(
    ("use", "listed"),
    [
        ("response", "## How fast we answer\n\n- Access: 30 days\n- Corrections: 10 days\n- Grumbles: 8 weeks\n"),
        (
            "response",
            "## Things\n\n| Request | Answer within |\n|---|---|\n| Copy | 30 days |\n| Deletion | 2 weeks |\n",
        ),
        ("notice", "## Notice we give\n\n- New supplier: 30 days\n- New terms: 14 days\n- New price: 60 days\n"),
        (
            "notice",
            "## Things\n\n| Change | Notice in advance |\n|---|---|\n| Supplier | 30 days |\n| Place | 60 days |\n",
        ),
        ("none", "## Prices\n\n- Starter: 12 months\n- Team: 24 months\n- Trial: 30 days\n"),
        ("none", "## Cookies\n\n- sid: 1 day\n- _ga: 2 years\n- lang: 12 months\n"),
        ("none", "## Cookies\n\n| Name | Lifetime |\n|---|---|\n| sid | 1 day |\n| _ga | 2 years |\n"),
        ("none", "## Security\n\n- Session: 12 hours\n- Sign-in code: 1 hour\n- Password: 90 days\n"),
        ("none", "## Breaches\n\n- Authority: 72 hours\n- Customers: 24 hours\n- You: 3 days\n"),
        ("none", "## Refunds\n\n- Monthly plan: 14 days\n- Yearly plan: 30 days\n- Hardware: 2 years\n"),
        ("none", "## Service levels\n\n- Critical: 4 hours\n- High: 8 hours\n- Low: 3 days\n"),
        ("none", "## Guarantee\n\n- Hub: 2 years\n- Sensor: 1 year\n- Battery: 6 months\n"),
        ("none", "## Our team\n\n- Ann: 12 years in telecoms\n- Bob: 9 years in law\n"),
        ("none", "## Courses\n\n- Basic: 3 days\n- Advanced: 5 days\n"),
        ("none", "## The box\n\n- One hour a day\n- 30 days free\n"),
    ],
)
def test_a_list_of_periods_is_about_what_stands_above_it(use, listed):
    found = [one.use for said in sentences(listed, above=0) for one in in_sentence(said)]
    assert set(found) == (set() if use == "none" else {use})


def kept(name: str, text: str) -> list[str]:
    body = review_folder.imported(name, text.encode()).body
    found = (one for said in sentences(body, above=0) for one in in_sentence(said))
    return [str(one.period) for one in found if one.use == "retention"]


# Vendors --------------------------------------------------------------------------------------------------------------

# heading | sentence | names
VENDORS = """
Sharing | We share information with vendors including Zephyrlane (hosting), Quillpost for mail, and the analytics firm Brightgrove. | Zephyrlane;Quillpost;Brightgrove
Who we share data with | Orlo & Finch Accountants LLP prepares our accounts. | Orlo & Finch Accountants LLP
Service providers | **Hosting** – Kelvane Cloud (Frankfurt). **Payments** – Farthing Pay. **Email** – Larkmail. | Kelvane Cloud;Farthing Pay;Larkmail
Third parties | Payments: processed by Farthing Pay Ltd. We do not store card numbers. | Farthing Pay Ltd.
Where your data lives | Our servers are rented from Kelvane Cloud in Frankfurt, Germany. | Kelvane Cloud
AI | Conversations are sent to Marlowe AI's API for processing; Marlowe AI does not train on them. | Marlowe AI
How we share | Calls are carried by Telvora, Inc., and recordings sit in Amazon S3. | Telvora, Inc.;Amazon S3
Analytics | We use Umbrella Insights, a web analytics service provided by Umbrella Data S.A., to count visits. | Umbrella Insights;Umbrella Data S.A.
Integrations | If you connect your Notion or Linear workspace, we read pages you select. | Notion;Linear
Payments | Card data is handled by our PCI-certified partner Farthing Pay, never by us. | Farthing Pay
Login | You can sign in with Google, Apple or Microsoft. | Google;Apple;Microsoft
Support | Support chat is provided through Crisp, and tickets are managed in Freshdesk. | Crisp;Freshdesk
Sharing | We may disclose data to the police, the Information Commissioner, or HMRC where required. |
Rights | You may complain to the Datatilsynet or the Garante. |
Transfers | Transfers to the United States rely on the EU-US Data Privacy Framework and Standard Contractual Clauses. |
Security | Our Chief Technology Officer, Dana Whitlow, oversees security. |
Browser | You can change cookie settings in Chrome, Firefox, Edge or Safari. |
Who we are | Harborline Ltd is part of the Harborline Group, headquartered in Leeds. |
Self-hosting | We run Mattermost and GitLab on our own servers. |
Cookies | We do not use Google Analytics or Facebook Pixel. |
SMS | Supported carriers include AT&T, T-Mobile and Verizon. Carriers are not liable for delayed messages. |
Law | These terms are governed by the laws of Ontario, and the courts of Toronto have jurisdiction. |
How your data moves | When you book, the slot is written to Slotwise, which passes your name to the clinic's calendar in Halcyon Practice. | Slotwise;Halcyon Practice
Fundraising | Regular gifts are collected by DebitFox; raffle tickets are sold through RaffleNest. | DebitFox;RaffleNest
Our partners | Among our partners are Meadowlark Freight Ltd, Ostrava Logistics s.r.o. and the parcel service Swiftpost. | Meadowlark Freight Ltd;Ostrava Logistics s.r.o.;Swiftpost
Technology | The app is built with Flutter and runs on Kubernetes; crash reports go to Bugsnag. | Bugsnag
Money | Open banking connections are made by TrueLayer, and our banking partner is ClearBank. | TrueLayer;ClearBank
Identity | We verify you with Onfido. If that fails, a colleague calls you. | Onfido
E-mail | Newsletters go out via MailerLite (Lithuania). | MailerLite
AI | Our tutor is based on GPT-4o by OpenAI, hosted on Azure in Sweden. | OpenAI;Azure
AI | We fine-tune Llama 3 on our own GPUs and use no outside model provider. |
School systems | Rosters can be imported from Arbor, Bromcom or SIMS. | Arbor;Bromcom;SIMS
Maps | Routes are calculated with HERE and traffic comes from TomTom. | HERE;TomTom
Payroll | Staff data is in BrightPay; pensions are with NEST. | BrightPay;NEST
Who sees it | Your doctor, your pharmacy and, if you agree, your insurer. |
Vendors | Vendor: Copperfield Hosting BV. Purpose: hosting. Location: Netherlands. | Copperfield Hosting BV
Sharing | We share delivery addresses with couriers (DHL, DPD and Evri). | DHL;DPD;Evri
Social | Follow us on Instagram and LinkedIn. |
Processors | Our website is made and looked after by Studio Larkrise, a two-person agency in Bath. | Studio Larkrise
Phones | Numbers are rented from Gamma Telecom and calls are answered by Moneypenny out of hours. | Gamma Telecom;Moneypenny
Documents | Contracts are signed electronically in Dropbox Sign and filed in SharePoint. | Dropbox Sign;SharePoint
Advertising | On our blog we have the Meta Pixel and Google Ads conversion tracking. | Meta Pixel;Google Ads
Monitoring | Uptime is watched by Better Stack; logs are in Axiom. | Better Stack;Axiom
Video | Lessons take place in BigBlueButton on servers of Fairteach eG. | Fairteach eG;BigBlueButton
Recipients | Payment Services: Stripe Payments Europe, Limited, Dublin, Ireland. | Stripe Payments Europe, Limited
CRM | We moved from HubSpot to Attio in 2024 and deleted the old data. | Attio
Processors | We self-host PostgreSQL, Redis and Metabase, so their makers receive nothing. |
Processors | Wekan, Grafana and Plausible are self-hosted; mail goes out via Mailgun. | Mailgun
Processors | We run our own Sentry and Matomo; payments go through Stripe. | Stripe
Languages | Messages are provided in English, Gaelic or Welsh by Esendex. | Esendex
Payments | Gifts come by Direct Debit through GoCardless, and cards for the Supporter Pass through Stripe. | GoCardless;Stripe
Sharing | Where it is needed, data goes to the Danish Veterinary and Food Administration. |
Processors | Codes are sent by Rambutan Relay Pte. Ltd. and checked by Lorongwise Sdn. Bhd. of Penang. | Rambutan Relay Pte. Ltd.;Lorongwise Sdn. Bhd.
Processors | Our forms were made by Thistledown Web CIC. | Thistledown Web CIC
Law firms | Debts are collected by Hartwell Recoveries Ltd of Leeds. | Hartwell Recoveries Ltd
""".strip().splitlines()


def vendors(body: str) -> set[str]:
    return {one.found for one in propose(sentences(body, above=0)) if one.kind == "subprocessors"}


@pytest.mark.parametrize("line", VENDORS)
def test_the_vendors_of_a_sentence_are_those_that_do_something_for_the_company(line):
    heading, text, names = (part.strip() for part in line.split("|"))
    wanted = {name for name in names.split(";") if name}
    assert vendors(f"{HARBORLINE}## {heading}\n\n{text}\n") == wanted


@pytest.mark.parametrize(
    "listed",
    [
        "<dl><dt>Telvane</dt><dd>Calls</dd><dt>Inkwright</dt><dd>PDF files</dd></dl>",
        "<ul><li><b>Telvane</b><br>Calls</li><li><b>Inkwright</b><br>PDFs</li></ul>",
        "<div><h4>Telvane</h4><p>Calls and texts.</p></div><div><h4>Inkwright</h4><p>PDFs.</p></div>",
        "<p>Telvane (calls)<br>Inkwright (PDFs)</p>",
        "<table><tr><td>Telvane</td><td>Calls</td></tr><tr><td>Inkwright</td><td>PDFs</td></tr></table>",
        "<table><tr><th>What</th><th>Who</th></tr><tr><th>Calls</th><td>Telvane</td></tr>"
        "<tr><th>PDFs</th><td>Inkwright</td></tr></table>",
        "<ul><li><a href='https://telvane.example'>Telvane</a>: calls</li>"
        "<li><a href='https://ink.example'>Inkwright</a>, Berlin</li></ul>",
        "<p><strong>Telvane</strong> carries calls. <strong>Inkwright</strong> makes PDFs.</p>",
        "<details><summary>Calls</summary><p>Telvane</p></details><details><summary>PDF</summary><p>Inkwright</p></details>",
        "<div><div>Telvane</div><div>Calls</div></div><div><div>Inkwright</div><div>PDFs</div></div>",
    ],
)
def test_the_vendors_of_a_page_are_read_whatever_their_list_is_made_of(listed):
    head = "<h1>Privacy</h1><p>Harborline keeps books.</p><h2>Our subprocessors</h2>"
    page = f"<main>{head}{listed}<h2>Contact</h2><p>Bye.</p></main>"
    assert vendors(review_folder.imported("a.html", page.encode()).body) == {"Telvane", "Inkwright"}


@pytest.mark.parametrize(
    "listed",
    [
        "Telvane - calls\nInkwright - PDF files\n",
        "Telvane (calls)\nInkwright (PDF files)\n",
        "Telvane\tCalls\tUS\nInkwright\tPDFs\tDE\n",
        "Provider\tFor\nTelvane\tCalls\nInkwright\tPDFs\n",
        "| Telvane | Calls |\n|---|---|\n| Inkwright | PDFs |\n",
        "Telephony: Telvane\nPDF files: Inkwright\n",
        "a) Telvane for calls\nb) Inkwright for PDFs\n",
        "• Telvane – calls\n• Inkwright – PDFs\n",
        "Calls .......... Telvane\nPDFs ........... Inkwright\n",
    ],
)
def test_the_vendors_of_a_plain_text_are_read_whatever_their_list_is_made_of(listed):
    head = "Privacy\n\nHarborline keeps books.\n\n4. Our service providers\n\n"
    text = f"{head}{listed}\n5. Contact\n\nBye now to all.\n"
    assert vendors(review_folder.imported("a.txt", text.encode()).body) == {"Telvane", "Inkwright"}


def test_the_name_of_a_product_belongs_to_that_of_its_company():
    text = (
        "We use QuickBooks Online, Sinch MessageMedia and the LinkedIn Insight Tag. Azure is part of Microsoft Azure."
    )
    assert vendors(f"{HARBORLINE}## Providers\n\n{text}\n") == {
        "QuickBooks Online", "Sinch MessageMedia", "LinkedIn Insight Tag", "Microsoft Azure",
    }  # fmt: skip


def test_headings_that_lost_their_line_breaks_are_parted_from_their_text():
    text = (
        "Privacy of Harborline\n\nWho helps usThe companies below help us.\nEsendex carries texts.\n\n"
        "What we do with itSending alerts and nothing else. It is little.\n\n"
        "Signing inThere are no passwords; we use LinkedIn and eBay accounts.\n\n"
        "Does it travel?Mostly not, and if so we say it.\n"
    )
    body = review_folder.imported("policy.txt", text.encode()).body
    heads = [line.lstrip("# ") for line in body.splitlines() if line.startswith("#")]
    assert heads == ["Who helps us", "What we do with it", "Signing in", "Does it travel?"]
    assert "LinkedIn and eBay accounts" in body


def test_a_gap_in_angle_brackets_of_a_page_is_shown_and_found():
    page = "<h1>Privacy</h1><p>In force from <datum>. The register is <link to register>.</p><p>Plain and <b>bold</b> words.</p>"
    body = review_folder.imported("policy.html", page.encode()).body
    flaws = [
        one.message for one in review_folder.problems_of("privacy", body, TODAY, above=0) if one.rule == "placeholder"
    ]
    assert len(flaws) == 2, flaws
    assert "datum" in flaws[0]
    assert "link to register" in flaws[1]
    assert "**bold** words" in body


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("- **Insight.** You can have access, with a copy.\n- Wrong data must be rectified.", {"access", "rectification"}),
        ("The law lets you:\n\n- have mistakes put right\n- limit what we do with it, or object\n- have it erased",
         {"rectification", "restriction", "objection", "erasure"}),
        ("- **Wipe it.** Type `/forget`.\n- **Move it.** It comes in JSON.", {"erasure", "portability"}),
        ("You may carry it off to another service.", {"portability"}),
        ("Complaints may also be lodged with Datatilsynet.", {"complaint"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["Your rights", "What you may require of us"])
def test_rights_are_found_in_everyday_words(heading, listed, found):
    facts = propose(sentences(f"{HARBORLINE}## {heading}\n\n{listed}\n", above=0))
    assert {one.id for one in facts if one.kind == "rights"} == found


@pytest.mark.parametrize(
    "address",
    [
        "88 Pandan Lane, #05-17, Singapore 000088", "Hvalpestien 27, 2. th., 9999 Snudeby, Denmark",
        "Rua das Flores 12, 1200-123 Lisboa, Portugal", "ul. Prosta 7, 00-123 Warszawa, Poland",
    ],
)  # fmt: skip
def test_an_address_is_read_as_its_country_writes_it(address):
    facts = propose(sentences(f"## Contact\n\nHarborline Ltd, {address}. Write to us.\n", above=0))
    assert [one.fields["address"] for one in facts if "address" in one.fields] == [address]


# Contacts and dates ---------------------------------------------------------------------------------------------------


def reached(text: str) -> list[str]:
    facts = list(propose(sentences(f"## Contact\n\n{text}\n", above=0)))
    return [one.fields[name] for one in facts for name in ("phone", "email") if isinstance(one.fields.get(name), str)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Acme Ltd, 4 High Street, Leeds LS1 4AB. Call 0113 496 0123 or 0800 123 4567. Company no. 01234567.",
         ["+441134960123", "+448001234567"]),
        ("Acme Pty Ltd, 12 George St, Sydney NSW 2000. Freecall 1800 000 123, ABN 12 345 678 901.", ["+611800000123"]),
        ("Acme GmbH, 10115 Berlin, Germany. Tel.: 030 / 123 456-78, HRB 123456 B", ["+493012345678"]),
        ("Acme Inc., Austin, TX 78701. 1-888-555-0199; text (512) 555-0147. Order #1234567890. 42 U.S.C. 1983.",
         ["+18885550199", "+15125550147"]),
        ("Phone: [020 7946 0018](tel:+442079460018) or e-mail [us](mailto:help@acme.co.uk?subject=Hi).",
         ["help@acme.co.uk", "+442079460018"]),
        ("Acme SAS, 75002 Paris, France. Tél. 01 23 45 67 89. SIREN 123 456 789.", ["+33123456789"]),
        ("Acme Ltd, Auckland 1010, New Zealand. Phone 09 887 6540. In force 12.03.2024 to 12.04.2025.", ["+6498876540"]),
        ("London: +44 (0)20 7946 0958. You may complain to the Information Commissioner, 0303 123 1113.",
         ["+442079460958"]),
        ("Write to hej@acme.example. Complaints may be lodged with Datatilsynet, dt@datatilsynet.dk, +45 33 19 32 00.",
         ["hej@acme.example"]),
        ("Ask us at help@acme.example. You may complain to the Harbour Watch, post@harbourwatch.example.",
         ["help@acme.example"]),
        ("Ask us at help@acme.example. Uneasy? The Privacy Commissioner is at office@privacy.org.nz.",
         ["help@acme.example"]),
        ("![Two birds](/img/hero@2x.png) Write to help@acme.example.", ["help@acme.example"]),
    ],
)  # fmt: skip
def test_telephone_numbers_are_read_as_their_country_writes_them(text, found):
    assert sorted(reached(text)) == sorted(found)


@pytest.mark.parametrize(
    ("text", "what", "day"),
    [
        ("Last modified: Mar. 5, 2025", "last_updated", "2025-03-05"),
        ("We last changed this page on 4 May 2025.", "last_updated", "2025-05-04"),
        ("These terms apply from 1 July 2025 and replace those of 1 May 2023.", "effective", "2025-07-01"),
        ("Date of last revision: 2025/03/01", "last_updated", "2025-03-01"),
        ("Commences: 1/7/2025. Acme Pty Ltd, 1 George St, Sydney NSW 2000.", "effective", "2025-07-01"),
        ("Effective Date: 03/01/2025. Acme Inc., 1 Main St, Austin, TX 78701.", "effective", "2025-03-01"),
        ("Last updated 12/03/24", "last_updated", None),
    ],
)
def test_a_day_in_numbers_is_read_by_the_country_a_text_is_from(text, what, day):
    (found,) = dates(sentences(f"## Policy\n\n{text}\n", above=0))
    assert (found.what, found.day and found.day.isoformat()) == (what, day)


# What the day is | the line at the head of a text
DAYS = """
effective | Applies from and including 1 May 2025.
last_updated | Text revised on 01/05/2025. Other 28/04/2025.
last_updated | Document last reviewed and approved 1 May 2025.
last_updated | (updated 1 May 2025)
effective | With effect from 1 May 2025.
effective | This policy has applied since 1 May 2025.
effective | This notice came into operation on 1 May 2025.
effective | Operative from 1 May 2025
effective | In operation since 1 May 2025
effective | Good from 1 May 2025
effective | It has been in force since 1 May 2025.
effective | Start date: 1 May 2025
effective | Valid: 1 May 2025 until further notice
effective | Applicable as of 1 May 2025
effective | Entry into force: 1 May 2025
effective | Effective: 1st May, 2025
effective | In effect: May 1st 2025
effective | Policy effective date – 01-May-2025
effective | This policy kicks in on 1 May 2025.
effective | This version takes over on 1 May 2025.
effective | These rules bind us from 1 May 2025.
effective | Counts from 1 May 2025.
effective | This statement is valid from 1.5.2025. Other 28.4.2025.
effective | From 1 May 2025 the following applies.
effective | Comes into effect 2025/05/01
effective | Takes effect at midnight on 1 May 2025.
effective | Version 3, effective May 1, 2025
last_updated | Latest version: 1 May 2025
last_updated | Current version dated 1 May 2025
last_updated | Version 3.2 of 1 May 2025
last_updated | v3.2 · 1 May 2025
last_updated | Version: 1 May 2025
last_updated | Version 2.1 | May 1, 2025
last_updated | Last change: 1 May 2025
last_updated | Last update on 1 May 2025
last_updated | Most recently amended on 1 May 2025.
last_updated | This page was written on 1 May 2025.
last_updated | We last touched this text on 1 May 2025.
last_updated | Date: 1 May 2025
last_updated | Dated 1 May 2025
last_updated | Approved by the board on 1 May 2025
last_updated | Adopted 1 May 2025
last_updated | Issue date: 1 May 2025
last_updated | Issued on 1 May 2025
last_updated | Published: 1 May 2025
last_updated | Policy last refreshed 1 May 2025
last_updated | Last modified on Thursday, 1 May 2025, 10:12
last_updated | As of: 1 May 2025
last_updated | As at 1 May 2025
last_updated | Stand: 1 May 2025
last_updated | Correct as of 1 May 2025
last_updated | Wording of 1 May 2025
last_updated | Edition of 1 May 2025
last_updated | Last rewritten in full on 1 May 2025
last_updated | This notice was brought up to date on 1 May 2025.
last_updated | Updated: Thu 1 May 2025
last_updated | Revision 4 (2025-05-01)
last_updated | We made the last changes on 1 May 2025.
last_updated | The latest changes were made on 1 May 2025.
last_updated | Last updated 01 MAY 2025
""".strip().splitlines()


@pytest.mark.parametrize("line", DAYS)
def test_the_day_of_a_text_is_found_in_every_wording(line):
    what, text = line.split(" | ", 1)
    found = dates(sentences(f"## Policy\n\n{text}\n\n## Us\n\nWe are.\n", above=0))
    assert [(one.what, str(one.day)) for one in found] == [(what, "2025-05-01")]


def test_the_front_matter_and_the_table_of_versions_say_what_the_text_does_not():
    text = (
        b"---\ntitle: P\neffective_date: 2025-06-02\nlastmod: 2025-05-19T10:42:07+10:00\n---\n\n## Words\n\nNo day.\n"
    )
    read = review_folder.imported("p.md", text)
    found = dates(sentences(read.body, above=0), front=read.front)
    assert [(one.what, str(one.day)) for one in found] == [("effective", "2025-06-02"), ("last_updated", "2025-05-19")]
    table = "## Version history\n\n| Version | Date |\n|---|---|\n| 2 | 28-03-2025 |\n| 1 | 02-09-2024 |\n"
    assert [(one.what, str(one.day)) for one in dates(sentences(table, above=0))] == [("last_updated", "2025-03-28")]


# Gaps -----------------------------------------------------------------------------------------------------------------

GAPS = """
Contact [●] for more.
Call us on [XX].
Write to (insert date) please.
By <COMPANY> we mean us.
Dear {company_name}, hello.
Mail %%EMAIL%% now.
Signed: ____________ today.
Updated XX/XX/2025.
Effective date: DD/MM/YYYY.
On [DATE] we moved.
See [link].
This is INSERT ADDRESS HERE ok.
Our partner is (tbc).
Our officer (name to be confirmed) answers.
Retained for ?? days.
[Your Company Name] is great.
Figures TK.
${COMPANY_NAME} does this.
@@name@@ answers.
[[contact_email]] is ours.
Value #REF! here.
Our DPO is [NAME], reachable at [email].
We keep it for [number] years.
Registered in [country] under number [●].
Write to [phone number] or <insert phone>.
Your data is held by <<Company Name>>.
<!-- TODO: legal to check --> We keep.
**[ADD LINK]** is here.
[Click here to add text] and go.
Address: [street], [city].
Text «NAME» here.
A {{ company.legal_name }} and {% if x %}.
Notice period: [x] days.
Delete after <number> days.
The vendor {VENDOR} is used.
Our company (Company Name) rules.
Lorem ipsum dolor.
To be completed before launch.
[DRAFT - not for publication]
Regulated by xxxxx authority.
Languages: Finnish [länk saknas].
Our DPO is \\\\_TBD\\\\_ until then.
Next test \\\\<datum\\\\> ok.
[lien à venir].
[numéro à compléter]
[Name fehlt] ist da.
[folgt] bald.
[mangler] her.
[por definir] aqui.
[da inserire] qui.
[nog in te vullen] hier.
[coming soon] ok.
[link to follow] ok.
[same as above?] ok.
[…] is our officer.
[...] is our officer.
Our phone is ___.
Our phone is +1 XXX XXX XXXX.
[Company] does.
[company's name] does.
[DPO name] does.
[Name of DPO] does.
(DPO name here) does.
<name of the vendor> does.
{{name}} does.
{name} does.
{NAME} does.
#NAME# does.
##NAME## does.
$NAME$ does.
%s does.
%(name)s does.
[[NAME]] does.
==TODO== does.
*TBC* and so.
_TBA_ and so.
N/A TBD.
To be announced.
To follow.
Details to follow: [ ].
[ ] days after.
[__] days after.
within [30/45] days.
[select one: monthly/yearly].
[choose: A or B].
[delete as appropriate] ok.
[if applicable] ok.
[Optional: words here] ok.
(delete if not applicable) ok.
[Legal to review] ok.
[note to self: ask Ann] ok.
[Comment: fix it] ok.
@TODO fix.
FIXME fix.
??? is our DPO.
[?] is our DPO.
[???] is our DPO.
"insert name here" is.
Insert text here.
Enter your text.
<span>Enter address</span>
PLACEHOLDER is.
[placeholder] is.
Phone: undefined
Phone: null
© {{year}} Acme
[date of approval]
[reg. no.] in Ireland.
[CRO number] in Ireland.
[Insert MSB no.] ok
[registration no. pending] ok
company number [●●●●]
company number [xxxxxxx]
company number xxxxxx
Effective [month] [day], 2025
Effective __/__/2025
Effective ____ 2025
""".strip().splitlines()


@pytest.mark.parametrize("line", GAPS)
def test_a_gap_of_any_shape_is_a_placeholder(line):
    flaws = review_folder.problems_of("privacy", f"## Words\n\n{line}\n", TODAY, above=0)
    assert "placeholder" in [one.rule for one in flaws]


@pytest.mark.parametrize(
    "line",
    [
        "See [our page](https://x.example) and [1] and [sic] and [^2].", "The [GDPR] applies [emphasis added].",
        "- [ ] task", "Use `{{x}}` in code.", "Section [3.2] and [EU] and [HIPAA].", 'He said "[we] keep".',
        "Ages &lt;13 and &gt;18 differ, and a &lt; b.", "Your identity (name) and e-mail.", "One\n\n___\n\nTwo", "It costs 5 % of sales.",
        "Details to follow the law are [here](https://x.example).", "Say __STOP__ to end.", "Issue #12 and C# and $5.",
        "YOUR LEGAL RIGHTS stay.", "Dates are written as 2025-03-01.",
    ],
)  # fmt: skip
def test_what_was_written_on_purpose_is_no_gap(line):
    assert review_folder.problems_of("privacy", f"## Words\n\n{line}\n", TODAY, above=0) == ()
