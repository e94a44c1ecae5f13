"""Passport and INN of a parcel to Russia, as reviewers and those who record see it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clearance.identity import services
from clearance.identity.models import IdRecord
from clearance.identity.services.records import details_of
from tests.desk.cases import decide, page_of, reviewer, take
from tests.factories import (
    NAME,
    NOW,
    browser_of,
    make_order,
    make_staff,
    photo_bytes,
)
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

INN = "123456789047"
TYPED = {"document_type": "RU_PASSPORT", "number": "0000000001", "name": NAME}


@pytest.fixture
def order(db):
    return make_order(destination="RU", carrier="CDEK")


def new_page(order):
    return f"/desk/records/new/{order.pk}/"


def recorded(order, **fields):
    """The form of staff, as they send it."""
    portrait = SimpleUploadedFile("a.jpg", photo_bytes(), "image/jpeg")
    return browser_of(make_staff("supervisor", username="author")).post(
        new_page(order),
        TYPED
        | {
            "portrait": portrait,
            "received_by": "POST",
            "reason": "The person has no phone.",
            "evidence": "Signed form, folder 12",
        }
        | fields,
    )


def test_the_reviewer_sees_the_inn_and_that_a_passport_has_no_last_day(order):
    link, _url = link_of(order)
    services.save_side(link, "PORTRAIT", photo_bytes(), now=NOW)
    services.save_details(link, TYPED | {"inn": INN}, now=NOW)
    record = services.submit(link, consent=True, consent_reuse=False, now=NOW)
    browser = reviewer()
    take(browser, record)

    page = browser.get(page_of(record)).content.decode()

    assert INN in page
    assert "Taxpayer number (INN)" in page
    assert "none printed" in page
    assert "long-term" not in page
    assert decide(browser, record, "approve").status_code == 303
    record.refresh_from_db()
    assert record.state == "ACCEPTED"


def test_staff_record_the_inn_with_the_passport(order):
    answer = recorded(order, inn=INN)

    record = IdRecord.objects.get()
    assert answer.status_code == 303
    assert record.has_inn
    assert details_of(record).texts["inn"] == INN


@pytest.mark.parametrize(
    ("inn", "sentence"),
    [
        ("", "This field is required."),
        ("123456789037", "The last two digits do not fit"),
        ("7707083893", "This is the INN of a company"),
    ],
)
def test_without_a_right_inn_nothing_is_recorded(order, inn, sentence):
    answer = recorded(order, inn=inn)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not IdRecord.objects.exists()


def test_for_a_chinese_parcel_staff_are_asked_for_no_inn():
    browser = browser_of(make_staff("supervisor", username="author"))

    page = browser.get(new_page(make_order())).content.decode()

    assert 'name="inn"' not in page
