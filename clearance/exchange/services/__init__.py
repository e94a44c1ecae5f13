"""What files change: orders imported, and taken back; stages moved by lists."""

from clearance.exchange.services.batches import (
    check,
    confirm,
    discard,
    drive_imports,
    sweep_files,
    upload,
)
from clearance.exchange.services.exporting import record_export_of_holds
from clearance.exchange.services.importing import Outcome, import_file
from clearance.exchange.services.running import run
from clearance.exchange.services.stages import Moves, move_stages
from clearance.exchange.services.taking_back import take_back

__all__ = [
    "Moves",
    "Outcome",
    "check",
    "confirm",
    "discard",
    "drive_imports",
    "import_file",
    "move_stages",
    "record_export_of_holds",
    "run",
    "sweep_files",
    "take_back",
    "upload",
]
