"""A house full of orders, and the people who look at them."""

from datetime import UTC, datetime

from django.db import connection

from clearance.accounts import services as accounts
from clearance.accounts.models import Merchant, User
from clearance.demo.bulk import fill_orders
from tests.accounts.making import PASSWORD, make_staff
from tests.benchmarks.frame import say

SHOP = "hoshi"
"""The shop that has one order in twenty."""
ROLES = ("admin", "operations", "policy", "reviewer", "support", "customs")


def fill(orders: int, *, now: datetime) -> None:
    """Bring the orders up to so many, the tables as a quiet night leaves them."""
    fill_orders(orders, now=now, say=say)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def staff() -> User:
    """Somebody who may see every list of the staff."""
    return make_staff(*ROLES)


def shopkeeper() -> User:
    """The main account of the shop, with a password of its own choice."""
    user = User.objects.get(username=f"{SHOP}-main")
    accounts.choose_password(user, PASSWORD, now=datetime.now(UTC))
    return user


def shop() -> Merchant:
    return Merchant.objects.get(code=SHOP)
