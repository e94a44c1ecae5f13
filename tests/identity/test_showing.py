import io
from datetime import timedelta

import pytest
from PIL import Image

from clearance.accounts.enums import MemberRole
from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.access import may_see_photo
from clearance.identity.models import PhotoLease
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import destroy_keys, open_key
from clearance.lib import vault
from clearance.lib.verdicts import Refusal
from clearance.orders.models import Order
from tests.factories import (
    NOW,
    make_member,
    make_merchant,
    make_order,
    make_record,
    make_staff,
    photo_bytes,
)

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


@pytest.fixture
def reviewer():
    return make_staff("reviewer")


@pytest.fixture
def image(reviewer):
    """The portrait side of a document that the reviewer has taken up."""
    record = make_record(state="PENDING")
    services.claim(record, by=reviewer, now=NOW)
    return services.active_images(record)[0]


def refusal(step):
    with pytest.raises(Refusal) as refused:
        step()
    return refused.value.code


def test_a_reviewer_sees_the_photo_marked_and_the_log_says_so(image, reviewer):
    lease = services.lend_photo(image, by=reviewer, now=NOW)
    seen = services.photo_bytes(lease, by=reviewer, now=NOW + SECOND)

    picture = Image.open(io.BytesIO(seen))
    assert picture.size == (800, 500)
    assert seen != photo_bytes()
    entry = AuditEntry.objects.get(action="id.photo_shown")
    assert (entry.object_id, entry.actor_id) == (str(image.record_id), reviewer.pk)


def test_a_lease_is_for_one_viewer_and_as_long_as_a_case(image, reviewer):
    lease = services.lend_photo(image, by=reviewer, now=NOW)
    other = make_staff("supervisor")

    def look(by, at):
        return lambda: services.photo_bytes(lease, by=by, now=at)

    assert refusal(look(other, NOW)) == "lease_over"
    assert refusal(look(reviewer, NOW + timedelta(minutes=10))) == "lease_over"
    assert refusal(look(reviewer, NOW - SECOND)) == "lease_over"


def test_a_small_picture_comes_first_and_the_stored_one_on_zooming(reviewer):
    record = make_record(state="PENDING", with_photos=False)
    services.claim(record, by=reviewer, now=NOW)
    image = record.images.get(side="PORTRAIT")
    key = open_key(record.pk, KeyPurpose.RECORD)
    large = noisy_photo(2048, 1400)
    vault.put(image.pk, key.seal_stream([large], name=str(image.pk)))
    lease = services.lend_photo(image, by=reviewer, now=NOW)

    first = services.photo_bytes(lease, by=reviewer, now=NOW)
    stored = services.photo_bytes(lease, by=reviewer, now=NOW, as_stored=True)

    assert len(first) <= 300_000 < len(stored)
    assert Image.open(io.BytesIO(stored)).size == (2048, 1400)


def noisy_photo(width, height):
    """What compresses worst: no photo of a card is this long."""
    speckles = Image.effect_noise((width, height), 120).convert("RGB")
    written = io.BytesIO()
    speckles.save(written, "JPEG", quality=85)
    return written.getvalue()


def test_the_leave_ends_with_the_case(image, reviewer):
    lease = services.lend_photo(image, by=reviewer, now=NOW)

    services.release(image.record, by=reviewer, now=NOW)

    code = refusal(lambda: services.photo_bytes(lease, by=reviewer, now=NOW))
    assert code == "not_claimed"
    assert refusal(lambda: services.lend_photo(image, by=reviewer, now=NOW)) == (
        "not_claimed"
    )


@pytest.mark.parametrize("role", ["support", "admin", "auditor", "customs"])
def test_no_other_staff_see_a_photo(image, role):
    code = refusal(lambda: services.lend_photo(image, by=make_staff(role), now=NOW))

    assert code == "no_permission"
    assert not PhotoLease.objects.exists()


def test_a_photo_whose_key_is_destroyed_is_gone(image, reviewer):
    lease = services.lend_photo(image, by=reviewer, now=NOW)
    destroy_keys([image.record_id], KeyPurpose.RECORD, by=None, now=NOW)

    code = refusal(lambda: services.photo_bytes(lease, by=reviewer, now=NOW))

    assert code == "photo_gone"


def test_a_lost_object_is_an_alarm_and_never_wrong_bytes(image, reviewer):
    lease = services.lend_photo(image, by=reviewer, now=NOW)
    vault.delete(image.pk)

    code = refusal(lambda: services.photo_bytes(lease, by=reviewer, now=NOW))

    assert code == "photo_lost"
    assert AuditEntry.objects.get(action="id.photo_lost").outcome == "FAILED"


def test_an_object_put_in_the_place_of_another_is_an_alarm(image, reviewer):
    other = services.active_images(image.record)[1]
    lease = services.lend_photo(image, by=reviewer, now=NOW)
    swapped = list(vault.get(other.pk))
    vault.delete(image.pk)
    vault.put(image.pk, swapped)

    code = refusal(lambda: services.photo_bytes(lease, by=reviewer, now=NOW))

    assert code == "photo_lost"


def test_the_main_account_sees_what_was_sent_to_its_shop_while_the_order_is_open():
    order = make_order()
    main = make_member(order.merchant)
    record = make_record(order)
    image = services.active_images(record)[0]

    lease = services.lend_photo(image, by=main, now=NOW, order=order)
    assert services.photo_bytes(lease, by=main, now=NOW)

    Order.objects.filter(pk=order.pk).update(stage="COMPLETED")
    code = refusal(lambda: services.photo_bytes(lease, by=main, now=NOW))
    assert code == "order_closed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"stage": "PLACED"}, "order_unpaid"),
        ({"stage": "CLOSED"}, "order_closed"),
        ({"level": "NONE", "holder": None}, "not_needed"),
        ({"holder_since_at": NOW + SECOND}, "no_consent"),
    ],
)
def test_a_shop_is_told_why_it_sees_no_photo(change, code):
    order = make_order()
    main = make_member(order.merchant)
    record = make_record(order, with_photos=False)
    Order.objects.filter(pk=order.pk).update(**change)
    order = Order.objects.select_related("merchant").get(pk=order.pk)

    verdict = may_see_photo(main, record, now=NOW, order=order)

    assert (verdict.allowed, verdict.code) == (False, code)


@pytest.mark.parametrize("state", ["PENDING", "REJECTED", "EXPIRED", "WITHDRAWN"])
def test_a_shop_sees_approved_documents_only(state):
    order = make_order()
    record = make_record(order, state=state, with_photos=False)

    verdict = may_see_photo(make_member(order.merchant), record, now=NOW, order=order)

    assert verdict.code == "not_on_file"


def test_sub_accounts_and_other_shops_see_no_photo():
    order = make_order()
    record = make_record(order, with_photos=False)
    sub = make_member(order.merchant, MemberRole.SUB)
    stranger = make_member(make_merchant("kiwi"))

    assert may_see_photo(sub, record, now=NOW, order=order).code == "main_only"
    assert may_see_photo(stranger, record, now=NOW, order=order).code == "no_permission"


def test_a_document_given_to_another_shop_shows_its_state_only():
    here, there = make_order(), make_order(merchant=make_merchant("kiwi"))
    record = make_record(here, consent_reuse=True, with_photos=False)

    verdict = may_see_photo(make_member(there.merchant), record, now=NOW, order=there)

    assert verdict.code == "other_shop"
