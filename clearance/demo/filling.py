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
from clearance.accounts.enums import Platform
from clearance.accounts.models import Merchant, User
from clearance.audit import services as audit
from clearance.audit.models import AuditEntry
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
SHOPS = {
    "hoshi": ("Hoshi Drug Osaka", Platform.TMALL),
    "kiwi": ("Kiwi Pantry", Platform.TMALL),
    "nordlys": ("Nordlys Baby", Platform.PINDUODUO),
}
STAFF = {
    # Small houses share these four roles; nobody who looks at documents is among them.
    "admin": ("admin", "policy", "operations", "support"),
    "policy": ("policy",),
    "reviewer": ("reviewer",),
    "supervisor": ("supervisor",),
    "support": ("support",),
    "support2": ("support",),
    "customs": ("customs",),
    "operations": ("operations",),
    "auditor": ("auditor",),
}
LOG_INS = {
    "admin": "accounts, imports, rules, links",
    "policy": "rules, undecided orders, overrides",
    "reviewer": "looks at documents",
    "supervisor": "decides what reviewers escalate",
    "support": "helps recipients",
    "support2": "the second person at support",
    "customs": "the customs desk",
    "operations": "imports and ships",
    "auditor": "reads the access log",
    "hoshi-main": "main account of Hoshi Drug Osaka",
    "hoshi-sub": "sub-account of Hoshi Drug Osaka",
    "kiwi-main": "main account of Kiwi Pantry",
    "nordlys-main": "main account of Nordlys Baby (asks every buyer's ID)",
}


def fill(*, now: datetime, say: Callable[[str], object]) -> None:
    """Bring the demo's data up to what it should be."""
    if _noted(FILLED):
        return
    if not _noted(CREATED):
        _note(CREATED, now)
    # The same days in a filling that goes on: the same orders, the same people.
    now = AuditEntry.objects.filter(action=CREATED).earliest("seq").at
    say("Making shops and log-ins.")
    _make_accounts(now)
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


def set_passwords(password: str, *, now: datetime) -> None:
    """Give every demo log-in the same password."""
    for user in User.objects.filter(username__in=LOG_INS):
        accounts.choose_password(user, password, now=now)


def _make_accounts(now: datetime) -> None:
    known = set(User.objects.values_list("username", flat=True))
    for code, (name, platform) in SHOPS.items():
        if not Merchant.objects.filter(code=code).exists():
            accounts.create_merchant(
                code=code,
                name=name,
                platform=platform,
                main_username=f"{code}-main",
                by=None,
                now=now,
            )
    if "hoshi-sub" not in known:
        hoshi = Merchant.objects.get(code="hoshi")
        accounts.add_sub_account(merchant=hoshi, username="hoshi-sub", by=None, now=now)
    for username, roles in STAFF.items():
        if username not in known:
            accounts.add_staff(username=username, roles=roles, by=None, now=now)


def _import(code: str, begun: datetime) -> None:
    done = ImportBatch.objects.filter(merchant__code=code, state=BatchState.DONE)
    if done.exists():
        return
    with tempfile.TemporaryDirectory(prefix="clearance-demo-") as folder:
        file = Path(folder) / "orders.csv"
        write_own_csv(file, order_rows(SEED, ORDERS_A_SHOP, code, begun))
        import_file(file, merchant=code, by=None, now=begun)


def _noted(action: str) -> bool:
    return AuditEntry.objects.filter(action=action).exists()


def _note(action: str, now: datetime) -> None:
    with transaction.atomic():
        audit.record(action, by=None, now=now)
