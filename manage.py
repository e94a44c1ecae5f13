#!/usr/bin/env python
"""Run a command of the clearance back office."""

import os
import sys

import config.python_version  # noqa: F401  (first: says plainly which Python is needed)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Here, not above: another Python has just been refused in plain words.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
