"""Imports a file over and over, for a test that kills it at any moment.

Run as `python -m tests.exchange.killing FILE` with the surroundings of the test.
"""

import sys
from pathlib import Path

import django


def main() -> None:
    django.setup()
    from clearance.exchange.services import running
    from tests.exchange.making import imported

    # Many small chunks: more moments to be killed at.
    running.ORDERS_A_CHUNK = 500
    imported(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
