"""Words of Django that its own Chinese and Russian lack, so that ours have them."""

from django.utils.translation import gettext_noop

NOTHING_CHOSEN = gettext_noop("- Select an option -")
