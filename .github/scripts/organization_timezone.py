"""Sets the output `timezone`: the time zone of the organization, from data/organization.yml.

`organization_timezone [FOLDER]` runs with the tool and without a token; the steps that ask GitHub get the output.
"""

from __future__ import annotations

import sys
from pathlib import Path

import github
from trustcenter.reading.center import load

PATH = "data/organization.yml"


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    github.output(timezone=load({PATH: (folder / PATH).read_bytes()}).timezone)
    return 0


if __name__ == "__main__":
    sys.exit(main())
