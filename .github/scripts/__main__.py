"""Runs one of the scripts in this folder: `python3 -I .github/scripts NAME ARGUMENT …`.

Python started with `-I` looks for modules neither in the current folder nor beside the script, only in its own
libraries and in the folder that it was asked to run. So nothing that a branch holds can stand for a module.
"""

import runpy
import sys

del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
