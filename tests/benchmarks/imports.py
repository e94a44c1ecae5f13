"""Importing new orders, sealed, matched and decided, beside a raw COPY of the rows."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from django.db import connection

from clearance.accounts import services as accounts
from clearance.accounts.enums import Platform
from clearance.demo.order_files import write_own_csv
from clearance.demo.orders import order_rows
from clearance.exchange.services import import_file
from clearance.orders.models import Order
from tests.benchmarks import alone, import_export_peer, raw
from tests.benchmarks.frame import (
    Benchmark,
    Line,
    Pairs,
    against,
    at_least,
    at_most,
    figure,
    say,
)

SHOP = "hoshi"
SEED = 7


def run(size: int, pairs: int) -> Iterator[Line]:
    """Import a file over and over into empty tables, and write the same rows raw."""
    accounts.create_merchant(
        code=SHOP,
        name="Hoshi",
        platform=Platform.TMALL,
        main_username="hoshi-main",
        by=None,
        now=datetime.now(UTC),
    )
    with tempfile.TemporaryDirectory(prefix="clearance-benchmark-") as folder:
        file = Path(folder) / "orders.csv"
        say(f"  writing a file of {size:,} orders")
        records = write_own_csv(file, order_rows(SEED, size, SHOP, _begin(size)))
        yield figure("records in the file", records, None, "")
        yield figure(
            "memory of an import", alone.megabytes_of(file, SHOP), at_most(100), "MB"
        )
        yield from _beside_raw(file, pairs)
        if not import_export_peer.is_installed():
            yield figure("django-import-export: peer not installed", 0, None, "")
            return
        few = min(size, import_export_peer.ROWS)
        yield _beside_peer(Path(folder) / "few.csv", few, pairs)


def _beside_raw(file: Path, pairs: int) -> Iterator[Line]:
    rows = raw.kept(raw.TABLES)
    orders = Order.objects.count()
    ours: list[float] = []
    every_row: list[float] = []
    orders_alone: list[float] = []
    spent: list[float] = []
    for no in range(pairs):
        # By turns, each first in every second round.
        for work in (0, 1) if no % 2 else (1, 0):
            raw.clear(raw.TABLES)
            if work:
                before = process_time()
                ours.append(_import(file))
                spent.append(process_time() - before)
            else:
                every_row.append(raw.write(rows, raw.TABLES))
                raw.clear(raw.ORDERS)
                orders_alone.append(raw.write(rows, raw.ORDERS))
    is_copy = connection.vendor == "postgresql"
    how, goal = ("COPY", 0.35) if is_copy else ("executemany", 0.25)
    per_second = "orders/s"
    yield against(
        "import",
        f"raw {how} of every row it wrote",
        Pairs(ours, every_row).turned(),
        at_least(goal),
        per_second,
        orders,
    )
    yield against(
        "import",
        f"raw {how} of the order rows alone",
        Pairs(ours, orders_alone).turned(),
        None,
        per_second,
        orders,
    )
    yield figure(
        "our own processor time an order", min(spent) / orders * 1e6, None, "µs"
    )


def _beside_peer(file: Path, size: int, pairs: int) -> Line:
    """A file of a size the peer can bear, its order rows handed to it ready made."""
    write_own_csv(file, order_rows(SEED, size, SHOP, _begin(size)))
    ours, theirs = [], []
    for _pair in range(pairs):
        raw.clear(raw.TABLES)
        ours.append(_import(file))
        theirs.append(import_export_peer.spent(*import_export_peer.order_rows()))
    told = Pairs(ours, theirs).turned()
    peer = "django-import-export's defaults"
    return against(f"import of {size:,}", peer, told, at_least(50), "orders/s", size)


def _import(file: Path) -> float:
    begun = perf_counter()
    import_file(file, merchant=SHOP, by=None, now=datetime.now(UTC))
    return perf_counter() - begun


def _begin(size: int) -> datetime:
    """The day of the first order: the last one is not in the future."""
    return datetime.now(UTC) - timedelta(minutes=40 * size)


BENCHMARK = Benchmark(
    says="importing orders, beside a raw COPY of the same rows (A)",
    size=20_000,
    smoke=300,
    run=run,
)
