"""Where the two databases differ in how writers share them."""

import time

from django.db import connection

BREATH_SECONDS = 0.05


def let_others_write() -> None:
    """Between two long writes, a moment in which others get their turn.

    SQLite has one writer, and those who wait look again only every tenth of a second:
    without a pause the one that just wrote would always be first again.
    """
    if connection.vendor == "sqlite":
        time.sleep(BREATH_SECONDS)
