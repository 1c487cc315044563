"""Caching for builds: wrappers around pure functions of `site`, and the keys under which their results are stored.

The storage is passed in as a `model.cache.Cache`. A key is a hash of everything that a result depends on.
"""
