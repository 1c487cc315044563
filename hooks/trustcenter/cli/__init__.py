"""The `trustcenter` command: one module a command.

Besides the hook, the only place that reads the clock and the environment.
"""

import atexit
import gc
import os

from trustcenter import SELDOM

# Before anything is read: what is read stays until the end, so looking for garbage finds none, then as well; and no
# model of ours has a plugin, for which every installed package would be asked.
gc.set_threshold(*SELDOM)
atexit.register(gc.freeze)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

from trustcenter.cli.group import main  # noqa: E402 — see above

__all__ = ["main"]
