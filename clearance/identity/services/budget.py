"""How many photos an account of a shop opens in an hour: counted where all can see."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.identity.models import PhotoLease, ViewingTerms
from clearance.lib.verdicts import Refusal

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def queue_for_budget(by: User) -> None:
    """Let one look after the other be counted, in whichever process they are asked.

    Inside the transaction that lends: the lock lasts until the lease is there.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)


def demand_budget(by: User, *, now: datetime, lease: PhotoLease | None = None) -> None:
    """Raises Refusal, with the time when it goes on, where the hour is used up.

    Every look since an hour before `now` counts, even one that another process says
    is of later. A `lease` that was given counts those before it alone.
    """
    most = ViewingTerms.current().looks_per_hour
    given = PhotoLease.objects.filter(
        viewer=by, order__isnull=False, given_at__gt=now - HOUR
    )
    if lease is not None:
        given = given.filter(given_at__lt=lease.given_at)
    times = given.order_by("-given_at").values_list("given_at", flat=True)[:most]
    if len(times) < most:
        return
    goes_on = times[most - 1] + HOUR + MINUTE  # minutes are shown, seconds are not
    said = _(
        "This account has opened as many photos as it may within an hour: %(most)s. "
        "It goes on at %(at)s."
    )
    at = date_format(localtime(goes_on), "TIME_FORMAT")
    raise Refusal(said % {"most": most, "at": at}, code="budget")
