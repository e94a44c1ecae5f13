"""How long and how often shops may look at IDs: figures that staff keep."""

from datetime import timedelta
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_DAYS, MOST_LOOKS = 60, 1000


class ViewingTerms(models.Model):
    """The one row of figures that hold for every shop.

    An order that is released and never reported complete ends the leave by itself,
    so that a shop that forgets to say so does not look for ever.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    days_after_release = models.PositiveSmallIntegerField(
        _("days after release"),
        default=3,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "So long after customs released an order its ID stays open to the shop, "
            "where the order is never reported complete. 0 to 60."
        ),
    )
    looks_per_hour = models.PositiveSmallIntegerField(
        _("photos an hour"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LOOKS)],
        help_text=_(
            "So many photos one account of a shop opens in an hour. 1 to 1000."
        ),
    )

    class Meta:
        verbose_name = _("viewing by shops")
        verbose_name_plural = _("viewing by shops")
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="viewingterms_one_row",
                violation_error_message=_("These figures are one row."),
            ),
            models.CheckConstraint(
                condition=Q(days_after_release__lte=MOST_DAYS),
                name="viewingterms_days_within_bounds",
                violation_error_message=_("At most 60 days after release."),
            ),
            models.CheckConstraint(
                condition=Q(looks_per_hour__gte=1, looks_per_hour__lte=MOST_LOOKS),
                name="viewingterms_looks_within_bounds",
                violation_error_message=_("From 1 to 1000 photos an hour."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Viewing by shops")

    @classmethod
    def current(cls) -> Self:
        """The figures in force; the usual ones where nobody has kept any."""
        return cls.objects.first() or cls()

    @property
    def after_release(self) -> timedelta:
        return timedelta(days=self.days_after_release)
