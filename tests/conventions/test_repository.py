"""The repository: what lies where, how long, and that it speaks only of itself."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.conventions.readme import commands

ROOT = Path(__file__).resolve().parents[2]

TOP = {"manage.py", "pyproject.toml", "README.md"} | {
    "clearance",
    "config",
    "templates",
    "tests",
}

LONGEST = 300
LONGEST_STORIES = 400
"""A file of tests is read one test at a time."""

LONGER = {
    "README.md": "all a newcomer needs, on one page",
    "clearance/migrations/0003_policy.py": "a migration, written by Django",
    "clearance/lib/fonts/clearance-sans-subset.otf": "a font",
    "clearance/migrations/0001_initial.py": "written by Django",
    "clearance/migrations/0002_seed_channels_rules_reasons.py": "literals of the law",
    "clearance/static/clearance/admin-theme.css": "one look of the admin",
    "clearance/static/clearance/clearance.css": "one look of the house",
    "clearance/admin/accounts.py": "shops and log-ins, whose forms need each other",
    "config/settings.py": "one file, by the plan of the house",
    "config/requirements.txt": "written by the locker, with digests",
    "config/requirements-dev.txt": "written by the locker, with digests",
    "config/retention.toml": "every column has its line",
    "tests/conventions/transitions.py": "the states of the whole house, in one table",
}
"""Files over 300 lines, and why."""

GENERATED = re.compile(r"\.(mo|po|otf|png|svg|ico|webp|woff2)$|^\.screenshots/")

FOREIGN = {
    "a place on one machine": re.compile(r"(?<![\w.])/(work|root|home/\w+|Users)/"),
    "an address of a registry": re.compile(
        r"(--(extra-)?index-url|files\.pythonhosted\.org|pypi\.org/simple)"
    ),
    "a key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b"),
    "a mark of unfinished work": re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"),
}


@cache
def tracked() -> tuple[str, ...]:
    """What belongs to the repository, the not yet added included."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip("This copy has no git beside it.")
    return tuple(name for name in done.stdout.splitlines() if (ROOT / name).is_file())


def is_stories(name: str) -> bool:
    return name.startswith("tests/") and "/test_" in name


def texts():
    for name in tracked():
        if not GENERATED.search(name):
            yield name, (ROOT / name).read_text(errors="replace")


def test_the_top_level_is_what_the_plan_of_the_house_says():
    top = {name.partition("/")[0] for name in tracked()}

    assert {name for name in top if not name.startswith(".")} == TOP


def test_files_are_short_or_say_why_not():
    long = {
        name: lines
        for name, text in texts()
        if (lines := text.count("\n"))
        > (LONGEST_STORIES if is_stories(name) else LONGEST)
        and name not in LONGER
    }

    assert long == {}


def test_every_reason_for_a_long_file_is_still_one():
    lengths = {name: (ROOT / name).read_bytes().count(b"\n") for name in LONGER}

    assert {name: n for name, n in lengths.items() if n <= LONGEST} == {}


@pytest.mark.parametrize("what", FOREIGN)
def test_the_repository_speaks_only_of_itself(what):
    found = [
        f"{name}:{text[: match.start()].count(chr(10)) + 1}: {match[0]}"
        for name, text in texts()
        if name != "tests/conventions/test_repository.py"
        for match in FOREIGN[what].finditer(text)
    ]

    assert found == []


def test_nothing_is_called_after_its_being_useful():
    names = re.compile(r"^class \w*(Service|Manager|Helper|Util)s?\b", re.MULTILINE)
    modules = re.compile(r"(^|/)(helpers?|utils?|misc|common)\.py$")

    assert [name for name in tracked() if modules.search(name)] == []
    assert [
        (name, match[0])
        for name, text in texts()
        if name.endswith(".py") and not name.startswith("clearance/migrations/")
        for match in names.finditer(text)
    ] == []


def test_the_readme_begins_with_the_two_commands_one_line_each():
    run, test = commands()[:2]

    assert (run.count("\n"), test.count("\n")) == (0, 0)
    assert run.endswith("manage.py demo")
    assert "pytest" in test
    assert all("config/python_version.py" in command for command in (run, test))


def test_both_commands_install_what_is_locked():
    run, test = commands()[:2]

    for command, file in (
        (run, "config/requirements.txt"),
        (test, "config/requirements-dev.txt"),
    ):
        assert f"-r {file}" in command
        pinned = [
            line
            for line in (ROOT / file).read_text().splitlines()
            if line and not line.startswith((" ", "#", "-"))
        ]
        assert len(pinned) > 10
        assert [line for line in pinned if "==" not in line] == []


def test_every_folder_of_tests_belongs_to_something():
    rooms = {path.name for path in (ROOT / "clearance").iterdir() if path.is_dir()}
    ours = {
        "config",
        "conventions",
        "journeys",
        "browser",
        "benchmarks",
        "templates",
        "operation",
    }
    folders = {
        name.split("/")[1]
        for name in tracked()
        if name.count("/") > 1
        if name.startswith("tests/")
    }

    assert folders - rooms - ours == set()
