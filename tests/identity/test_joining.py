"""A document on file serves an order of the same person, once a code proved it."""

import re
from datetime import timedelta

import pytest

from clearance.audit.models import AuditEntry
from clearance.audit.queries import verify
from clearance.identity import services
from clearance.identity.enums import CodePurpose, LinkEnd
from clearance.identity.models import IdRecord, OneTimeCode, UploadLink
from clearance.identity.queries import standing
from clearance.identity.queries.joinable import record_to_join
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.models import Order
from clearance.recipients.models import Recipient
from tests.factories import NAME, NOW, id_number, make_merchant, make_order, make_record
from tests.identity.uploading import link_of

pytestmark = pytest.mark.django_db

OLD_PHONE, NEW_PHONE = "13800001111", "13800002222"
TYPED = {"document_type": "RESIDENT_ID", "number": id_number(), "name": NAME}
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def record():
    """Sent with another phone, for another shop, and for later orders too."""
    order = make_order(merchant=make_merchant("kiwi"), phone=OLD_PHONE)
    return make_record(order, consent_reuse=True, with_photos=False)


@pytest.fixture
def order(record):
    return make_order(phone=NEW_PHONE)


@pytest.fixture
def link(order):
    link, _url = link_of(order)
    services.save_details(link, TYPED, now=NOW)
    return UploadLink.objects.select_related("order__merchant").get(pk=link.pk)


def ask(link, *, now=NOW, purpose=CodePurpose.JOIN):
    services.ask_code(link, purpose, now=now)
    return services.drive_codes(now=now)


def code_sent(to=OLD_PHONE):
    """The code in the last message to this phone."""
    texts = unseal(Message.objects.filter(kind="CODE").order_by("pk"))
    mine = [each["text"] for each in texts.values() if each["to"] == f"+86{to}"]
    return re.search(r"\d{6}", mine[-1])[0]


def another(code):
    return f"{(int(code) + 1) % 10**6:06}"


def stands(order):
    return standing(Order.objects.get(pk=order.pk), today(NOW)).state


def test_the_code_goes_to_the_phone_kept_with_the_document(link):
    assert ask(link) == 1

    code_sent(OLD_PHONE)
    assert Message.objects.filter(kind="CODE").count() == 1
    kept = OneTimeCode.objects.get()
    assert code_sent().encode() not in bytes(kept.digest)
    assert (kept.tries, kept.used_at) == (0, None)


def test_the_right_code_joins_the_rows_and_no_photo_is_asked(link, order, record):
    other = make_order(phone=NEW_PHONE)
    link_of(other)
    ask(link)

    assert services.join_by_code(link, code_sent(), now=LATER)

    assert stands(order) == stands(other) == "ON_FILE"
    order.refresh_from_db()
    assert order.holder_id == order.recipient_id == record.recipient_id
    loser = Recipient.objects.get(state="MERGED")
    assert loser.merged_into_id == record.recipient_id
    ended = dict(UploadLink.objects.values_list("order", "ended_because"))
    assert ended == {order.pk: LinkEnd.JOINED, other.pk: LinkEnd.NOT_NEEDED}
    link.refresh_from_db()
    assert link.record_id == record.pk


def test_the_log_tells_of_it_without_a_value(link):
    ask(link)
    services.join_by_code(link, code_sent(), now=LATER)

    said = list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))
    assert said[said.index("code.asked") :] == [
        "code.asked",
        "code.sent",
        "recipient.joined",
        "recipient.joined_by",
        "link.ended",
        "id.joined_by_code",
    ]
    assert verify().ok


def test_what_was_typed_is_forgotten_with_its_draft(link):
    draft = link.record or UploadLink.objects.get(pk=link.pk).record
    ask(link)
    services.join_by_code(link, code_sent(), now=LATER)

    services.drive_drafts(now=NOW + timedelta(hours=25))

    assert not IdRecord.objects.filter(pk=draft.pk).exists()
    assert stands(link.order) == "ON_FILE"


def differently(**changed):
    return pytest.param(changed, id=next(iter(changed)))


@pytest.mark.parametrize(
    "found",
    [
        differently(consent_reuse=False),
        differently(state="WITHDRAWN"),
        differently(state="EXPIRED"),
        differently(name="王演示"),
        differently(valid_until=today(NOW) + timedelta(days=6)),
        differently(number=id_number(3)),
        differently(sides=["PORTRAIT"]),
        differently(document_type="HOME_RETURN_PERMIT", number="H0123456700"),
    ],
)
def test_another_document_sends_no_code(found):
    kept = make_order(phone=OLD_PHONE, name=found.get("name", NAME))
    make_record(kept, **{"consent_reuse": True, "with_photos": False} | found)
    link, _url = link_of(make_order(phone=NEW_PHONE))
    services.save_details(link, TYPED, now=NOW)

    assert ask(link) == 0
    assert Message.objects.count() == 0
    assert OneTimeCode.objects.get().digest is None


def test_another_typed_name_sends_no_code(record):
    link, _url = link_of(make_order(phone=NEW_PHONE))
    services.save_details(link, TYPED | {"name": "王演示"}, now=NOW)

    assert ask(link) == 0


def test_an_order_for_another_name_is_not_joined_to_the_document(record):
    link, _url = link_of(make_order(phone=NEW_PHONE, name="王演示"))
    services.save_details(link, TYPED, now=NOW)

    assert ask(link) == 0


def test_a_person_who_may_not_be_used_gets_no_code(link, record):
    Recipient.objects.filter(pk=record.recipient_id).update(state="RESTRICTED")

    assert ask(link) == 0


def test_who_has_an_approved_document_of_the_family_is_left_to_a_reviewer(link, order):
    make_record(order, number=id_number(5), with_photos=False)

    assert ask(link) == 0


def test_a_wrong_code_a_used_one_and_an_old_one_do_nothing(link, order):
    ask(link)
    code = code_sent()

    assert not services.join_by_code(link, another(code), now=LATER)
    assert not services.join_by_code(link, "", now=LATER)
    late = NOW + timedelta(minutes=10)
    assert not services.join_by_code(link, code, now=late)
    assert stands(order) == "AWAITING"
    assert services.join_by_code(link, f" {code[:3]} {code[3:]} ", now=LATER)
    assert not services.join_by_code(link, code, now=LATER)


def test_three_tries_and_no_more(link, order):
    ask(link)
    code = code_sent()

    for _try in range(3):
        assert not services.join_by_code(link, another(code), now=LATER)

    assert not services.join_by_code(link, code, now=LATER)
    assert stands(order) == "AWAITING"


def test_a_code_serves_the_link_it_was_asked_with(link, record):
    ask(link)
    code = code_sent()
    others, _url = link_of(make_order(phone="13800003333"))
    services.save_details(others, TYPED, now=NOW)
    services.ask_code(others, CodePurpose.JOIN, now=NOW)

    assert not services.join_by_code(others, code, now=LATER)
    assert not services.may_see_details(link, code, now=LATER)


def test_what_changed_since_the_code_was_sent_counts(link, order, record):
    ask(link)
    code = code_sent()
    IdRecord.objects.filter(pk=record.pk).update(state="WITHDRAWN")

    assert not services.join_by_code(link, code, now=LATER)

    assert stands(order) == "AWAITING"
    assert Recipient.objects.filter(state="MERGED").count() == 0


def test_a_number_typed_afterwards_needs_a_code_of_its_own(link, order):
    ask(link)
    code = code_sent()
    services.save_details(link, {"number": id_number(7)}, now=NOW)
    again = UploadLink.objects.select_related("order__merchant").get(pk=link.pk)

    assert not services.join_by_code(again, code, now=LATER)


def test_a_link_asks_three_times_an_hour_whatever_comes_of_it(link):
    times = [NOW + timedelta(minutes=2 * n) for n in range(3)]
    for at in times:
        ask(link, now=at)
    ask(link, now=times[-1] + timedelta(seconds=59))  # a doubled tap

    with pytest.raises(Refusal) as refused:
        ask(link, now=times[-1] + timedelta(minutes=2))

    assert refused.value.code == "too_often"
    assert OneTimeCode.objects.count() == 3


def test_nobodys_phone_is_flooded(record):
    sent = 0
    for n in range(5):
        link, _url = link_of(make_order(phone=f"1380000{n:04}"))
        services.save_details(link, TYPED, now=NOW)
        sent += ask(link)

    assert sent == Message.objects.filter(kind="CODE").count() == 3
    tomorrow = NOW + timedelta(hours=25)
    services.ask_code(link, CodePurpose.JOIN, now=tomorrow)
    assert services.drive_codes(now=tomorrow) == 1


def test_an_earlier_code_of_ten_minutes_still_serves(link, order):
    ask(link)
    first = code_sent()
    ask(link, now=NOW + timedelta(minutes=2))

    assert services.join_by_code(link, first, now=NOW + timedelta(minutes=3))
    assert stands(order) == "ON_FILE"


def test_what_was_asked_is_looked_up_once_and_forgotten_in_two_days(link):
    assert (ask(link), services.drive_codes(now=LATER)) == (1, 0)

    services.drive_codes(now=NOW + timedelta(hours=49))

    assert OneTimeCode.objects.count() == 0


def test_a_request_that_waited_too_long_is_not_answered(link):
    services.ask_code(link, CodePurpose.JOIN, now=NOW)

    assert services.drive_codes(now=NOW + timedelta(minutes=11)) == 0
    assert Message.objects.filter(kind="CODE").count() == 0


def test_the_document_is_found_by_what_order_and_person_say(link, order, record):
    draft = UploadLink.objects.get(pk=link.pk).record

    assert record_to_join(order, draft, today(NOW)) == record
