"""The templates of the theme: in which order folders are looked through, and what the loader leaves out or adapts.

The company's `custom_dir` comes first, then ours, then those of the theme.  `on_config` calls `set_up`, which also
reads the company's templates and raises what is wrong with them.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateNotFound, TemplateSyntaxError
from mkdocs.exceptions import PluginError
from mkdocs.theme import Theme

from trustcenter.site.host_templates import Reading, over_our_frame, read


def set_up(theme: Theme, ours: Path, root: Path) -> bool:
    """Lays our folder of templates below the company's own, if there is one, and above those of the theme.

    Returns whether a template of the company's own looks at the page, so that one frame does not fit all pages of a
    kind.  Raises PluginError, with the place below `root`, where one of them cannot be used.
    """
    theme.dirs.insert(0 if theme.custom_dir is None else 1, str(ours))
    made = theme.get_env

    def get_env() -> Environment:
        environment = made()
        environment.loader = Loader(theme)
        return environment

    theme.get_env = get_env  # type: ignore[method-assign]
    return _differ_by_page(theme, root)


class Loader(FileSystemLoader):
    """The templates of a theme without those in folders that begin with a dot; a company's own extend our frame.

    MkDocs lists all templates to find files to copy, and copies none of those: with Material, thousands of icons.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme.dirs)
        self.of_company = theme.custom_dir

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, file, is_current = super().get_source(environment, template)
        if self.of_company and Path(file).is_relative_to(self.of_company):
            source = over_our_frame(source)
        return source, file, is_current

    def list_templates(self) -> list[str]:
        names_below = set()
        for top in map(Path, self.searchpath):
            for folder, folders, names in os.walk(top, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = Path(folder).relative_to(top)
                names_below |= {(below / name).as_posix() for name in names}
        return sorted(names_below)


def _differ_by_page(theme: Theme, root: Path) -> bool:
    environment = theme.get_env()
    readings = [_reading(environment, path, root) for path in _own(theme)]
    return any(reading.looks_at_page for reading in readings)


def _own(theme: Theme) -> Iterator[Path]:
    if theme.custom_dir:
        yield from sorted(Path(theme.custom_dir).rglob("*.html"))


def _reading(environment: Environment, path: Path, root: Path) -> Reading:
    shown = os.path.relpath(path, root)
    try:
        reading = read(environment, path.read_text("utf-8", "replace"))
    except TemplateSyntaxError as error:
        raise PluginError(f"{shown}:{error.lineno}: not readable as a template: {error.message}") from None
    for line, name in reading.needs:
        if not _is_there(environment, name):
            message = f"the template `{name}` is neither in `custom_dir` nor in the theme"
            raise PluginError(f"{shown}:{line}: {message}") from None
    return reading


def _is_there(environment: Environment, name: str) -> bool:
    try:
        environment.get_template(name)
    except TemplateNotFound as missing:
        return missing.name != name
    except TemplateSyntaxError:  # told where that template itself is read
        return True
    return True
