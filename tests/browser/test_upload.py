"""The recipient's way in a browser on a phone's screen, with and without script."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clearance.channels.enums import Level
from clearance.identity.enums import ImageState
from clearance.identity.models import IdImage, IdRecord, UploadLink
from clearance.messaging.models import Message
from tests.browser.looking import faults_of
from tests.factories import make_order
from tests.upload.phone import link_of, order_for, photos_of, somebody, typed_of

ENDS = {name: re.compile(rf"/u/{name}/$") for name in ("photos", "check", "done")}


@pytest.fixture
def who():
    return somebody()


@pytest.fixture
def url(who):
    now = timezone.now()
    return link_of(order_for(who, now=now), now=now)


@pytest.fixture
def files(who, tmp_path):
    """The photos as files of the phone."""
    paths = {}
    for side, photo in photos_of(who).items():
        paths[side] = tmp_path / f"{side}.jpg"
        paths[side].write_bytes(photo.read())
    return paths


def fill_in(page, who, names):
    typed = typed_of(who)
    for name in names:
        if name in typed:
            page.fill(f"#id_{name}", typed[name])


@pytest.mark.parametrize(
    ("language", "scheme"), [("zh-hans", "light"), ("en", "dark"), ("ru", "light")]
)
def test_from_link_to_done(open_page, complaints, url, who, files, language, scheme):
    page = open_page(language, scheme=scheme)
    page.goto(f"/u/?lang={language}")
    assert faults_of(page) == []
    page.goto(url)
    expect(page).to_have_url(ENDS["photos"])
    assert faults_of(page) == []

    assert page.locator("#id_portrait_file").bounding_box()["width"] == 1
    fill_in(page, who, ["name", "number"])
    page.set_input_files("#id_portrait", files["portrait"])
    expect(page.locator("section.slot .badge[data-s=done]").first).to_be_visible()
    expect(page.locator("[data-slot] details")).to_have_count(1)
    assert faults_of(page) == []

    page.set_input_files("#id_emblem_file", files["emblem"])
    expect(page).to_have_url(ENDS["check"])
    assert page.input_value("#id_number") == who.number
    assert faults_of(page) == []

    page.click("button.pri")
    expect(page.locator(".errsum a").first).to_be_visible()
    assert faults_of(page) == []
    page.locator(".errsum a[href='#id_valid_until']").click()
    fill_in(page, who, ["valid_until"])
    page.check("#id_consent")
    page.click("button.pri")
    expect(page).to_have_url(ENDS["done"])
    assert faults_of(page) == []

    assert IdImage.objects.filter(state=ImageState.ACTIVE).count() == 2
    assert IdRecord.objects.get().submitted_at is not None
    assert complaints == []


def test_the_whole_way_without_script(open_page, url, who, files):
    page = open_page("en", java_script_enabled=False)
    page.goto("/u/?lang=en")
    page.goto(url)

    fill_in(page, who, ["name", "number"])
    page.set_input_files("#id_portrait_file", files["portrait"])
    assert page.locator("#id_portrait_file").bounding_box()["width"] > 200  # seen
    page.get_by_role("button", name="Upload Portrait side").click()
    page.set_input_files("#id_emblem_file", files["emblem"])
    page.get_by_role("button", name="Continue").click()
    fill_in(page, who, ["valid_until"])
    page.check("#id_consent")
    page.locator("button.pri").click()

    expect(page).to_have_url(ENDS["done"])
    assert IdRecord.objects.get().submitted_at is not None


def test_a_number_half_typed_is_not_lost_when_a_photo_is_sent(
    open_page, complaints, url, who, files
):
    page = open_page("en")
    page.goto(url)

    fill_in(page, who, ["name"])
    page.fill("#id_number", who.number[:9])
    page.set_input_files("#id_portrait", files["portrait"])
    expect(page.locator(".errsum")).to_be_visible()

    assert page.input_value("#id_number") == who.number[:9]
    assert page.input_value("#id_name") == who.name
    assert IdImage.objects.get().state == ImageState.ACTIVE
    assert complaints == []


def test_a_large_photo_is_made_smaller_before_it_is_sent(
    open_page, complaints, url, who, tmp_path
):
    from clearance.demo import pictures

    large = tmp_path / "large.jpg"
    large.write_bytes(
        pictures.draw(who, "PORTRAIT", seed=2, size=(4000, 3000), quality=95)
    )
    page = open_page("en")
    page.goto(url)
    sent = []
    page.on(
        "request",
        lambda request: (
            sent.append(int(request.headers.get("content-length", 0)))
            if request.method == "POST"
            else None
        ),
    )

    page.set_input_files("#id_portrait", large)
    expect(page.locator("[data-slot] details")).to_have_count(1)

    assert large.stat().st_size > 2_000_000
    image = IdImage.objects.get()
    assert (image.state, max(image.width, image.height)) == (ImageState.ACTIVE, 2048)
    assert complaints == []


def test_a_link_that_ended_gives_a_new_one_at_the_press_of_a_button(
    open_page, complaints, url
):
    now = timezone.now()
    UploadLink.objects.update(expires_at=now, created_at=now - timedelta(hours=2))
    page = open_page("en")
    answer = page.goto(url)
    assert answer.status == 404
    assert faults_of(page) == []

    page.click("button.pri")
    expect(page).to_have_url(re.compile("/u/sent/$"))

    assert Message.objects.count() == 1
    assert faults_of(page) == []
    assert complaints == []


def test_a_number_alone(open_page, complaints, who):
    now = timezone.now()
    order = make_order(Level.NUMBER_ONLY, name=who.name, phone=who.phone, now=now)
    page = open_page("en", scheme="dark")
    page.goto(link_of(order, now=now))
    assert faults_of(page) == []

    fill_in(page, who, ["name", "number"])
    page.click("button.pri")

    expect(page).to_have_url(ENDS["done"])
    assert faults_of(page) == []
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_quiet_pages(open_page, complaints, url, scheme, width):
    page = open_page("en", scheme=scheme, viewport={"width": width, "height": 844})
    page.goto(url)

    for address in ("/u/not-me/", "/u/privacy/", "/u/withdraw/", "/u/sent/", "/u/"):
        page.goto(address)
        assert faults_of(page) == [], address

    assert complaints == []
