"""The photos of an ID in a shop: who may open them, until when, and what is logged."""

from datetime import datetime, timedelta

import pytest

from clearance.accounts.access import SECOND_FACTOR_AT
from clearance.accounts.enums import MemberRole
from clearance.accounts.models import User
from clearance.audit.models import AuditEntry
from clearance.identity import photos
from clearance.identity.models import PhotoLease
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib import vault
from clearance.orders.models import Order
from tests.desk.cases import photo_urls
from tests.desk.conftest import AT, clock  # noqa: F401
from tests.factories import (
    NOW,
    browser_of,
    make_member,
    make_merchant,
    make_order,
    make_record,
)

pytestmark = pytest.mark.django_db

PAGE = "/portal/orders/P1/photo/"
SHOW = f"{PAGE}show/"
ORDER = "/portal/orders/P1/"
SIDES = ("PORTRAIT", "EMBLEM")


@pytest.fixture
def order():
    """A paid order whose person sent both sides through this shop's link."""
    made = make_order(number="P1")
    make_record(made)
    return made


@pytest.fixture
def owner(order):
    """The main account of the shop."""
    return browser_of(make_member(order.merchant))


def text_of(answer):
    return " ".join(answer.content.decode().split())


def shown(browser, side="PORTRAIT"):
    """The addresses of the pictures on the page, once a side was asked for."""
    answer = browser.post(SHOW, {"side": side})
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    return photo_urls(browser.get(PAGE).content.decode())


def test_the_page_offers_each_side_and_lends_none(owner):
    answer = owner.get(PAGE)

    html = text_of(answer)
    assert answer.status_code == 200
    assert [html.count(f'name="side" value="{side}"') for side in SIDES] == [1, 1]
    assert photo_urls(html) == []
    assert not PhotoLease.objects.exists()


@pytest.mark.parametrize("side", SIDES)
def test_a_side_that_was_asked_for_stands_open(owner, order, side):
    [url] = shown(owner, side)

    lease = PhotoLease.objects.get()
    assert url == f"/photos/{lease.pk}/"
    assert (lease.image.side, lease.order) == (side, order)


def test_both_sides_stand_open_once_both_were_asked_for(owner):
    shown(owner, "PORTRAIT")

    assert len(shown(owner, "EMBLEM")) == 2


def test_the_photo_is_marked_with_its_viewer(owner, order):
    [url] = shown(owner)
    image = PhotoLease.objects.get().image
    key = open_key(image.record_id, KeyPurpose.RECORD)
    name = str(image.pk)
    stored = b"".join(key.unseal_stream(vault.get(name), name=name))
    viewer = User.objects.get(membership__merchant=order.merchant)

    answer = owner.get(url, headers={"Sec-Fetch-Site": "same-origin"})

    def marked(name):
        return photos.watermarked(
            stored, viewer=name, at=AT, order_tail="P1", long_side=1280
        )

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer.content == marked(viewer.username)
    assert answer.content != marked("somebody")


def test_the_log_says_so_before_the_photo_is_fetched(owner, order):
    shown(owner)

    entry = AuditEntry.objects.get(action="id.photo_shown")
    record = order.id_records.get()
    assert (entry.object_id, entry.reason_code, entry.merchant_id) == (
        str(record.pk),
        "PORTRAIT",
        order.merchant_id,
    )


def test_page_and_photo_are_kept_nowhere(owner):
    [url] = shown(owner)

    assert "no-store" in owner.get(PAGE)["Cache-Control"]
    assert owner.get(url)["Cache-Control"] == "private, no-store"
    assert owner.get(url)["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_after_two_minutes_it_is_asked_for_again(owner, clock):  # noqa: F811
    [url] = shown(owner)
    clock.shift(121)

    assert photo_urls(owner.get(PAGE).content.decode()) == []
    assert owner.get(url).status_code == 403


def test_what_one_account_opened_is_not_open_to_another(owner, order):
    [url] = shown(owner)
    sub = browser_of(make_member(order.merchant, MemberRole.SUB))
    stranger = browser_of(make_member(make_merchant("kiwi")))

    assert [each.get(url).status_code for each in (sub, stranger)] == [404, 404]


def test_showing_asks_who_is_there_first(order):
    owner = browser_of(make_member(order.merchant))
    session = owner.session
    session[SECOND_FACTOR_AT] = 1
    session.save()

    answer = owner.post(SHOW, {"side": "PORTRAIT"})

    assert (answer.status_code, answer["Location"].split("?")[0]) == (
        302,
        "/reauthenticate/",
    )
    assert not PhotoLease.objects.exists()


def refused(browser):
    """What the page and the POST both say no with; nothing was lent."""
    page, show = browser.get(PAGE), browser.post(SHOW, {"side": "PORTRAIT"})
    assert (page.status_code, show.status_code) == (403, 403)
    assert not PhotoLease.objects.exists()
    return text_of(page)


def test_a_sub_account_is_told_to_ask_the_owner(order):
    sub = browser_of(make_member(order.merchant, MemberRole.SUB))

    because = (
        "Only the main account of this shop can open this ID. Ask its owner. "
        "You can see its status."
    )
    assert because in refused(sub)
    assert because in text_of(sub.get(ORDER))


@pytest.mark.parametrize(
    ("stage", "because"),
    [
        ("COMPLETED", "This order was completed on 18 Nov 2026."),
        ("CLOSED", "This order was closed on 18 Nov 2026."),
    ],
)
def test_a_finished_order_shows_nothing_any_more(owner, order, stage, because):
    Order.objects.update(
        stage=stage, stage_at=datetime.fromisoformat("2026-11-18T04:00Z")
    )

    assert f"{because} The ID can no longer be opened." in refused(owner)


def test_an_order_that_needs_none_has_nothing_to_show(owner, order):
    Order.objects.update(level="NONE", holder=None)

    because = "This order needs no upload, so there is nothing to show."
    assert because in refused(owner)


def test_before_it_is_approved_there_is_nothing_to_see(db):
    order = make_order(number="P1")
    make_record(order, state="PENDING", with_photos=False)
    owner = browser_of(make_member(order.merchant))

    assert "There is no approved document to see." in refused(owner)


def test_a_document_given_to_another_shop_shows_its_state_only(order):
    kiwi = make_merchant("kiwi")
    Order.objects.update(number="K0")
    order.id_records.update(consent_reuse=True)
    make_order(number="P1", merchant=kiwi)

    because = "The person sent this document to another shop: you see its state only."
    assert because in refused(browser_of(make_member(kiwi)))


def test_what_the_person_agreed_to_for_another_order_is_not_seen(owner):
    Order.objects.update(holder_since_at=NOW + timedelta(seconds=1))

    assert refused(owner)


def test_a_refusal_is_in_the_log(order):
    refused(browser_of(make_member(order.merchant, MemberRole.SUB)))

    denied = AuditEntry.objects.filter(action="access.denied")
    assert sorted(each.reason_code for each in denied) == [
        "main_only:portal:id-photo",
        "main_only:portal:id-photo-show",
    ]


def test_an_order_of_another_shop_is_not_found(order):
    stranger = browser_of(make_member(make_merchant("kiwi")))

    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(SHOW, {"side": "PORTRAIT"}).status_code == 404


def test_a_side_the_document_has_not_is_not_found(owner):
    assert owner.post(SHOW, {"side": "BACK"}).status_code == 404


def test_the_order_page_leads_there_when_it_is_allowed(owner, order):
    assert f'href="{PAGE}"' in text_of(owner.get(ORDER))

    Order.objects.update(stage="COMPLETED")

    html = text_of(owner.get(ORDER))
    assert f'href="{PAGE}"' not in html
    assert "The ID can no longer be opened." in html


def test_the_first_side_is_shown_where_none_is_named(owner):
    answer = owner.post(SHOW)

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    [lease] = PhotoLease.objects.all()
    assert lease.image.side == "PORTRAIT"
