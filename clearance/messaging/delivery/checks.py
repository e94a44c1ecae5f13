"""What carriers of messages need to be told, asked by `manage.py check`."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.module_loading import import_string

from clearance.messaging.rules import window

GATEWAY = "clearance.messaging.delivery.sms.Gateway"
SHORTEST_SECRET = 32


@register(Tags.security)
def messages_can_be_handed_over(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Half-told, a carrier would give up each message, a day after it was posted."""
    problems = [*_hours(), *_sender(), *_mail()]
    return [
        Error(problem, hint=hint, id="clearance.E007") for problem, hint in problems
    ]


def _hours() -> list[tuple[str, str]]:
    try:
        window(settings.MESSAGE_HOURS)
    except ValueError:
        hint = "Write the first and the last full hour, eight or more, as 9-21."
        return [("MESSAGE_HOURS cannot be read.", hint)]
    return []


def _sender() -> list[tuple[str, str]]:
    try:
        import_string(settings.MESSAGE_SENDER)
    except ImportError:
        hint = f"Name a class, such as {GATEWAY}, or nothing."
        return [("MESSAGE_SENDER cannot be imported.", hint)]
    return _gateway() if settings.MESSAGE_SENDER == GATEWAY else []


def _gateway() -> list[tuple[str, str]]:
    found = [
        (f"SMS_GATEWAY_{name} is not set.", "The gateway's provider tells it.")
        for name in ("URL", "ACCOUNT", "SECRET")
        if not getattr(settings, f"SMS_GATEWAY_{name}")
    ]
    if settings.SMS_GATEWAY_URL and not _is_safe(settings.SMS_GATEWAY_URL):
        found.append(
            (
                "SMS_GATEWAY_URL is no address that begins with https://.",
                "Phones and links are sent there: nobody else may read them.",
            )
        )
    if 0 < len(settings.SMS_GATEWAY_SECRET) < SHORTEST_SECRET:
        found.append(
            (
                "SMS_GATEWAY_SECRET is too short.",
                f"Agree on {SHORTEST_SECRET} random characters or more.",
            )
        )
    return found


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        allowed = {"https", "http"} if settings.DEMO else {"https"}
        # Asking for the port is what finds one that is none.
        return parts.scheme in allowed and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _mail() -> list[tuple[str, str]]:
    if settings.MAIL_HOST and not settings.DEFAULT_FROM_EMAIL:
        return [("MAIL_FROM is not set.", "E-mails need an address to come from.")]
    return []
