"""The `trustcenter` command: one module a command.

Besides the hook, the only place that reads the clock and the environment.
"""

from trustcenter.cli.group import main

__all__ = ["main"]
