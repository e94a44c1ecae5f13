"""Draw the states for the README: `python -m tests.conventions.diagram [--update]`.

Prints what stands between the README's `<!-- states -->` and `<!-- /states -->`;
`--update` writes it there.
"""

import os
import sys

from tests.conventions.readme import README

FIRST, LAST = "<!-- states -->\n", "<!-- /states -->"


def diagrams() -> str:
    """One Mermaid diagram for each kind of row, as Markdown."""
    from tests.conventions.transitions import IN_README

    return "\n".join(_drawn(machine) for machine in IN_README)


def in_readme() -> str | None:
    """What stands between the README's marks; None while it has none."""
    text = README.read_text() if README.exists() else ""
    if FIRST not in text or LAST not in text:
        return None
    return text.partition(FIRST)[2].partition(LAST)[0]


def _drawn(machine) -> str:
    lines = [f"**{machine.title}**", "", "```mermaid", "stateDiagram-v2"]
    for move in machine.moves:
        source, target = move.source.strip(), move.target.strip()
        lines.append(f"  {source} --> {target}: {move.why}")
    for state, who in machine.not_yet.items():
        lines.append(f"  {state}: {state} (later: {who})")
    return "\n".join([*lines, "```", ""])


def _set_up() -> None:
    import django

    import tests.environment  # noqa: F401  (the surroundings come first)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def update() -> None:
    """Write the diagrams between the README's marks."""
    text = README.read_text()
    before, _, rest = text.partition(FIRST)
    README.write_text(before + FIRST + diagrams() + LAST + rest.partition(LAST)[2])


if __name__ == "__main__":
    _set_up()
    if "--update" in sys.argv:
        update()
    else:
        sys.stdout.write(FIRST + diagrams() + LAST + "\n")
