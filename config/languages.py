"""The language of a browser, in a cookie."""

from django.conf import settings
from django.http.response import HttpResponseBase

A_YEAR = 365 * 24 * 3600


def keep_language(response: HttpResponseBase, language: str) -> None:
    """Remember the language in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
