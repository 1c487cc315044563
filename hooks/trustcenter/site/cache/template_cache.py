"""Stores compiled Jinja templates beside the package, as Python stores compiled modules.

Whoever makes a Jinja environment (pages, frame, the MkDocs adapter) passes it to `keep_compiled`, which returns it.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

_FOLDER = files("trustcenter").joinpath("__pycache__")


class _Beside(FileSystemBytecodeCache):
    """A bytecode cache in `__pycache__`; writes nothing if that is not writable or `PYTHONDONTWRITEBYTECODE` is set."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode and _FOLDER.is_dir():
            with suppress(OSError):
                super().dump_bytecode(bucket)


def keep_compiled(environment: Environment) -> Environment:
    """The environment, set to read templates that one with equal settings has compiled.

    The file name covers the path of a template and the settings; Jinja itself checks that the source is unchanged.
    """
    settings = [
        environment.autoescape, environment.trim_blocks, environment.lstrip_blocks, environment.keep_trailing_newline,
        environment.newline_sequence, environment.undefined.__name__, environment.block_start_string,
        environment.variable_start_string, environment.comment_start_string, sorted(environment.extensions),
    ]  # fmt: skip
    name = sha256(repr(settings).encode()).hexdigest()[:8]
    environment.bytecode_cache = _Beside(str(_FOLDER), f"template-{name}-%s.pyc")
    return environment
