"""The page of a case: what its reviewer sees, and what nobody else does."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clearance.audit.models import AuditEntry
from clearance.identity.models import IdImage
from tests.desk.cases import page_of, photo_urls, reviewer, take, waiting_record
from tests.factories import NAME, PHONE, id_number, make_order

pytestmark = pytest.mark.django_db


def opened(record, name="reviewer"):
    browser = reviewer(name)
    take(browser, record)
    return browser.get(page_of(record))


def test_the_holder_sees_both_sides_name_and_number_but_no_phone():
    record = waiting_record()

    answer = opened(record)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert len(photo_urls(html)) == 2
    assert html.count(NAME) == 2
    assert id_number() in html
    assert PHONE not in html
    assert "no-store" in answer["Cache-Control"]


def test_neither_title_nor_address_holds_a_personal_value():
    record = waiting_record()

    html = opened(record).content.decode()
    title = html[html.index("<title>") : html.index("</title>")]

    assert NAME not in title
    assert id_number() not in title
    assert record.reference in title


def test_each_look_is_in_the_log_before_the_page_is_shown():
    record = waiting_record()
    images = {str(pk) for pk in IdImage.objects.values_list("pk", flat=True)}

    opened(record)

    looks = AuditEntry.objects.filter(action__startswith="id.photo_s")
    assert looks.count() == 2
    assert set(looks.values_list("object_id", flat=True)) <= images | {str(record.pk)}


def test_a_free_case_is_offered_without_its_content():
    record = waiting_record()

    html = reviewer().get(page_of(record)).content.decode()

    assert "Take this document" in html
    assert NAME not in html
    assert photo_urls(html) == []


def test_the_case_of_a_colleague_is_refused_with_the_colleagues_name():
    record = waiting_record()
    take(reviewer("one"), record)

    answer = reviewer("two").get(page_of(record))
    html = answer.content.decode()

    assert answer.status_code == 403
    assert "one is reviewing this document" in html
    assert NAME not in html
    assert photo_urls(html) == []


def test_an_unknown_reference_is_not_found():
    answer = reviewer().get("/desk/review/ID-22222222/")

    assert answer.status_code == 404


def test_a_differing_number_is_marked_and_the_check_digit_says_which_side():
    number = id_number()
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    order = make_order(sealed={"recipient_id_number": wrong})
    record = waiting_record(order=order, number=number)

    html = opened(record).content.decode()

    assert f"{number[:-1]}<mark>{wrong[-1]}</mark>" in html
    assert f"{number[:-1]}<mark>{number[-1]}</mark>" in html
    assert "Order likely mistyped" in html


def test_an_order_without_a_number_says_not_declared():
    html = opened(waiting_record()).content.decode()

    assert "not declared" in html
    assert "<mark>" not in html


def test_another_name_is_marked_and_cannot_be_approved():
    record = waiting_record(name="李演示")

    html = opened(record).content.decode()

    assert "李<mark>样本</mark>" in html
    assert "Cannot be approved: The name differs from the order." in html
    assert 'value="approve"' not in html


def test_a_missing_side_cannot_be_approved():
    record = waiting_record(sides=["PORTRAIT"])

    html = opened(record).content.decode()

    assert "A side of this document is missing." in html
    assert 'value="approve"' not in html


def test_the_page_says_which_other_orders_are_settled():
    other = make_order(number="SETTLED-1")
    make_order("NUMBER_ONLY", number="OTHER-1")
    stranger = make_order(number="OTHER-2", phone="13800009999")
    record = waiting_record(consent_reuse=True)

    html = opened(record).content.decode()

    assert other.number in html
    assert "OTHER-1" not in html
    assert stranger.number not in html


def test_of_many_settled_orders_ten_are_named():
    for index in range(12):
        make_order(number=f"SETTLED-{index:02d}")
    record = waiting_record(consent_reuse=True)

    html = opened(record).content.decode()

    assert html.count("SETTLED-") == 10
    assert "and 2 more" in html


def test_reasons_carry_their_keys_and_the_words_the_person_reads():
    html = opened(waiting_record()).content.decode()

    assert html.count('name="reason"') == 10
    assert 'value="BLURRED"' in html
    assert '<p class="msg" lang="zh-hans">文字不清晰。' in html
    assert "HANDHELD" not in html


def test_hints_of_the_photo_checks_are_told():
    record = waiting_record()
    IdImage.objects.filter(side="PORTRAIT").update(is_grey=True, signs_of_editing=True)

    html = opened(record).content.decode()

    assert html.count("Nearly without colour") == 1
    assert html.count("Signs of editing") >= 1
    assert html.count("Editing: no traces found in the file") == 1


def test_a_photo_without_hints_is_not_praised():
    html = opened(waiting_record()).content.decode()

    for word in ("Editing: no traces found in the file", "In colour"):
        tones = re.findall(rf'data-s="(\w+)"[^>]*>(?:<[^>]*>)*[^<]*{word}', html)
        assert tones == ["none", "none"]


def test_a_photo_that_is_gone_leaves_a_sentence_in_its_place():
    record = waiting_record()
    browser = reviewer()
    take(browser, record)
    IdImage.objects.filter(side="EMBLEM").update(state="DELETED")

    html = browser.get(page_of(record)).content.decode()

    assert len(photo_urls(html)) == 1
    assert "A side of this document is missing." in html


def test_what_staff_recorded_is_shown_with_who_did_it_and_how():
    author = reviewer("author", role="supervisor")
    record = waiting_record(
        source="STAFF",
        received_by="POST",
        entered_by_id=int(author.session["_auth_user_id"]),
    )

    html = opened(record).content.decode()

    assert "author, By post" in html


def test_a_document_taken_back_while_it_was_open_shows_nothing_any_more():
    record = waiting_record()
    browser = reviewer()
    take(browser, record)
    type(record).objects.filter(pk=record.pk).update(state="WITHDRAWN")

    html = browser.get(page_of(record)).content.decode()

    assert "The person took this document back. Its pictures are gone." in html
    assert photo_urls(html) == []
    assert NAME not in html


def test_taking_what_a_colleague_holds_is_409():
    record = waiting_record()
    take(reviewer("one"), record)

    answer = reviewer("two").post(f"/desk/review/open/{record.pk}/")

    record.refresh_from_db()
    assert (answer.status_code, record.claimed_by.username) == (409, "one")


def test_a_case_stays_open_for_its_reviewer_while_nobody_else_takes_it(clock):
    record = waiting_record()
    browser = reviewer()
    take(browser, record)
    clock.shift(11 * 60)

    answer = browser.get(page_of(record))

    assert answer.status_code == 200


def test_other_orders_cost_no_further_questions():
    record = waiting_record(consent_reuse=True)
    browser = reviewer()
    take(browser, record)
    make_order()
    one = _queries(browser, record)
    make_order()
    make_order()

    assert _queries(browser, record) == one


def _queries(browser, record):
    browser.get(page_of(record))
    with CaptureQueriesContext(connection) as queries:
        browser.get(page_of(record))
    return len(queries)
