"""Demo data: shops, staff, orders in every state, documents that belong to nobody.

Everything goes through the services that real work goes through, so the demo shows
nothing the system could not do. Safe to run again: what is there is kept, and a
filling that was cut off goes on as of the day it began.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from clearance.accounts import services as accounts
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.audit.models import AuditEntry
from clearance.demo.accounts import LOG_INS, SHOPS, make_accounts
from clearance.demo.bulk import fill_orders
from clearance.demo.documents import fill_documents
from clearance.demo.order_files import write_own_csv
from clearance.demo.orders import order_rows
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.exchange.services import import_file
from clearance.identity.services import drive_links
from clearance.messaging.services import drive_deliveries

CREATED, FILLED = "demo.created", "demo.filled"
SEED = 2026
ORDERS_A_SHOP = 60


def fill(*, now: datetime, say: Callable[[str], object]) -> None:
    """Bring the demo's data up to what it should be."""
    if _noted(FILLED):
        return
    if not _noted(CREATED):
        _note(CREATED, now)
    now = _created_at()
    say("Making shops and log-ins.")
    make_accounts(now)
    begun = now - timedelta(days=3)
    for code in SHOPS:
        say(f"Importing orders of {code}.")
        # One shop's orders are older: documents sent for them have had time to end.
        _import(code, now - timedelta(days=24) if code == "kiwi" else begun)
    say("Drawing documents and sending them in.")
    fill_documents(begun=begun, now=now)
    drive_links(now=now)
    drive_deliveries(now=now)
    _note(FILLED, now)


def fill_year(orders: int, *, say: Callable[[str], object]) -> None:
    """Bring the orders of the year that ended as the demo began up to so many."""
    fill_orders(orders, now=_created_at(), say=say)


def set_passwords(password: str, *, now: datetime) -> None:
    """Give every demo log-in the same password."""
    for user in User.objects.filter(username__in=LOG_INS):
        accounts.choose_password(user, password, now=now)


def _import(code: str, begun: datetime) -> None:
    done = ImportBatch.objects.filter(merchant__code=code, state=BatchState.DONE)
    if done.exists():
        return
    with tempfile.TemporaryDirectory(prefix="clearance-demo-") as folder:
        file = Path(folder) / "orders.csv"
        write_own_csv(file, order_rows(SEED, ORDERS_A_SHOP, code, begun))
        import_file(file, merchant=code, by=None, now=begun)


def _created_at() -> datetime:
    """The same days in a filling that goes on: the same orders, the same people."""
    return AuditEntry.objects.filter(action=CREATED).earliest("seq").at


def _noted(action: str) -> bool:
    return AuditEntry.objects.filter(action=action).exists()


def _note(action: str, now: datetime) -> None:
    with transaction.atomic():
        audit.record(action, by=None, now=now)
