"""The `trustcenter` command: one module a command.

Besides the hook, the only place that reads the clock and the environment.
"""

from trustcenter.cli.audit import audit
from trustcenter.cli.build import build
from trustcenter.cli.check import check
from trustcenter.cli.group import main
from trustcenter.cli.import_ import import_
from trustcenter.cli.new import new
from trustcenter.cli.notice import notice, notices
from trustcenter.cli.publish import publish
from trustcenter.cli.recover import recover
from trustcenter.cli.render import render
from trustcenter.cli.report import report
from trustcenter.cli.schemas import schemas
from trustcenter.cli.serve import serve
from trustcenter.cli.status import status
from trustcenter.cli.verify import verify
from trustcenter.cli.withdraw import withdraw

for command in (
    new, build, render, serve, check, status, publish, withdraw, recover, import_, verify, audit, report, notice,
    notices, schemas,
):  # fmt: skip
    main.add_command(command)

__all__ = ["main"]
