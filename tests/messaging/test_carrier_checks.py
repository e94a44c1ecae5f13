"""`manage.py check` names what a carrier was not told."""

import pytest

from clearance.messaging.delivery.checks import GATEWAY, messages_can_be_handed_over

SOUND = {
    "MESSAGE_SENDER": GATEWAY,
    "SMS_GATEWAY_URL": "https://sms.example/messages",
    "SMS_GATEWAY_ACCOUNT": "clearance",
    "SMS_GATEWAY_SECRET": "s" * 32,
    "MAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "no-answer@clearance.example",
    "MESSAGE_HOURS": "9-21",
}


def problems(settings, **other):
    for name, value in (SOUND | other).items():
        setattr(settings, name, value)
    return [found.msg for found in messages_can_be_handed_over(None)]


def test_carriers_that_were_told_everything_are_sound(settings):
    assert problems(settings) == []


def test_without_carriers_nothing_is_missing(settings):
    outbox_only = "clearance.messaging.delivery.OutboxOnly"

    nothing = {
        name: "" for name in SOUND if name.startswith(("SMS", "MAIL", "DEFAULT"))
    }

    assert problems(settings, **nothing, MESSAGE_SENDER=outbox_only) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SMS_GATEWAY_URL", "", "SMS_GATEWAY_URL is not set."),
        ("SMS_GATEWAY_ACCOUNT", "", "SMS_GATEWAY_ACCOUNT is not set."),
        ("SMS_GATEWAY_SECRET", "", "SMS_GATEWAY_SECRET is not set."),
        ("SMS_GATEWAY_SECRET", "x" * 31, "SMS_GATEWAY_SECRET is too short."),
        ("MESSAGE_SENDER", "nobody.Knows", "MESSAGE_SENDER cannot be imported."),
        ("MESSAGE_HOURS", "always", "MESSAGE_HOURS cannot be read."),
        ("DEFAULT_FROM_EMAIL", "", "MAIL_FROM is not set."),
        *(
            ("SMS_GATEWAY_URL", url, "SMS_GATEWAY_URL is no address that begins with")
            for url in (
                "http://sms.example/messages",
                "https:///messages",
                "https://sms.example:banana/",
                "ftp://sms.example/",
                "https://[::1/",
            )
        ),
    ],
)
def test_what_is_missing_or_wrong_is_named(settings, name, value, said):
    [found] = problems(settings, **{name: value})

    assert found.startswith(said)
    assert not value or value not in found


def test_only_the_demo_may_do_without_tls(settings):
    settings.DEMO = True

    assert problems(settings, SMS_GATEWAY_URL="http://127.0.0.1:9000/") == []
