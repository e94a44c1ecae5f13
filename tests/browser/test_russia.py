"""The recipient's way of a parcel to Russia: in Russian, light and dark, by thumb."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clearance.identity.models import IdRecord
from tests.browser.looking import faults_of
from tests.upload.phone import link_of, order_for, photos_of, somebody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_passport_and_the_inn_are_sent_in_russian(open_page, tmp_path, scheme):
    who, now = somebody("RU_PASSPORT"), timezone.now()
    url = link_of(order_for(who, now=now, destination="RU", carrier="CDEK"), now=now)
    portrait = tmp_path / "portrait.jpg"
    portrait.write_bytes(photos_of(who)["portrait"].read())
    page = open_page("en", scheme=scheme)

    page.goto(url)
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.input_value("#id_document_type") == "RU_PASSPORT"
    assert faults_of(page) == []
    page.fill("#id_name", who.name)
    page.fill("#id_number", who.number)
    page.fill("#id_inn", "123456789037")
    page.set_input_files("#id_portrait", portrait)
    expect(page.locator(".errsum a[href='#id_inn']")).to_be_visible()
    assert faults_of(page) == []

    page.fill("#id_inn", who.inn)
    page.locator("form > p > button").click()
    expect(page).to_have_url(re.compile(r"/u/check/$"))
    assert page.input_value("#id_inn") == who.inn
    assert faults_of(page) == []
    page.check("#id_consent")
    page.click("button.pri")
    expect(page).to_have_url(re.compile(r"/u/done/$"))
    assert faults_of(page) == []
    assert IdRecord.objects.get().has_inn
