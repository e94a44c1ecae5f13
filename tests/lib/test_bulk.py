"""Rows in bulk are the rows a model would have saved, on either database."""

import gc
from datetime import timedelta

import pytest
from django.db import connection

from clearance.channels.models import Carrier
from clearance.keys.models import DataKey
from clearance.lib.among import among
from clearance.lib.bulk import insert, insert_missing, insert_rows, without_collecting
from clearance.lib.uuid7 import uuid7
from clearance.orders.models import Order, OrderLine, Ruling
from clearance.recipients.models import Recipient
from tests.factories import NOW, make_order

pytestmark = pytest.mark.django_db

LINE = ("order_id", "position", "name", "sku", "quantity", "price_minor", "origin")
HARD_TEXTS = ["", "\\N", "\\.", "a\tb", "a\nb\r", '"\\t"', "，|$1", "Ё'", "\\x41"]


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_a_text_comes_back_as_it_was_given(text):
    order = make_order()

    insert_rows(
        OrderLine,
        LINE,
        [(order.pk, 1, text, "plain", 2, None, ""), (order.pk, 2, "x", "", 1, 5, "CN")],
    )

    found = order.lines.filter(sku="plain").values_list(*LINE).get()
    assert found == (order.pk, 1, text, "plain", 2, None, "")


def test_an_order_comes_back_equal_in_every_column():
    order = make_order()
    before = Order.objects.values().get(pk=order.pk)
    other = Order(**before | {"id": uuid7(), "number": "other"})
    other.sealed = bytes(range(256))
    other.row_digest = None
    other.placed_at = NOW - timedelta(days=400, microseconds=7)

    insert(Order, [other])

    found = Order.objects.values().get(pk=other.pk)
    assert found == {name: getattr(other, name) for name in found}


def test_nothing_is_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows(OrderLine, LINE, [])
        assert insert_missing(OrderLine, LINE, []) == set()


def test_a_column_of_another_kind_is_refused_before_anything_is_written():
    with pytest.raises(TypeError, match="facts"):
        insert_rows(Ruling, ("key", "facts"), [("k", [])])

    assert not Ruling.objects.filter(key="k").exists()


def test_only_rows_that_are_missing_are_inserted_and_named():
    here, there = uuid7(), uuid7()
    columns = ("id", "subject", "purpose", "kek_id", "wrapped", "created_at")
    first = (uuid7(), here, "PERSON", "kek", b"\\\x00\xff", NOW)
    twin = (uuid7(), here, "PERSON", "kek", b"other", NOW)
    other = (uuid7(), there, "PERSON", "a" * 64, b"", NOW)

    assert insert_missing(DataKey, columns, [first]) == {first[0]}
    assert insert_missing(DataKey, columns, [twin, other]) == {other[0]}

    kept = DataKey.objects.filter(subject__in=[here, there]).order_by("pk")
    rows = [(*row[:4], bytes(row[4]), row[5]) for row in kept.values_list(*columns)]
    assert rows == [first, other]


def test_a_text_longer_than_its_column_is_not_cut():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite knows no lengths.")
    row = (uuid7(), uuid7(), "PERSON", "k" * 65, b"", NOW)

    with pytest.raises(Exception, match="too long"):
        insert_missing(
            DataKey,
            ("id", "subject", "purpose", "kek_id", "wrapped", "created_at"),
            [row],
        )


@pytest.mark.parametrize("text", [*HARD_TEXTS, "{a,b}", "NULL", "null"])
def test_a_text_is_itself_among_others_and_in_a_row_that_was_missing(text):
    columns = ("id", "subject", "purpose", "kek_id", "wrapped", "created_at")
    row = (uuid7(), uuid7(), "PERSON", text, b"", NOW)
    other = (uuid7(), uuid7(), "PERSON", "other", b"", NOW)

    insert_missing(DataKey, columns, [row, other])

    found = DataKey.objects.filter(among("kek_id", [text, "none"]))
    assert list(found.values_list("pk", "kek_id")) == [(row[0], text)]


def test_what_is_null_in_a_missing_row_stays_null():
    columns = ("id", "reference", "state", "sealed", "match_digest", "created_at")
    known = (uuid7(), "R-1", "ACTIVE", b"x", b"\x00\\", NOW)
    unknown = (uuid7(), "R-2", "ACTIVE", None, None, NOW)

    insert_missing(Recipient, columns, [known, unknown])

    found = Recipient.objects.order_by("pk").values_list(*columns)
    assert [
        tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)
        for row in found
    ] == [known, unknown]


def test_collecting_goes_on_afterwards_unless_it_was_off_before():
    with without_collecting():
        with without_collecting():
            pass
        within = gc.isenabled()

    assert not within
    assert gc.isenabled()


def test_among_finds_what_in_finds_by_every_kind_of_value():
    order, _other = make_order(), make_order()
    person = Recipient.objects.get(pk=order.recipient_id)
    stray = uuid7()

    by_id = Order.objects.filter(among("pk", [order.pk, stray]))
    by_number = Order.objects.filter(among("number", {order.number, "none"}))
    by_digest = Recipient.objects.filter(among("match_digest", [person.match_digest]))

    assert list(by_id) == list(by_number) == [order]
    assert list(by_digest) == list(Recipient.objects.filter(pk=person.pk))
    assert not Carrier.objects.filter(among("name", [])).exists()
