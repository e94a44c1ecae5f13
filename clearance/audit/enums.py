"""How an audited action ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    DONE = "DONE", _("Done")
    DENIED = "DENIED", _("Denied")
    FAILED = "FAILED", _("Failed")
