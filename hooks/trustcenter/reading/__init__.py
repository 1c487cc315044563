"""Reads the files of a trust center: YAML, facts, drafts, the archive, references, settings, translations.

`center.load(texts)` takes file contents by path and returns a `Center` with every problem met on the way.  Nothing here
reads the disk or the clock.
"""
