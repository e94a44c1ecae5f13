"""Which link a browser holds: a signed cookie of its own, apart from any log-in.

It names the link, never the person. A link may be forwarded; so that the next browser
does not show what the one before typed, the cookie also keeps a keyed mark of each
value typed here: only a value that still bears this browser's mark is shown again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "upload"
PATH = "/u/"
KEPT = timedelta(days=180)
SALT = "clearance.upload.session"
MARK_LENGTH = 16
PROVED = timedelta(minutes=15)

PRIVATE = ("name", "number", "valid_until", "inn", "guardian_name")
"""Fields that only the browser shows again in which they were typed."""

CONSENTS = ("consent", "consent_reuse")


@dataclass(slots=True)
class Session:
    """One browser with one link: what was typed here, and what was agreed to here."""

    link_id: UUID
    marks: dict[str, str] = field(default_factory=dict)
    agreed: set[str] = field(default_factory=set)
    proved_until: int = 0
    """Until when (seconds since 1970) this browser counts as the phone on file."""

    @classmethod
    def of(cls, request: HttpRequest) -> Self | None:
        """The session of this browser; None without one, or with one that is forged."""
        try:
            kept = signing.loads(
                request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT
            )
            return cls(
                UUID(kept["link"]),
                dict(kept["marks"]),
                set(kept["agreed"]),
                int(kept.get("proved", 0)),
            )
        except (signing.BadSignature, KeyError, TypeError, ValueError):
            return None

    def keep(self, response: HttpResponseBase) -> None:
        """Write the cookie."""
        kept = {
            "link": str(self.link_id),
            "marks": self.marks,
            "agreed": sorted(self.agreed),
            "proved": self.proved_until,
        }
        response.set_cookie(
            COOKIE,
            signing.dumps(kept, salt=SALT),
            max_age=KEPT,
            path=PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def typed_here(self, values: Mapping[str, str], names: set[str]) -> None:
        """Remember that these fields have these values from this browser."""
        for name in names.intersection(PRIVATE):
            self.marks[name] = self._mark(name, values.get(name, ""))

    def shows(self, values: Mapping[str, str]) -> dict[str, str]:
        """Those of the values that were typed in this browser."""
        return {
            name: value
            for name, value in values.items()
            if value and self.marks.get(name) == self._mark(name, value)
        }

    def prove(self, now: datetime) -> None:
        """A code came back: this browser sees the details for a while."""
        self.proved_until = int((now + PROVED).timestamp())

    def is_proved(self, now: datetime) -> bool:
        return now.timestamp() < self.proved_until

    def _mark(self, name: str, value: str) -> str:
        text = f"{self.link_id}\x1f{name}\x1f{value}"
        return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:MARK_LENGTH]


def forget(response: HttpResponseBase) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
