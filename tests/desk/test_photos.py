"""The one address of a photo: who may open it, until when, and with which headers."""

from io import BytesIO

import pytest
from PIL import Image

from clearance.accounts.models import User
from clearance.audit.models import AuditEntry
from clearance.identity.models import IdImage, PhotoLease
from clearance.lib import vault
from tests.accounts.making import Browser
from tests.desk.cases import (
    decide,
    page_of,
    photo_urls,
    reviewer,
    take,
    waiting_record,
)
from tests.factories import browser_of, make_member, make_merchant, photo_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown():
    """A case its reviewer has open: record, browser, address of the first photo."""
    record = waiting_record()
    browser = reviewer()
    take(browser, record)
    html = browser.get(page_of(record)).content.decode()
    return record, browser, photo_urls(html)[0]


def test_the_reviewer_gets_a_marked_jpeg(shown):
    _record, browser, url = shown

    answer = browser.get(url, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(answer.content)).size == (800, 500)
    assert answer.content != photo_bytes()


def test_the_headers_are_exactly_those_of_the_rule(shown):
    _record, browser, url = shown

    headers = browser.get(url).headers

    assert {
        name: headers.get(name)
        for name in (
            "Cache-Control",
            "X-Content-Type-Options",
            "Content-Disposition",
            "Content-Security-Policy",
            "Cross-Origin-Resource-Policy",
            "Referrer-Policy",
            "ETag",
            "Last-Modified",
            "Expires",
            "Accept-Ranges",
            "Content-Range",
        )
    } == {
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "ETag": None,
        "Last-Modified": None,
        "Expires": None,
        "Accept-Ranges": None,
        "Content-Range": None,
    }


def test_parts_of_a_photo_are_not_served(shown):
    _record, browser, url = shown

    answer = browser.get(url, headers={"Range": "bytes=0-9"})

    assert answer.status_code == 200
    assert len(answer.content) > 10


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_another_page_cannot_embed_or_open_it(shown, site):
    _record, browser, url = shown

    answer = browser.get(url, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == 403
    assert b"\xff\xd8\xff" not in answer.content


@pytest.mark.parametrize("method", ["post", "head", "put", "delete", "options"])
def test_only_get_opens_it(shown, method):
    _record, browser, url = shown

    assert getattr(browser, method)(url).status_code == 405


def test_another_reviewer_does_not_even_learn_that_it_exists(shown):
    _record, _browser, url = shown

    answer = reviewer("second").get(url)

    assert answer.status_code == 404


def test_a_shop_does_not_learn_it_either(shown):
    _record, _browser, url = shown
    member = make_member(make_merchant())

    assert browser_of(member).get(url).status_code == 404


def test_whoever_is_not_logged_in_is_sent_to_the_log_in(shown):
    _record, _browser, url = shown

    answer = Browser().get(url)

    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={url}")


def test_after_ten_minutes_it_does_not_open_any_more(shown, clock):
    _record, browser, url = shown
    clock.shift(601)

    answer = browser.get(url)

    assert answer.status_code == 403
    assert "Open the photo again to see it." in answer.content.decode()


def test_a_decided_case_shows_no_photo_any_more(shown):
    record, browser, url = shown
    decide(browser, record, "approve")

    answer = browser.get(url)

    assert answer.status_code == 403
    assert "This document was decided already." in answer.content.decode()


def test_a_role_that_was_taken_away_counts_at_once(shown):
    _record, browser, url = shown
    User.objects.get(username="reviewer").groups.clear()

    assert browser.get(url).status_code == 403


def test_a_photo_that_was_lost_is_an_alarm_and_a_sentence(shown):
    _record, browser, url = shown
    lease = PhotoLease.objects.get(pk=url.split("/")[2])
    vault.delete(lease.image_id)

    answer = browser.get(url)

    assert answer.status_code == 403
    assert "This photo cannot be opened." in answer.content.decode()
    assert AuditEntry.objects.filter(action="id.photo_lost").count() == 1


def test_a_deleted_photo_is_not_shown(shown):
    _record, browser, url = shown
    IdImage.objects.update(state="DELETED")

    assert browser.get(url).status_code == 403


def test_an_address_nobody_lent_is_not_found():
    answer = reviewer().get("/photos/01900000-0000-7000-8000-000000000000/")

    assert answer.status_code == 404
