"""Imports a file over and over, for a test that kills it at any moment.

Run as `python -m tests.exchange.killing FILE` with the surroundings of the test.
"""

import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from tests.exchange.making import imported

    imported(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
