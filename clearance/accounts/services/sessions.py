"""Log-ins that are over leave nothing behind, for longer than the law asks."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

LOG_INS_KEPT_FOR = timedelta(days=183)


def drive_sessions(*, now: datetime) -> int:
    """Delete sessions that ran out, and notes of log-ins half a year old; how many."""
    ended, _each = Session.objects.filter(expire_date__lt=now).delete()
    old = UserSession.objects.filter(created_at__lt=now - LOG_INS_KEPT_FOR)
    forgotten: int = old.delete()[0]
    return ended + forgotten
