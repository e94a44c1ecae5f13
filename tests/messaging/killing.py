"""Delivers what is due, as a worker does, until it is killed."""

import django

django.setup()

from clearance.messaging.services import drive_deliveries  # noqa: E402
from tests.messaging.posting import NOW  # noqa: E402

drive_deliveries(now=NOW)
