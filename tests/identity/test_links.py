from datetime import timedelta

import pytest

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.identity.enums import LinkEnd, LinkPurpose, RecordState
from clearance.identity.models import UploadLink
from clearance.keys import blind
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import destroy_keys
from clearance.lib.verdicts import Refusal
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.models import Order
from clearance.orders.services import move_stage
from tests.factories import (
    NOW,
    make_merchant,
    make_order,
    make_record,
    make_staff,
    orderer,
)
from tests.identity.uploading import link_of, token_of

pytestmark = pytest.mark.django_db

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def test_only_a_keyed_digest_of_the_token_is_kept():
    link, url = link_of(make_order())

    token = token_of(url)
    assert len(token) == 22
    assert url == f"https://testserver/u/{token}/"
    assert bytes(link.token_digest) == blind.token_digest(token)
    assert services.find_live(token, now=NOW) == link


@pytest.mark.parametrize(
    ("level", "code"),
    [("NONE", "not_asked"), ("UNDECIDED", "undecided")],
)
def test_no_link_is_made_where_nothing_is_asked(level, code):
    order = make_order(level)

    with pytest.raises(Refusal) as refused:
        link_of(order)

    assert refused.value.code == code
    assert not UploadLink.objects.exists()


@pytest.mark.parametrize("stage", ["COMPLETED", "CLOSED", "REFUNDED"])
def test_no_link_is_made_for_a_closed_order(stage):
    order = make_order(stage=stage)

    with pytest.raises(Refusal) as refused:
        link_of(order)

    assert refused.value.code == "order_closed"


@pytest.mark.parametrize(
    ("state", "code"), [("ACCEPTED", "already_on_file"), ("PENDING", "in_review")]
)
def test_no_link_is_made_while_a_document_serves(state, code):
    order = make_order()
    make_record(order, state=state, with_photos=False)

    with pytest.raises(Refusal) as refused:
        link_of(order)

    assert refused.value.code == code


def test_no_link_is_made_where_the_number_is_there():
    order = make_order(
        "NUMBER_ONLY",
        sealed=orderer(
            orderer_id_type="RESIDENT_ID", orderer_id_number="110101199001010006"
        ),
    )
    Order.objects.filter(pk=order.pk).update(number_state="PRESENT")

    with pytest.raises(Refusal) as refused:
        link_of(order)

    assert refused.value.code == "not_asked"


def test_a_newer_link_ends_the_one_before():
    order = make_order()
    before, old = link_of(order)

    link, url = link_of(order)

    before.refresh_from_db()
    assert before.ended_because == LinkEnd.REPLACED
    assert services.find_live(token_of(old), now=NOW) is None
    assert services.find_live(token_of(url), now=NOW) == link


def test_a_link_opens_for_seven_days():
    _link, url = link_of(make_order())

    token = token_of(url)
    assert services.find_live(token, now=NOW + WEEK - HOUR) is not None
    assert services.find_live(token, now=NOW + WEEK) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "A" * 5000, "令牌", "a\x00b"])
def test_a_token_that_was_never_made_opens_nothing(token):
    link_of(make_order())

    assert services.find_live(token, now=NOW) is None
    services.resend(token, now=NOW)
    assert not Message.objects.exists()


def test_a_link_of_an_order_that_was_closed_opens_no_more():
    order = make_order()
    link, url = link_of(order)

    move_stage(order, "REFUNDED", at=NOW, by=None, now=NOW)
    assert services.find_live(token_of(url), now=NOW) is None

    services.drive_links(now=NOW)
    link.refresh_from_db()
    assert link.ended_because == LinkEnd.NOT_NEEDED


def test_staff_revoke_a_link_once_and_the_person_cannot_call_it_back():
    order, support = make_order(), make_staff("support")
    link, url = link_of(order)

    services.revoke_link(link, by=support, now=NOW)

    link.refresh_from_db()
    assert (link.ended_because, link.ended_by) == (LinkEnd.REVOKED, support)
    with pytest.raises(Refusal) as refused:
        services.revoke_link(link, by=support, now=NOW)
    assert refused.value.code == "link_ended"
    services.resend(token_of(url), now=NOW + HOUR)
    assert not Message.objects.exists()


def test_this_is_not_me_ends_the_link_and_is_in_the_log():
    link, url = link_of(make_order())

    services.not_me(link, now=NOW)

    link.refresh_from_db()
    assert link.ended_because == LinkEnd.NOT_ME
    entry = AuditEntry.objects.get(action="link.ended")
    assert (entry.object_id, entry.reason_code) == (str(link.pk), "NOT_ME")
    services.resend(token_of(url), now=NOW + HOUR)
    services.drive_links(now=NOW + HOUR)
    assert not Message.objects.exists()


def test_an_expired_link_is_sent_again_at_most_once_an_hour():
    order = make_order()
    _link, url = link_of(order)
    later = NOW + WEEK + HOUR
    services.drive_links(now=later)

    for minutes in (0, 5, 59):
        services.resend(token_of(url), now=later + timedelta(minutes=minutes))
    assert Message.objects.count() == 1

    services.revoke_link(
        UploadLink.objects.get(ended_at__isnull=True),
        by=make_staff("support"),
        now=later,
    )
    services.resend(token_of(url), now=later + HOUR)
    assert Message.objects.count() == 2


def test_an_old_link_ends_no_newer_one_that_was_made_within_the_hour():
    order = make_order()
    _link, url = link_of(order)
    later = NOW + WEEK + HOUR
    services.drive_links(now=later)
    newer, _url = services.issue_link(order, by=make_staff("support"), now=later)
    sent = Message.objects.count()

    services.resend(token_of(url), now=later + timedelta(seconds=5))

    newer.refresh_from_db()
    assert newer.ended_at is None
    assert Message.objects.count() == sent


def test_a_used_link_is_not_sent_again_while_the_document_is_reviewed():
    order = make_order()
    _link, url = link_of(order)
    make_record(order, state="PENDING", with_photos=False)
    UploadLink.objects.update(ended_at=NOW, ended_because=LinkEnd.SUBMITTED)

    services.resend(token_of(url), now=NOW + HOUR)

    assert not Message.objects.exists()


def test_a_number_is_asked_of_the_orderer():
    order = make_order("NUMBER_ONLY", sealed=orderer(phone="+7 916 000-00-12"))

    services.drive_links(now=NOW)

    link = UploadLink.objects.get(order=order)
    [message] = Message.objects.all()
    assert link.purpose == LinkPurpose.NUMBER
    assert unseal([message])[message.pk]["to"] == "+79160000012"
    assert (message.kind, message.language) == ("REQUEST_NUMBER", "ru")


def test_a_number_is_asked_of_the_recipient_where_no_orderer_is_named():
    make_order("NUMBER_ONLY")

    services.drive_links(now=NOW)

    [message] = Message.objects.all()
    assert unseal([message])[message.pk]["to"] == "+8613800001234"


def test_photos_of_the_orderer_are_asked_of_the_orderer():
    shop = make_merchant("kiwi", name="Kiwi")
    type(shop).objects.filter(pk=shop.pk).update(platform="PINDUODUO")
    shop.refresh_from_db()
    order = make_order(merchant=shop, sealed=orderer(), clearance_mode="9610")

    services.drive_links(now=NOW)

    [message] = Message.objects.all()
    assert order.subject == "ORDERER"
    assert order.holder_id != order.recipient_id
    assert message.person == order.holder_id
    assert unseal([message])[message.pk]["to"] == "+8613900005678"


def test_asking_twice_asks_once():
    make_order()

    assert services.drive_links(now=NOW) == 1
    assert services.drive_links(now=NOW) == 0
    assert services.drive_links(now=NOW + HOUR) == 0
    assert Message.objects.count() == 1


def test_a_person_with_several_orders_is_asked_once_at_a_time():
    first, second = make_order(), make_order()

    assert services.drive_links(now=NOW) == 1
    assert services.drive_links(now=NOW + WEEK + HOUR) == 1

    assert {link.order_id for link in UploadLink.objects.all()} == {first.pk, second.pk}
    assert Message.objects.count() == 2


def test_nobody_is_asked_for_what_is_on_file():
    order = make_order()
    make_record(order, with_photos=False)

    assert services.drive_links(now=NOW) == 0

    order.refresh_from_db()
    assert order.ask_due_at is None
    assert not UploadLink.objects.exists()


def test_without_a_phone_nobody_is_asked_but_staff_get_a_link():
    order = make_order(phone="")

    assert services.drive_links(now=NOW) == 0
    order.refresh_from_db()
    assert order.ask_due_at is None

    _link, url = services.issue_link(order, by=make_staff("support"), now=NOW)
    assert services.find_live(token_of(url), now=NOW) is not None
    assert not Message.objects.exists()


def test_a_link_that_ran_out_is_ended_and_nobody_is_asked_again_by_itself():
    make_order()
    services.drive_links(now=NOW)

    services.drive_links(now=NOW + WEEK + HOUR)

    assert UploadLink.objects.get().ended_because == LinkEnd.EXPIRED
    assert Message.objects.count() == 1


def test_a_message_that_has_not_left_does_not_leave_with_a_dead_link():
    order = make_order()
    link, _url = services.issue_link(order, by=None, now=NOW)

    services.revoke_link(link, by=make_staff("support"), now=NOW)

    assert Message.objects.get().state == "CANCELLED"


def test_a_record_of_another_state_asks_again():
    order = make_order()
    make_record(order, state=RecordState.WITHDRAWN, with_photos=False)

    link, _url = link_of(order)

    assert link.purpose == LinkPurpose.IMAGES


def test_an_order_that_cannot_be_read_keeps_no_other_from_being_asked():
    broken, sound = make_order(phone="13800000001"), make_order(phone="13800000002")
    Order.objects.filter(pk=broken.pk).update(sealed=sound.sealed)

    assert services.drive_links(now=NOW) == 1

    broken.refresh_from_db()
    assert UploadLink.objects.get().order == sound
    assert broken.ask_due_at == NOW + HOUR
    assert services.drive_links(now=NOW) == 0


def test_a_person_whose_key_is_destroyed_is_not_asked():
    order = make_order()
    destroy_keys([order.recipient_id], KeyPurpose.PERSON, by=None, now=NOW)

    assert services.drive_links(now=NOW) == 0

    order.refresh_from_db()
    assert order.ask_due_at is None
