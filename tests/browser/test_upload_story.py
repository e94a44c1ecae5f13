"""The recipient's whole story on a phone's screen: HEIC, a code, feedback, status."""

import gzip
import re
from io import BytesIO

import pillow_heif
import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from clearance.demo import pictures
from clearance.identity import services
from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord, UploadFeedback
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from tests.browser.looking import faults_of
from tests.factories import make_merchant, make_order, make_record, make_staff
from tests.upload.phone import link_of, order_for, somebody, typed_of

AT = {
    name: re.compile(rf"/u/{name}/$")
    for name in ("photos", "check", "code", "done", "status")
}
FIRST_LOAD = 40_000
MODULE = 4_000

pillow_heif.register_heif_opener()

both = pytest.mark.parametrize(
    ("language", "scheme"), [("zh-hans", "dark"), ("ru", "light")]
)


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


@pytest.fixture
def who():
    return somebody()


@pytest.fixture
def url(who):
    now = timezone.now()
    return link_of(order_for(who, now=now), now=now)


@pytest.fixture
def heic(who, tmp_path):
    """The photos as an iPhone keeps them."""
    paths = {}
    for side in pictures.sides(who.document_type):
        drawn = pictures.draw(who, side, seed=1, size=(800, 600))
        paths[side.lower()] = tmp_path / f"IMG_{side}.HEIC"
        written = BytesIO()
        Image.open(BytesIO(drawn)).save(
            written, "HEIF", enc_params={"preset": "ultrafast"}
        )
        paths[side.lower()].write_bytes(written.getvalue())
    return paths


def type_first(page, who):
    typed = typed_of(who)
    page.select_option("#id_document_type", typed["document_type"])
    page.fill("#id_name", typed["name"])
    page.fill("#id_number", typed["number"])


def code_sent():
    services.drive_codes(now=timezone.now())
    texts = unseal(Message.objects.filter(kind="CODE").order_by("pk"))
    return re.search(r"\d{6}", [*texts.values()][-1]["text"])[0]


@both
def test_two_photos_of_an_iphone_then_how_it_was_and_where_it_stands(
    open_page, complaints, url, who, heic, language, scheme
):
    page = open_page(language, scheme=scheme)
    page.goto(f"/u/?lang={language}")
    page.goto(url)
    type_first(page, who)
    page.locator("details").last.locator("summary").click()
    assert faults_of(page) == []

    page.set_input_files("#id_portrait", heic["portrait"])
    expect(page.locator("section.slot .badge[data-s=done]").first).to_be_visible()
    page.set_input_files("#id_emblem_file", heic["emblem"])
    expect(page).to_have_url(AT["check"])
    page.fill("#id_valid_until", who.valid_until.isoformat())
    page.check("#id_consent")
    page.click("button.pri")
    expect(page).to_have_url(AT["done"])
    assert IdImage.objects.filter(state=ImageState.ACTIVE).count() == 2

    page.click("button[value=HARD]")
    expect(page.locator("button[value=PHOTO]")).to_be_visible()
    assert faults_of(page) == []
    page.click("button[value=PHOTO]")
    expect(page.locator("button[value=PHOTO]")).to_have_count(0)
    assert UploadFeedback.objects.get().hindrance == "PHOTO"
    assert faults_of(page) == []

    record = IdRecord.objects.get(submitted_at__isnull=False)
    reviewer = make_staff("reviewer")
    held = services.claim(record, by=reviewer, now=timezone.now())
    services.accept(held, by=reviewer, now=timezone.now(), version=held.version)
    page.goto("/u/status/")
    assert faults_of(page) == []
    page.click("form[action='/u/status/ask/'] button")
    page.fill("#id_code", code_sent())
    assert faults_of(page) == []
    page.click("button.pri")
    expect(page).to_have_url(AT["status"])
    expect(page.locator("h3").first).to_be_visible()
    assert faults_of(page) == []
    assert complaints == []


@both
def test_a_code_instead_of_photos(open_page, complaints, who, url, language, scheme):
    now = timezone.now()
    before = make_order(
        merchant=make_merchant("kiwi"), name=who.name, phone="13800001111", now=now
    )
    kept = {"number": who.number, "name": who.name, "consent_reuse": True}
    make_record(before, with_photos=False, now=now, **kept)
    page = open_page(language, scheme=scheme)
    page.goto(f"/u/?lang={language}")
    page.goto(url)
    type_first(page, who)
    page.locator("section.slot details summary").first.click()
    page.click("button[formaction]")
    expect(page).to_have_url(AT["code"])
    assert faults_of(page) == []

    page.fill("#id_code", "no code")
    page.click("button.pri")
    expect(page.locator(".errsum a")).to_be_visible()
    assert faults_of(page) == []
    page.fill("#id_code", code_sent())
    page.click("button.pri")

    expect(page).to_have_url(AT["done"])
    assert faults_of(page) == []
    assert IdRecord.objects.filter(submitted_at__isnull=False).count() == 1
    assert complaints == []


def test_enter_in_a_field_goes_on_and_asks_for_no_code(open_page, url, who):
    page = open_page("en")
    page.goto(url)
    type_first(page, who)

    page.press("#id_number", "Enter")

    expect(page).to_have_url(AT["photos"])
    assert page.input_value("#id_number") == who.number


def test_the_first_page_is_light_and_two_requests(open_page, complaints, url):
    page = open_page("zh-hans")
    answers = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto(url)
    page.wait_for_load_state("networkidle")

    arrived = [answer for answer in answers if answer.status == 200]
    kinds = [answer.request.resource_type for answer in arrived]
    needed = [kind for kind in kinds if kind not in {"script", "other"}]
    assert needed == ["document", "stylesheet"]
    assert kinds.count("script") == 1  # the module that makes photos smaller
    weight = sum(len(gzip.compress(answer.body())) for answer in arrived)
    assert weight <= FIRST_LOAD
    with open(finders.find("clearance/js/photo.js"), "rb") as module:
        assert len(module.read()) <= MODULE
    assert complaints == []
