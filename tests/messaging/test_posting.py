import pytest
from django.db import connection, transaction

from clearance.keys.enums import KeyPurpose
from clearance.keys.services import KeyGone, Tampered, destroy_keys
from clearance.lib.uuid7 import uuid7
from clearance.messaging import rules
from clearance.messaging.enums import MessageKind
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from tests.messaging.posting import LINK, NOW, PHONE, make_person, post

pytestmark = pytest.mark.django_db


def test_a_message_is_posted_once_for_its_key():
    first = post("link:1")

    again = post("link:1", to="+8613900005678")

    assert again.pk == first.pk
    assert Message.objects.count() == 1
    assert unseal([again])[again.pk]["to"] == PHONE


def test_a_message_goes_with_the_transaction_that_needed_it():
    person = make_person()

    with transaction.atomic():
        post(person=person)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_address_and_text_are_sealed():
    message = post()

    with connection.cursor() as cursor:
        cursor.execute('SELECT * FROM "clearance_message"')
        row = b" ".join(
            bytes(value)
            if isinstance(value, memoryview | bytes)
            else str(value).encode()
            for value in cursor.fetchone()
        )
    assert PHONE[3:].encode() not in row
    assert b"secret" not in row
    assert unseal([message])[message.pk]["text"].endswith(LINK)


def test_nothing_is_posted_to_somebody_erased():
    person = make_person()
    destroy_keys([person], KeyPurpose.PERSON, by=None, now=NOW)

    with pytest.raises(KeyGone):
        post(person=person)

    assert not Message.objects.exists()


def test_several_messages_are_read_in_one_query(django_assert_num_queries):
    messages = [post(f"link:{number}") for number in range(5)]

    with django_assert_num_queries(1):
        said = unseal(messages)

    assert {values["to"] for values in said.values()} == {PHONE}


def test_a_stranger_s_message_is_not_read_by_another_key():
    mine, theirs = post("link:1"), post("link:2")
    mine.sealed, theirs.sealed = theirs.sealed, mine.sealed

    with pytest.raises(Tampered):
        unseal([mine])


@pytest.mark.parametrize("kind", MessageKind.values)
@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
def test_every_kind_has_its_words_in_every_language(kind, language):
    parts = {
        "tail": "0042",
        "shop": "Hoshi",
        "link": LINK,
        "code": "123456",
        "reason": "Blurred.",
    }

    said = rules.text(kind, language, parts)

    assert "{" not in said
    assert "0042" in said
    if language == "zh-hans":
        assert len(said.replace(LINK, "")) <= 70  # one short message


def test_another_language_gets_english():
    parts = {"code": "123456", "tail": "0042", "shop": "Hoshi"}

    assert rules.text("CODE", "de", parts) == rules.text("CODE", "en", parts)


def test_a_text_that_lacks_a_part_is_not_sent_half():
    with pytest.raises(KeyError):
        rules.text("REQUEST_IMAGES", "en", {"tail": "0042"})


def test_a_key_names_any_row():
    about = Message(id=uuid7())

    message = post(about=about)

    assert (message.about_type, message.about_id) == ("clearance.message", about.pk)
