"""Why a member of staff may see a person's data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    CONTACT = "CONTACT", _("To contact the person about this order")
    COMPARE = "COMPARE", _("To compare a document with the order")
    CUSTOMS = "CUSTOMS", _("Customs ask for it")
    REQUEST = "REQUEST", _("The person asked about their data")
