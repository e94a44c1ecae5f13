from datetime import date, timedelta

import pytest

from clearance.identity import services
from clearance.identity.enums import ImageState, LinkEnd
from clearance.identity.models import IdImage, IdRecord
from clearance.identity.queries import standing
from clearance.identity.queries.contents import unseal_records
from clearance.lib import vault
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.orders.models import Order
from tests.factories import NOW, id_number, make_order, make_record, photo_bytes
from tests.identity.uploading import TYPED, draft, link_of, upload, upload_for

pytestmark = pytest.mark.django_db


def send(link, **also):
    return services.submit(
        link, **({"consent": True, "consent_reuse": False, "now": NOW} | also)
    )


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"document_type": "LIBRARY_CARD"}, "document_type", "document_type"),
        ({"document_type": "RU_PASSPORT"}, "document_type", "document_type"),
        ({"number": "110101199001010006"}, "document_type", "document_type"),
        (
            {"document_type": "RESIDENT_ID", "number": "11010119900101000X"},
            "number",
            "checksum",
        ),
        (
            {"document_type": "RESIDENT_ID", "number": "110101900101000"},
            "number",
            "first_generation",
        ),
        (
            {"document_type": "RESIDENT_ID", "number": "1.10101E+17"},
            "number",
            "damaged",
        ),
        ({"name": "\u200b"}, "name", "required"),
        ({"name": "李" * 101}, "name", "length"),
        ({"valid_until": "soon"}, "valid_until", "date"),
        ({"valid_until": "2031-02-30"}, "valid_until", "date"),
        ({"valid_until": "9999-12-31"}, "valid_until", "date"),
        ({"valid_until": "2026-11-20"}, "valid_until", "expired"),
        ({"valid_until": "2026-11-27"}, "valid_until", "expired"),
        ({"inn": "123456789037"}, "inn", "checksum"),
    ],
)
def test_a_wrong_field_is_named_with_its_code_and_nothing_is_kept(typed, field, code):
    link, _url = link_of(make_order())

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, typed | {"guardian_name": "王演示"}, now=NOW)

    assert {name: each.code for name, each in refused.value.problems.items()} == {
        field: code
    }
    assert not IdRecord.objects.filter(sealed__isnull=False).exists()


def test_every_wrong_field_is_named_at_once_and_no_message_repeats_a_value():
    link, _url = link_of(make_order())
    typed = TYPED | {"number": "11010119900101000X", "valid_until": "2001-01-01"}

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, typed, now=NOW)

    said = " ".join(str(each.message) for each in refused.value.problems.values())
    assert sorted(refused.value.problems) == ["number", "valid_until"]
    assert "11010119900101000X" not in said
    assert "2001" not in said


@pytest.mark.parametrize(
    "written", ["2034-05-20", "2034.5.20", "2034/05/20", " ２０３４-05-20 "]
)
def test_dates_are_read_as_people_write_them(written):
    link, _url = link_of(make_order())

    record = services.save_details(link, {"valid_until": written}, now=NOW)

    assert record.valid_until == date(2034, 5, 20)


def test_a_long_term_card_has_no_last_day():
    link, _url = link_of(make_order())
    services.save_details(link, {"valid_until": "2034-05-20"}, now=NOW)

    record = services.save_details(link, {"long_term": "on"}, now=NOW)

    assert (record.long_term, record.valid_until) == (True, None)


def test_a_last_day_and_long_term_together_are_one_too_many():
    link, _url = link_of(make_order())
    both = {"valid_until": "2034-05-20", "long_term": "on"}

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, both, now=NOW)

    [(field, problem)] = refused.value.problems.items()
    assert (field, problem.code) == ("valid_until", "date_and_long_term")
    assert str(problem.message) == (
        "Give the date or “long-term”, not both: empty the date, or untick the box."
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


def test_fields_come_in_any_order_and_blank_ones_change_nothing():
    link, _url = link_of(make_order())
    services.save_details(link, {"name": "李样本"}, now=NOW)
    services.save_details(
        link, {"document_type": "RESIDENT_ID", "number": TYPED["number"]}, now=NOW
    )

    record = services.save_details(link, {"name": "  ", "number": ""}, now=NOW)

    kept = unseal_records([record])[record.pk]
    assert kept == {"name": "李样本", "number": TYPED["number"]}


def test_another_type_is_checked_against_the_number_given_before():
    link, _url = link_of(make_order())
    services.save_details(link, TYPED, now=NOW)

    with pytest.raises(services.FieldsRefused) as refused:
        services.save_details(link, {"document_type": "HKID"}, now=NOW)

    assert list(refused.value.problems) == ["number"]


def test_a_child_needs_a_guardian_who_agrees():
    link, _url = link_of(make_order())
    number = id_number(born=date(2015, 3, 1))

    record = draft(link, number=number)
    assert services.missing(record, now=NOW) == ["guardian_name", "guardian_consent"]
    with pytest.raises(services.Incomplete) as refused:
        send(link)
    assert refused.value.missing == ["guardian_name", "guardian_consent"]

    services.save_details(
        link, {"guardian_name": "李演示", "guardian_consent": "on"}, now=NOW
    )
    assert send(link).guardian_consent


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


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"name": ""}, {"name": "required"}),
        ({"document_type": "X"}, {"document_type": "document_type"}),
        ({"number": "11010119900101000X"}, {"number": "checksum"}),
        ({"number": ""}, {"number": "empty"}),
    ],
)
def test_a_wrong_number_is_named_and_the_link_lives_on(typed, problems):
    link, _url = link_of(make_order("NUMBER_ONLY"))
    given = {
        "name": "李样本",
        "document_type": "RESIDENT_ID",
        "number": id_number(),
    } | typed

    with pytest.raises(services.FieldsRefused) as refused:
        services.submit_number(link, **given, now=NOW)

    said = {name: each.code for name, each in refused.value.problems.items()}
    assert said == problems
    link.refresh_from_db()
    assert link.ended_at is None


def test_a_number_link_takes_no_photos_and_a_photo_link_no_number():
    number_link, _url = link_of(make_order("NUMBER_ONLY"))
    photo_link, _url = link_of(make_order())

    with pytest.raises(Refusal) as no_photos:
        services.start_record(number_link, now=NOW)
    with pytest.raises(Refusal) as no_number:
        services.submit_number(
            photo_link,
            name="李样本",
            document_type="RESIDENT_ID",
            number=id_number(),
            now=NOW,
        )

    assert (no_photos.value.code, no_number.value.code) == ("link_ended", "link_ended")


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
