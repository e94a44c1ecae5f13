"""What the pages promise is what is done: no more, and no day that nobody keeps."""

import re

import pytest

pytestmark = pytest.mark.django_db

PAGES = ("/u/withdraw/", "/u/privacy/")


def text_of(browser, path):
    return " ".join(browser.get(path).content.decode().split())


@pytest.mark.parametrize("path", PAGES)
def test_no_page_names_working_days(phone, path):
    html = text_of(phone, path)

    assert re.findall(r"working day", html) == []


def test_taking_a_document_back_is_written_to_support(phone):
    html = text_of(phone, "/u/withdraw/")

    assert "Write to the support of the platform" in html
    assert "stops the use of the document, deletes it" in html
    assert re.findall(r"\d+ (?:working )?days", html) == []


def test_the_photos_page_says_where_to_write(phone):
    said = "You can take it back: write to the support of the platform."

    assert said in text_of(phone, "/u/photos/")
    assert "at any time" not in text_of(phone, "/u/photos/")


BACKUPS = "With the key goes every copy in backups, within 42 days."


def test_the_end_of_the_backups_is_promised_where_their_keys_end(
    phone, settings, tmp_path
):
    ring = tmp_path / "ring.json"
    ring.write_text(settings.CLEARANCE_KEYRING, encoding="utf-8")
    settings.CLEARANCE_KEYRING_FILE = str(ring)

    assert BACKUPS in text_of(phone, "/u/privacy/")


def test_no_end_of_the_backups_is_promised_where_they_do_not(phone, settings):
    settings.CLEARANCE_KEYRING_FILE = ""

    assert "42 days" not in text_of(phone, "/u/privacy/")
