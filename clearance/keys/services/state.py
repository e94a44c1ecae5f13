"""Whether the ring is sound, and the first ring of an installation."""

from datetime import datetime
from pathlib import Path

from clearance.keys.errors import RingRefused
from clearance.keys.held import current_ring
from clearance.keys.models import DataKey
from clearance.keys.ring import Purpose, generate


def ring_problems(*, with_rows: bool = True) -> list[str]:
    """What is wrong with the key ring, one sentence each; it names ids, no materials.

    `with_rows` also asks the database whether every data key can still be opened; a
    ring that was not restored with its database is found here.
    """
    try:
        ring = current_ring()
    except RingRefused as refused:
        return [str(refused)]
    found = ring.problems()
    if with_rows:
        opening = {key.id for key in ring.usable(Purpose.KEK)}
        found += [
            f"Data keys are wrapped by key {kek_id!r}, which the ring cannot use."
            for kek_id in DataKey.objects.wrapping_ids()
            if kek_id not in opening
        ]
    return found


def write_new_ring(path: str | Path, *, now: datetime) -> None:
    """Draw a new ring into a file of its own. Raises FileExistsError if there is one.

    For the first run only: what another ring sealed, this one never opens.
    """
    if Path(path).exists():
        raise FileExistsError(path)
    generate(now).write(path)
