"""The command group `trustcenter`, and what its commands share: day arguments, common options, the center's folder.

A command's module is imported when it is called, so that each command starts fast.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import click

from trustcenter import __version__
from trustcenter.disk import files
from trustcenter.model import periods
from trustcenter.model.similarity import nearest


class Day(click.ParamType[date]):
    """A click type for a calendar day: 2026-03-01, 1 March 2026 or March 1, 2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        for form in ("%d %B %Y", "%B %d %Y", "%d %b %Y", "%b %d %Y"):
            with suppress(ValueError):
                return datetime.strptime(" ".join(str(value).replace(",", " ").split()), form).date()  # noqa: DTZ007
        try:
            return periods.parse_day(str(value))
        except ValueError as error:
            self.fail(f"{error}; write an existing day as YYYY-MM-DD, or as 1 March 2026", param, ctx)


class DayOrWord(Day):
    """A click type for a calendar day or one of some words, such as `today`."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.name = "|".join(("date", *words))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value in self.words else super().convert(value, param, ctx)


def _commit(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value and not re.fullmatch(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", value):
        raise click.BadParameter(f"`{value}` is no commit; write its 40 hexadecimal digits", context, parameter)
    return value or None


AS_OF = click.option(
    "--as-of", type=Day(), envvar="TRUSTCENTER_AS_OF", show_envvar=True,
    help="The day to work for; today in the organization's time zone when left out.",
)  # fmt: skip
ANNOUNCE = click.option(
    "--announce", "--announced", type=DayOrWord("today", "review"),
    help="The day the public can first read it, or `review`: today and the days for review; today when left out.",
)  # fmt: skip
FROM = click.option(
    "--from", "from_", metavar="REF", help="A commit with changes that the folder lacks, such as the tip of a branch."
)
BASE = click.option(
    "--base", "--base-url", "base", metavar="REF|URL",
    help="The commit of the last deployment, `none` if there never was one, or the address of the published site.",
)  # fmt: skip
COMMIT = click.option(
    "--commit", envvar="TRUSTCENTER_COMMIT", show_envvar=True, metavar="SHA", callback=_commit,
    help="The commit that is built; api/center.json then names it.",
)  # fmt: skip
BASE_DATE = click.option("--base-date", type=Day(), help="The day for which the last deployment was built.")


class Commands(click.Group):
    """The command group; the module of a command is imported when the command is called."""

    MODULES: ClassVar = {"import": "import_", "notices": "notice"}
    """Those whose module is called otherwise."""
    NAMES = (
        "new", "build", "render", "serve", "check", "rehearse", "status", "bound", "doctor", "lists", "explain",
        "manual", "publish", "withdraw", "postpone", "redact", "repair", "recover", "import", "verify", "audit",
        "prove", "timestamp", "redline", "pack", "watch", "fedramp", "report", "notice", "notices", "schemas",
    )  # fmt: skip

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — so click asks
        return sorted(self.NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 — see above
        if cmd_name not in self.NAMES:
            return None
        name = self.MODULES.get(cmd_name, cmd_name)
        module = import_module(f"trustcenter.cli.{name}")
        command: click.Command = getattr(module, "import_" if cmd_name == "import" else cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; a usage error that names the nearest one if there is none."""
        if args and args[0] not in self.NAMES and not args[0].startswith("-"):
            guess = nearest(args[0], self.NAMES)
            meant = f"did you mean `{guess}`? " if guess else ""
            raise click.UsageError(f"`{args[0]}` is no command; {meant}`trustcenter --help` lists them all", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what the machine refuses, such as a full disk, is said in one sentence."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise click.ClickException(_refusal(error)) from None


_HINTS = {
    errno.ENOSPC: "make room and run the command again", errno.EDQUOT: "make room and run the command again",
    errno.EACCES: "the folder must be writable", errno.EPERM: "the folder must be writable",
    errno.EROFS: "the folder must be writable", errno.ENXIO: "remove this socket, pipe or device",
    errno.EINVAL: "remove this socket, pipe or device", errno.ELOOP: "remove the symbolic link",
    errno.ENAMETOOLONG: "take a shorter name",
}  # fmt: skip


def _refusal(error: OSError) -> str:
    """A sentence about what the operating system refused, with the path and what helps."""
    path = f"{str(error.filename)[:200]}: " if error.filename else ""
    hint = _HINTS.get(error.errno or 0)
    return f"{path}{(error.strerror or str(error)).lower()}" + (f"; {hint}" if hint else "")


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="trustcenter")
@click.option(
    "-C", "--directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(),
    help="Work in this folder instead of the current one.",
)  # fmt: skip
@click.pass_context
def main(context: click.Context, directory: Path) -> None:
    """Publish a public, versioned trust center from Markdown policies and YAML facts."""
    context.obj = directory


def root_of(context: click.Context) -> Path:
    """The folder of the trust center at or above the chosen folder."""
    root = files.find_root(context.obj.resolve())
    if root is None:
        needed = "a folder with mkdocs.yml and data/ is needed; `trustcenter new DIR` makes one"
        raise click.ClickException(f"{context.obj}: no trust center here: {needed}")
    return root


def inside_of(root: Path) -> str:
    """The path from the repository that GitHub checked out to the center, ending in `/`; empty if they are the same.

    The checkout may stand in a folder of the workspace, beside one of another branch.
    """
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace or not root.is_relative_to(workspace):
        return ""
    repository = files.repository_above(root) or root
    checkout = repository if (repository / ".git").exists() and repository.is_relative_to(workspace) else workspace
    inside = root.relative_to(checkout).as_posix()
    return "" if inside == "." else f"{inside}/"


def mkdocs_environment(as_of: date | None, *, drafts: bool, quiet: bool, commit: str | None = None) -> dict[str, str]:
    """Environment variables for the MkDocs hook: day and commit, whether to preview drafts, to print problems only."""
    environment = {"NO_MKDOCS_2_WARNING": "1", "TRUSTCENTER_DRAFTS": "1" if drafts else ""}
    environment |= {"TRUSTCENTER_QUIET": "1" if quiet else "", "TRUSTCENTER_COMMIT": commit or ""}
    return environment | ({"TRUSTCENTER_AS_OF": as_of.isoformat()} if as_of else {})
