"""What may be done with the data of a person."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PersonState(TextChoices):
    ACTIVE = "ACTIVE", _("Active")
    MERGED = "MERGED", _("Joined with another")
    RESTRICTED = "RESTRICTED", _("Restricted")
    ERASED = "ERASED", _("Erased")
