"""Runs the `trustcenter` command as `python -I -m trustcenter.cli`.

The workflows start it so: with `-I`, Python takes modules from its own libraries alone, never from the folder at hand.
"""

from trustcenter.cli import main

if __name__ == "__main__":
    main(prog_name="trustcenter")
