"""The same order columns through django-import-export, as it comes."""

from importlib.util import find_spec
from time import perf_counter
from typing import Any

from django.db import transaction
from django.db.models import BinaryField

from clearance.orders.models import Order
from tests.benchmarks import raw

ROWS = 2_000
"""As many as it can bear: it takes its time over each."""


def is_installed() -> bool:
    return find_spec("import_export") is not None


def spent(names: list[str], rows: list[tuple[Any, ...]]) -> float:
    """The seconds it takes for order rows that are sealed and decided already."""
    from import_export.resources import modelresource_factory
    from tablib import Dataset

    raw.clear(raw.ORDERS)
    resource = modelresource_factory(Order)()
    begun = perf_counter()
    with transaction.atomic():
        done = resource.import_data(Dataset(*rows, headers=names), raise_errors=True)
    took = perf_counter() - begun
    if done.totals["new"] != len(rows):
        raise AssertionError(f"The peer wrote {done.totals['new']} rows.")
    return took


def order_rows() -> tuple[list[str], list[tuple[Any, ...]]]:
    """Some stored orders: the names of their columns, and their values.

    Without the sealed values and the digest: the peer takes all bytes for text.
    """
    names = [
        field.name
        for field in Order._meta.concrete_fields
        if not isinstance(field, BinaryField)
    ]
    return names, list(Order.objects.order_by("pk").values_list(*names)[:ROWS])
