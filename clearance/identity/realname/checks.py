"""What the provider of real-name checks needs, asked by `manage.py check`."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_SECRET = 32


@register(Tags.security)
def real_names_can_be_asked(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without a provider checks say so; half-told, each would fail at the provider."""
    return [
        Error(problem, hint=hint, id="clearance.E008") for problem, hint in _problems()
    ]


def _problems() -> list[tuple[str, str]]:
    if not settings.REALNAME_URL:
        needless = settings.REALNAME_KEY_ID or settings.REALNAME_SECRET
        hint = "Set it, or none of the REALNAME settings."
        return [("REALNAME_URL is not set.", hint)] if needless else []
    found = [
        (f"REALNAME_{name} is not set.", "The provider of real-name checks tells it.")
        for name in ("KEY_ID", "SECRET")
        if not getattr(settings, f"REALNAME_{name}")
    ]
    if not _is_safe(settings.REALNAME_URL):
        found.append(
            (
                "REALNAME_URL is no address that begins with https://.",
                "Names and numbers are sent there: nobody else may read them.",
            )
        )
    if not _is_plain(settings.REALNAME_KEY_ID):
        found.append(
            (
                "REALNAME_KEY_ID cannot stand in a request.",
                "Write it as the provider tells it, in plain letters and digits.",
            )
        )
    if 0 < len(settings.REALNAME_SECRET) < SHORTEST_SECRET:
        found.append(
            (
                "REALNAME_SECRET is too short.",
                f"Agree on {SHORTEST_SECRET} random characters or more.",
            )
        )
    return found


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        allowed = {"https", "http"} if settings.DEMO else {"https"}
        # Asking for the port is what finds one that is none.
        named = bool(parts.hostname) and parts.port != 0 and parts.username is None
        return parts.scheme in allowed and named and _is_plain(url)
    except ValueError:
        return False


def _is_plain(text: str) -> bool:
    """Whether it can stand in a line of a request."""
    return text.isascii() and text.isprintable() and " " not in text
