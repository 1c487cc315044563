"""The PDFs of a site as recipes by path, each made once and kept in the cache.

`site.build` calls `recipes`, `urls` says which files there will be, and `cli.pack` takes `version_files`.  Their keys
cover the source of a document and the compiler, so a PDF is made again only where its text, its dates or its form
changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from trustcenter.model.cache import Cache, Recipe, Share, one_by_one
from trustcenter.model.records import sha256
from trustcenter.model.typesetting import Typesetter
from trustcenter.model.versions import Version
from trustcenter.site.pages.head import CARD
from trustcenter.site.pages.view import View
from trustcenter.site.pdf.documents import card_source, center_source, redline_source, version_source
from trustcenter.site.pdf.signature import signable

LEAST_JOBS = 2
"""So many jobs are never done in the process that shares them."""


def urls(view: View, to_sign: Collection[str] = ()) -> set[str]:
    """The paths of the PDFs that a site has; `to_sign` are the policies that customers sign."""
    signed = {signed_path(name) for name in to_sign if name in view.snapshot.in_effect}
    return signed | {path for path, _ in _sources(view)} | ({CARD} if view.site_url else set())


def version_path(version: Version) -> str:
    """The path of the PDF of a version."""
    return f"policies/{version.name}.pdf"


def signed_path(policy: str) -> str:
    """The path of the PDF of a policy to be signed: the version in effect."""
    return f"policies/{policy}/sign.pdf"


def signed(
    view: View, to_sign: Iterable[str], keep: Cache, typesetter: Typesetter, share: Share = one_by_one
) -> dict[str, bytes]:
    """The PDFs to be signed by policy; made before any page, because pages state their hashes.

    They are made in other processes where `share` has any: Typst starts threads, and a process that has used it could
    not be forked any more.
    """
    wanted = [
        (policy, view.snapshot.in_effect[policy]) for policy in sorted(to_sign) if policy in view.snapshot.in_effect
    ]
    keys = {policy: sha256(f"sign {typesetter.name} {cached_key(view, one)}".encode()) for policy, one in wanted}
    made = {policy: kept for policy in keys if (kept := keep.get(keys[policy]))}
    missing = [(policy, version) for policy, version in wanted if policy not in made]

    def make(place: int) -> bytes:
        if place >= len(missing):
            return b""
        policy, version = missing[place]
        return signable(view, version, typesetter, signed_path(policy))

    jobs = max(len(missing), LEAST_JOBS) if missing else 0
    for (policy, _), pdf in zip(missing, list(share(make, jobs)), strict=False):
        made[policy] = pdf
        keep.put(keys[policy], pdf)
    return made


def cached_key(view: View, version: Version) -> str:
    """A hash of all that the PDF of a version is made from."""
    return sha256(version_source(view, version))


def center_path(view: View) -> str:
    """The path of the PDF with everything in effect on the day of the view."""
    return f"packs/{view.snapshot.day}.pdf"


def recipes(view: View, shaped: str, keep: Cache, typesetter: Typesetter, *, accent: str = "") -> dict[str, Recipe]:
    """How to make each PDF, and the card in the colour `accent`; `shaped` is a hash of everything in the view."""
    key = sha256(f"pdf\n{typesetter.name}\n{shaped}\n{accent}".encode())
    kept = keeping(typesetter, keep)
    made = {path: Recipe(key, partial(_made, path, source, kept)) for path, source in _sources(view)}
    if view.site_url:
        made[CARD] = Recipe(key, lambda: typesetter.draw(card_source(view, accent)))
    return made


def version_files(view: View, typesetter: Typesetter) -> dict[str, bytes]:
    """The PDFs of all announced versions by path, for the evidence pack."""
    made = ((version_path(one), version_source(view, one)) for one in view.snapshot.announced if not one.retires)
    return {path: typesetter.typeset(source, path) for path, source in made}


def _sources(view: View) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each PDF of the site with the function that writes its source."""
    for version in view.snapshot.announced:
        if version.retires:
            continue
        yield version_path(version), partial(version_source, view, version)
        before = view.center.archive.predecessor(version, announced_by=view.snapshot.day)
        if before is not None:
            yield f"policies/{version.name}/redline.pdf", partial(redline_source, view, version, before)
    if view.snapshot.in_effect:
        yield center_path(view), partial(center_source, view)


def keeping(typesetter: Typesetter, keep: Cache) -> Typesetter:
    """A typesetter that takes a PDF which was made before from the cache, for a page as for the evidence pack."""

    def typeset(source: bytes, path: str) -> bytes:
        key = sha256(b"\n".join([b"pdf", typesetter.name.encode(), source]))
        if kept := keep.get(key):
            return kept
        made = typesetter.typeset(source, path)
        keep.put(key, made)
        return made

    return replace(typesetter, typeset=typeset)


def _made(path: str, source: Callable[[], bytes], typesetter: Typesetter) -> bytes:
    return typesetter.typeset(source(), path)


def of_pack(view: View, typesetter: Typesetter | None) -> Mapping[str, bytes]:
    """The PDFs in an evidence pack; none where a center makes none."""
    return version_files(view, typesetter) if typesetter else {}
