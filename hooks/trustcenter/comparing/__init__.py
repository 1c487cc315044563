"""Compares two sets of facts or two texts: typed changes, redlines, sections, three-way merges.

Used by rules, publishing, pages, feeds and reports.  Everything here is a pure function of its arguments.
"""
