"""The `trustcenter` command: one module for each subcommand, found by `cli.group`.

Apart from the MkDocs adapter, only this folder reads the clock and the environment; it passes both on as arguments.
"""

import atexit
import gc
import os

from trustcenter import GC_THRESHOLDS

# Before other imports.  Almost everything a command reads lives until it ends, so garbage collection would be wasted
# work, also at exit.  Pydantic would look for plugins in every installed package; our models have none.
gc.set_threshold(*GC_THRESHOLDS)
atexit.register(gc.freeze)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from trustcenter.cli.group import main  # noqa: E402 — see above

__all__ = ["main"]
