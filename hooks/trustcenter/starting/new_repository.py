"""Makes the files of a new trust center from the answers to seven questions.

`cli.new` calls `answered`, which checks the answers, and `repository`, which returns every file by path. Nothing is
invented: what the answers do not say becomes `{unknown: why}`. The texts are templates in `starter/`; workflows, hook
and dependency lock are those of this repository.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from jinja2 import Environment, StrictUndefined, Template
from pydantic import TypeAdapter, ValidationError

from trustcenter.markdown.headings import clauses
from trustcenter.model.kinds import KINDS
from trustcenter.model.kinds.fields import COUNTRIES, TimeZone, Url, country_code
from trustcenter.model.languages import in_english, wrong_language
from trustcenter.model.phrases import listed
from trustcenter.model.problems import Problem, Where, one_of
from trustcenter.model.similarity import nearest
from trustcenter.reading import facts_loader, requirement_lists
from trustcenter.reading.drafts import as_starter
from trustcenter.reading.translations import ENGLISH, is_english, shipped
from trustcenter.starting import hosts

RULE = "bad-answer"
STARTER = "trustcenter/starter/"
PRODUCTS: Mapping[str, str] = {
    "hosted-software": "Hosted software",
    "ai-voice": "AI voice",
    "messaging": "Messaging",
}
"""What a company may offer, as far as it decides which policies it needs, with a name to use until it has its own."""
ALWAYS = ("privacy", "terms", "subprocessors", "retention", "security", "cookies")
OWN = "# From here on for the tool itself: a repository made by `trustcenter new` ends before this line."
"""Workflows and scripts are cut at this line: what follows is only for this repository."""
PLACES = {
    "gitignore": ".gitignore", "gitattributes": ".gitattributes", "vscode/extensions.json": ".vscode/extensions.json",
    "tool.txt": "requirements/tool.txt", "hook.txt": "hooks/mkdocs_hook.py",
}  # fmt: skip
"""The destination of files of `starter/` that go elsewhere in the new repository."""
SHARED = (".github/", "manual/")
"""Folders taken from this repository, with its own names replaced."""
_OTHER_PAGE = re.compile(r"\[([^\]]+)\]\((?!#)[^)\s]*\.md[^)\s]*\)")
CHECKS = ".github/workflows/check.yml"
_JOB = re.compile(r"(?m)^    name: (.+)$")
OWN_CHECKS = "; lint and tests of the tool; a build with ProperDocs, the fork of MkDocs that would carry us on"
"""What `manual/github.md` says of the workflow `check` beyond what a new repository has."""
_OWN_TEAMS = "@example-voice/"
_OWN_ZONE = re.compile(r"(?m)^(\s+timezone: )\S+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers of somebody who starts a trust center.

    `name` is what customers call the organization, `site` the address of the trust center, `country` an ISO 3166-1 code
    or empty, `regimes` the requirement lists it asserts, `products` keys of `PRODUCTS`, `host` one of `hosts.HOSTS`,
    `languages` those of its policies, the binding one first.
    """

    name: str
    legal_name: str = ""
    site: str
    timezone: str
    country: str = ""
    regimes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    host: str = hosts.GITHUB
    languages: tuple[str, ...] = ()

    @property
    def asserted(self) -> frozenset[str]:
        """The regimes, with those that they include."""
        return requirement_lists.closure(self.regimes)

    @property
    def policies(self) -> tuple[str, ...]:
        """The ids of the policies to start with."""
        wanted = {
            "sms-terms": "messaging" in self.products,
            "ai-and-recording": "ai-voice" in self.products,
            "dpa": "gdpr" in self.asserted,
        }
        return (*ALWAYS, *(policy for policy, fits in wanted.items() if fits))


# Judging answers ----------------------------------------------------------------------------------------------------


def answered(given: Mapping[str, str | Iterable[str]]) -> tuple[Answers | None, tuple[Problem, ...]]:
    """The checked answers, or None and every problem with them."""
    values, problems = {}, []
    for question, judge in _JUDGES.items():
        try:
            values[question] = judge(given.get(question, ""))
        except _Wrong as wrong:
            message, hint = wrong.args
            problems.append(Problem(Where(f"--{question.replace('_', '-')}"), RULE, message, hint))
    return (None if problems else Answers(**values)), tuple(problems)


def regimes() -> tuple[str, ...]:
    """The requirement lists that an organization can assert."""
    return tuple(
        listed.list.regime for listed in requirement_lists.shipped() if listed.list.regime != requirement_lists.ALWAYS
    )


def suggested(products: Iterable[str]) -> tuple[str, ...]:
    """The regimes that usually apply to some products."""
    fitting = {"ai-voice": ("ai-voice", "call-recording"), "messaging": ("a2p-10dlc",)}
    return tuple(sorted({regime for product in products for regime in fitting.get(product, ())}))


class _Wrong(Exception):  # noqa: N818 — it becomes a problem
    """An answer is not allowed; the arguments are the message and the hint of a problem."""


def _line(value: Any) -> str:
    text = str(value).strip()
    if not text.isprintable():
        raise _Wrong("there are characters in it that cannot be printed", "write one line of text")
    if len(text) > 200:
        raise _Wrong(f"{len(text)} characters are too many for a name", "write at most 200")
    return text


def _name(value: Any) -> str:
    if not (text := _line(value)):
        raise _Wrong("no name is given", "write what customers call the organization")
    return text


def _site(value: Any) -> str:
    text = _valid(Url, _line(value), "https://trust.example.com/")
    if re.search(r"[?#]", text):
        raise _Wrong(
            f"`{text}` is the address of a page", "write the address of the site alone: https://trust.example.com/"
        )
    return text if text.endswith("/") else f"{text}/"


def _timezone(value: Any) -> str:
    text, zones = _line(value), available_timezones()
    if text not in zones:
        by_city = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones, reverse=True)}
        guess = by_city.get(text.lower().replace(" ", "_"), "") or nearest(text, zones)
        hint = f"did you mean {guess}? " if guess else ""
        raise _Wrong(
            f"`{text}` is not a time zone", f"{hint}allowed: IANA names such as America/Chicago, Europe/Berlin, UTC"
        )
    return _valid(TimeZone, text, "America/Chicago")


def _country(value: Any) -> str:
    text = _line(value)
    if text and text not in COUNTRIES:
        guess = country_code(text) or country_code(nearest(text, COUNTRIES.values()))
        hint = f"did you mean {guess} ({COUNTRIES[guess]})? " if guess else ""
        raise _Wrong(f"`{text}` is not a country code", f"{hint}allowed: ISO 3166-1 alpha-2 in capitals: US, DE, NO")
    return text


def _choice(allowed: Callable[[], Iterable[str]]) -> Callable[[Any], tuple[str, ...]]:
    def judge(value: Any) -> tuple[str, ...]:
        words = re.split(r"[,\s]+", value) if isinstance(value, str) else list(value)
        chosen = dict.fromkeys(word for word in words if word and word != "none")
        choices = tuple(allowed())
        if wrong := [word for word in chosen if word not in choices]:
            guesses = [guess for word in wrong if (guess := nearest(word, choices))]
            named = listed([f"`{word}`" for word in wrong])
            meant = f"did you mean {listed(guesses)}? " if len(wrong) > 1 and guesses else ""
            hint = meant + one_of(wrong[0] if len(wrong) == 1 else "", choices)
            raise _Wrong(f"{named} {'is' if len(wrong) == 1 else 'are'} none of the choices", hint)
        return tuple(name for name in choices if name in chosen)

    return judge


def _host(value: Any) -> str:
    name = _line(value) or hosts.GITHUB
    if name not in hosts.HOSTS:
        raise _Wrong(f"`{name}` is none of the hosts", one_of(name, hosts.HOSTS))
    return name


def _languages(value: Any) -> tuple[str, ...]:
    words = re.split(r"[,\s]+", value) if isinstance(value, str) else list(value)
    codes = tuple(dict.fromkeys(word for word in words if word))
    for code in codes:
        if hint := wrong_language(code):
            raise _Wrong(f"`{code}` is not the code of a language", hint)
        if not is_english(code) and not shipped(code):
            hint = "begin without it; the manual says how to translate the words around the policies (languages.md)"
            raise _Wrong(f"there are no texts of the interface in `{code}`", hint)
    return codes


def _valid(kind: Any, text: str, example: str) -> str:
    try:
        return str(TypeAdapter(kind).validate_python(text))
    except ValidationError as error:
        context = error.errors()[0].get("ctx", {})
        raise _Wrong(
            str(context.get("found", f"`{text}` is not allowed")), f"{context.get('allowed')}: {example}"
        ) from None


_JUDGES: Mapping[str, Callable[[Any], Any]] = {
    "name": _name, "legal_name": _line, "site": _site, "timezone": _timezone, "country": _country,
    "regimes": _choice(regimes), "products": _choice(lambda: PRODUCTS),
    "host": _host, "languages": _languages,
}  # fmt: skip


# An existing repository ---------------------------------------------------------------------------------------------

APPENDED = (".gitignore", ".gitattributes")
"""Files whose lines are added to those that a repository has."""
BESIDE: Mapping[str, str] = {"README.md": "TRUST-CENTER.md"}
"""Where a file goes if the repository has one of its name."""


def merged_into(
    repository: Mapping[str, bytes], there: Mapping[str, bytes]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files to write into a repository that has the files `there`, and the paths that it has already.

    Lines of `APPENDED` are added, `BESIDE` goes to another name, what is the same is left out.  Nothing is overwritten.
    """
    writes, taken = dict[str, bytes](), list[str]()
    for name, data in repository.items():
        path = BESIDE.get(name, name) if name in there else name
        if there.get(path) == data:
            continue
        if path in APPENDED and path in there:
            had = there[path].decode("utf-8", "replace").splitlines()
            more = [line for line in data.decode().splitlines() if line and line not in had]
            writes[path] = there[path].rstrip() + ("\n\n" + "\n".join(more) + "\n").encode()
        elif path in there:
            taken.append(path)
        else:
            writes[path] = data
    return writes, tuple(taken)


# Writing the repository ---------------------------------------------------------------------------------------------


def repository(
    answers: Answers, program: Mapping[str, bytes], *, version: str, wheel: tuple[str, bytes], inside: str = ""
) -> dict[str, bytes]:
    """Every file of the new repository by path.

    `program` are the files of this tool as a wheel has them, `wheel` the name and the bytes of that wheel, `inside`
    the path to it from the top of the git repository of which it becomes a folder, ending in `/`.
    """
    starter = {path.removeprefix(STARTER): data for path, data in program.items() if path.startswith(STARTER)}
    name, data = wheel
    words = _words(answers) | {"version": version, "wheel": name, "sha256": hashlib.sha256(data).hexdigest()}
    words |= {"inside": inside, "has_static": hosts.has_static(answers.host)}
    files = dict(_rendered(answers, starter, words)) | dict(hosts.files(answers.host, starter, words, _filled))
    own_jobs = _JOB.findall(starter[CHECKS].decode().partition(OWN)[2])
    shared = {p: data for p, data in starter.items() if p.startswith(SHARED) and hosts.is_for(answers.host, p)}
    adapted = {path: _for_others(path, data, answers, own_jobs) for path, data in shared.items()}
    files |= {path: data for path, data in adapted.items() if data.strip()}  # some files are for the tool alone
    files |= facts_loader.schemas()
    files[".vscode/settings.json"] = _editor()
    files["requirements/site.txt"] = starter["requirements/site.txt"]
    files[f"wheels/{name}"] = data
    return dict(sorted(files.items()))


def _rendered(answers: Answers, starter: Mapping[str, bytes], words: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """The templates of `starter/` that apply to the answers, filled."""
    kinds = _kinds(answers)
    for path, data in starter.items():
        folder, _, last = path.rpartition("/")
        name = last.partition(".")[0]
        if path.startswith((*SHARED, "requirements/", hosts.TEMPLATES)):
            continue
        if (folder == "data" and name not in kinds) or (folder == "docs/policies" and name not in answers.policies):
            continue
        if folder == "docs/policies":
            yield from _drafts(name, _draft(data.decode(), words, answers), answers.languages)
        else:
            yield PLACES.get(path, path), _filled(data.decode(), words).encode()


def _drafts(policy: str, text: str, languages: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The draft of a policy in each language; the starter is in English, and the others have it to be translated."""
    binding = next(iter(languages), ENGLISH)
    own = text if is_english(binding) else _to_translate(text, binding)
    yield f"docs/policies/{policy}/index.md", as_starter(own).encode()
    title = re.search(r"(?m)^title: .*$", text)
    body = f"---\n{title[0] if title else 'title: Policy'}\n---\n{text.partition('---')[2].partition('---')[2]}"
    for language in languages[1:]:
        other = body if is_english(language) else _to_translate(body, language)
        yield f"docs/policies/{policy}/index.{language}.md", other.encode()


def _to_translate(text: str, language: str) -> str:
    """A draft with a mark behind its front matter that no publication accepts before somebody has translated it."""
    head, line, body = text.partition("\n---\n")
    return f"{head}{line}\n[insert the text in {in_english(language)}; below it is in English]\n{body}"


def _kinds(answers: Answers) -> set[str]:
    """The names of the fact kinds that apply."""
    some = {"messaging": ("messaging",), "ai-voice": ("ai", "recording")}
    optional = {kind for kinds in some.values() for kind in kinds}
    fitting = {kind for product in answers.products for kind in some.get(product, ())}
    own = {"signals"} if "ccpa" in answers.asserted else set()
    return ({kind.name for kind in KINDS} - optional) | fitting | own


def _words(answers: Answers) -> dict[str, Any]:
    """The values that templates of `starter/` may use."""
    return {
        **{name: getattr(answers, name) for name in Answers.__dataclass_fields__},
        "asserted": answers.asserted, "labels": PRODUCTS, "categories": _categories(answers),
        "vendors": _vendors(answers), "rights": _rights(answers),
        "policies": listed(list(answers.policies)), "yaml": _yaml, "unknown": _unknown,
    }  # fmt: skip


@cache
def _environment() -> Environment:
    """A Jinja environment with delimiters other than `{{ }}`, as references in policies must stay as they are."""
    return Environment(  # noqa: S701 — Markdown and YAML, where `yaml` quotes what was answered
        variable_start_string="<<", variable_end_string=">>",
        block_start_string="<%", block_end_string="%>", comment_start_string="<#", comment_end_string="#>",
        undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True,
    )  # fmt: skip


@cache
def _template(text: str) -> Template:
    return _environment().from_string(text)


def _filled(text: str, words: Mapping[str, Any]) -> str:
    return _template(text).render(words).rstrip() + "\n"


def _yaml(text: str) -> str:
    """A text as a YAML scalar; every JSON string is one."""
    return json.dumps(text, ensure_ascii=False)


def _unknown(question: str) -> str:
    return f"{{unknown: {_yaml(question)}}}"


def _draft(text: str, words: Mapping[str, Any], answers: Answers) -> str:
    """A draft whose `covers` lists those clauses that it has and that answer an asserted requirement."""
    plain = _filled(text, {**words, "covers": lambda _: ""})
    present = {clause.anchor for clause in clauses(plain)}

    def covers(named: Mapping[str, str]) -> str:
        return _covers({name: anchor for name, anchor in named.items() if anchor in present}, answers)

    return _filled(text, {**words, "covers": covers})


def _covers(anchors: Mapping[str, str], answers: Answers) -> str:
    """The `covers` lines of the front matter; empty if no clause answers an asserted requirement."""
    wanted = {
        requirement.id
        for listed in requirement_lists.shipped()
        if listed.list.regime in answers.asserted
        for requirement in listed.list.requirements
    }
    lines = [f"\n  {name}: {anchor}" for name, anchor in anchors.items() if name in wanted]
    return "\ncovers:" + "".join(lines) if lines else ""


def _for_others(path: str, data: bytes, answers: Answers, own_jobs: Iterable[str]) -> bytes:
    """A file of this repository, adapted for one that has a trust center but not the tool.

    `own_jobs` are the names of the jobs of `check` that only this repository has.
    """
    text = data.decode().partition(OWN)[0].rstrip() + "\n"
    if path.startswith("manual/"):
        text = _OTHER_PAGE.sub(r"\1", text).replace(OWN_CHECKS, "")
        for job in own_jobs:
            text = text.replace(f", `{job}`", "")
    text = text.replace(_OWN_TEAMS, "@your-organization/")
    if path.startswith(".github/workflows/"):
        text = _OWN_ZONE.sub(rf"\g<1>{answers.timezone}", text)
    return text.encode()


def _editor() -> bytes:
    """VS Code settings: JSON Schemas for completion and checks, sealed files read-only."""
    schemas = {f"./data/schemas/{kind.name}.json": f"data/{kind.name}.yml" for kind in KINDS}
    schemas["./data/schemas/requirements.json"] = "data/requirements/*.yml"
    settings = {"yaml.schemas": schemas, "files.eol": "\n", "files.readonlyInclude": _SEALED}
    return (json.dumps(settings, indent=2) + "\n").encode()


_SEALED = {
    "docs/policies/*/[0-9]*.md": True,
    "docs/policies/*/[0-9]*.json": True,
    "data/schemas/**": True,
}


# What follows from the products -------------------------------------------------------------------------------------


def _categories(answers: Answers) -> list[tuple[str, str]]:
    """(id, label) of the data categories that follow from the products."""
    categories = [("enquiries", "Enquiries and correspondence"), ("visits", "Visits to the website")]
    if answers.products:
        categories.append(("accounts", "Accounts of customers and users"))
    if "hosted-software" in answers.products:
        categories.append(("content", "What customers store in the service"))
    if "ai-voice" in answers.products:
        categories += [("calls", "What is said in calls"), ("call_details", "Numbers, times and lengths of calls")]
    if "messaging" in answers.products:
        categories += [("messages", "Text messages"), ("opt_in", "Opt-in data and consent for text messages")]
    return categories


def _vendors(answers: Answers) -> list[tuple[str, str, str]]:
    """(id, service, group) of the vendors to be filled in."""
    vendors = [("hosting", "Hosting", "infrastructure")]
    if "ai-voice" in answers.products:
        vendors.append(("models", "Speech and language models", "ai"))
    if {"ai-voice", "messaging"} & set(answers.products):
        vendors.append(("telephony", "Telephony and text messages", "communications"))
    return vendors


_GDPR = (
    ("access", "Access", "to receive a copy of the personal data that we hold about you"),
    ("rectification", "Correction", "to have wrong or incomplete data corrected"),
    ("erasure", "Deletion", "to have your data deleted, unless a law requires us to keep it"),
    ("restriction", "Restriction", "to have the use of your data restricted"),
    ("objection", "Objection", "to object to processing that rests on legitimate interests"),
    ("portability", "Portability", "to receive your data in a form that machines can read"),
    ("withdrawal", "Withdrawal of consent", "to take back a consent at any time"),
    ("complaint", "Complaint", "to complain to us, and to a supervisory authority"),
)
_CCPA = (
    ("know", "Knowing", "to learn which data we collect, from where, for what, and who receives it"),
    ("rectification", "Correction", "to have wrong or incomplete data corrected"),
    ("erasure", "Deletion", "to have your data deleted, unless a law requires us to keep it"),
    ("opt_out", "Opting out of sale and sharing", "to forbid that your data is sold, or shared for advertising"),
    ("limit", "Limiting the use of sensitive data", "to confine the use of sensitive data to what the services need"),
    ("no_retaliation", "No retaliation", "to use these rights without being treated worse for it"),
    ("agent", "Authorised agent", "to let somebody else make a request for you"),
)
_THIRD_PARTIES = (
    "third_parties",
    "List of third parties",
    "to get a list of the third parties that received your data",
)
_DECISIONS = (
    "automated_decisions", "Automated decisions",
    "to question a decision made by profiling or automated means, and to opt out of it",
)  # fmt: skip
_ANY = (("requests", "Requests", "to ask us what we hold about you, and what can be done about it"),)


def _rights(answers: Answers) -> list[tuple[str, str, str, list[str]]]:
    """(id, label, description, regimes) of the rights that the asserted laws give."""
    european = [name for name in ("gdpr", "uk-gdpr") if name in answers.regimes]
    californian = ["ccpa"] if "ccpa" in answers.asserted else []
    rights_by_id: dict[str, tuple[str, str, str, list[str]]] = {}
    for rights, names in ((_GDPR, european), (_CCPA, californian)):
        for id_, label, description in rights if names else ():
            rights_by_id.setdefault(id_, (id_, label, description, []))[3].extend(names)
    states = "us-states-2026" in answers.asserted
    for right in (*[_THIRD_PARTIES] * states, *[_DECISIONS] * (states or "ccpa-2026" in answers.asserted)):
        rights_by_id[right[0]] = (*right, [])
    return list(rights_by_id.values()) or [(*right, []) for right in _ANY]
