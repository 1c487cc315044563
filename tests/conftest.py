"""What many test files share: the repository's path, a minimal valid data set, and centers made from it."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import needs
from trustcenter.reading.center import Center, load

REPOSITORY = Path(__file__).resolve().parent.parent
VALID = REPOSITORY / "tests" / "errors" / "_valid"
Texts = dict[str, bytes]

# Images for containers often switch off the files of compiled modules and templates; the suite starts Python some
# thousand times, and each start would compile everything anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a busy machine is no reason to fail


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that needs the corpora by name where they are absent."""
    if item.get_closest_marker("corpora") and not needs.CORPORA.is_dir():
        pytest.skip(needs.NO_CORPORA)


def texts_in(folder: Path) -> Texts:
    """The files of a folder as `trustcenter.disk.files.read_tree` returns them."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def with_files(files: Mapping[str, str | bytes | None]) -> Texts:
    """The minimal valid center with some files replaced or added; None removes a file."""
    texts = texts_in(VALID)
    for path, content in files.items():
        if content is None:
            del texts[path]
        else:
            texts[path] = content.encode() if isinstance(content, str) else content
    return texts


@pytest.fixture
def center() -> Callable[[Mapping[str, str | bytes | None]], Center]:
    """`center({path: text})` loads the minimal valid center with these files."""
    return lambda files: load(with_files(files))
