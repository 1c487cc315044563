"""Every command in the hint of a bad example works as it is printed: it succeeds, and the finding is gone."""

import re
import runpy
import shlex
import subprocess
from pathlib import Path

import pytest

import sites
from conftest import VALID, texts_in
from errors._archive import TODAY
from test_errors import EXAMPLES, REF

COMMAND = re.compile(r"`((?:trustcenter|git) [^`]+)`")
MENTIONED = {"trustcenter publish"}
"""What a hint speaks of without asking for it: “what `trustcenter publish` wrote”."""
REFUSED = {"duplicate-effective": "--base none"}
"""What is said instead where the example was published long ago, and no deployment is known."""
PRINTED = {"undelivered-notice"}
"""Where the command prints what is to be sent, and somebody has to send it."""
ADA = ("-c", "user.name=Ada", "-c", "user.email=ada@lanternfish.example", "-c", "commit.gpgsign=false")


def commands(folder: Path) -> list[str]:
    told = COMMAND.findall((folder / "expected.txt").read_text("utf-8"))
    return [command for command in dict.fromkeys(told) if command not in MENTIONED]


def git(root, *words):
    done = subprocess.run(["git", *ADA, *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def written(root, texts):
    for path in [*root.glob("docs/**/20*"), *root.glob("data/*")]:
        path.unlink()
    for path, data in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def made(folder, root):
    """The files of an example in a folder, in git where it has a deployment; the commit of that, or its stand-in."""
    making = runpy.run_path(str(folder / "make.py"))
    root.mkdir()
    (root / "mkdocs.yml").write_text("site_name: Trust center\nsite_url: https://trust.example/\n", "utf-8")
    ref = REF
    if "base" in making:
        git(root, "init", "-q")
        written(root, making["base"](texts_in(VALID)))
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "deployed")
        ref = git(root, "rev-parse", "HEAD")
    written(root, making["make"](texts_in(VALID)))
    return ref


@pytest.mark.parametrize("folder", [one for one in EXAMPLES if commands(one)], ids=lambda folder: folder.name)
def test_the_commands_of_a_hint_work_as_they_are_printed(folder, tmp_path):
    results = []
    for place, command in enumerate(commands(folder)):
        root = tmp_path / str(place)
        program, *words = shlex.split(command.replace(REF, made(folder, root)))
        if program == "git":
            git(root, *words)
            continue
        as_of = {"TRUSTCENTER_AS_OF": TODAY.isoformat()}
        result = sites.trustcenter(root, *words, env=as_of)
        results.append((result.exit_code, result.output))
        base = words[words.index("--base") :] if "--base" in words else []
        assert (
            folder.name in REFUSED
            or folder.name in PRINTED
            or f"[{folder.name}]" not in sites.trustcenter(root, "check", *base, env=as_of).output
        )
    if folder.name in REFUSED:
        assert all(code == 1 and REFUSED[folder.name] in output for code, output in results)
    else:
        assert all(code == 0 for code, _ in results), results


def test_there_are_commands_to_be_run():
    assert len([one for one in EXAMPLES if commands(one)]) >= 4
