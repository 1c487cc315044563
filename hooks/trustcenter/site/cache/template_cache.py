"""Templates compiled once: kept beside the package, as Python keeps its modules, and read by the next process."""

from __future__ import annotations

import sys
from contextlib import suppress
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

_FOLDER = files("trustcenter").joinpath("__pycache__")


class _Beside(FileSystemBytecodeCache):
    """Keeps nothing where the folder cannot be written, or where Python was told to keep nothing."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode and _FOLDER.is_dir():
            with suppress(OSError):
                super().dump_bytecode(bucket)


def keep_compiled(environment: Environment) -> Environment:
    """Let an environment read templates that an environment with the same settings has compiled.

    The name of what is kept covers the path of a template and the settings; that its source is the same is seen to by
    Jinja.
    """
    settings = [
        environment.autoescape, environment.trim_blocks, environment.lstrip_blocks, environment.keep_trailing_newline,
        environment.newline_sequence, environment.undefined.__name__, environment.block_start_string,
        environment.variable_start_string, environment.comment_start_string, sorted(environment.extensions),
    ]  # fmt: skip
    name = sha256(repr(settings).encode()).hexdigest()[:8]
    environment.bytecode_cache = _Beside(str(_FOLDER), f"template-{name}-%s.pyc")
    return environment
