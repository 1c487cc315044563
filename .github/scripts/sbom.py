# From here on for the tool itself: a repository made by `trustcenter new` ends before this line.
"""Prints the software bill of materials of a release as CycloneDX 1.6: `sbom VERSION LOCK …`.

The `release` workflow runs it with the locked requirements of the tool. The same lock gives the same bytes. Uses only
the standard library.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

PRODUCT = "trustcenter"
_PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """The packages of a lock with the hashes that pip accepts for them, in the order of the lock."""
    pins = list(_PINNED.finditer(lock))
    ends = [*(pin.start() for pin in pins[1:]), len(lock)]
    return [
        _component(pin[1], pin[2], _HASH.findall(lock[pin.end() : end])) for pin, end in zip(pins, ends, strict=True)
    ]


def _component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    reference = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    return {
        "type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference,
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in hashes],
    }  # fmt: skip


def bill(version: str, locks: list[str]) -> dict[str, Any]:
    """The bill of one release; a package that several locks have is listed once."""
    product = {"type": "application", "bom-ref": PRODUCT, "name": PRODUCT, "version": version}
    listed = {part["bom-ref"]: part for lock in locks for part in components(lock)}
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": product},
        "components": [listed[reference] for reference in sorted(listed)],
        "dependencies": [{"ref": PRODUCT, "dependsOn": sorted(listed)}],
    }  # fmt: skip


def main() -> int:
    _, version, *files = sys.argv
    print(json.dumps(bill(version, [Path(file).read_text("utf-8") for file in files]), indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
