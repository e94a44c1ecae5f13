"""What is decided for orders in bulk equals what the pure function says of each one."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clearance.accounts.models import Merchant
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import carrier_kinds, rules_with
from clearance.channels.rules import decide
from clearance.lib.workdays import today
from clearance.orders.models import Order, Rehearsal, RehearsedFlip
from clearance.orders.queries import facts_of, groups_alike, those_alike
from clearance.orders.services import Rulings, find_flips
from tests.channels.drafting import author
from tests.factories import NOW, make_merchant, make_order

DAY = today(NOW)
SHOPS = ("hoshi", "nordlys")
MAYBE = {
    "platform": ["", "PINDUODUO", "TMALL"],
    "destination": ["", "CN", "RU"],
    "channel": ["", "bonded", "direct_mail"],
    "clearance_mode": ["", "1210", "POSTAL"],
    "logistics": ["", "platform"],
    "carrier_kind": ["", "COURIER", "POST"],
}
ANSWERS = [("NONE", ""), ("NUMBER_ONLY", "ORDERER"), ("UNDECIDED", "")]
AMOUNTS = [None, 0, 99_99, 100_00, 500_00]

rules = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in MAYBE.items()}
    | {
        "answer": st.sampled_from(ANSWERS),
        "paid_from_minor": st.sampled_from([None, 100_00]),
        "paid_below_minor": st.sampled_from([None, 500_00]),
        "began": st.integers(-3, 3),
        "lasts": st.sampled_from([None, 0, 2]),
    }
)


@pytest.fixture
def orders(db):
    """Orders of every kind that the rules below can tell apart, and then some."""
    shops = [make_merchant(code) for code in SHOPS]
    Merchant.objects.filter(code="nordlys").update(platform="PINDUODUO")
    shops[1].refresh_from_db()
    carriers = ["SF", "EMS", "a horse"]
    kinds = product(shops, ["CN", "RU"], ["bonded", "direct_mail"], carriers, AMOUNTS)
    for index, (shop, destination, channel, carrier, paid) in enumerate(kinds):
        make_order(
            merchant=shop,
            number=f"P{index}",
            destination=destination,
            channel=channel,
            clearance_mode="1210" if index % 2 else "POSTAL",
            logistics="platform" if index % 3 else "",
            carrier=carrier,
            paid_minor=paid,
            currency="CNY" if index % 5 else "USD",
            stage="PAID" if index % 4 else "CLOSED",
        )
    return list(Order.objects.select_related("merchant", "ruling"))


def row_of(made, number):
    """A version of a rule of its own, as these choices say."""
    made = dict(made)
    level, subject = made.pop("answer")
    starts = DAY + timedelta(days=made.pop("began"))
    lasts = made.pop("lasts")
    return IdRequirementRule(
        code=f"GEN-{number}",
        version=1,
        level=level,
        subject=subject,
        starts_on=starts,
        ends_on=None if lasts is None else starts + timedelta(days=lasts),
        because="Made.",
        source_note="Made.",
        **made,
    )


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=st.lists(rules, min_size=1, max_size=6))
def test_a_rehearsal_flips_what_the_pure_function_says(orders, made):
    rows = [row_of(each, number) for number, each in enumerate(made)]
    *published, draft = rows
    for row in published:
        row.state, row.published_at = "PUBLISHED", NOW
    # Published versions cannot be deleted: each example is taken back as a whole.
    with transaction.atomic():
        IdRequirementRule.objects.bulk_create(rows)
        rehearsal = Rehearsal(rule=draft, asked_at=NOW, asked_by=author())
        rehearsal.save()

        find_flips(rehearsal, now=NOW)

        flips = RehearsedFlip.objects.filter(rehearsal_id=rehearsal.pk)
        found = {flip.order_id: rehearsal.kinds[flip.kind]["after"] for flip in flips}
        assert found == one_by_one(orders, draft)
        assert rehearsal.counts["flips"] == len(found)
        transaction.set_rollback(True)


def one_by_one(orders, draft):
    """What each order that flips would be asked, by the pure function alone."""
    without, with_it = rules_with(draft)
    carriers = carrier_kinds()
    flips = {}
    for order in orders:
        facts = facts_of(order, order.merchant.platform, carriers)
        before = decide(facts, without, draft.starts_on)
        after = decide(facts, with_it, draft.starts_on)
        if before.asks[:-1] != after.asks[:-1]:
            flips[order.pk] = after.level
    return flips


@pytest.mark.parametrize("bounds", [[], [100_00], [100_00, 500_00]])
def test_every_order_is_in_one_group_whose_facts_are_its_own(orders, bounds):
    carriers = carrier_kinds()
    rulings = Rulings(now=NOW)
    rulings._bounds = bounds
    met = []
    groups = groups_alike(
        Order.objects.all(), bounds=bounds, carriers=carriers, with_sources=True
    )
    for group in groups:
        rows = those_alike(Order.objects.all(), group, bounds)
        members = list(rows.select_related("merchant"))
        assert len(members) == group.orders
        for order in members:
            facts = facts_of(order, order.merchant.platform, carriers)
            assert rulings.for_facts(facts) == rulings.for_facts(group.facts)
        met += [order.pk for order in members]
    assert sorted(met) == sorted(order.pk for order in orders)
