"""An import in a process of its own, which says how much memory it took.

Run as `python -m tests.benchmarks.alone FILE MERCHANT` in a benchmark's surroundings.
"""

import re
import subprocess
import sys
from pathlib import Path


def megabytes_of(file: Path, merchant: str) -> float:
    """The most memory that an import of this file held, in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.alone", str(file), merchant]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(ran.stdout)


def main(file: str, merchant: str) -> None:
    import django

    django.setup()
    from django.utils import timezone

    from clearance.exchange.services import import_file

    import_file(Path(file), merchant=merchant, by=None, now=timezone.now())
    # What getrusage says of a child begins with what its parent held.
    status = Path("/proc/self/status").read_text()
    [kilobytes] = re.findall(r"VmHWM:\s+([0-9]+) kB", status)
    sys.stdout.write(f"{int(kilobytes) / 1024:.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
