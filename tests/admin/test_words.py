"""What staff read is in their language: names of links, messages, roles, reasons."""

import tomllib
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from clearance.accounts.enums import ROLE_NAMES
from clearance.channels.enums import Level
from clearance.identity.models import UploadLink
from clearance.messaging.models import Message
from tests.factories import NOW, id_number, make_order, make_staff

ROOT = Path(__file__).resolve().parents[2]


def page(browser, name, *args):
    return browser.get(reverse(f"admin:{name}", args=args)).content.decode()


def test_every_role_of_the_file_has_its_name_for_the_screen():
    said = tomllib.loads((ROOT / "config" / "roles.toml").read_text())

    assert {code: role["name"] for code, role in said.items()} == {
        code: str(name) for code, name in ROLE_NAMES.items()
    }


def test_roles_are_named_in_words(house, staff):
    colleague = make_staff("supervisor", "auditor", username="bo")
    browser = staff("admin")

    assert "Auditor, Review supervisor" in page(browser, "clearance_user_changelist")
    form = page(browser, "clearance_user_change", colleague.pk)
    assert "Review supervisor" in form
    assert 'value="supervisor"' in form


def test_a_link_and_a_message_are_named_by_what_they_are(house, link):
    message = Message(kind="REQUEST_IMAGES", posted_at=NOW)
    link = UploadLink.objects.get(pk=link.pk)

    assert str(link).startswith("Upload link of ")
    assert str(link.pk) not in str(link)
    with translation.override("zh-hans"):
        assert str(message).startswith(str(message.get_kind_display()))
    assert "REQUEST_IMAGES" not in str(message)


def test_reasons_begin_with_their_words_and_say_yes_or_no(house, staff):
    html = page(staff("policy"), "clearance_rejectionreason_changelist")

    assert "icon-yes" not in html
    assert 'alt="True"' not in html


@pytest.mark.parametrize(
    ("kind", "warned"),
    [("RESIDENT_ID", False), ("TEMPORARY_ID", False), ("HKID", True)],
)
def test_an_orderers_other_document_is_warned_of(db, house, staff, kind, warned):
    number = {"HKID": "A123456(3)"}.get(kind, id_number())
    order = make_order(
        Level.NUMBER_ONLY,
        merchant=house.merchant,
        sealed={"orderer_id_type": kind, "orderer_id_number": number},
    )
    assert order.number_state == "PRESENT"

    html = page(staff("customs"), "clearance_order_change", order.pk)

    assert ("not of a resident identity card" in html) is warned
