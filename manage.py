#!/usr/bin/env python
"""Run a command of the clearance back office."""

import os
import sys

import config.python_version  # noqa: F401  (first: says plainly which Python is needed)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == ["demo"]:
        # The demo's key ring and environment exist before the settings are read.
        from clearance.demo.home import prepare  # noqa: PLC0415

        prepare(sys.argv[2:])
    # Here, not above: another Python has just been refused in plain words.
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
