"""Fulfilment channels, and carriers with their kind."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import CarrierKind, ClearanceMode, Logistics
from clearance.lib.constraints import one_of


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
