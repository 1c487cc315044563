"""What a wheel holds besides the package: files of this repository that `trustcenter new` gives to others.

An editable install needs no copies of them: it finds them where they are (`disk/program_files.py`).
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Shared(BuildHookInterface[Any]):
    """Adds the files of `[tool.hatch.build.targets.wheel.hooks.custom.shared]` to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "standard":
            build_data["force_include"].update(self.config["shared"])
