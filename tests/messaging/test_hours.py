"""People are written to by day, by their own clock; codes leave at any hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clearance.identity.services import issue_link
from clearance.messaging import rules
from clearance.messaging.enums import MessageState, Trouble
from clearance.messaging.models import Message
from clearance.messaging.services import drive_deliveries, retry
from clearance.orders.models import Order
from tests.factories import make_order
from tests.messaging.posting import NOW, make_person, post

DAY = (9, 21)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def code_context():
    return {"code": "123456", "tail": "0042", "shop": "Hoshi"}


def at(zone, hour, minute=0, day=2):
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("country", "now", "leaves"),
    [
        ("CN", at("Asia/Shanghai", 9), at("Asia/Shanghai", 9)),
        ("CN", at("Asia/Shanghai", 20, 59), at("Asia/Shanghai", 20, 59)),
        ("CN", at("Asia/Shanghai", 21), at("Asia/Shanghai", 9, day=3)),
        ("CN", at("Asia/Shanghai", 23, 30), at("Asia/Shanghai", 9, day=3)),
        ("CN", at("Asia/Shanghai", 0), at("Asia/Shanghai", 9)),
        ("CN", at("Asia/Shanghai", 8, 59), at("Asia/Shanghai", 9)),
        ("", at("Asia/Shanghai", 3), at("Asia/Shanghai", 9)),
        ("JP", at("Asia/Tokyo", 21), at("Asia/Tokyo", 9, day=3)),
        # Two zones: not before nine in the west, not after nine in the east.
        ("RU", at("Europe/Moscow", 8), at("Europe/Moscow", 9)),
        ("RU", at("Europe/Moscow", 13, 59), at("Europe/Moscow", 13, 59)),
        ("RU", at("Europe/Moscow", 14), at("Europe/Moscow", 9, day=3)),
        ("US", at("America/New_York", 9), at("America/Los_Angeles", 9)),
        # The clock goes forward in the night of 29 March.
        ("DE", at("Europe/Berlin", 22, day=28), at("Europe/Berlin", 9, day=29)),
    ],
)
def test_when_it_is_day(country, now, leaves):
    assert rules.leave_at(now.astimezone(UTC), country, DAY) == leaves


@pytest.mark.parametrize("country", ["", "CN", "RU", "US", "AU", "CA", "DE", "NZ"])
def test_at_every_hour_of_a_year_there_is_a_next_day(country):
    now = datetime(2026, 1, 1, tzinfo=UTC)

    for hours in range(0, 366 * 24, 7):
        here = now + timedelta(hours=hours)
        leaves = rules.leave_at(here, country, DAY)
        assert here <= leaves <= here + 22 * HOUR
        assert rules.leave_at(leaves, country, DAY) == leaves


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("+8613800001234", "CN"),
        ("+79161234567", "RU"),
        ("+77011234567", "KZ"),
        ("+4915112345678", "DE"),
        ("13800001234", ""),
        ("somebody@mail.example", ""),
        ("", ""),
    ],
)
def test_a_phone_tells_whose_clock_counts(phone, country):
    assert rules.country_of(phone) == country


@pytest.mark.parametrize(
    "said", ["", "9", "9-", "9-12", "21-9", "a-b", "-1-21", "9-25"]
)
def test_hours_that_are_none_are_refused(said):
    with pytest.raises(ValueError):
        rules.window(said)


@pytest.fixture
def by_day(settings):
    settings.MESSAGE_HOURS = "9-21"


@pytest.fixture
def night(by_day):
    return at("Asia/Shanghai", 22)


@pytest.mark.django_db
def test_a_message_posted_at_night_leaves_in_the_morning(carrier, night):
    post(now=night)

    assert drive_deliveries(now=night) == 0
    assert drive_deliveries(now=night + 11 * HOUR - MINUTE) == 0
    assert drive_deliveries(now=night + 11 * HOUR) == 1


@pytest.mark.django_db
def test_the_country_that_is_told_counts_more_than_the_phone(carrier, night):
    post("link:1", now=night, country="DE")  # 15:00 there
    post("link:2", now=night)

    assert drive_deliveries(now=night) == 1
    assert [handed["key"] for handed in carrier.handed] == ["link:1"]


@pytest.mark.django_db
def test_what_was_due_by_day_does_not_leave_by_night(carrier, night):
    """The worker was away from before nine in the evening until after it."""
    for number in range(3):
        post(f"link:{number}", now=night - 2 * HOUR)

    assert drive_deliveries(now=night) == 0

    assert carrier.handed == []
    rows = Message.objects.values_list("state", "attempts", "due_at").distinct()
    assert list(rows) == [("QUEUED", 0, night + 11 * HOUR)]
    assert drive_deliveries(now=night + 11 * HOUR) == 3


@pytest.mark.django_db
def test_what_failed_in_the_evening_is_tried_again_in_the_morning(refusing, night):
    post(now=night - HOUR - MINUTE)
    drive_deliveries(now=night - HOUR - MINUTE / 2)

    assert Message.objects.get().due_at == night + 11 * HOUR


@pytest.mark.django_db
def test_a_code_leaves_at_once_before_all_that_waits(carrier, night):
    person = make_person()
    post("link:1", person=person, now=night - 3 * HOUR)
    post("link:2", person=person, now=night)
    post("code:1", kind="CODE", context=code_context(), person=person, now=night)

    assert drive_deliveries(now=night) == 1
    assert [handed["key"] for handed in carrier.handed] == ["code:1"]


@pytest.mark.django_db
def test_of_codes_that_wait_only_the_latest_leaves(carrier, night):
    person = make_person()
    for key in ("code:1", "code:2"):
        post(key, kind="CODE", context=code_context(), person=person, now=night)
    post("code:3", kind="CODE", context=code_context(), now=night)

    drive_deliveries(now=night)

    assert [handed["key"] for handed in carrier.handed] == ["code:2", "code:3"]
    assert Message.objects.get(idempotency_key="code:1").state == "CANCELLED"


@pytest.mark.django_db
def test_a_code_that_is_late_is_not_sent(carrier, night):
    code = post("code:1", kind="CODE", context=code_context(), now=night)

    drive_deliveries(now=night + rules.USEFUL + MINUTE)

    code.refresh_from_db()
    assert carrier.handed == []
    assert (code.state, code.trouble) == (MessageState.DEAD, Trouble.LATE)


@pytest.mark.django_db
def test_what_is_sent_again_at_night_leaves_in_the_morning(carrier, night):
    message = post(now=night)
    Message.objects.filter(pk=message.pk).update(state=MessageState.DEAD)

    assert retry(message.pk, now=night).due_at == night + 11 * HOUR


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("level", "destination", "country"),
    [
        ("IMAGES", "RU", "RU"),
        ("IMAGES", "CN", "CN"),
        ("NUMBER_ONLY", "DE", "CN"),
    ],
)
def test_a_recipient_s_day_is_where_the_parcel_goes(level, destination, country):
    """An orderer's is that of the phone: the parcel goes to somebody else."""
    order = make_order(level)
    Order.objects.filter(pk=order.pk).update(destination=destination)

    issue_link(order, by=None, now=NOW)

    assert Message.objects.get().country == country
