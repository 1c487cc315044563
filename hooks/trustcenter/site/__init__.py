"""Makes everything that a site shows from a center and a day: pages, open data, feeds and calendar, as values.

`build` is the entry point; `trustcenter_mkdocs` and `cli.render` call it. `pages` makes HTML, `open_data` makes JSON
and CSV, `cache` decides what a build may take over from an earlier one.
"""
