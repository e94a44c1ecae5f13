"""E-mail through the mailer of the settings, to a server on this machine."""

import logging
import socketserver
import threading
from email import message_from_bytes, policy

import pytest

from clearance.messaging.delivery import NotDelivered, Refused
from clearance.messaging.delivery.mail import Mailer
from clearance.messaging.enums import Trouble
from clearance.messaging.models import Message
from clearance.messaging.services import drive_deliveries
from tests.messaging.posting import LINK, NOW, post

TO = "somebody@mail.example"
TEXT = f"Order …0042: an ID is needed\n\nUpload it once: {LINK}\n\nNever send it."


class Mailbox(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as a mailer needs; answers RCPT and DATA as it is told."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[bytes] = []
        self.answers = {"MAIL": "250 ok", "RCPT": "250 ok", ".": "250 taken"}
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        self.thread.start()

    def end(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Talk(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line.split()[0].decode().upper() if line.strip() else ""
            if word == "DATA":
                self.say("354 go on")
                self.server.letters.append(
                    b"".join(iter(self.rfile.readline, b".\r\n"))
                )
                self.say(self.server.answers["."])
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say(self.server.answers.get(word, "250 ok"))

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def mailbox(settings):
    server = Mailbox()
    lead_to(settings, server.server_address[1])
    yield server
    server.end()


def lead_to(settings, port):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 2},
        }
    }
    settings.DEFAULT_FROM_EMAIL = "no-answer@clearance.example"


def trouble(expected):
    with pytest.raises(expected) as caught:
        Mailer().send(to=TO, text=TEXT, key="link:1")
    return caught.value.trouble


def test_an_e_mail_arrives_with_its_subject_and_words(mailbox):
    Mailer().send(to=TO, text=TEXT, key="link:1")

    [letter] = mailbox.letters
    read = message_from_bytes(letter, policy=policy.default)
    assert read["Subject"] == "Order …0042: an ID is needed"
    assert (read["To"], read["From"]) == (TO, "no-answer@clearance.example")
    assert LINK in read.get_content()
    assert "Order" not in read.get_content()


def test_a_repeat_is_told_by_its_message_id(mailbox):
    for key in ("link:1", "link:1", "link:2"):
        Mailer().send(to=TO, text=TEXT, key=key)

    first, again, other = [
        message_from_bytes(letter)["Message-ID"] for letter in mailbox.letters
    ]
    assert first == again != other
    assert first.endswith("@testserver>")


@pytest.mark.parametrize(
    ("word", "answer", "expected", "kept_by"),
    [
        ("RCPT", "550 no such user", Refused, Trouble.NUMBER),
        ("RCPT", "450 grey-listed", NotDelivered, Trouble.UNCLEAR),
        ("RCPT", "552 mailbox full", NotDelivered, Trouble.UNCLEAR),
        ("MAIL", "530 who are you", NotDelivered, Trouble.ACCOUNT),
        (".", "554 not today", NotDelivered, Trouble.DOWN),
        (".", "451 disk full", NotDelivered, Trouble.DOWN),
    ],
)
def test_what_a_mail_server_answers(mailbox, word, answer, expected, kept_by):
    mailbox.answers[word] = answer

    assert trouble(expected) == kept_by


def test_without_a_mail_server_the_e_mail_waits(mailbox, settings):
    port = mailbox.server_address[1]
    mailbox.end()
    lead_to(settings, port)

    assert trouble(NotDelivered) == Trouble.DOWN


@pytest.mark.parametrize(
    "address",
    ["", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example"],
)
def test_what_is_no_single_address_is_given_up(mailbox, address):
    with pytest.raises(Refused) as refused:
        Mailer().send(to=address, text=TEXT, key="link:1")

    assert refused.value.trouble == Trouble.NUMBER
    assert mailbox.letters == []


@pytest.mark.django_db
def test_an_e_mail_goes_through_the_outbox_like_a_text_message(mailbox, caplog):
    with caplog.at_level(logging.DEBUG):
        post("link:1", channel="EMAIL", to=TO)
        assert drive_deliveries(now=NOW) == 1

    row = Message.objects.get()
    assert (row.state, row.channel, row.parts) == ("SENT", "EMAIL", 1)
    assert len(mailbox.letters) == 1
    assert TO not in caplog.text
