"""When a shop's leave to see an ID ends, how often it may look, who looked."""

import re
from datetime import timedelta

import pytest
from django.utils.formats import date_format
from django.utils.timezone import localtime

from clearance.accounts.enums import MemberRole
from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.access import may_see_photo
from clearance.identity.models import IdRecord, PhotoLease, ViewingTerms
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Order
from tests.desk.cases import photo_urls
from tests.desk.conftest import AT, clock  # noqa: F401
from tests.factories import (
    NOW,
    browser_of,
    id_number,
    make_member,
    make_merchant,
    make_order,
    make_record,
    make_staff,
)

pytestmark = pytest.mark.django_db

PAGE = "/portal/orders/P1/photo/"
SHOW = f"{PAGE}show/"
LOOKS = "/portal/looks/"
DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
TERMS = "/admin/clearance/viewingterms/1/change/"


@pytest.fixture
def order():
    """A paid order whose person sent both sides through this shop's link."""
    made = make_order(number="P1")
    make_record(made, number=id_number(3))
    return made


@pytest.fixture
def main(order):
    return make_member(order.merchant)


@pytest.fixture
def owner(main):
    return browser_of(main)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def keep(**figures):
    ViewingTerms.objects.update_or_create(pk=1, defaults=figures)


def verdict(order, main, at):
    row = Order.objects.select_related("merchant").get(pk=order.pk)
    return may_see_photo(main, order.id_records.get(), now=at, order=row)


@pytest.mark.parametrize("days", [0, 3, 10])
def test_a_released_order_nobody_reports_complete_closes_by_itself(order, main, days):
    keep(days_after_release=days)
    Order.objects.update(stage="RELEASED", stage_at=NOW)
    end = NOW + days * DAY

    assert bool(verdict(order, main, end - SECOND))
    assert verdict(order, main, end).code == "released"


def test_three_days_where_nobody_kept_another_figure(order, main):
    ViewingTerms.objects.all().delete()
    Order.objects.update(stage="RELEASED", stage_at=NOW)

    assert bool(verdict(order, main, NOW + 3 * DAY - SECOND))
    assert verdict(order, main, NOW + 3 * DAY).code == "released"


def test_an_order_on_its_way_has_no_such_end(order, main):
    Order.objects.update(stage="DECLARED", stage_at=NOW)

    assert bool(verdict(order, main, NOW + 300 * DAY))


def test_the_page_says_when_it_closes_and_then_that_it_did(owner, order, clock):  # noqa: F811
    released = AT - 3 * DAY + 10 * MINUTE
    Order.objects.update(stage="RELEASED", stage_at=released)
    end = date_format(localtime(released + 3 * DAY), "DATETIME_FORMAT")
    assert f"at the latest on {end}." in text_of(owner.get(PAGE))

    clock.shift(600)
    answer = owner.get(PAGE)

    assert answer.status_code == 403
    on = date_format(localtime(released), "DATE_FORMAT")
    because = f"Customs released this order on {on}. The ID can no longer be opened."
    assert because in text_of(answer)


def test_the_masked_number_opens_and_ends_with_the_photo(owner, order, clock):  # noqa: F811
    masked = f"{id_number(3)[0]}****************{id_number(3)[-1]}"
    assert masked not in text_of(owner.get(PAGE))

    owner.post(SHOW, {"side": "PORTRAIT"})
    html = text_of(owner.get(PAGE))
    assert masked in html
    assert id_number(3) not in html

    clock.shift(121)
    assert masked not in text_of(owner.get(PAGE))


def look(image, main, order, at):
    return services.lend_photo(image, by=main, now=at, order=order)


def test_an_hours_looks_are_counted_and_it_goes_on_when_the_first_is_an_hour_old(
    order, main
):
    keep(looks_per_hour=2)
    image = services.active_images(order.id_records.get())[0]
    look(image, main, order, NOW)
    look(image, main, order, NOW + MINUTE)

    with pytest.raises(Refusal) as refused:
        look(image, main, order, NOW + 59 * MINUTE)

    assert refused.value.code == "budget"
    assert PhotoLease.objects.count() == 2
    assert look(image, main, order, NOW + 60 * MINUTE)


def test_the_refusal_names_the_time(owner, order, main):
    keep(looks_per_hour=1)
    owner.post(SHOW)
    lease = PhotoLease.objects.get()

    answer = owner.post(SHOW)

    assert answer.status_code == 403
    at = date_format(localtime(lease.given_at + 61 * MINUTE), "TIME_FORMAT")
    said = "This account has opened as many photos as it may within an hour: 1."
    assert f"{said} It goes on at {at}." in text_of(answer)
    [denied] = AuditEntry.objects.filter(action="access.denied")
    assert denied.reason_code == "budget:portal:id-photo-show"
    assert PhotoLease.objects.get() == lease


def test_a_photo_within_the_budget_opens_though_others_came_after_it(order, main):
    keep(looks_per_hour=2)
    image = services.active_images(order.id_records.get())[0]
    leases = [look(image, main, order, NOW + n * SECOND) for n in range(2)]

    for lease in leases:
        assert services.photo_bytes(lease, by=main, now=NOW + MINUTE)


def test_a_smaller_budget_holds_for_what_is_open_already(order, main):
    image = services.active_images(order.id_records.get())[0]
    first, second = [look(image, main, order, NOW + n * SECOND) for n in range(2)]
    keep(looks_per_hour=1)

    assert services.photo_bytes(first, by=main, now=NOW + MINUTE)
    with pytest.raises(Refusal) as refused:
        services.photo_bytes(second, by=main, now=NOW + MINUTE)
    assert refused.value.code == "budget"


def test_reviewers_have_no_such_budget():
    keep(looks_per_hour=1)
    reviewer = make_staff("reviewer")
    record = make_record(state="PENDING")
    services.claim(record, by=reviewer, now=NOW)
    image = services.active_images(record)[0]

    for _again in range(3):
        assert services.lend_photo(image, by=reviewer, now=NOW)


def state_of(browser):
    answer = browser.get(f"{LOOKS}{PhotoLease.objects.get().pk}/")
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    return answer.content


CHANGES = {
    "completed": lambda: Order.objects.update(stage="COMPLETED"),
    "refunded": lambda: Order.objects.update(stage="REFUNDED"),
    "withdrawn": lambda: IdRecord.objects.update(state="WITHDRAWN", ended_at=NOW),
    "replaced": lambda: IdRecord.objects.update(state="SUPERSEDED"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_open_page_is_told_to_close(owner, change):
    owner.post(SHOW)
    assert state_of(owner) == b'{"open": true}'

    change()

    assert state_of(owner) == b'{"open": false}'
    assert owner.get(f"/photos/{PhotoLease.objects.get().pk}/").status_code == 403


def test_asking_whether_it_is_open_is_no_attempt_to_look(owner):
    owner.post(SHOW)
    Order.objects.update(stage="COMPLETED")
    before = AuditEntry.objects.count()

    state_of(owner)

    assert AuditEntry.objects.count() == before


def test_after_two_minutes_it_is_closed(owner, clock):  # noqa: F811
    owner.post(SHOW)
    clock.shift(120)

    assert state_of(owner) == b'{"open": false}'


def test_the_page_says_until_when_a_side_stands_open(owner, clock):  # noqa: F811
    owner.post(SHOW)
    clock.shift(20)

    html = text_of(owner.get(PAGE))

    [left] = re.findall(r'data-left="(\d+)" data-every="5"', html)
    assert 0 < int(left) <= 100
    assert len(photo_urls(html)) == 1
    assert "Open until" in html


def test_the_shop_reads_its_own_looks(owner, order, main):
    owner.post(SHOW, {"side": "EMBLEM"})
    other = make_order(number="K1", merchant=make_merchant("kiwi"), phone="13700000009")
    record = make_record(other)
    stranger = make_member(other.merchant)
    look(services.active_images(record)[0], stranger, other, NOW)

    html = text_of(owner.get(LOOKS))

    assert f"<td>{main.username}</td>" in html
    assert '<a href="/portal/orders/P1/">P1</a>' in html
    assert "<td>Customs clearance</td>" in html
    assert "K1" not in html
    assert "K1" in text_of(browser_of(stranger).get(LOOKS))


def test_a_sub_account_reads_no_looks(order):
    sub = browser_of(make_member(order.merchant, MemberRole.SUB))

    assert sub.get(LOOKS).status_code == 403


def test_the_looks_take_the_same_queries_however_many(
    owner, order, main, django_assert_max_num_queries
):
    image = services.active_images(order.id_records.get())[0]
    look(image, main, order, NOW)
    owner.get(LOOKS)
    for n in range(1, 8):
        look(image, main, order, NOW + n * MINUTE)

    with django_assert_max_num_queries(6):
        assert text_of(owner.get(LOOKS)).count(f"<td>{main.username}</td>") == 8


def test_staff_read_who_looked_for_which_order(order, main):
    record = order.id_records.get()
    record.consent_reuse = True
    record.save()
    later = make_order(number="P2", merchant=order.merchant)
    image = services.active_images(record)[0]
    look(image, main, later, NOW)

    page = browser_of(make_staff("auditor")).get(
        f"/admin/clearance/idrecord/{record.pk}/change/"
    )

    html = text_of(page)
    assert f"<td>{main.username}</td> <td>P2</td>" in html
    assert "<td>Customs clearance</td>" in html


def test_an_administrator_sets_the_figures_and_the_log_says_so():
    keep(days_after_release=3)
    admin = browser_of(make_staff("admin"))

    answer = admin.post(TERMS, {"days_after_release": "5", "looks_per_hour": "60"})

    assert answer.status_code == 302
    assert ViewingTerms.current().days_after_release == 5
    entry = AuditEntry.objects.get(action="viewing.changed")
    assert entry.reason_code == "days_after_release"


@pytest.mark.parametrize(
    ("days", "looks"), [("61", "60"), ("-1", "60"), ("3", "0"), ("3", "1001"), ("", "")]
)
def test_figures_out_of_bounds_are_refused(days, looks):
    keep(days_after_release=3, looks_per_hour=60)
    admin = browser_of(make_staff("admin"))

    answer = admin.post(TERMS, {"days_after_release": days, "looks_per_hour": looks})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "errsum" in answer.content.decode()
    figures = ViewingTerms.current()
    assert (figures.days_after_release, figures.looks_per_hour) == (3, 60)
