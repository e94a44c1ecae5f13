"""Text messages over a real line, to a gateway that checks who asks and misbehaves."""

import logging
import socket
import ssl
import time

import pytest

from clearance.lib import signed_line
from clearance.messaging.delivery import NotDelivered, Refused, sms
from clearance.messaging.enums import MessageState, Trouble
from clearance.messaging.models import Message
from clearance.messaging.services import drive_deliveries
from tests.messaging import standin
from tests.messaging.posting import NOW, PHONE, post

TEXT = "您的验证码是123456。"


def send(key="link:1", text=TEXT):
    sms.Gateway().send(to=PHONE, text=text, key=key)


def trouble(expected=NotDelivered):
    with pytest.raises(expected) as caught:
        send()
    return caught.value.trouble


def test_a_signed_message_is_taken_whole(gateway):
    send()

    assert gateway.delivered == {
        "link:1": {"to": PHONE, "text": TEXT, "from": "Clearance"}
    }


def test_a_repeat_by_its_key_is_delivered_once(gateway):
    send()
    send()

    assert gateway.asked == ["link:1", "link:1"]
    assert len(gateway.delivered) == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [("SMS_GATEWAY_SECRET", "another " * 8), ("SMS_GATEWAY_ACCOUNT", "somebody")],
)
def test_without_the_right_signature_nothing_is_taken(
    gateway, settings, setting, value
):
    setattr(settings, setting, value)

    assert trouble() == Trouble.ACCOUNT
    assert gateway.delivered == {}


def test_each_part_of_a_request_is_signed():
    parts = {"host": "h", "path": "/m", "at": "1", "nonce": "n", "key": "k"}
    whole = signed_line.sign("secret", *parts.values(), body=b"b")

    for name, value in parts.items():
        other = parts | {name: value + value}
        assert signed_line.sign("secret", *other.values(), body=b"b") != whole
    assert signed_line.sign("secret", *parts.values(), body=b"bb") != whole
    assert signed_line.sign("other", *parts.values(), body=b"b") != whole
    moved = parts | {"at": "1n", "nonce": ""}
    assert signed_line.sign("secret", *moved.values(), body=b"b") != whole


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_that_is_wrong_makes_messages_wait_not_die(gateway, days):
    gateway.clock = lambda: time.time() + days * 86_400

    assert trouble() == Trouble.ACCOUNT

    gateway.clock = time.time
    send()
    assert list(gateway.delivered) == ["link:1"]


@pytest.mark.parametrize(
    ("status", "body", "expected", "kept_by"),
    [
        (400, standin.said(error="number"), Refused, Trouble.NUMBER),
        (422, standin.said(error="blocked"), Refused, Trouble.BLOCKED),
        (422, standin.said(error="text"), Refused, Trouble.TEXT),
        (400, standin.said(error="unheard of"), NotDelivered, Trouble.UNCLEAR),
        (400, b"", NotDelivered, Trouble.UNCLEAR),
        (404, standin.said(error="number"), NotDelivered, Trouble.UNCLEAR),
        (403, b"no", NotDelivered, Trouble.ACCOUNT),
        (429, b"slow down", NotDelivered, Trouble.BUSY),
        (500, b"<h1>Oh</h1>", NotDelivered, Trouble.DOWN),
        (503, standin.said(status="accepted"), NotDelivered, Trouble.DOWN),
        (200, b"", NotDelivered, Trouble.UNCLEAR),
        (200, b"OK", NotDelivered, Trouble.UNCLEAR),
        (200, b"\xff\xfe\x00", NotDelivered, Trouble.UNCLEAR),
        (200, b'["accepted"]', NotDelivered, Trouble.UNCLEAR),
        (200, b'{"status": ["accepted"]}', NotDelivered, Trouble.UNCLEAR),
        (200, b'{"status": "maybe"}', NotDelivered, Trouble.UNCLEAR),
        (200, b"[" * 20_000, NotDelivered, Trouble.UNCLEAR),
        (
            200,
            b" " * 200_000 + standin.said(status="accepted"),
            NotDelivered,
            "UNCLEAR",
        ),
    ],
)
def test_what_an_answer_means(gateway, status, body, expected, kept_by):
    gateway.misbehave = lambda handler, _said: handler.give(status, body) or True

    assert trouble(expected) == kept_by


def test_an_answer_cut_in_half_is_not_believed(gateway):
    def half(handler, _said):
        handler.wfile.write(
            b'HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{"status": "acce'
        )
        return True

    gateway.misbehave = half

    assert trouble() == Trouble.UNCLEAR


@pytest.mark.parametrize(
    "garbage", [b"", b"SSH-2.0-OpenSSH_9\r\n", b"HTTP/1.1 banana\r\n\r\n"]
)
def test_what_is_no_answer_at_all_is_tried_again(gateway, garbage):
    gateway.misbehave = lambda handler, _said: handler.wfile.write(garbage) or True

    assert trouble() == Trouble.DOWN


def test_a_redirect_is_not_followed(gateway):
    other = standin.StandIn()
    with standin.running(other) as port:
        gateway.misbehave = lambda handler, _said: (
            handler.give(307, b"", Location=f"http://127.0.0.1:{port}/") or True
        )

        assert trouble() == Trouble.UNCLEAR

    assert other.asked == []


def test_a_gateway_that_hangs_is_left(gateway, monkeypatch):
    monkeypatch.setattr(signed_line, "READ_SECONDS", 0.2)
    gateway.misbehave = lambda handler, _said: handler.rfile.read(1) == b""

    assert trouble() == Trouble.DOWN


def test_an_answer_that_drips_is_not_waited_for(gateway, monkeypatch):
    """Each byte comes before the line's time-out; all of them would take a minute."""
    monkeypatch.setattr(signed_line, "ALL_SECONDS", 0.5)
    dripped = []

    def drip(handler, _said):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n")
        for _ in range(600):
            handler.wfile.write(b" ")
            dripped.append(1)
            time.sleep(0.1)
        return True

    gateway.misbehave = drip

    assert trouble() in {Trouble.DOWN, Trouble.UNCLEAR}
    assert len(dripped) < 600


def test_a_gateway_that_is_slow_is_waited_for(gateway):
    gateway.before_answer = lambda: time.sleep(0.3)

    send()

    assert list(gateway.delivered) == ["link:1"]


def test_where_nobody_listens_the_message_waits(gateway, settings):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{port}/"

    assert trouble() == Trouble.DOWN


def test_without_tls_nothing_is_sent_but_in_the_demo(gateway, settings):
    settings.DEMO = False

    assert trouble() == Trouble.ACCOUNT
    assert gateway.asked == []


def test_who_cannot_prove_to_be_the_gateway_is_told_nothing(gateway, settings):
    """It listens, but speaks no TLS: the request is never written."""
    settings.DEMO = False
    settings.SMS_GATEWAY_URL = settings.SMS_GATEWAY_URL.replace("http:", "https:")

    assert trouble() == Trouble.DOWN
    assert gateway.asked == []
    assert ssl.create_default_context().check_hostname


@pytest.mark.django_db
def test_a_bad_number_is_given_up_at_once_and_keeps_back_no_other(gateway):
    def picky(handler, said):
        if said["to"] == PHONE:
            return False
        handler.give(422, standin.said(error="number"))
        return True

    gateway.misbehave = picky
    bad = post("link:1", to="+8613900000000")
    good = post("link:2")

    assert drive_deliveries(now=NOW) == 1

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.trouble, bad.attempts) == ("DEAD", Trouble.NUMBER, 1)
    assert good.state == MessageState.SENT


@pytest.mark.django_db
def test_nothing_of_a_message_reaches_the_log(gateway, caplog):
    gateway.misbehave = lambda handler, said: (
        handler.give(500, f"cannot send {said}".encode()) or True
    )
    post("link:1")

    with caplog.at_level(logging.DEBUG):
        drive_deliveries(now=NOW)

    assert Message.objects.get().trouble == Trouble.DOWN
    for secret in (PHONE, PHONE[3:], "secret", standin.SECRET):
        assert secret not in caplog.text
