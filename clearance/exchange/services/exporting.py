"""What leaves the house is written down first."""

from datetime import datetime

from django.db import transaction

from clearance.accounts.models import Merchant, User
from clearance.audit import services as audit


@transaction.atomic
def record_export_of_holds(
    merchant: Merchant | None, *, by: User | None, now: datetime
) -> None:
    """Write down that the holds of a shop's orders, or of all, were exported."""
    audit.record("order.holds_exported", about=merchant, by=by, now=now)
