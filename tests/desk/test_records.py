"""Recording a document that came another way; somebody else reviews it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clearance.identity.models import IdImage, IdRecord
from clearance.keys.models import DataKey
from clearance.lib import vault
from tests.desk.cases import page_of, reviewer, take, waiting_record
from tests.factories import (
    NAME,
    PHONE,
    browser_of,
    id_number,
    make_order,
    make_record,
    make_staff,
    photo_bytes,
)

pytestmark = pytest.mark.django_db


def new_page(order):
    return f"/desk/records/new/{order.pk}/"


def typed(**fields):
    return {
        "document_type": "RESIDENT_ID",
        "number": id_number(),
        "name": NAME,
        "valid_until": "2034-05-20",
        "portrait": SimpleUploadedFile("a.jpg", photo_bytes(), "image/jpeg"),
        "emblem": SimpleUploadedFile("b.jpg", photo_bytes(side="EMBLEM"), "image/jpeg"),
        "received_by": "POST",
        "reason": "The person has no phone.",
        "evidence": "Signed form, folder 12",
    } | fields


def author():
    return browser_of(make_staff("supervisor", username="author"))


def test_the_form_shows_the_order_masked():
    order = make_order()

    html = author().get(new_page(order)).content.decode()

    assert order.number in html
    assert "李**" in html
    assert NAME not in html
    assert PHONE not in html


def test_what_was_recorded_waits_for_another_reviewer():
    order = make_order()
    browser = author()

    answer = browser.post(new_page(order), typed(consent_reuse="on"))

    record = IdRecord.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/admin/clearance/order/{order.pk}/change/"
    assert (record.state, record.source, record.entered_by.username) == (
        "PENDING",
        "STAFF",
        "author",
    )
    assert (record.received_by, record.consent_reuse) == ("POST", True)
    other = reviewer("other")
    take(other, record)
    assert other.get(page_of(record)).status_code == 200
    assert browser.get(f"/desk/review/open/{record.pk}/").status_code == 403


def test_nothing_is_left_of_the_files_but_the_photos_of_the_record():
    browser = author()

    browser.post(new_page(make_order()), typed())

    kept = {str(pk) for pk in IdImage.objects.values_list("pk", flat=True)}
    assert DataKey.objects.filter(purpose="BATCH").count() == 0
    assert len(kept) == 2
    assert kept <= set(vault.names())


def test_a_refused_form_leaves_no_file_behind():
    before = set(vault.names())

    answer = author().post(new_page(make_order()), typed(number="1"))

    assert answer.status_code == 422
    assert IdRecord.objects.count() == 0
    assert set(vault.names()) == before
    assert DataKey.objects.filter(purpose="BATCH").count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": "110101199001010001"}, "id_number"),
        ({"valid_until": "2020-01-01"}, "id_valid_until"),
        ({"emblem": ""}, "id_emblem"),
        ({"reason": "x"}, "id_reason"),
        ({"evidence": "x"}, "id_evidence"),
        ({"portrait": SimpleUploadedFile("a.jpg", b"no photo")}, "id_portrait"),
        ({"received_by": ""}, "id_received_by"),
    ],
)
def test_each_fault_is_422_and_named_at_its_field(fields, sentence):
    answer = author().post(new_page(make_order()), typed(**fields))
    html = answer.content.decode()

    assert (answer.status_code, IdRecord.objects.count()) == (422, 0)
    assert f'href="#{sentence}' in html


def test_a_photo_above_ten_megabytes_is_413():
    large = SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(10 * 1024 * 1024))

    answer = author().post(new_page(make_order()), typed(portrait=large))

    assert answer.status_code == 413
    assert DataKey.objects.filter(purpose="BATCH").count() == 0


def test_five_files_are_413():
    more = {f"more{n}": SimpleUploadedFile("c.jpg", b"x") for n in range(3)}

    answer = author().post(new_page(make_order()), typed(**more))

    assert answer.status_code == 413


def test_a_person_whose_document_is_reviewed_already_is_409():
    order = make_order()
    waiting_record(order=order, with_photos=False)

    answer = author().post(new_page(order), typed())

    assert (answer.status_code, IdRecord.objects.count()) == (409, 1)


def test_a_covered_order_says_so_instead_of_a_form():
    order = make_order()
    make_record(order, with_photos=False)

    html = author().get(new_page(order)).content.decode()

    assert "A document that covers this order is on file already." in html
    assert 'name="number"' not in html


def test_another_role_may_not_and_an_unknown_order_is_not_found():
    order = make_order()

    plain = reviewer().get(new_page(order))
    unknown = author().get(f"/desk/records/new/{order.merchant_id:032x}/")

    assert (plain.status_code, unknown.status_code) == (403, 404)
