"""Makes `api/messaging/<id>/`: what registrars' forms ask of an SMS programme, filled from the facts on the site.

`open_data.stated` calls `registrations` and gets the files by path: for each programme of the company's own
`registration.json` with every form, and each form as text.  A form is a JSON Schema in `lists/forms/` whose fields name
the answer that they take (`x-answer`, see `answers`); a field of which nothing is known is "not stated".  Customers of
a platform register their own campaigns, so their programme gets no file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, ClassVar
from urllib.parse import urljoin

from pydantic import ConfigDict, Field

from trustcenter.model.facts import Plain
from trustcenter.model.records import canonical
from trustcenter.site.open_data.forms import EXACT, Dated, Link, dated, written
from trustcenter.site.pages import View
from trustcenter.site.pages.messaging import Programme, programmes

NOT_STATED = "not stated"
OPT_IN_TYPES = {"verbal": "VERBAL", "web form": "WEB_FORM", "paper": "PAPER_FORM", "keyword": "VIA_TEXT"}
MOST_SAMPLES = 5
_LINK = re.compile(r"https?://|\bwww\.")
_PHONE = re.compile(r"\+?\(?\d[\d() .-]{8,}\d")
Answer = str | bool | list[str]


@dataclass(frozen=True, kw_only=True)
class Unfit:
    """A field whose answer the form does not take, and why."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    field: str
    why: str


@dataclass(frozen=True, kw_only=True)
class FormData:
    """One registrar's form, filled."""

    __pydantic_config__: ClassVar[ConfigDict] = EXACT

    title: str
    form_schema: Annotated[Link, Field(description="the JSON Schema that `fields` follow")]
    text: Annotated[Link, Field(description="the form as text")]
    fields: Annotated[Mapping[str, Any], Field(description="every field of the form; `not stated` where unknown")]
    unfit: Annotated[tuple[Unfit, ...], Field(description="answers that the form does not take, left out of `fields`")]


@dataclass(frozen=True, kw_only=True)
class RegistrationFile(Dated):
    """What registrars ask of one SMS programme, form by form."""

    programme: str
    name: str
    page: Link
    forms: Mapping[str, FormData]


@cache
def forms() -> Mapping[str, Mapping[str, Any]]:
    """The JSON Schema of every registrar's form, by name."""
    folder = files("trustcenter").joinpath("lists/forms")
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".json"))
    return {name.removesuffix(".json"): json.loads(folder.joinpath(name).read_text("utf-8")) for name in names}


def form_schemas() -> dict[str, bytes]:
    """The schemas of the forms by path below the root of the site."""
    return {f"schemas/forms/{name}.json": canonical(schema) for name, schema in forms().items()}


def registrations(view: View) -> dict[str, bytes]:
    """The files of every programme of the company's own, by path."""
    made: dict[str, bytes] = {}
    for programme in programmes(view):
        if programme.of_customers:
            continue
        known, base = answers(view, programme), f"api/messaging/{programme.id}/"
        filled = {name: _filled(name, schema, known, base) for name, schema in forms().items()}
        packet = RegistrationFile(
            **dated(view), programme=programme.id, name=programme.name, page=programme.url, forms=filled
        )
        made[f"{base}registration.json"] = written(packet, path=f"{base}registration.json", schema="registration")
        made |= {one.text: _as_text(one, programme).encode() for one in filled.values()}
    return made


def paths(view: View) -> set[str]:
    """The paths of these files."""
    own = [programme.id for programme in programmes(view) if not programme.of_customers]
    names = ["registration.json", *(f"{name}.txt" for name in forms())]
    return {f"api/messaging/{programme}/{name}" for programme in own for name in names}


def _filled(name: str, schema: Mapping[str, Any], known: Mapping[str, Answer], base: str) -> FormData:
    fields: dict[str, Answer] = {}
    unfit: list[Unfit] = []
    for field, asked in schema["properties"].items():
        answer = known.get(asked["x-answer"], NOT_STATED)
        why = "" if answer == NOT_STATED else _misfit(answer, asked.get("anyOf", [asked])[0])
        fields[field] = NOT_STATED if why else answer
        unfit += [Unfit(field=field, why=why)] if why else []
    return FormData(
        title=schema["title"], form_schema=f"schemas/forms/{name}.json", text=f"{base}{name}.txt",
        fields=fields, unfit=tuple(unfit),
    )  # fmt: skip


def _misfit(answer: Answer, asked: Mapping[str, Any]) -> str:
    """Why a form does not take an answer; empty if it does."""
    if isinstance(answer, str):
        if len(answer) > asked.get("maxLength", len(answer)):
            return f"{len(answer)} characters; the form takes {asked['maxLength']}"
        if len(answer) < asked.get("minLength", 0):
            return f"{len(answer)} characters; the form asks for {asked['minLength']}"
        return "" if re.match(asked.get("pattern", ""), answer) else "no https address"
    if isinstance(answer, list):
        if len(answer) < asked["minItems"]:
            return f"{len(answer)} of them; the form asks for {asked['minItems']}"
        return next(filter(None, (_misfit(item, asked["items"]) for item in answer)), "")
    return ""


def _as_text(form: FormData, programme: Programme) -> str:
    """A form as text: a line for each field, lists below their field."""
    lines = [form.title, programme.name, ""]
    for field, answer in form.fields.items():
        if isinstance(answer, list):
            lines += [f"{field}:", *(f"  - {item}" for item in answer)]
        else:
            lines.append(f"{field}: {_yes_or_no(answer) if isinstance(answer, bool) else answer}")
    if form.unfit:
        lines += ["", "Left out, because the form does not take it:"]
        lines += [f"  - {unfit.field}: {unfit.why}" for unfit in form.unfit]
    return "\n".join(lines) + "\n"


def _yes_or_no(answer: bool) -> str:
    return "yes" if answer else "no"


# Answers ------------------------------------------------------------------------------------------------------------


def answers(view: View, programme: Programme) -> dict[str, Answer]:
    """What the facts answer, by the names that forms use; what is not known is absent."""
    record, organization = programme.record, view.facts.one("organization")
    replies, samples = record.get("replies") or {}, [str(sample) for sample in record.get("samples", ())]
    support = view.facts.records("contacts").get(str((record.get("help") or {}).get("contact")), {})
    stated: dict[str, Any] = {
        "brand": record.get("brand"), "legal_name": organization.get("legal_name"),
        "website": organization.get("website"), "address": organization.get("address"),
        "support_email": support.get("email"), "support_phone": support.get("phone"),
        "description": record.get("description"), "message_flow": message_flow(view, programme),
        "use_case": "MARKETING" if record.get("marketing") is True else None,
        "samples": samples[:MOST_SAMPLES], **{f"sample{at}": words for at, words in enumerate(samples[:5], 1)},
        "embedded_link": any(_LINK.search(words) for words in samples) if samples else None,
        "embedded_phone": any(_PHONE.search(words) for words in samples) if samples else None,
        "optin_message": replies.get("start"), "optout_message": replies.get("stop"),
        "help_message": replies.get("help"), "subscriber_optin": _consents(record) or None,
        "subscriber_optout": bool(_words(record, "stop")) or None,
        "subscriber_help": bool(_words(record, "help")) or None,
        "optin_type": next((OPT_IN_TYPES[m] for m in programme.methods if m in OPT_IN_TYPES), None),
        "optin_urls": _shown(view, programme),
        "privacy_url": _policy(view, record.get("privacy")), "terms_url": _policy(view, record.get("terms")),
    }  # fmt: skip
    keywords = {"optin": _opt_in_words(record), "optout": _words(record, "stop"), "help": _words(record, "help")}
    for name, words in keywords.items():
        stated |= {f"{name}_keywords": words, f"{name}_keywords_text": ", ".join(words)}
    return {name: answer for name, answer in stated.items() if isinstance(answer, bool) or _is_known(answer)}


def _is_known(answer: object) -> bool:
    return bool(answer) and not isinstance(answer, Mapping)


def _consents(record: Plain) -> bool:
    return (record.get("consent") or {}).get("method") not in (None, "none")


def _words(record: Plain, name: str) -> list[str]:
    return [str(word) for word in (record.get(name) or {}).get("words", ())]


def _opt_in_words(record: Plain) -> list[str]:
    return [str(way["keyword"]) for way in record.get("opt_in", ()) if way.get("keyword")]


def _absolute(view: View, path: str) -> str:
    return urljoin(view.site_url, path) if view.site_url else ""


def _policy(view: View, policy: object) -> str:
    """The address of a policy's page; empty if the site has no address or no such policy."""
    return _absolute(view, f"policies/{policy}/") if isinstance(policy, str) and policy in view.policies else ""


def _shown(view: View, programme: Programme) -> list[str]:
    """The addresses at which the opt-in can be seen: pictures, public pages, and the page of the programme."""
    seen = [_absolute(view, picture) for picture in programme.named_pictures]
    seen += [way["address"] for way in programme.ways if way.get("address") and way.get("login") is not True]
    return [address for address in (*seen, _absolute(view, programme.url)) if address]


def message_flow(view: View, programme: Programme) -> str:
    """How recipients opt in, in one text: each way, the consent text, where it can be seen, and the policies."""
    consent = (programme.record.get("consent") or {}).get("text")
    parts = [words for way in programme.ways for words in _of_way(way)]
    if isinstance(consent, str) and all(consent != way.get("script") for way in programme.ways):
        parts.append(f'{"Text beside a box that is not ticked" if programme.has_box else "Consent text"}: "{consent}"')
    parts += [f"Picture: {_absolute(view, picture)}" for picture in programme.named_pictures if view.site_url]
    for name, policy in (("Privacy policy", "privacy"), ("Terms", "terms")):
        if address := _policy(view, programme.record.get(policy)):
            parts.append(f"{name}: {address}")
    return " ".join(parts)


def _of_way(way: Plain) -> Iterator[str]:
    """One way to opt in, as sentences."""
    yield f"Opt-in by {way['method']}: {way['steps']}" if way.get("steps") else f"Opt-in by {way['method']}."
    if way.get("script"):
        yield f'Words that are spoken: "{way["script"]}"'
    if way.get("keyword"):
        yield f"Keyword {way['keyword']} to {way.get('phone', NOT_STATED)}."
    if way.get("address"):
        yield f"Form: {way['address']}" + (" (behind a login)." if way.get("login") else "")


def form_links(programme: Programme) -> Sequence[tuple[str, str]]:
    """The title of each form and the path of its text, for the page of a programme."""
    return [(schema["title"], f"api/messaging/{programme.id}/{name}.txt") for name, schema in forms().items()]
