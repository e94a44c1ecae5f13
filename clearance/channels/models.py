"""Fulfilment channels, carriers, and the dated rules that say what customs ask."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clearance.accounts.enums import Platform
from clearance.channels.enums import (
    CarrierKind,
    ClearanceMode,
    Level,
    Logistics,
    RuleState,
    Subject,
)
from clearance.lib.constraints import one_of
from clearance.lib.guards import guard


class FulfilmentChannel(models.Model):
    """How goods reach the buyer: bonded, consolidated, direct mail, domestic stock."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_zh = models.CharField(_("name in Chinese"), max_length=60, blank=True)
    aliases = models.JSONField(
        _("other names in order files"),
        default=list,
        blank=True,
        help_text=_('Names that shops write instead of the code, such as "保税".'),
    )
    default_mode = models.CharField(
        _("usual clearance mode"), max_length=6, choices=ClearanceMode
    )
    default_logistics = models.CharField(
        _("usual logistics"),
        max_length=8,
        choices=Logistics,
        blank=True,
        help_text=_("Assumed when an order does not say; the receipt says so."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints: ClassVar = [
            one_of("default_mode", ClearanceMode),
            one_of("default_logistics", Logistics, blank=True),
        ]

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return (chinese and self.name_zh) or self.name


class Carrier(models.Model):
    """A carrier as shops write it, and whether it is a courier or the post."""

    name = models.CharField(_("name in order files"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=CarrierKind)

    class Meta:
        verbose_name = _("carrier")
        verbose_name_plural = _("carriers")
        constraints: ClassVar = [one_of("kind", CarrierKind)]

    def __str__(self) -> str:
        return self.name


class IdRequirementRule(models.Model):
    """One version of a rule: for which orders customs ask what, of whom, since when.

    An empty condition matches every order. The most specific matching version wins;
    published versions never change, a change is a new version with its own start.
    """

    code = models.CharField(_("rule"), max_length=30)
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=10, choices=RuleState, default=RuleState.DRAFT
    )

    platform = models.CharField(
        _("platform"), max_length=12, choices=Platform, blank=True
    )
    destination = models.CharField(_("destination"), max_length=2, blank=True)
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    clearance_mode = models.CharField(
        _("clearance mode"), max_length=6, choices=ClearanceMode, blank=True
    )
    logistics = models.CharField(
        _("logistics"), max_length=8, choices=Logistics, blank=True
    )
    carrier_kind = models.CharField(
        _("carrier"), max_length=8, choices=CarrierKind, blank=True
    )
    paid_from_minor = models.BigIntegerField(_("paid, at least"), null=True, blank=True)
    paid_below_minor = models.BigIntegerField(
        _("paid, less than"), null=True, blank=True
    )

    level = models.CharField(_("customs ask for"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    sides = models.JSONField(_("sides"), default=list, blank=True)
    document_types = models.JSONField(_("accepted documents"), default=list, blank=True)

    because = models.TextField(_("reason"))
    because_zh = models.TextField(_("reason in Chinese"), blank=True)
    source_note = models.TextField(_("source"))

    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("last day in force"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("ID rule")
        verbose_name_plural = _("ID rules")
        permissions: ClassVar = [
            ("publish_rule", "Can publish a rule someone else wrote")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="rule_one_row_per_version",
                violation_error_message=_("This version of the rule exists already."),
            ),
            one_of("state", RuleState),
            one_of("platform", Platform, blank=True),
            one_of("clearance_mode", ClearanceMode, blank=True),
            one_of("logistics", Logistics, blank=True),
            one_of("carrier_kind", CarrierKind, blank=True),
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
            models.CheckConstraint(
                condition=Q(level__in=[Level.NONE, Level.UNDECIDED], subject="")
                | (Q(level__in=[Level.NUMBER_ONLY, Level.IMAGES]) & ~Q(subject="")),
                name="rule_subject_where_something_is_asked",
                violation_error_message=_("Say whose document is asked for."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) | Q(ends_on__isnull=True),
                name="rule_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state=RuleState.DRAFT) | Q(published_at__isnull=False),
                name="rule_published_has_its_time",
                violation_error_message=_(
                    "A published rule has its time of publication."
                ),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(code)s, version %(version)s") % {
            "code": self.code,
            "version": self.version,
        }

    @property
    def because_here(self) -> str:
        """The reason in the language of whoever reads."""
        chinese = (get_language() or "").startswith("zh")
        return (chinese and self.because_zh) or self.because


# What was decided by a published version is explained by it for ever; only its last
# day may still be set.
guard(
    "clearance_idrequirementrule",
    events=["UPDATE"],
    allow_columns=("ends_on",),
    when="OLD.state = 'PUBLISHED'",
)
