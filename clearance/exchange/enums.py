"""How far an import got."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BatchState(TextChoices):
    CHECKING = "CHECKING", _("Being checked")
    CHECKED = "CHECKED", _("Ready to confirm")
    REFUSED = "REFUSED", _("Cannot be read")
    RUNNING = "RUNNING", _("Importing")
    DONE = "DONE", _("Imported")
    DISCARDED = "DISCARDED", _("Discarded")
    TAKEN_BACK = "TAKEN_BACK", _("Taken back")
