"""Photos and details: any subset, in any order, kept piece by piece."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clearance.demo.photograph import Flaw
from clearance.identity.enums import ImageState, LinkEnd, RecordState
from clearance.identity.models import IdImage, IdRecord, UploadLink
from clearance.identity.services import details_of
from clearance.orders.models import Order
from tests.upload.phone import (
    CHECK,
    DONE,
    PHOTOS,
    STATUS,
    link_of,
    opened,
    order_for,
    photo,
    photos_of,
    somebody,
    typed_of,
)


def where(answer):
    return answer.status_code, answer.headers.get("Location")


def test_everything_at_once_is_sent_to_review(phone, who, order):
    answer = phone.post(PHOTOS, photos_of(who) | typed_of(who) | {"consent": "on"})

    record = IdRecord.objects.get()
    assert where(answer) == (303, DONE)
    assert (record.state, record.name_equal) == (RecordState.PENDING, True)
    assert (record.consent_reuse, record.submitted_at is None) == (False, False)
    assert record.images.filter(state=ImageState.ACTIVE).count() == 2
    assert UploadLink.objects.get().ended_because == LinkEnd.SUBMITTED


def test_consent_for_later_orders_is_kept_apart(phone, who):
    sent = {"consent": "on", "consent_reuse": "on"}

    phone.post(PHOTOS, photos_of(who) | typed_of(who) | sent)

    assert IdRecord.objects.get().consent_reuse is True


def test_one_photo_at_a_time_then_data_then_consent(phone, who):
    steps = [
        phone.post(PHOTOS, {"portrait": photo(who, "PORTRAIT")}),
        phone.post(PHOTOS, {"emblem": photo(who, "EMBLEM")}),
        phone.post(PHOTOS, typed_of(who)),
        phone.post(PHOTOS, {"consent": "on"}),
    ]

    assert [where(step) for step in steps] == [
        (303, PHOTOS),
        (303, CHECK),
        (303, CHECK),
        (303, DONE),
    ]


def test_the_usual_way_through_the_pages(phone, who):
    first = {"document_type": who.document_type, "name": who.name, "number": who.number}
    rest = typed_of(who) | {"consent": "on", "consent_reuse": "on"}

    assert where(phone.post(PHOTOS, first)) == (303, PHOTOS)
    assert where(phone.post(PHOTOS, {"portrait": photo(who, "PORTRAIT")})) == (
        303,
        PHOTOS,
    )
    assert where(phone.post(PHOTOS, {"emblem": photo(who, "EMBLEM")})) == (303, CHECK)
    page = phone.get(CHECK)
    assert page.status_code == 200
    assert page.content.decode().count(who.number) == 1
    assert where(phone.post(CHECK, rest)) == (303, DONE)
    done = phone.get(DONE).content.decode()
    assert IdRecord.objects.get().reference in done
    assert who.number not in done
    assert who.name not in done


@pytest.mark.parametrize("kind", ["PASSPORT", "HKID", "HOME_RETURN_PERMIT", "PR_CARD"])
def test_every_document_has_the_sides_it_has(db, now, kind):
    who = somebody(kind)
    phone = opened(link_of(order_for(who, now=now), now=now))

    answer = phone.post(PHOTOS, photos_of(who) | typed_of(who) | {"consent": "on"})

    assert where(answer) == (303, DONE)


def test_a_passport_shows_one_place_for_a_photo(phone):
    phone.post(PHOTOS, {"document_type": "PASSPORT"})

    page = phone.get(PHOTOS).content.decode()

    assert page.count('name="portrait"') == 2
    assert page.count('name="emblem"') == 0


def test_camera_and_gallery_are_two_inputs_of_one_name(phone):
    page = phone.get(PHOTOS).content.decode()

    assert page.count('type="file"') == 4
    assert page.count('capture="environment"') == 2


def test_a_photo_sent_again_takes_the_place_of_the_first(phone, who):
    phone.post(PHOTOS, {"portrait": photo(who, "PORTRAIT")})
    phone.post(PHOTOS, {"portrait": photo(who, "PORTRAIT", flaws=[Flaw.ROTATE])})

    states = IdImage.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ImageState.DELETED, ImageState.ACTIVE]


def test_a_photo_stays_though_a_field_is_wrong(phone, who):
    wrong = typed_of(who) | {"number": who.number[:-1] + "?"}

    answer = phone.post(PHOTOS, photos_of(who) | wrong | {"consent": "on"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert '<a href="#id_number">' in page
    assert f'value="{who.name}"' in page
    assert page.count("Uploaded") == 2
    assert where(phone.post(PHOTOS, typed_of(who))) == (303, DONE)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("document_type", "LIBRARY_CARD"),
        ("number", "11010119900101000Х"),  # a Cyrillic letter
        ("number", "1" * 70),
        ("number", "1.10101E+17"),
        ("number", "1101\x001990"),
        ("name", "样" * 300),
        ("name", "\x00"),
        ("valid_until", "31.12.2031"),
        ("valid_until", "2031-02-30"),
        ("valid_until", "2020-01-01"),
        ("inn", "123"),
        ("portrait", "text in place of a file"),
    ],
)
def test_wrong_input_names_its_field(phone, who, field, wrong):
    answer = phone.post(PHOTOS, typed_of(who) | {field: wrong})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f'<a href="#id_{field}">' in page
    assert "<title>Error:" in page
    assert IdRecord.objects.filter(submitted_at__isnull=False).exists() is False


@pytest.mark.parametrize("written", ["2031-05-20", "2031.05.20", "2031/5/20"])
def test_days_are_read_as_documents_write_them(phone, written):
    assert where(phone.post(PHOTOS, {"valid_until": written})) == (303, PHOTOS)

    assert IdRecord.objects.get().valid_until.isoformat() == "2031-05-20"


def test_full_width_digits_are_the_same_number(phone, who):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in who.number)

    phone.post(PHOTOS, typed_of(who) | {"number": wide})

    assert details_of(IdRecord.objects.get()).number == who.number


def spoilt(what, who):
    good = photo(who, "PORTRAIT").read()
    return {
        "empty": b"",
        "text": b"<html>not a photo</html>",
        "nul": b"\0" * 4096,
        "cut": good[: len(good) // 2],
        "pdf": b"%PDF-1.7\n" + b"0" * 2000,
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n" + b"0" * 2000,
        "gif": b"GIF89a" + b"\0" * 200,
        "zip": b"PK\x03\x04" + good,
    }[what]


@pytest.mark.parametrize(
    "what", ["empty", "text", "nul", "cut", "pdf", "eps", "gif", "zip"]
)
def test_what_is_no_photo_is_refused_at_its_place(phone, who, what):
    file = SimpleUploadedFile("id.jpg", spoilt(what, who), "image/jpeg")

    answer = phone.post(PHOTOS, {"portrait": file, "emblem": photo(who, "EMBLEM")})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert '<a href="#id_portrait">' in page
    assert page.count("Uploaded") == 1


def test_a_photo_with_a_wrong_name_is_taken_by_what_it_is(phone, who):
    file = SimpleUploadedFile(
        "../../样本.exe", photo(who, "PORTRAIT").read(), "text/html"
    )

    assert where(phone.post(PHOTOS, {"portrait": file})) == (303, PHOTOS)
    assert IdImage.objects.get().state == ImageState.ACTIVE


def test_over_ten_megabytes_is_413_and_the_rest_is_kept(phone, who):
    huge = SimpleUploadedFile("id.jpg", b"\xff\xd8\xff" + b"0" * 10_485_760)
    sent = typed_of(who) | {"portrait": huge, "emblem": photo(who, "EMBLEM")}

    answer = phone.post(PHOTOS, sent)
    page = answer.content.decode()

    assert answer.status_code == 413
    assert '<a href="#id_portrait">' in page
    assert f'value="{who.name}"' in page
    assert IdImage.objects.get().side == "EMBLEM"


@pytest.mark.parametrize(
    "form", [{}, {"document_type": "RESIDENT_ID", "name": " ", "number": ""}]
)
def test_nothing_sent_changes_nothing_and_is_said(phone, form):
    assert where(phone.post(PHOTOS, form)) == (303, PHOTOS)

    page = phone.get(PHOTOS).content.decode()
    missing = "Still to send: the side with the portrait."
    assert f"Nothing was sent yet. {missing}" in page


def test_another_type_of_document_is_something_sent(phone):
    phone.post(PHOTOS, {"document_type": "PASSPORT"})

    assert "Nothing was sent yet." not in phone.get(PHOTOS).content.decode()


def test_one_picture_for_both_sides_is_refused_at_the_second(phone, who):
    sides = {side: photo(who, "PORTRAIT") for side in ("portrait", "emblem")}

    answer = phone.post(PHOTOS, sides)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert '<a href="#id_emblem">' in page
    assert "This is the same photo as the other side." in page
    assert IdImage.objects.get().side == "PORTRAIT"


def test_without_script_a_chosen_file_is_seen(phone):
    page = phone.get(PHOTOS).content.decode()

    inputs = re.findall(r"<input[^>]*type=\"file\"[^>]*>", page)
    assert len(inputs) == 4
    assert [each for each in inputs if "class=" in each or "hidden" in each] == []

    assert IdRecord.objects.exists() is False


def test_opening_pages_marks_nothing(phone):
    phone.get(PHOTOS)
    phone.get(CHECK)

    assert IdRecord.objects.exists() is False
    assert UploadLink.objects.get().opened_at is None


def test_on_the_checking_page_consent_is_asked_at_its_box(phone, who):
    phone.post(PHOTOS, photos_of(who))

    answer = phone.post(CHECK, typed_of(who))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert '<a href="#id_consent">' in page
    assert where(phone.post(CHECK, {"consent": "on"})) == (303, DONE)


def test_on_the_checking_page_each_missing_field_is_named(phone, who):
    phone.post(PHOTOS, photos_of(who))

    page = phone.post(CHECK, {"consent": "on"}).content.decode()

    for name in ("document_type", "number", "name", "valid_until"):
        assert f'<a href="#id_{name}">' in page


def test_a_box_emptied_on_the_checking_page_counts(phone, who):
    phone.post(PHOTOS, photos_of(who) | {"consent": "on", "consent_reuse": "on"})

    phone.post(CHECK, typed_of(who) | {"consent": "on"})

    assert IdRecord.objects.get().consent_reuse is False


def test_a_child_needs_a_guardian(db, now):
    from datetime import date

    from tests.factories import id_number, make_order

    child = id_number(0, born=date(now.year - 8, 3, 1))
    who = somebody()
    phone = opened(link_of(make_order(now=now), now=now))
    phone.post(PHOTOS, photos_of(who))
    typed = {
        "document_type": "RESIDENT_ID",
        "name": "李样本",
        "number": child,
        "long_term": "on",
        "consent": "on",
    }

    page = phone.post(CHECK, typed).content.decode()
    guardian = {"guardian_name": "李演示", "guardian_consent": "on"}
    answer = phone.post(CHECK, typed | guardian)

    assert '<a href="#id_guardian_name">' in page
    assert where(answer) == (303, DONE)


def test_russia_asks_for_the_taxpayer_number(db, now):
    who = somebody("RU_PASSPORT")
    order = order_for(who, now=now, destination="RU")
    # Its carrier is not known, so no rule says it: a person decided.
    Order.objects.filter(pk=order.pk).update(
        level="IMAGES", subject="RECIPIENT", holder=order.recipient_id, ruling=None
    )
    order.refresh_from_db()
    phone = opened(link_of(order, now=now))
    without = {k: v for k, v in typed_of(who).items() if k != "inn"}

    answer = phone.post(PHOTOS, photos_of(who) | without | {"consent": "on"})

    assert where(answer) == (303, CHECK)
    assert where(phone.post(CHECK, {"inn": who.inn, "consent": "on"})) == (303, DONE)


def test_after_sending_only_done_and_status_are_left(phone, who, url):
    phone.post(PHOTOS, photos_of(who) | typed_of(who) | {"consent": "on"})

    assert where(phone.get(PHOTOS)) == (303, STATUS)
    assert where(phone.get(CHECK)) == (303, STATUS)
    assert where(phone.post(PHOTOS, typed_of(who))) == (303, DONE)
    assert phone.get(url).status_code == 404
    assert "In review" in phone.get(STATUS).content.decode()
    assert IdRecord.objects.count() == 1


def test_a_photo_that_cannot_be_stored_is_said_so_and_the_rest_is_kept(
    phone, who, settings, tmp_path
):
    phone.post(PHOTOS, typed_of(who))
    (tmp_path / "file").write_bytes(b"")
    vault = settings.STORAGES["vault"] | {
        "OPTIONS": {"location": str(tmp_path / "file" / "vault")}
    }
    settings.STORAGES = settings.STORAGES | {"vault": vault}

    answer = phone.post(PHOTOS, {"portrait": photo(who, "PORTRAIT")})

    assert answer.status_code == 503
    assert "was not kept" in answer.content.decode()
    assert details_of(IdRecord.objects.get()).number == who.number
    assert IdImage.objects.get().state == ImageState.INTENT
