"""The outbox: words in the demo alone; what was given up is sent again by a button."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils import timezone

from clearance.audit.models import AuditEntry
from clearance.messaging.enums import MessageState, Trouble
from clearance.messaging.models import Message
from tests.factories import browser_of, make_staff
from tests.messaging.posting import LINK, NOW, PHONE, post

pytestmark = pytest.mark.django_db
LIST = reverse("admin:clearance_message_changelist")


@pytest.fixture
def operations():
    return browser_of(make_staff("operations"))


@pytest.fixture
def dead(now):
    return [make_dead(f"link:{number}", now) for number in range(3)]


@pytest.fixture
def now():
    return timezone.now()


def make_dead(key, now, trouble=Trouble.DOWN, **more):
    message = post(key, now=now, **more)
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.DEAD, trouble=trouble, attempts=30
    )
    return message


def page(browser, url=LIST):
    return browser.get(url).content.decode()


def record(message):
    return reverse("admin:clearance_message_change", args=[message.pk])


def test_the_list_says_how_far_each_message_got_and_what_kept_it(operations, dead):
    html = page(operations)

    assert html.count('data-s="act"') == 3
    assert "Given up" in html
    assert "The carrier cannot be reached" in html
    assert "1 part" in html


@pytest.mark.parametrize("url", [LIST, "record"])
def test_words_and_phone_are_shown_in_the_demo_alone(operations, settings, url):
    message = post("link:1")
    url = record(message) if url == "record" else url

    sealed = page(operations, url)
    settings.DEMO = True
    demo = page(operations, url)

    assert LINK not in sealed
    assert LINK in demo
    for html in (sealed, demo):
        assert PHONE not in html
        assert PHONE[3:] not in html


def test_the_list_can_be_narrowed_to_a_reason(operations, dead, now):
    make_dead("link:9", now, Trouble.NUMBER)

    html = page(operations, f"{LIST}?state__exact=DEAD&trouble__exact=NUMBER")

    assert html.count('data-s="act"') == 1


def test_a_button_sends_one_again_and_the_log_says_who(operations, dead):
    message = dead[0]

    answer = operations.post(f"{record(message).removesuffix('change/')}do/retry/")

    assert answer.status_code == 302
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)
    entry = AuditEntry.objects.get(action="message.retried")
    assert (entry.object_id, entry.role) == (str(message.pk), "operations")


def test_several_are_sent_again_at_once_and_what_cannot_be_is_said(
    operations, dead, now
):
    sent = post("link:8", now=now)
    Message.objects.filter(pk=sent.pk).update(state=MessageState.SENT)

    answer = operations.post(
        LIST,
        {
            "action": "retry_all",
            ACTION_CHECKBOX_NAME: [row.pk for row in [*dead, sent]],
        },
        follow=True,
    )

    html = answer.content.decode()
    assert "3 messages wait to leave again." in html
    assert "This message was not given up." in html
    assert Message.objects.filter(state=MessageState.QUEUED).count() == 3
    assert AuditEntry.objects.filter(action="message.retried").count() == 3


@pytest.mark.parametrize("role", ["admin", "support", "auditor"])
def test_others_see_the_outbox_and_send_nothing_again(dead, role):
    browser = browser_of(make_staff(role))
    door = f"{record(dead[0]).removesuffix('change/')}do/retry/"

    assert "Send again" not in page(browser)
    assert "Send again" not in page(browser, record(dead[0]))
    assert browser.post(door).status_code == 403
    browser.post(
        LIST, {"action": "retry_all", ACTION_CHECKBOX_NAME: [row.pk for row in dead]}
    )
    assert set(Message.objects.values_list("state", flat=True)) == {"DEAD"}


def test_the_start_page_counts_what_was_given_up_and_can_be_sent_again(
    operations, dead, now
):
    make_dead("link:old", NOW)  # months ago: its link has ended

    html = page(operations, reverse("admin:index"))

    assert "Messages given up" in html
    assert f"{LIST}?state__exact=DEAD" in html.replace("&amp;", "&")


def test_where_nothing_was_given_up_nothing_is_said(operations, now):
    make_dead("link:old", NOW)

    assert "Messages given up" not in page(operations, reverse("admin:index"))


def test_an_e_mail_address_is_masked(operations, now):
    post("mail:1", channel="EMAIL", to="somebody@mail.example", now=now)

    html = page(operations)

    assert "somebody@" not in html
    assert "s***@mail.example" in html
