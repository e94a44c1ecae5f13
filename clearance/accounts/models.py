"""The people who log in, the shops, and who works for which shop."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from clearance.accounts.enums import MemberRole, Platform
from clearance.lib.constraints import one_of, only_one


class User(AbstractUser):
    """Someone who logs in: platform staff, or a merchant's account."""

    must_change_password = models.BooleanField(
        _("must change password"),
        default=False,
        help_text=_("Set when staff gave a one-time password."),
    )
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True
    )

    known_roles: frozenset[str] | None = None
    """The names of the roles, once somebody asked for them (`access.roles_of`)."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions: ClassVar = [
            ("reset_password", "Can give an account a one-time password"),
        ]


class Merchant(models.Model):
    """A shop that sells across borders, on one platform."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    platform = models.CharField(
        _("platform"), max_length=12, choices=Platform, default=Platform.OTHER
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("merchant")
        verbose_name_plural = _("merchants")
        constraints: ClassVar = [one_of("platform", Platform)]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A log-in that works for one shop, as its main account or as a sub-account."""

    user = models.OneToOneField(
        User,
        on_delete=models.CASCADE,
        related_name="membership",
        verbose_name=_("user"),
    )
    merchant = models.ForeignKey(
        Merchant,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("merchant"),
    )
    role = models.CharField(_("role"), max_length=4, choices=MemberRole)

    class Meta:
        verbose_name = _("shop account")
        verbose_name_plural = _("shop accounts")
        constraints: ClassVar = [
            one_of("role", MemberRole),
            only_one(
                "merchant",
                when=models.Q(role=MemberRole.MAIN),
                name="membership_one_main_per_merchant",
                message=_("This shop already has a main account."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.merchant} ({self.get_role_display()})"
