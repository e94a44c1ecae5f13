"""Reading letters from a photo, where the optional package for it is installed.

The models come with the package and nothing is fetched. A photo takes seconds and a
process hundreds of megabytes, so only workers read, never a request.
"""

import logging
import threading
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

LEAST_SCORE = 0.6
NOT_INSTALLED = "not_installed"

_one_at_a_time = threading.Lock()


class CannotRead(Exception):
    """The photo was not read; the text is a code that says why."""


def is_installed() -> bool:
    """Whether the optional package is here."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read_lines(jpeg: bytes) -> list[str]:
    """The lines of text in a photo that we rebuilt. Raises CannotRead."""
    if not is_installed():
        raise CannotRead(NOT_INSTALLED)
    try:
        with _one_at_a_time:
            read = _engine()(jpeg)
    except Exception as fault:
        # Its kind only: what it complains of may quote what it read.
        raise CannotRead("reader_failed") from fault
    pairs = zip(read.txts or (), read.scores or (), strict=True)
    return [text for text, score in pairs if score >= LEAST_SCORE]


@cache
def _engine() -> Callable[[bytes], Any]:
    """The engine, started once a process."""
    # Hundreds of megabytes: imported where a photo is read, not where it may be.
    from rapidocr import RapidOCR  # noqa: PLC0415

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR()
