"""What some tests need that neither this repository nor its Python has, said in one line when they are left out.

A test that needs the corpora has the marker `corpora`: without them it is skipped by name, also in CI, because a plain
clone has none.  A test that needs a program calls `without`: in CI, where every program must be there, that fails.
"""

import os
from pathlib import Path
from typing import NoReturn

import pytest

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
"""Real policies with their histories: `SOURCE/POLICY/YYYY-MM-DD.md`; too large to be kept in this repository."""
NO_CORPORA = "needs the corpora of real policies, which lie beside this repository in ../shared/corpora"
SEEDS = Path(__file__).resolve().parent / "importing" / "seeds"
"""The published policies behind the five examples, as text."""


SOURCES = ("github-site-policy", "mozilla-pkipolicy", "tailscale-terms")
"""The corpora that tests read; one more, of very large texts, is for the benchmark."""
UNLIKE_OURS = SOURCES[1:]
"""Those whose ages and periods say nothing about the facts that the tests of such rules use."""


def corpus_policies(sources: tuple[str, ...] = SOURCES) -> list[Path]:
    """The folder of each policy of some corpora, in order; none where they are absent."""
    return sorted(path for source in sources for path in (CORPORA / source).glob("*/"))


def corpus_texts(sources: tuple[str, ...] = SOURCES) -> list[Path]:
    """Every version of every policy of some corpora, in order; none where they are absent."""
    return [path for policy in corpus_policies(sources) for path in sorted(policy.glob("*.md"))]


def without(program: str, helper: str) -> NoReturn:
    """Leave the running test out because a program is missing; `helper` is what may install it."""
    reason = f"needs {program}; {helper} may install it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
