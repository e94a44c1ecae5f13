"""Orders of people who do not exist, in our own file layout (contract.md).

An order is a pure function of (seed, merchant, index), so a million of them stream in
constant memory. Amounts obey the money rule paid = goods + freight + tax - discount.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from clearance.demo.goods import Goods, Shop, shop_of
from clearance.demo.numbers import Fault, broken
from clearance.demo.people import Person, person

type Row = dict[str, str]

COLUMNS: Final = (
    *("order_no", "channel", "placed_at", "paid_at", "stage", "parent_order_no"),
    *("recipient_name", "recipient_phone", "recipient_address"),
    *("recipient_id_type", "recipient_id_number", "destination", "dispatch_country"),
    *("clearance_mode", "logistics", "carrier", "waybill_no", "buyer_account"),
    *("orderer_name", "orderer_id_type", "orderer_id_number", "orderer_phone"),
    *("payer_name", "payer_account", "payment_no"),
    *("goods_value", "freight", "discount", "tax", "paid", "currency"),
    *("item_name", "item_sku", "item_qty", "item_price", "item_origin"),
)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
MODES: Final = {"bonded": "1210", "consolidated": "9610"} | {
    "direct_mail": "POSTAL",
    "domestic_stock": "0110",
}
CHANNEL_SHARES: Final = (
    *("bonded",) * 7,
    *("consolidated",) * 4,
    *("direct_mail",) * 6,
    *("domestic_stock",) * 3,
)
STAGE_SHARES: Final = (
    *("PAID",) * 8,
    *("SHIPPED",) * 3,
    *("DECLARED",) * 3,
    *("COMPLETED",) * 3,
    *("PLACED", "RELEASED", "CLOSED", "REFUNDED"),
)
CARRIERS: Final = {
    "CN": (("顺丰速运", "SF"), ("中通快递", "ZTO"), ("EMS", "EA")),
    # The last one is in no table of carriers: such orders need a decision.
    "RU": (("CDEK", "CD"), ("Почта России", "RA"), ("Образец Доставка", "OD")),
}
MINUTES_APART: Final = 37
PEOPLE_PER_ORDER: Final = 0.6
GIFTS: Final = 0.12  # the orderer sends the parcel to someone else
MISSING: Final = 0.06  # a number the declaration will need is not in the file
WRONG: Final = 0.03  # a number with a slip in it


def order_rows(seed: int, n: int, merchant: str, start: datetime) -> Iterator[Row]:
    """Yield the item rows of `n` orders of a merchant, the first placed at `start`.

    `start` is aware. All four channels, all stages; people come back for several
    orders, also at other merchants of the same seed.
    """
    crowd = max(3, round(n * PEOPLE_PER_ORDER))
    for index in range(n):
        placed = start + timedelta(minutes=MINUTES_APART * index)
        yield from _order(seed, index, merchant, placed, crowd)


def _order(
    seed: int, index: int, merchant: str, placed: datetime, crowd: int
) -> Iterator[Row]:
    dice = random.Random(f"order:{seed}:{merchant}:{index}")
    shop = shop_of(merchant)
    recipient = person(seed, dice.randrange(crowd))
    orderer = recipient
    if dice.random() < GIFTS:
        orderer = person(seed, dice.randrange(crowd))
    channel = dice.choice(CHANNEL_SHARES)
    if recipient.destination == "RU":
        channel = "direct_mail"
    stage = dice.choice(STAGE_SHARES)
    lines = [
        (goods, dice.randint(1, 2))
        for goods in dice.sample(shop.shelf, dice.choice((1, 1, 1, 2, 2, 3)))
    ]

    local = placed.astimezone(SHANGHAI)
    head = dict.fromkeys(COLUMNS, "")
    head |= {
        "order_no": f"{local:%Y%m%d}{shop.digit}{index:09}",
        "channel": channel,
        "placed_at": local.isoformat(),
        "stage": stage,
        "destination": recipient.destination,
        "dispatch_country": "CN" if channel == "domestic_stock" else shop.country,
        "clearance_mode": MODES[channel] if dice.random() < 0.5 else "",
        "currency": "CNY",
        "buyer_account": f"u{seed:02}{orderer.index:06}",
    }
    if stage != "PLACED":
        head["paid_at"] = (local + timedelta(minutes=3)).isoformat()
        head |= _payment(seed, shop, index, orderer)
    head |= _people(channel, recipient, orderer, dice)
    head |= _parcel(channel, stage, recipient, shop, index, dice)
    head |= _amounts(channel, lines, dice)
    for goods, quantity in lines:
        yield head | {
            "item_name": goods.name,
            "item_sku": goods.sku,
            "item_qty": str(quantity),
            "item_price": money(goods.price_minor),
            "item_origin": shop.country,
        }


def _people(
    channel: str, recipient: Person, orderer: Person, dice: random.Random
) -> Row:
    """Name both people; the number is the orderer's or, direct mail, nobody's yet."""
    row = {
        "recipient_name": recipient.name,
        "recipient_phone": recipient.phone,
        "recipient_address": recipient.address,
        "orderer_name": orderer.name,
        "orderer_phone": orderer.phone,
    }
    whose = {"bonded": orderer, "consolidated": orderer, "direct_mail": recipient}
    luck = dice.random()
    known = dice.random() < 0.35 if channel == "direct_mail" else luck > MISSING
    if known and (subject := whose.get(channel)):
        part = "recipient" if channel == "direct_mail" else "orderer"
        row[f"{part}_id_type"] = subject.document_type
        row[f"{part}_id_number"] = (
            _slipped(subject.number) if luck > 1 - WRONG else subject.number
        )
    return row


def _slipped(number: str) -> str:
    try:
        return broken(number, Fault.CHECKSUM)
    except ValueError:  # no check character to get wrong
        return broken(number, Fault.LENGTH)


def _payment(seed: int, shop: Shop, index: int, payer: Person) -> Row:
    return {
        "payer_name": payer.name,
        "payer_account": f"sample{payer.index:06}@example.com",
        "payment_no": f"{seed:04}{shop.digit}{index:014}",
    }


def _parcel(
    channel: str,
    stage: str,
    recipient: Person,
    shop: Shop,
    index: int,
    dice: random.Random,
) -> Row:
    carrier, prefix = dice.choice(CARRIERS[recipient.destination])
    own = channel in {"direct_mail", "domestic_stock"}
    sent = stage not in {"PLACED", "PAID", "CLOSED"}
    return {
        "carrier": carrier,
        "logistics": "merchant" if own else "platform",
        "waybill_no": f"{prefix}{shop.digit}{index:011}" if sent else "",
    }


def _amounts(channel: str, lines: list[tuple[Goods, int]], dice: random.Random) -> Row:
    goods = sum(item.price_minor * quantity for item, quantity in lines)
    freight = dice.choice((0, 0, 1000, 2500))
    discount = dice.choice((0, 0, 0, 500, 2000))
    # 9.1 % for goods of 13 % VAT, rounded half up, as domain.md §1.5 has it.
    taxed = channel in {"bonded", "consolidated"}
    tax = ((goods + freight) * 91 + 500) // 1000 if taxed else 0
    return {
        "goods_value": money(goods),
        "freight": money(freight),
        "discount": money(discount),
        "tax": money(tax),
        "paid": money(goods + freight + tax - discount),
    }


def money(minor: int) -> str:
    """Write fen as the plain decimal of a file: 11800 → "118.00"."""
    return f"{minor // 100}.{minor % 100:02}"
