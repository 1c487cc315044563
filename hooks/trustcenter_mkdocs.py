"""The MkDocs events under the name by which a repository that `trustcenter new` made asks for them.

A wheel carries `mkdocs_hook.py` itself under this name.  This file is for a clone of this repository: its command works
on other repositories too, whose own `hooks/mkdocs_hook.py` would be found first.
"""

from pathlib import Path
from runpy import run_path

_hook = run_path(str(Path(__file__).with_name("mkdocs_hook.py")), run_name="mkdocs_hook")
globals().update({name: event for name, event in _hook.items() if name.startswith("on_")})
