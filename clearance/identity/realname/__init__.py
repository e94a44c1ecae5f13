"""Asking somebody outside whether a name and a number belong together (T1)."""

from django.conf import settings

from clearance.identity.realname.asking import Provider, Unanswered
from clearance.identity.realname.over_http import HttpProvider

__all__ = ["HttpProvider", "Provider", "Unanswered", "provider"]


def provider() -> Provider | None:
    """The provider of the settings; None where none is set up."""
    return HttpProvider() if settings.REALNAME_URL else None
