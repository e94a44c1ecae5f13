"""A shop asks to see what a person sent through another shop; the person answers."""

from datetime import timedelta

import pytest

from clearance.accounts.enums import MemberRole
from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.access import may_see_photo
from clearance.identity.models import IdRecord, PhotoLease, ShopLeave
from clearance.identity.services import allowing
from clearance.lib.verdicts import Refusal
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.models import Order
from tests.accounts.making import Browser
from tests.factories import (
    NOW,
    PHONE,
    browser_of,
    make_member,
    make_merchant,
    make_order,
    make_record,
)

pytestmark = pytest.mark.django_db

ORDER = "/portal/orders/K1/"
ASK = f"{ORDER}photo/ask/"
BUTTON = "Ask the person to allow it"
DAY = timedelta(days=1)


@pytest.fixture
def record():
    """A document sent through one shop, agreed to for later orders too."""
    return make_record(make_order(number="H1"), consent_reuse=True)


@pytest.fixture
def order(record):
    """An order of the same person at another shop, covered by reuse."""
    return make_order(number="K1", merchant=make_merchant("kiwi"))


@pytest.fixture
def main(order):
    return make_member(order.merchant)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def asked(order, main, record, now=NOW):
    """The question, and the address that the person got."""
    leave = allowing.ask_leave(order, record, by=main, now=now)
    message = Message.objects.get(about_id=leave.pk)
    said = unseal([message])[message.pk]
    assert said["to"] == PHONE_ON_RECORD
    return leave, said["text"].split("/u/")[1].split("/")[0]


PHONE_ON_RECORD = f"+86{PHONE}"


def may_look(order, main, record, now=NOW):
    row = Order.objects.select_related("merchant").get(pk=order.pk)
    record = IdRecord.objects.select_related("order").get(pk=record.pk)
    return may_see_photo(main, record, now=now, order=row)


def answer(token, word, status=303):
    page = Browser()
    said = page.post(f"/u/{token}/look/", {"answer": word})
    assert said.status_code == status
    return page.get(f"/u/{token}/look/")


def refusal(step):
    with pytest.raises(Refusal) as refused:
        step()
    return refused.value.code


def test_what_was_allowed_opens_and_is_logged(order, main, record):
    leave, _token = asked(order, main, record)
    assert may_look(order, main, record).code == "other_shop"

    leave = allowing.answer_leave(leave, allow=True, now=NOW + DAY)

    assert bool(may_look(order, main, record, NOW + DAY))
    image = services.active_images(record)[0]
    lease = services.lend_photo(image, by=main, now=NOW + DAY, order=order)
    assert services.photo_bytes(lease, by=main, now=NOW + DAY)
    lines = AuditEntry.objects.filter(action__startswith="leave.").order_by("seq")
    assert [(line.action, line.actor_id, line.merchant_id) for line in lines] == [
        ("leave.asked", main.pk, order.merchant_id),
        ("leave.allowed", None, order.merchant_id),
    ]


def test_leave_ends_by_itself(order, main, record):
    leave, _token = asked(order, main, record)
    leave = allowing.answer_leave(leave, allow=True, now=NOW)
    end = NOW + 30 * DAY
    assert leave.ends_at == end

    assert bool(may_look(order, main, record, end - timedelta(seconds=1)))
    assert may_look(order, main, record, end).code == "other_shop"
    assert refusal(lambda: allowing.answer_leave(leave, allow=True, now=end)) == (
        "leave_ended"
    )


def test_taking_it_back_closes_an_open_photo(order, main, record):
    leave, _token = asked(order, main, record)
    allowing.answer_leave(leave, allow=True, now=NOW)
    image = services.active_images(record)[0]
    lease = services.lend_photo(image, by=main, now=NOW, order=order)
    assert services.stands_open(lease, by=main, now=NOW)

    allowing.answer_leave(leave, allow=False, now=NOW)

    assert not services.stands_open(lease, by=main, now=NOW)
    assert refusal(lambda: services.photo_bytes(lease, by=main, now=NOW)) == (
        "other_shop"
    )


def test_a_later_refusal_counts_more_than_an_earlier_leave(order, main, record):
    first, _token = asked(order, main, record)
    allowing.answer_leave(first, allow=True, now=NOW)
    allowing.answer_leave(first, allow=False, now=NOW + DAY)
    second, _token = asked(order, main, record, NOW + 8 * DAY)
    allowing.answer_leave(second, allow=True, now=NOW + 9 * DAY)
    assert bool(may_look(order, main, record, NOW + 9 * DAY))

    allowing.answer_leave(second, allow=False, now=NOW + 10 * DAY)

    assert may_look(order, main, record, NOW + 10 * DAY).code == "other_shop"


def test_leave_is_for_one_shop_and_its_main_account(order, main, record):
    leave, _token = asked(order, main, record)
    allowing.answer_leave(leave, allow=True, now=NOW)
    third = make_order(number="N1", merchant=make_merchant("nordlys"))
    sub = make_member(order.merchant, MemberRole.SUB)

    stranger = make_member(third.merchant)
    assert may_look(third, stranger, record).code == "other_shop"
    assert may_look(order, sub, record).code == "main_only"


def test_leave_lasts_no_longer_than_the_order(order, main, record):
    leave, _token = asked(order, main, record)
    allowing.answer_leave(leave, allow=True, now=NOW)

    Order.objects.filter(pk=order.pk).update(stage="COMPLETED")

    assert may_look(order, main, record).code == "order_closed"


def test_a_person_is_asked_once_a_week_by_a_shop(order, main, record):
    asked(order, main, record)
    other = make_order(number="K2", merchant=order.merchant)

    def again(at):
        return lambda: allowing.ask_leave(other, record, by=main, now=at)

    assert refusal(again(NOW + 7 * DAY - timedelta(seconds=1))) == "asked_lately"
    assert again(NOW + 7 * DAY)()
    assert ShopLeave.objects.count() == Message.objects.count() == 2


def test_there_is_nothing_to_ask_of_what_was_sent_to_the_shop_itself(record):
    owner = make_member(record.order.merchant)
    code = refusal(lambda: allowing.ask_leave(record.order, record, by=owner, now=NOW))

    assert code == "open_already"


def test_the_order_page_offers_to_ask_once(order, main):
    owner = browser_of(main)
    assert BUTTON in text_of(owner.get(ORDER))

    said = owner.post(ASK)

    assert (said.status_code, said["Location"]) == (303, ORDER)
    html = text_of(owner.get(ORDER))
    assert BUTTON not in html
    assert "They have not answered yet." in html
    assert owner.post(ASK).status_code == 403
    assert ShopLeave.objects.count() == 1


def test_a_sub_account_is_not_offered_to_ask(order):
    sub = browser_of(make_member(order.merchant, MemberRole.SUB))

    assert BUTTON not in text_of(sub.get(ORDER))
    assert sub.post(ASK).status_code == 403
    assert not ShopLeave.objects.exists()


def test_the_person_allows_and_takes_back_by_the_same_link(order, main, record):
    token = now_asked(order, main, record)

    html = text_of(answer(token, "allow"))
    assert "You allowed it." in html
    assert ShopLeave.objects.get().is_allowed

    html = text_of(answer(token, "refuse"))
    assert "You refused. The shop sees nothing." in html
    assert not ShopLeave.objects.get().is_allowed


def now_asked(order, main, record):
    """The token of a question that is open at the time of the test's clock."""
    browser_of(main).post(ASK)
    message = Message.objects.get(kind="ALLOW_SHOP")
    return unseal([message])[message.pk]["text"].split("/u/")[1].split("/")[0]


def test_opening_the_link_answers_nothing_and_tells_no_name(order, main, record):
    token = now_asked(order, main, record)

    page = Browser().get(f"/u/{token}/look/")

    assert page.status_code == 200
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    html = text_of(page)
    assert order.merchant.name in html
    assert "样" not in html
    assert ShopLeave.objects.get().answered_at is None


def test_an_answer_that_is_none_is_asked_for_again(order, main, record):
    token = now_asked(order, main, record)

    said = Browser().post(f"/u/{token}/look/", {"answer": "perhaps"})

    assert said.status_code == 422
    assert "Press one of the two buttons." in text_of(said)
    assert ShopLeave.objects.get().answered_at is None


def test_an_unknown_and_an_ended_question_look_alike(order, main, record):
    token = now_asked(order, main, record)
    ShopLeave.objects.update(ends_at=NOW - DAY)
    pages = [Browser().get(f"/u/{each}/look/") for each in (token, "A" * 22)]

    assert [page.status_code for page in pages] == [404, 404]
    assert not PhotoLease.objects.exists()
    bodies = {page.content for page in pages}
    assert len(bodies) == 1
