"""Lists and single orders give the same answer, whatever the rows."""

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.queries import (
    awaiting,
    covered,
    in_review,
    ready_to_ship,
    standings,
)
from clearance.lib.documents import FAMILY, SIDES
from clearance.lib.uuid7 import reference, uuid7
from clearance.orders.enums import Hold, UploadState
from clearance.orders.models import Order, Ruling
from clearance.recipients.services import find_or_add
from tests.factories import NOW, make_merchant, make_order, make_record, orderer

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 21)
PEOPLE, ORDERS, RECORDS = 25, 250, 60
KINDS = ("RESIDENT_ID", "TEMPORARY_ID", "PASSPORT", "RU_PASSPORT")
STATES = (
    *("ACCEPTED", "PENDING") * 3,
    *("REJECTED", "SUPERSEDED", "EXPIRED", "WITHDRAWN", "ERASED"),
)


def rulings():
    said = [
        ("IMAGES", ["RESIDENT_ID", "TEMPORARY_ID"], ["PORTRAIT", "EMBLEM"], []),
        ("IMAGES", ["PASSPORT"], ["PORTRAIT"], []),
        ("IMAGES", ["PASSPORT", "RU_PASSPORT"], ["PORTRAIT"], ["INN"]),
        ("IMAGES", [], ["PORTRAIT", "EMBLEM"], []),
        ("IMAGES", [], ["PORTRAIT"], ["INN"]),
        ("UNDECIDED", [], [], []),
    ]
    return [
        Ruling.objects.create(
            key=f"k{number}",
            facts=[],
            tried=[],
            level=level,
            document_types=kinds,
            sides=sides,
            also_asked=beside,
            evaluator=1,
            made_at=NOW,
        )
        for number, (level, kinds, sides, beside) in enumerate(said)
    ]


def days(chance, span=3):
    return NOW + timedelta(days=chance.randint(-span, span))


def near(chance):
    """Some days around the week that customs take."""
    return timedelta(days=chance.randint(4, 9))


def fill(seed):
    """Orders and documents of a few people, as wild as the tables allow."""
    chance = random.Random(seed)
    people = find_or_add(
        [(f"样本{n}", f"1380000{n:04d}") for n in range(PEOPLE)], now=NOW
    )
    asked = [None, *rulings()]
    template = make_order()
    orders = []
    for number in range(ORDERS):
        level = chance.choice(["IMAGES"] * 6 + ["NONE", "NUMBER_ONLY", "UNDECIDED"])
        holder = chance.choice(people)
        orders.append(
            Order(
                merchant=template.merchant,
                number=f"P{number}",
                recipient_id=holder,
                holder_id=holder if level == "IMAGES" else None,
                holder_since_at=days(chance),
                channel="direct_mail",
                clearance_mode="POSTAL",
                destination=chance.choice(["CN", "RU"]),
                placed_at=NOW,
                stage=chance.choice(["PAID", "SHIPPED", "COMPLETED"]),
                stage_at=NOW,
                received_at=NOW,
                updated_at=NOW,
                level=level,
                subject="RECIPIENT" if level == "IMAGES" else "",
                number_state=chance.choice(["PRESENT", "MISSING"])
                if level == "NUMBER_ONLY"
                else "NOT_NEEDED",
                ruling=chance.choice(asked),
            )
        )
    Order.objects.bulk_create(orders)
    documents(chance, people, template)


def documents(chance, people, order):
    reviewer = make_record(order, with_photos=False).reviewed_by
    accepted, rows, sides = set(), [], []
    for _ in range(RECORDS):
        state, kind = chance.choice(STATES), chance.choice(KINDS)
        person, family = chance.choice(people), FAMILY[kind]
        if state == "ACCEPTED" and (person, family) in accepted:
            continue
        accepted |= {(person, family)} if state == "ACCEPTED" else set()
        judged = state not in {"PENDING", "WITHDRAWN", "ERASED"}
        sent = not (state == "PENDING" and chance.random() < 0.3)
        pk = uuid7()
        rows.append(
            IdRecord(
                id=pk,
                reference=reference("ID", pk),
                recipient_id=person,
                order=order,
                state=state,
                document_type=kind,
                family=family,
                name_equal=chance.choice([True, True, True, False, None]),
                valid_until=chance.choice(
                    [
                        None,
                        date(2034, 1, 1),
                        TODAY + timedelta(days=chance.randint(4, 9)),
                    ]
                ),
                long_term=chance.random() < 0.2,
                has_inn=chance.random() < 0.5,
                source="LINK",
                consent_at=chance.choice([None, days(chance), days(chance)]),
                consent_reuse=chance.random() < 0.3,
                started_at=NOW,
                submitted_at=days(chance) if sent else None,
                reviewed_at=NOW if judged else None,
                reviewed_by=reviewer if judged else None,
            )
        )
        sides += [(pk, side) for side in SIDES[kind]]
    IdRecord.objects.bulk_create(rows)
    IdImage.objects.bulk_create(
        IdImage(
            record_id=pk,
            side=side,
            state=ImageState.ACTIVE,
            width=1,
            height=1,
            size=1,
            received_at=timezone.now(),
        )
        for pk, side in sides
    )


@pytest.mark.parametrize("seed", range(12))
def test_lists_say_of_every_order_what_its_own_page_says(seed):
    fill(seed)
    orders = list(Order.objects.all())
    found = standings(orders, TODAY)

    def of_state(*states):
        return {o.pk for o in orders if found[o.pk].state in states}

    def ids(rows):
        return set(rows.values_list("pk", flat=True))

    asking = Order.objects.filter(level="IMAGES")
    is_open = {o.pk for o in orders if o.is_open}
    waiting = of_state(
        UploadState.AWAITING,
        UploadState.RETAKE,
        UploadState.EXPIRED,
        UploadState.WITHDRAWN,
    )
    clear = {o.pk for o in orders if found[o.pk].hold == Hold.CLEAR}
    assert ids(asking.filter(covered(TODAY))) == of_state(UploadState.ON_FILE)
    assert ids(asking.filter(in_review()).exclude(covered(TODAY))) == of_state(
        UploadState.IN_REVIEW
    )
    assert ids(awaiting(Order.objects.all(), TODAY)) == waiting & is_open
    assert ids(ready_to_ship(Order.objects.all(), TODAY)) == clear & is_open
    # Rows so wild that every answer occurs.
    assert len({each.state for each in found.values()}) >= 7


def test_an_orderers_document_does_not_serve_another_recipient():
    gift = make_order(sealed=orderer(), name="李样本")
    [giver] = find_or_add([("王演示", "13900005678")], now=NOW)
    make_record(gift, name="王演示", recipient_id=giver, with_photos=False)

    found = standings([gift], TODAY)[gift.pk]

    assert gift.subject == "RECIPIENT"
    assert found.state == UploadState.AWAITING


def test_a_page_of_orders_takes_the_same_queries_as_one(django_assert_num_queries):
    shop = make_merchant()
    orders = [make_order(merchant=shop, phone=f"1380000{n:04d}") for n in range(10)]
    for order in orders:
        make_record(order, with_photos=False)

    with django_assert_num_queries(2):
        standings(orders[:1], TODAY)
    with django_assert_num_queries(2):
        standings(orders, TODAY)
