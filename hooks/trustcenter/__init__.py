"""Public, versioned trust centers from Markdown policies and YAML facts.

The package knows nothing of MkDocs: `hooks/trustcenter_mkdocs/` is the only place
where the two meet.  Imports go upward only: values, reading, rules, render,
doors (DESIGN §9); `.importlinter` keeps it so.
"""

__version__ = "0.1.0"
SELDOM = (50_000, 20, 100)
"""How often a program of ours looks for garbage (`gc.set_threshold`): what it reads stays, so there is little."""
