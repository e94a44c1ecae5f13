"""A document is taken again where it is said what was wrong with the one before."""

import pytest

from clearance.channels.enums import Level
from clearance.identity.models import RejectionReason
from tests.factories import id_number, make_order, make_record, orderer
from tests.upload.phone import DONE, PHOTOS, link_of, opened

pytestmark = pytest.mark.django_db


def sent_back(order, *reasons):
    record = make_record(order, state="REJECTED", with_photos=False)
    record.reasons.set(RejectionReason.objects.filter(code__in=reasons))
    return record


def text_of(phone, path=PHOTOS):
    return " ".join(phone.get(path).content.decode().split())


@pytest.mark.parametrize(
    ("language", "column"), [("en", "text"), ("zh-hans", "text_zh"), ("ru", "text_ru")]
)
def test_the_page_says_what_was_wrong_in_the_persons_language(
    order, now, language, column
):
    sent_back(order, "BLURRED", "INCOMPLETE")
    phone = opened(link_of(order, now=now))
    phone.cookies["django_language"] = language

    page = text_of(phone)

    sentences = RejectionReason.objects.filter(code__in=["BLURRED", "INCOMPLETE"])
    said = list(sentences.values_list(column, flat=True))
    assert len(said) == 2
    assert all(sentence in page for sentence in said)


def test_nothing_is_said_before_anything_came_back(phone):
    assert "What has to be better" not in text_of(phone)


def test_nothing_is_said_of_a_document_of_another_person(order, now):
    sent_back(order, "BLURRED")
    order.holder = make_order(number="other", phone="13900001111", name="王二").holder
    order.save()
    phone = opened(link_of(order, now=now))

    assert "What has to be better" not in text_of(phone)


def test_a_number_alone_is_one_page_without_steps(now):
    order = make_order(
        Level.NUMBER_ONLY, number="N-1", sealed=orderer(orderer_id_number="")
    )
    phone = opened(link_of(order, now=now))
    assert "Step" not in text_of(phone)

    answer = phone.post(
        PHOTOS,
        {"document_type": "RESIDENT_ID", "number": id_number(), "name": "李样本"},
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, DONE)
    assert "Step" not in text_of(phone, DONE)


def test_no_russian_document_is_asked_for_a_chinese_declaration(now):
    order = make_order(
        Level.NUMBER_ONLY, number="N-2", sealed=orderer(orderer_id_number="")
    )
    phone = opened(link_of(order, now=now))

    page = text_of(phone)
    refused = phone.post(
        PHOTOS,
        {"document_type": "RU_PASSPORT", "number": "4509 123456", "name": "Иван"},
    )

    assert 'value="RESIDENT_ID" selected' in page
    assert "RU_PASSPORT" not in page
    assert refused.status_code == 422
    assert "Choose the type of the document." in refused.content.decode()
