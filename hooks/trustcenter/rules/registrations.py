"""What a change takes from the registrations of SMS programmes with carriers.

`notice` calls `lost` with the versions in effect before and after a change and gets, as sentences, the elements that
were there and are gone, each with the programme or text and the codes under which registrars reject it.  Elements are
those of requirement lists (`elements` in `lists/requirements/*.yml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from trustcenter.model.versions import Version, stated
from trustcenter.reading import requirement_lists
from trustcenter.rules.claims import Statement, of_version
from trustcenter.rules.coverage import decided
from trustcenter.rules.requirement_findings import element_of


def lost(
    on: date, before: Mapping[str, Version], after: Mapping[str, Version], regimes: Iterable[str]
) -> Iterator[str]:
    """The elements that the versions of `before` have and those of `after` do not; both by policy."""
    asserted = requirement_lists.closure(regimes)
    listed = [item.list for item in requirement_lists.shipped() if item.list.regime in asserted]
    if not any(requirement.elements for one in listed for requirement in one.requirements):
        return
    absent = {words for words, _ in _absent(on, before, asserted)}
    yield from (f"{words}{codes}" for words, codes in _absent(on, after, asserted) if words not in absent)


def _absent(on: date, versions: Mapping[str, Version], regimes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What the versions lack, in words, each with the codes of its rejection."""
    texts = {policy: of_version(version) for policy, version in versions.items()}
    statement = Statement(on, stated(versions.values()), texts, vetted=True)
    for item in requirement_lists.shipped():
        for requirement in item.list.requirements if item.list.regime in regimes else ():
            due = requirement.valid_from is None or requirement.valid_from <= on
            findings = decided(requirement, item.list.regime, statement)[0] if requirement.elements and due else ()
            for finding in findings:
                if element := element_of(requirement, finding):
                    codes = f" ({', '.join(element.codes)})" if element.codes else ""
                    yield f"{element.asked_of}: {finding.message}", codes
