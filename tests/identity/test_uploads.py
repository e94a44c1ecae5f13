from datetime import timedelta

import pytest

from clearance.identity import services
from clearance.identity.enums import ImageState, LinkEnd
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.queries import standing
from clearance.lib import vault
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.models import Order
from tests.factories import NOW, make_order, make_record, photo_bytes
from tests.identity.uploading import TYPED, draft, link_of, upload, upload_for

pytestmark = pytest.mark.django_db


def send(link, **also):
    return services.submit(
        link, **({"consent": True, "consent_reuse": False, "now": NOW} | also)
    )


@pytest.mark.parametrize(
    ("first", "second"), [("PORTRAIT", "EMBLEM"), ("EMBLEM", "PORTRAIT")]
)
def test_one_picture_is_not_both_sides(first, second):
    link, _url = link_of(make_order())
    kept = services.save_side(link, first, photo_bytes(), now=NOW)

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_side(link, second, photo_bytes(), now=NOW)

    [(field, problem)] = refused.value.problems.items()
    assert (field, problem.code) == (second.lower(), "same_picture")
    assert str(problem.message) == (
        "This is the same photo as the other side. Photograph the other side."
    )
    assert services.active_images(kept.record) == [kept]


def test_the_same_picture_may_be_sent_again_for_its_own_side():
    link, _url = link_of(make_order())
    services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)

    again = services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)

    assert services.active_images(again.record) == [again]


def test_the_photo_sent_again_takes_the_place_of_the_first(
    django_capture_on_commit_callbacks,
):
    link, _url = link_of(make_order())
    first = services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        second = services.save_side(
            link, "PORTRAIT", photo_bytes(side="EMBLEM"), now=NOW
        )

    first.refresh_from_db()
    assert (first.state, second.state) == (ImageState.DELETED, ImageState.ACTIVE)
    assert not vault.exists(first.pk)
    assert vault.exists(second.pk)


def test_what_the_vault_keeps_is_no_picture():
    link, _url = link_of(make_order())

    image = services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)

    kept = b"".join(vault.get(image.pk))
    assert b"JFIF" not in kept
    assert len(kept) > image.size
    assert len(bytes(image.digest)) == 32


@pytest.mark.parametrize(
    ("received", "code"),
    [
        (b"", "not_image"),
        (b"%PDF-1.7 not a photo", "unsupported"),
        (photo_bytes()[:2000], "truncated"),
    ],
)
def test_a_photo_that_is_none_is_refused_for_its_side(received, code):
    link, _url = link_of(make_order())

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_side(link, "EMBLEM", received, now=NOW)

    assert refused.value.problems["emblem"].code == code
    assert not IdImage.objects.exists()


def test_a_passport_has_one_side():
    link, _url = link_of(make_order())
    services.save_side(link, "EMBLEM", photo_bytes(side="EMBLEM"), now=NOW)
    passport = {"document_type": "PASSPORT", "number": "E12345678"}
    services.save_details(link, TYPED | passport, now=NOW)

    with pytest.raises(services.FieldsRefused):
        services.save_side(link, "EMBLEM", photo_bytes(), now=NOW)
    services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)
    record = send(link)

    assert [image.side for image in services.active_images(record)] == ["PORTRAIT"]


def test_nothing_is_sent_without_consent():
    link, _url = link_of(make_order())
    draft(link)

    with pytest.raises(services.FieldsRefused) as refused:
        send(link, consent=False)

    assert list(refused.value.problems) == ["consent"]
    assert IdRecord.objects.get().submitted_at is None


def test_nothing_is_sent_before_it_is_complete():
    link, _url = link_of(make_order())
    with pytest.raises(services.Incomplete):
        send(link)
    services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)
    services.save_details(link, {"name": "李样本"}, now=NOW)

    with pytest.raises(services.Incomplete) as refused:
        send(link)

    assert refused.value.missing == [
        "emblem",
        "document_type",
        "number",
        "valid_until",
    ]


def test_a_link_is_used_up_by_sending():
    link, _url = link_of(make_order())
    upload(link)

    for step in (
        lambda: services.start_record(link, now=NOW),
        lambda: services.save_details(link, TYPED, now=NOW),
        lambda: services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW),
        lambda: send(link),
    ):
        with pytest.raises(Refusal) as refused:
            step()
        assert refused.value.code == "link_ended"
    link.refresh_from_db()
    assert link.ended_because == LinkEnd.SUBMITTED


def test_a_second_upload_waits_for_the_review_of_the_first():
    first, second = make_order(), make_order()
    link, _url = link_of(second)
    draft(link)
    upload_for(first)

    with pytest.raises(Refusal) as refused:
        send(link)

    assert refused.value.code == "in_review"
    assert IdRecord.objects.exclude(submitted_at=None).count() == 1


def test_a_second_upload_is_refused_when_a_document_covers_the_order():
    first, second = make_order(), make_order()
    link, _url = link_of(second)
    draft(link)
    make_record(first, with_photos=False)

    with pytest.raises(Refusal) as refused:
        send(link)

    assert refused.value.code == "already_on_file"


@pytest.mark.parametrize(
    "change",
    [
        {"stage": "CLOSED"},
        {"is_restricted": True},
        {"level": "NONE"},
        {"holder_since_at": NOW + timedelta(minutes=1)},
    ],
)
def test_a_link_of_an_order_that_moved_on_takes_nothing(change):
    order = make_order()
    link, _url = link_of(order)
    draft(link)
    Order.objects.filter(pk=order.pk).update(**change)

    with pytest.raises(Refusal) as refused:
        send(link)

    assert refused.value.code == "link_ended"


def test_a_document_for_one_parcel_does_not_serve_a_later_order():
    upload_for(make_order())
    later = NOW + timedelta(days=1)

    order = make_order(now=later)

    found = standing(order, today(later))
    assert (found.state, found.why) == ("AWAITING", "NONE")


def test_another_name_than_the_orders_is_left_to_the_reviewer():
    record = upload_for(make_order(), name="王演示")

    assert record.name_equal is False
    assert standing(record.order, today(NOW)).state == "IN_REVIEW"


def test_dots_and_spaces_do_not_make_another_name():
    order = make_order(name="阿依古丽·买买提")

    record = upload_for(order, name="阿依古丽•买买提 ")

    assert record.name_equal is True


def test_a_russian_parcel_asks_for_the_inn_too():
    order = make_order(destination="RU")
    Order.objects.filter(pk=order.pk).update(
        level="IMAGES", subject="RECIPIENT", holder=order.recipient_id, ruling=None
    )
    link, _url = link_of(order)

    record = services.start_record(link, now=NOW)
    assert "inn" in services.missing(record, now=NOW)
    record = services.save_details(link, {"inn": "123456789047"}, now=NOW)

    assert "inn" not in services.missing(record, now=NOW)


def test_a_vault_that_fails_leaves_the_photo_before_in_place(settings, tmp_path):
    link, _url = link_of(make_order())
    first = services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)
    (tmp_path / "full").touch()
    settings.STORAGES = settings.STORAGES | {
        "vault": {
            "BACKEND": "clearance.lib.vault.LocalVault",
            "OPTIONS": {"location": str(tmp_path / "full")},
        }
    }

    with pytest.raises(vault.VaultUnavailable):
        services.save_side(link, "PORTRAIT", photo_bytes(side="EMBLEM"), now=NOW)

    first.refresh_from_db()
    assert first.state == ImageState.ACTIVE
    assert IdImage.objects.filter(state=ImageState.INTENT).count() == 1
