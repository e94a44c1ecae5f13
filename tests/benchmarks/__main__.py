"""Run benchmarks by name: `python -m tests.benchmarks NAME --size N`.

Each runs in a database of its own, which is dropped at the end, under the settings of
a production with keys of its own.
"""

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.benchmarks import frame
from tests.benchmarks.scratch import scratch, set_up
from tests.production import environment

BENCHMARKS = {
    "checks": "tests.benchmarks.checks",
    "deciding": "tests.benchmarks.deciding",
    "imports": "tests.benchmarks.imports",
    "lists": "tests.benchmarks.lists",
    "photos": "tests.benchmarks.photos",
    "requests": "tests.benchmarks.requests",
}
"""The module of each benchmark, by the name it is called by."""


def main(arguments: list[str]) -> None:
    """Measure, and print a table; with `--json` one object, and the table beside it."""
    asked = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="clearance-benchmark-") as folder:
        home = Path(folder)
        with scratch(asked.database, home) as url:
            _surround(home, url)
            set_up()
            try:
                _run(asked)
            finally:
                from django.db import connections

                connections.close_all()


def _run(asked: argparse.Namespace) -> None:
    benchmark: frame.Benchmark = import_module(BENCHMARKS[asked.name]).BENCHMARK
    size = asked.size or (benchmark.smoke if asked.smoke else benchmark.size)
    frame.say(f"{asked.name}: {benchmark.says}")
    pairs = 1 if asked.smoke else asked.pairs
    lines = list(frame.told(benchmark.run(size, pairs)))
    run = (asked.name, size, frame.machine(), lines)
    table = frame.as_table(*run) + "\n"
    (sys.stderr if asked.json else sys.stdout).write(table)
    if asked.json:
        sys.stdout.write(frame.as_json(*run) + "\n")


def _surround(home: Path, url: str) -> None:
    """A production's environment, with none of what the shell carries."""
    for name in ("DEMO", "DEBUG", "CLEARANCE_KEYRING", "CACHE_URL"):
        os.environ.pop(name, None)
    surroundings = environment(home) | {
        "DATABASE_URL": url,
        "ALLOWED_HOSTS": "testserver,127.0.0.1",
        "LOG_LEVEL": "ERROR",
    }
    os.environ.update(surroundings)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("name", choices=BENCHMARKS)
    parser.add_argument("--size", type=int, help="how much of it; else its own size")
    parser.add_argument("--pairs", type=int, default=frame.PAIRS)
    parser.add_argument("--smoke", action="store_true", help="tiny, and each pair once")
    parser.add_argument("--json", action="store_true", help="one object on stdout")
    parser.add_argument(
        "--database",
        default=os.environ.get("DATABASE_URL", "sqlite:///"),
        help="postgres://… of a server to make a scratch database on; else SQLite",
    )
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
