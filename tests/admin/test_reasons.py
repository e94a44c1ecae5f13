"""The words for sending back: of which documents, with what people would read."""

import pytest

from clearance.audit.models import AuditEntry
from clearance.identity.models import RejectionReason
from tests.accounts.making import browser_of
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

FIELDS = ("label", "label_zh", "text", "text_zh", "text_ru", "key")


def page_of(reason):
    return f"/admin/clearance/rejectionreason/{reason.pk}/change/"


def form_of(reason, **more):
    return {name: getattr(reason, name) for name in FIELDS} | {"is_active": "on"} | more


@pytest.fixture
def blurred():
    return RejectionReason.objects.get(code="BLURRED")


@pytest.fixture
def supervisor():
    return browser_of(make_staff("supervisor"))


def test_the_page_shows_what_the_person_reads_in_three_languages(supervisor, blurred):
    html = supervisor.get(page_of(blurred)).content.decode()

    assert f"4821: {blurred.text}" in html
    assert blurred.text_zh in html
    assert blurred.text_ru in html


def test_a_supervisor_says_of_which_documents_a_reason_speaks(supervisor, blurred):
    chosen = {"document_types": ["PASSPORT"], "picture_kinds": ["PORTRAIT"]}

    supervisor.post(page_of(blurred), form_of(blurred, **chosen))

    blurred.refresh_from_db()
    assert blurred.document_types == ["PASSPORT"]
    assert blurred.picture_kinds == ["PORTRAIT"]
    assert AuditEntry.objects.filter(action="reason.changed").exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"key": "2"}, "Another reason has this key."),
        ({"key": "x"}, "One digit, or nothing."),
        ({"document_types": ["NONSENSE"]}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(supervisor, blurred, more, said):
    answer = supervisor.post(page_of(blurred), form_of(blurred, **more))

    blurred.refresh_from_db()
    assert said in answer.content.decode()
    assert (blurred.key, blurred.document_types) == ("1", [])
