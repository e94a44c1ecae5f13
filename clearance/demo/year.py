"""Orders of a year, as a large house receives them: each a pure function of its number.

Most are through; the last weeks are under way. Every shop has its fixed share, people
come back, and one in a hundred orders hangs where it should have gone on.
"""

import random
from bisect import bisect
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final, NamedTuple
from uuid import UUID

from clearance.demo.goods import Goods, shop_of
from clearance.demo.numbers import Fault, broken
from clearance.demo.orders import CARRIERS, CHANNEL_SHARES, GIFTS, MISSING, MODES, WRONG
from clearance.demo.people import Person, person

SEED: Final = 2026
YEAR: Final = timedelta(days=365)
FIRST_NUMBER: Final = 880_000_000_000_000_000
MOST: Final = 1_000_000_000
FIRST_PERSON: Final = 10_000  # those before buy in the files of the small demo
ORDERS_A_PERSON: Final = 3
REMEMBERED: Final = 60_000  # people who may come back: the last to arrive

# Of a thousand orders. A shop with log-ins of the demo has fifty.
SHARES: Final = {
    "sakura": 230,
    "outback": 180,
    "alpen": 130,
    "kiwi": 120,
    "seoul": 90,
    "maple": 70,
    "hoshi": 50,
    "lagoon": 45,
    "fjord": 30,
    "nordlys": 30,
    "baltic": 15,
    "tundra": 10,
}
_CODES: Final = tuple(SHARES)
_UP_TO: Final = tuple(accumulate(SHARES.values()))
_SCATTER: Final = 617  # prime to a thousand: neighbours go to different shops

# Up to how many days after it came an order is how far, and how many of them.
UNDER_WAY: Final = (
    (1, ("PLACED", "PAID", "PAID", "PAID")),
    (4, ("PAID", "PAID", "SHIPPED")),
    (10, ("SHIPPED", "DECLARED", "DECLARED", "PAID")),
    (16, ("DECLARED", "RELEASED", "RELEASED", "COMPLETED")),
)
THROUGH: Final = ("COMPLETED",) * 46 + ("CLOSED", "CLOSED", "REFUNDED")
HANGING: Final = ("PAID", "SHIPPED", "DECLARED")
HANGS: Final = 0.01
UNRULED: Final = 0.02  # of open orders: facts that no rule covers


class Drawn(NamedTuple):
    """An order of the year: its columns, personal values and items."""

    shop: str
    columns: dict[str, Any]
    values: dict[str, str]
    lines: list[tuple[Goods, int]]
    recipient: Person


def drawn(no: int, *, of: int, until: datetime) -> Drawn:
    """The order of this number, of so many that the year until then has."""
    dice = random.Random(SEED << 40 | no)
    shop = _CODES[bisect(_UP_TO, no * _SCATTER % 1000)]
    goods = shop_of(shop)
    received = until - YEAR + YEAR * ((no + 0.5) / of)
    placed = received - timedelta(minutes=dice.randint(2, 90))
    recipient = _person(_index(no, dice))
    gift = dice.random() < GIFTS
    orderer = _person(_index(no, dice)) if gift else recipient
    stage = _stage(until - received, dice)
    channel = dice.choice(CHANNEL_SHARES)
    if recipient.destination == "RU":
        channel = "direct_mail"
    mode = MODES[channel]
    if stage not in THROUGH and dice.random() < UNRULED:
        channel, mode = "direct_mail", "1210"
    own = channel in {"direct_mail", "domestic_stock"}
    carrier, prefix = dice.choice(CARRIERS[recipient.destination])
    sent = stage not in {"PLACED", "PAID", "CLOSED"}
    lines = [(dice.choice(goods.shelf), dice.choice((1, 1, 2)))]
    if dice.random() < 0.3:
        lines.append((dice.choice(goods.shelf), 1))
    columns = {
        "id": _identity(received, no, dice),
        "number": str(FIRST_NUMBER + no),
        "received_at": received,
        "updated_at": received,
        "holder_since_at": received,
        "placed_at": placed,
        "paid_at": None if stage == "PLACED" else placed + timedelta(minutes=2),
        "stage": stage,
        "stage_at": min(until, received + timedelta(days=dice.random() * 12)),
        "channel": channel,
        "clearance_mode": mode,
        "mode_assumed": dice.random() < 0.5,
        "logistics": "merchant" if own else "platform",
        "destination": recipient.destination,
        "dispatch_country": "CN" if channel == "domestic_stock" else goods.country,
        "carrier": carrier,
        "waybill_no": f"{prefix}{no:013}" if sent else "",
        **_amounts(channel, lines, dice),
    }
    values = _values(no, channel, recipient, orderer, dice)
    return Drawn(shop, columns, values, lines, recipient)


@lru_cache(maxsize=REMEMBERED)
def _person(index: int) -> Person:
    return person(SEED, FIRST_PERSON + index)


def _index(no: int, dice: random.Random) -> int:
    """Who buys: every third order is somebody's first."""
    newest, turn = divmod(no, ORDERS_A_PERSON)
    if not turn:
        return newest
    return dice.randint(max(0, newest - REMEMBERED), newest)


def _stage(age: timedelta, dice: random.Random) -> str:
    for days, stages in UNDER_WAY:
        if age < timedelta(days=days):
            return dice.choice(stages)
    return dice.choice(HANGING if dice.random() < HANGS else THROUGH)


def _identity(at: datetime, no: int, dice: random.Random) -> UUID:
    """The id an order gets that arrives at that moment (RFC 9562, version 7)."""
    milliseconds = int(at.timestamp() * 1000)
    high, low = divmod(no, 1 << 22)
    version = 7 << 76 | 2 << 62
    random_bits = low << 40 | dice.getrandbits(40)
    return UUID(int=milliseconds << 80 | version | high << 64 | random_bits)


def _amounts(
    channel: str, lines: list[tuple[Goods, int]], dice: random.Random
) -> dict[str, int]:
    goods = sum(item.price_minor * quantity for item, quantity in lines)
    freight, discount = dice.choice((0, 0, 1000, 2500)), dice.choice((0, 0, 0, 500))
    taxed = channel in {"bonded", "consolidated"}
    tax = ((goods + freight) * 91 + 500) // 1000 if taxed else 0
    return {
        "goods_value_minor": goods,
        "freight_minor": freight,
        "discount_minor": discount,
        "tax_minor": tax,
        "paid_minor": goods + freight + tax - discount,
    }


def _values(
    no: int, channel: str, recipient: Person, orderer: Person, dice: random.Random
) -> dict[str, str]:
    values = {
        "recipient_name": recipient.name,
        "recipient_phone": recipient.phone,
        "recipient_address": recipient.address,
        "buyer_account": f"u{SEED}{orderer.index:08}",
        "orderer_name": orderer.name,
        "orderer_phone": orderer.phone,
        "payer_name": orderer.name,
        "payment_no": f"{SEED}{no:018}",
    }
    luck = dice.random()
    if channel in {"bonded", "consolidated"} and luck > MISSING:
        slipped = luck > 1 - WRONG and orderer.document_type == "RESIDENT_ID"
        number = orderer.number
        values["orderer_id_type"] = orderer.document_type
        values["orderer_id_number"] = (
            broken(number, Fault.CHECKSUM) if slipped else number
        )
    return values
