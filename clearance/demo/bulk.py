"""A realistic million of orders: as a year of imports leaves them, made in minutes.

Every order has what the code relies on: its recipient and its decision under the rules
in force, its values sealed under the recipient's own key, an import it came with, an
id that follows the time it came. A chunk is one transaction, and the number of an order
says which they are: killed anywhere, the next run goes on where it stopped.

The access log gets a line an import, as from the importer, not a line an order. No
links are made, and nobody is about to be asked: `run_due` would write to thousands.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched, chain
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import Max

from clearance.accounts.enums import Platform
from clearance.accounts.models import Merchant
from clearance.audit import services as audit
from clearance.channels.enums import Level, Subject
from clearance.demo.accounts import Shops, make_accounts, make_shops
from clearance.demo.papers import Papers
from clearance.demo.year import FIRST_NUMBER, MOST, Drawn, drawn
from clearance.exchange.enums import BatchState
from clearance.exchange.models import ImportBatch
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys
from clearance.lib.bulk import insert, insert_rows
from clearance.lib.databases import let_others_write
from clearance.lib.uuid7 import uuid7
from clearance.orders.enums import DecisionCause, UploadState
from clearance.orders.models import Decision, Order, OrderLine, Ruling
from clearance.orders.services import Rulings, settle
from clearance.orders.services.deciding import orderer_of
from clearance.recipients.services import find_or_add

CHUNK = 5_000
MORE_SHOPS: Shops = {
    "sakura": ("Sakura Beauty Tokyo", Platform.TMALL),
    "outback": ("Outback Health", Platform.TMALL),
    "alpen": ("Alpen Apotheke", Platform.JD),
    "seoul": ("Seoul Skin", Platform.TMALL),
    "maple": ("Maple Living", Platform.TAOBAO),
    "lagoon": ("Lagoon Baby", Platform.PINDUODUO),
    "fjord": ("Fjord Outdoor", Platform.TMALL),
    "baltic": ("Baltic Linen", Platform.TMALL),
    "tundra": ("Tundra Tea", Platform.TMALL),
}
LINE = (
    *("order_id", "position", "name", "sku"),
    *("quantity", "price_minor", "origin"),
)
DECISION = (
    *("id", "order_id", "no", "ruling_id", "level", "subject", "cause"),
    *("decided_at", "facts_at", "state_then", "number_then"),
)
STATE_THEN = {
    Level.IMAGES: UploadState.AWAITING,
    Level.UNDECIDED: UploadState.UNDECIDED,
}


@dataclass(frozen=True, slots=True)
class House:
    """What all chunks are held against: the shops, the rules, documents to send in."""

    shops: dict[str, Merchant]
    rulings: Rulings
    papers: Papers


def fill_orders(orders: int, *, now: datetime, say: Callable[[str], object]) -> None:
    """Bring the year's orders up to so many; what is there is kept."""
    present = _present()
    if present >= orders:
        return
    make_accounts(now)
    make_shops(MORE_SHOPS, now)
    house = House(
        shops={shop.code: shop for shop in Merchant.objects.all()},
        rulings=Rulings(now=now),
        papers=Papers(now),
    )
    for chunk in batched(range(present, orders), CHUNK):
        _fill(chunk, orders, house)
        let_others_write()
        say(f"{chunk[-1] + 1:,} of {orders:,} orders.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _present() -> int:
    """How many orders of the year there are: the numbers go on without a gap."""
    first, after = str(FIRST_NUMBER), str(FIRST_NUMBER + MOST)
    ours = Order.objects.filter(number__gte=first, number__lt=after)
    last = ours.aggregate(last=Max("number"))["last"]
    return int(last) - FIRST_NUMBER + 1 if last else 0


@transaction.atomic
def _fill(numbers: Iterable[int], of: int, house: House) -> None:
    now = house.rulings.now
    some = [drawn(no, of=of, until=now) for no in numbers]
    batches = _batches(some, house)
    orders = [_order(each, batches[each.shop], house) for each in some]
    _find_people(orders, some)
    for order, each in zip(orders, some, strict=True):
        _settle(order, each)
    _seal(orders, some)
    insert(ImportBatch, list(batches.values()))
    insert(Order, orders)
    lines = chain.from_iterable(map(_lines, orders, some))
    insert_rows(OrderLine, LINE, list(lines))
    insert_rows(Decision, DECISION, list(map(_decision, orders)))
    house.papers.send_in(orders, [each.recipient for each in some])
    audit.record_many(
        audit.line("import.finished", about=batch, by=None, now=batch.uploaded_at)
        for batch in batches.values()
    )


def _batches(some: Iterable[Drawn], house: House) -> dict[str, ImportBatch]:
    """An import for each shop that has orders in this chunk, come with the last."""
    counts = Counter(each.shop for each in some)
    last = {each.shop: each.columns["received_at"] for each in some}
    return {
        shop: ImportBatch(
            merchant=house.shops[shop],
            state=BatchState.DONE,
            file_digest="",
            file_size=0,
            layout="own",
            rows=count,
            created=count,
            cursor=count,
            uploaded_at=last[shop],
            finished_at=last[shop],
        )
        for shop, count in counts.items()
    }


def _order(each: Drawn, batch: ImportBatch, house: House) -> Order:
    shop = house.shops[each.shop]
    order = Order(merchant=shop, batch_id=batch.pk, **each.columns)
    ruling = house.rulings.for_order(order, platform=shop.platform)
    order.ruling, order.level, order.subject = ruling, ruling.level, ruling.subject
    return order


def _find_people(orders: list[Order], some: list[Drawn]) -> None:
    """Set recipient and holder of each order; those not on record are added."""
    named = [
        (each.values["recipient_name"], each.values["recipient_phone"]) for each in some
    ]
    others = {
        order.pk: orderer
        for order, each in zip(orders, some, strict=True)
        if order.level == Level.IMAGES
        and order.subject == Subject.ORDERER
        and (orderer := orderer_of(each.values))
    }
    since = orders[0].received_at
    found = find_or_add([*named, *others.values()], now=since)
    orderers = dict(zip(others, found[len(named) :], strict=True))
    for order, recipient in zip(orders, found, strict=False):
        order.recipient_id = recipient
        if order.level == Level.IMAGES:
            order.holder_id = orderers.get(order.pk, recipient)


def _ruling(order: Order) -> Ruling:
    """What the rules said of it: every order here has been decided."""
    return cast("Ruling", order.ruling)


def _settle(order: Order, each: Drawn) -> None:
    """Let the order ask what its ruling says, under a decision; nobody is told."""
    settle(
        order,
        level=order.level,
        subject=order.subject,
        values=each.values,
        now=order.received_at,
        holder_id=order.holder_id,
    )
    order.ask_due_at = None
    order.decision_id, order.decision_count = uuid7(), 1


def _decision(order: Order) -> tuple[Any, ...]:
    """The decision that an order was imported with, by `DECISION`."""
    return (
        order.decision_id,
        order.pk,
        order.decision_count,
        order.ruling_id,
        order.level,
        order.subject,
        DecisionCause.IMPORTED.value,
        order.received_at,
        order.received_at,
        STATE_THEN.get(Level(order.level), UploadState.NOT_NEEDED).value,
        order.number_state,
    )


def _seal(orders: list[Order], some: list[Drawn]) -> None:
    keys = open_keys([order.recipient_id for order in orders], KeyPurpose.PERSON)
    for order, each in zip(orders, some, strict=True):
        key = keys[order.recipient_id]
        order.sealed = key.seal(Order.LABEL, order.pk, "sealed", each.values)


def _lines(order: Order, each: Drawn) -> Iterator[tuple[Any, ...]]:
    """The items of an order, by `LINE`."""
    for position, (goods, quantity) in enumerate(each.lines, start=1):
        price, origin = goods.price_minor, order.dispatch_country
        yield order.pk, position, goods.name, goods.sku, quantity, price, origin
