"""What the rules say about facts is written once, shared, and never changed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clearance.channels.models import Carrier, IdRequirementRule
from clearance.channels.rules import Facts
from clearance.identity.queries import receipt
from clearance.lib.workdays import today
from clearance.orders.models import Decision, Ruling
from clearance.orders.queries import facts_of
from clearance.orders.services import Rulings
from tests.factories import NOW, make_order

pytestmark = pytest.mark.django_db

POSTAL = Facts("TMALL", "CN", "direct_mail", "POSTAL")
LATER = NOW + timedelta(days=30)


def publish(**fields):
    kept = {
        "code": "OWN",
        "version": 1,
        "state": "PUBLISHED",
        "published_at": NOW,
        "destination": "CN",
        "level": "UNDECIDED",
        "because": "Somebody looks at it.",
        "source_note": "A test.",
        "starts_on": today(NOW),
    }
    return IdRequirementRule.objects.create(**kept | fields)


def next_version(code, **fields):
    """The same conditions with another answer, from `LATER` on."""
    row = IdRequirementRule.objects.get(code=code, version=1)
    row.pk, row.version, row.starts_on = None, 2, today(LATER)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    return row


def test_the_same_facts_have_the_same_row_on_any_day():
    first = Rulings(now=NOW).for_facts(POSTAL)
    again = Rulings(now=LATER).for_facts(POSTAL)

    assert first.pk == again.pk
    assert Ruling.objects.count() == 1


def test_one_that_looks_at_many_orders_asks_once_for_each_combination(
    django_assert_num_queries,
):
    rulings = Rulings(now=NOW)
    first = rulings.for_facts(POSTAL)

    with django_assert_num_queries(0):
        found = {rulings.for_facts(POSTAL).pk for _ in range(50)}

    assert found == {first.pk}


@pytest.mark.parametrize(
    "other",
    [
        Facts("TMALL", "CN", "direct_mail", "9610"),
        Facts("TMALL", "CN", "direct_mail", "POSTAL", mode_assumed=True),
        Facts("TMALL", "CN", "direct_mail", "POSTAL", channel_assumed=True),
        Facts("TMALL", "CN", "direct_mail", "POSTAL", destination_assumed=True),
        Facts("TMALL", "CN", "direct_mail", "POSTAL", "merchant"),
        Facts("JD", "CN", "direct_mail", "POSTAL"),
        Facts("TMALL", "CN", "direct_mail", "POSTAL", carrier_kind="POST"),
    ],
)
def test_other_facts_have_another_row(other):
    rulings = Rulings(now=NOW)

    assert rulings.for_facts(POSTAL).pk != rulings.for_facts(other).pk


def test_a_new_version_gives_a_new_ruling_and_the_old_one_stays():
    before = Rulings(now=NOW).for_facts(POSTAL)
    newer = next_version("CN-DIRECT-POSTAL", sides=["PORTRAIT"])

    same_day = Rulings(now=NOW).for_facts(POSTAL)
    after = Rulings(now=LATER).for_facts(POSTAL)

    assert same_day.pk == before.pk
    assert (after.rule, after.sides) == (newer, ["PORTRAIT"])
    assert (before.rule.version, before.sides) == (1, ["PORTRAIT", "EMBLEM"])


# --- amounts ------------------------------------------------------------------------


def test_where_no_rule_looks_at_the_amount_orders_of_any_amount_share_a_ruling():
    rulings = Rulings(now=NOW)

    found = {
        rulings.for_facts(
            Facts("TMALL", "CN", "direct_mail", "POSTAL", paid_minor=n)
        ).pk
        for n in (None, 0, 1, 99_999, 10**12)
    }

    assert len(found) == 1
    assert "paid" not in {each["name"] for each in Ruling.objects.get().facts}


def test_many_amounts_make_as_few_rulings_as_there_are_bands():
    publish(code="SMALL", paid_below_minor=100_000, clearance_mode="0110")
    publish(code="MIDDLE", paid_from_minor=100_000, paid_below_minor=500_000)
    rulings = Rulings(now=NOW)

    def of(paid):
        return rulings.for_facts(
            Facts("TMALL", "CN", "bonded", "0110", paid_minor=paid)
        )

    rows = {paid: of(paid) for paid in range(0, 700_000, 7_919)}
    edges = [of(paid).pk for paid in (99_999, 100_000, 499_999, 500_000)]

    assert len({row.pk for row in rows.values()}) == 3
    assert edges[1] == edges[2]
    assert len(set(edges)) == 3
    assert of(99_999).rule.code == "SMALL"
    assert of(100_000).rule.code == "MIDDLE"
    assert of(500_000).rule is None


def test_a_ruling_tells_the_band_of_the_amount_and_not_an_amount():
    publish(code="MIDDLE", paid_from_minor=100_000, paid_below_minor=500_000)
    facts = Facts("TMALL", "CN", "bonded", "0110", paid_minor=77_777)

    ruling = Rulings(now=NOW).for_facts(facts)

    paid = [each for each in ruling.facts if each["name"] == "paid"]
    [tried] = [each for each in ruling.tried if each["code"] == "MIDDLE"]
    assert paid == [{"name": "paid", "value": "0..100000", "source": "ORDER_FILE"}]
    assert (tried["wanted"], tried["found"]) == ("100000..500000", "0..100000")


def test_an_amount_that_is_not_known_is_in_no_band():
    publish(code="ANY", paid_from_minor=0)
    facts = Facts("TMALL", "CN", "bonded", "0110", paid_minor=None)

    ruling = Rulings(now=NOW).for_facts(facts)

    [tried] = [each for each in ruling.tried if each["code"] == "ANY"]
    assert ruling.level == "UNDECIDED"
    assert (tried["field"], tried["found"]) == ("paid", "")


@pytest.mark.parametrize(("currency", "known"), [("CNY", 5_000), ("JPY", None)])
def test_amounts_are_compared_in_yuan_only(currency, known):
    order = make_order(paid_minor=5_000, currency=currency)

    assert facts_of(order, "TMALL", {}).paid_minor == known


# --- where facts come from ----------------------------------------------------------


def test_facts_say_where_they_came_from():
    rulings = Rulings(now=NOW)
    facts = Facts(
        "TMALL",
        "CN",
        "bonded",
        "1210",
        "platform",
        carrier_kind="POST",
        mode_assumed=True,
        logistics_assumed=True,
        channel_assumed=True,
        destination_assumed=True,
    )

    assumed = {e["name"]: e["source"] for e in rulings.for_facts(facts).facts}
    stated = {
        e["name"]: e["source"]
        for e in rulings.for_facts(
            Facts("TMALL", "CN", "bonded", "1210", "platform")
        ).facts
    }

    assert assumed == {
        "channel": "CHANNEL_CHOSEN",
        "clearance_mode": "CHANNEL_DEFAULT",
        "logistics": "CHANNEL_DEFAULT",
        "destination": "DESTINATION_DEFAULT",
        "platform": "MERCHANT",
        "carrier_kind": "CARRIER_TABLE",
    }
    said = ("channel", "destination", "clearance_mode", "logistics")
    assert {stated[name] for name in said} == {"ORDER_FILE"}


@pytest.mark.parametrize(
    ("carrier", "kind"),
    [
        ("EMS", "POST"),
        ("ems", "POST"),
        ("顺丰", "COURIER"),
        ("Unheard of", ""),
        ("", ""),
    ],
)
def test_a_carrier_is_looked_up_whatever_its_case(carrier, kind):
    order = make_order(carrier=carrier)

    assert facts_of(order, "TMALL", Rulings(now=NOW).carriers).carrier_kind == kind


def test_a_new_carrier_of_the_table_changes_what_is_found():
    order = make_order(carrier="Swift Parcel")
    publish(
        code="BY-POST",
        carrier_kind="POST",
        channel="direct_mail",
        clearance_mode="POSTAL",
    )

    before = Rulings(now=NOW).for_order(order, platform="TMALL")
    Carrier.objects.create(name="SWIFT PARCEL", kind="POST")
    after = Rulings(now=NOW).for_order(order, platform="TMALL")

    assert before.rule.code == "CN-DIRECT-POSTAL"
    assert after.rule.code == "BY-POST"


# --- frozen -------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"level": "NONE"}, {"tried": []}, {"facts": []}])
def test_a_ruling_is_never_changed(change):
    ruling = Rulings(now=NOW).for_facts(POSTAL)

    with pytest.raises(DatabaseError), transaction.atomic():
        Ruling.objects.filter(pk=ruling.pk).update(**change)

    ruling.refresh_from_db()
    assert ruling.level == "IMAGES"


def test_a_ruling_is_never_deleted():
    ruling = Rulings(now=NOW).for_facts(POSTAL)

    with pytest.raises(DatabaseError), transaction.atomic():
        Ruling.objects.filter(pk=ruling.pk).delete()

    assert Ruling.objects.filter(pk=ruling.pk).exists()


@pytest.mark.parametrize(
    "change",
    [{"level": "NONE", "subject": ""}, {"cause": "AGAIN"}, {"state_then": "ON_FILE"}],
)
def test_a_decision_is_never_changed(change):
    order = make_order()

    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(order=order).update(**change)

    decision = Decision.objects.get(order=order)
    assert (decision.level, decision.cause) == ("IMAGES", "IMPORTED")


def test_the_receipt_of_an_order_stays_when_the_rules_change():
    order = make_order()
    before = receipt(order, today=today(NOW)).as_json()
    next_version(
        "CN-DIRECT-POSTAL", because="Something else.", level="NONE", subject=""
    )
    publish(channel="direct_mail", clearance_mode="POSTAL", carrier_kind="POST")

    assert receipt(order, today=today(NOW)).as_json() == before
    assert receipt(order, today=today(LATER)).as_json() == before


# --- at once ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_that_meet_new_facts_at_once_keep_one_row(at_once):
    platforms = ["TMALL", "JD", "OZON", "PINDUODUO"]

    def look():
        with transaction.atomic():
            rulings = Rulings(now=NOW)
            return [
                rulings.for_facts(Facts(name, "CN", "direct_mail", "POSTAL")).pk
                for name in platforms
            ]

    found = at_once(look, look, look, look)

    assert len({tuple(each) for each in found}) == 1
    assert Ruling.objects.count() == len(platforms)
