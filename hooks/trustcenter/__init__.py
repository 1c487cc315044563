"""Public, versioned trust centers from Markdown policies and YAML facts.

The command `trustcenter` (`cli`) and the MkDocs hook (`hooks/trustcenter_mkdocs`, the only place that knows MkDocs)
call this package.  Its folders are its layers and imports go upward only, which `.importlinter` checks: model,
markdown, reading, comparing, rules, publishing and site, then reports, importing, starting, site_check and disk, cli.
"""

__version__ = "0.1.0"
GC_THRESHOLDS = (50_000, 20, 100)
"""Arguments of `gc.set_threshold` for our programs: collect rarely, as almost everything they read lives on."""
