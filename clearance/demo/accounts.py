"""Who logs in to the demo: its shops, and its staff by what they do."""

from datetime import datetime

from clearance.accounts import services as accounts
from clearance.accounts.enums import Platform
from clearance.accounts.models import Merchant, User

type Shops = dict[str, tuple[str, Platform]]

SHOPS: Shops = {
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


def make_accounts(now: datetime) -> None:
    """Make the shops and log-ins that are missing."""
    make_shops(SHOPS, now)
    known = set(User.objects.values_list("username", flat=True))
    if "hoshi-sub" not in known:
        hoshi = Merchant.objects.get(code="hoshi")
        accounts.add_sub_account(merchant=hoshi, username="hoshi-sub", by=None, now=now)
    for username, roles in STAFF.items():
        if username not in known:
            accounts.add_staff(username=username, roles=roles, by=None, now=now)


def make_shops(shops: Shops, now: datetime) -> None:
    """Make those of these shops that are missing, each with its main account."""
    known = set(Merchant.objects.values_list("code", flat=True))
    for code, (name, platform) in shops.items():
        if code not in known:
            accounts.create_merchant(
                code=code,
                name=name,
                platform=platform,
                main_username=f"{code}-main",
                by=None,
                now=now,
            )
