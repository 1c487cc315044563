"""Checks a built site: its links, anchors, sitemap, feeds, third-party content and checksums.

`cli.check --site` calls `check.check_site`; `built_site` reads the files.
"""
