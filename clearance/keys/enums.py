"""What a data key is for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class KeyPurpose(TextChoices):
    """Whose data a key opens; destroying it makes exactly that unreadable."""

    RECORD = "RECORD", _("One ID record: images, number, read text")
    PERSON = "PERSON", _("One person: names, phones, addresses of their orders")
    BATCH = "BATCH", _("One import file, until it is done")
    ACCOUNT = "ACCOUNT", _("One account: its second factor")
