from datetime import date, timedelta
from uuid import UUID

import pytest

from clearance.identity import services
from clearance.identity.enums import ImageState, RecordState
from clearance.identity.models import IdImage, IdRecord
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_keys
from clearance.lib import vault
from clearance.lib.uuid7 import uuid7
from clearance.messaging.models import Message
from clearance.orders.models import Order
from tests.factories import NOW, add_photo, make_order, make_record, make_staff
from tests.identity.uploading import draft, link_of

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def empty_vault(settings, tmp_path):
    """A vault of its own for every test."""
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(tmp_path / "vault")},
        }
    }


def settled(order):
    Order.objects.filter(pk=order.pk).update(ask_due_at=None)


@pytest.mark.parametrize(
    ("valid_until", "state"),
    [
        (date(2026, 11, 20), RecordState.EXPIRED),
        (date(2026, 11, 21), RecordState.ACCEPTED),
    ],
)
def test_a_document_is_good_through_its_last_day_in_shanghai(valid_until, state):
    record = make_record(valid_until=valid_until, with_photos=False)

    services.drive_expiry(now=NOW)

    record.refresh_from_db()
    assert record.state == state


def test_a_long_term_document_never_expires():
    record = make_record(long_term=True, with_photos=False)

    assert services.drive_expiry(now=NOW + 36500 * DAY) == 0
    record.refresh_from_db()
    assert record.state == RecordState.ACCEPTED


def test_a_person_is_asked_once_for_the_document_that_follows():
    order = make_order()
    make_record(order, valid_until=date(2026, 11, 28), with_photos=False)
    settled(order)

    services.drive_expiry(now=NOW)
    assert services.drive_links(now=NOW) == 0
    tomorrow = NOW + DAY
    services.drive_expiry(now=tomorrow)
    assert services.drive_links(now=tomorrow) == 1
    for days in range(2, 12):
        services.drive_expiry(now=NOW + days * DAY)
        services.drive_links(now=NOW + days * DAY)

    assert Message.objects.count() == 1
    assert IdRecord.objects.get().state == RecordState.EXPIRED


def test_nobody_is_asked_where_another_document_serves():
    order = make_order()
    make_record(order, valid_until=date(2026, 11, 22), with_photos=False)
    make_record(order, document_type="PASSPORT", number="E12345678", with_photos=False)
    settled(order)

    services.drive_expiry(now=NOW)

    order.refresh_from_db()
    assert order.ask_due_at is None


def test_a_draft_is_forgotten_a_day_after_its_link_ended(
    django_capture_on_commit_callbacks,
):
    link, _url = link_of(make_order())
    record = draft(link)
    images = [image.pk for image in services.active_images(record)]

    assert services.drive_drafts(now=NOW + 25 * HOUR) == 0
    services.revoke_link(link, by=make_staff("support"), now=NOW)
    assert services.drive_drafts(now=NOW + 23 * HOUR) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.drive_drafts(now=NOW + 25 * HOUR) == 1

    assert not IdRecord.objects.exists()
    assert not IdImage.objects.exists()
    assert not open_keys([record.pk], KeyPurpose.RECORD)
    assert [pk for pk in images if vault.exists(pk)] == []


def test_what_was_sent_is_never_forgotten_as_a_draft():
    make_record(state="PENDING", with_photos=False)

    assert services.drive_drafts(now=NOW + 30 * DAY) == 0


def sweep(now, *keepers):
    return services.sweep_storage(now=now, keepers=keepers)


def test_a_sound_vault_has_nothing_to_sweep():
    make_record()

    assert sweep(NOW + 900 * DAY) == {"adopted": 0, "deleted": 0, "alarms": 0}


def test_objects_without_rows_go_after_a_day_unless_another_room_keeps_them():
    stray, kept = uuid7(), uuid7()
    for name in (stray, kept):
        vault.put(name, [b"sealed"])

    def keeps(names: list[UUID]) -> set[UUID]:
        return {kept} & set(names)

    assert sweep(NOW - 900 * DAY, keeps)["deleted"] == 0
    assert sweep(NOW + 900 * DAY, keeps)["deleted"] == 1
    assert (vault.exists(stray), vault.exists(kept)) == (False, True)


def test_a_deleted_photo_whose_object_stayed_goes():
    record = make_record()
    image = services.active_images(record)[0]
    IdImage.objects.filter(pk=image.pk).update(state=ImageState.DELETED)

    assert sweep(NOW + 900 * DAY)["deleted"] == 1
    assert not vault.exists(image.pk)


def test_an_active_photo_without_its_object_is_an_alarm_and_stays():
    record = make_record()
    image = services.active_images(record)[0]
    vault.delete(image.pk)

    assert sweep(NOW + 900 * DAY) == {"adopted": 0, "deleted": 0, "alarms": 1}
    assert IdImage.objects.get(pk=image.pk).state == ImageState.ACTIVE


def test_a_stored_photo_that_never_counted_counts_where_it_is_wanted():
    record = make_record(state="PENDING", submitted_at=None, sides=[])
    image = add_photo(record, "PORTRAIT")
    IdImage.objects.update(state=ImageState.INTENT)

    assert sweep(NOW + timedelta(minutes=30))["adopted"] == 0
    assert sweep(NOW + 2 * HOUR)["adopted"] == 1
    image.refresh_from_db()
    assert image.state == ImageState.ACTIVE


def test_an_old_intent_is_given_up_where_the_photo_is_there_already(
    django_capture_on_commit_callbacks,
):
    record = make_record(state="PENDING", submitted_at=None, sides=[])
    late = add_photo(record, "PORTRAIT")
    IdImage.objects.update(state=ImageState.INTENT)
    add_photo(record, "PORTRAIT")

    with django_capture_on_commit_callbacks(execute=True):
        swept = sweep(NOW + 2 * HOUR)

    assert swept == {"adopted": 0, "deleted": 1, "alarms": 0}
    assert not vault.exists(late.pk)
    assert not IdImage.objects.filter(pk=late.pk).exists()


def test_an_intent_whose_object_never_came_is_dropped():
    record = make_record(state="PENDING", submitted_at=None, sides=[])
    add_photo(record, "PORTRAIT", in_vault=False)
    IdImage.objects.update(state=ImageState.INTENT)

    assert sweep(NOW + 2 * HOUR) == {"adopted": 0, "deleted": 0, "alarms": 0}
    assert not IdImage.objects.exists()
