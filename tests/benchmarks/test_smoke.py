"""Every benchmark runs through at a tiny size; how long it takes is not asked."""

import json
import math
import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.benchmarks.__main__ import BENCHMARKS


def server():
    """The server whose scratch databases are like the one of the tests."""
    if connection.vendor == "sqlite":
        return "sqlite:///"
    asked = connection.settings_dict
    who = f"{asked['USER']}:{asked['PASSWORD']}" if asked["PASSWORD"] else asked["USER"]
    return f"postgres://{who}@{asked['HOST']}:{asked['PORT'] or 5432}/postgres"


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_runs_through_and_tells_what_it_measured(name):
    command = [sys.executable, "-m", "tests.benchmarks", name, "--smoke", "--json"]
    ran = subprocess.run(
        [*command, "--database", server()],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["benchmark"] == name
    assert told["lines"]
    for line in told["lines"]:
        assert math.isfinite(line["ratio"]), line
        assert line["what"] in ran.stderr


def test_a_name_of_no_benchmark_is_refused():
    command = [sys.executable, "-m", "tests.benchmarks", "nothing-such"]

    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 2
    assert "nothing-such" in ran.stderr
