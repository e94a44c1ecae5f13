"""The README's commands, as a newcomer would copy them: `python -m … 2` prints one."""

import re
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def commands() -> list[str]:
    """What stands in the fenced blocks, in their order."""
    return [
        block.strip()
        for block in re.findall(
            r"^```[a-z]*\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL
        )
    ]


if __name__ == "__main__":
    sys.stdout.write(commands()[int(sys.argv[1]) - 1] + "\n")
