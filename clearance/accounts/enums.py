"""Who may log in, and for which platform a shop sells."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MemberRole(TextChoices):
    MAIN = "MAIN", _("Main account")
    SUB = "SUB", _("Sub-account")


class Platform(TextChoices):
    """The marketplace a shop sells on; its own rules beat the general ones."""

    TMALL = "TMALL", _("Tmall Global")
    TAOBAO = "TAOBAO", _("Taobao")
    JD = "JD", _("JD Worldwide")
    PINDUODUO = "PINDUODUO", _("Pinduoduo Global")
    OZON = "OZON", _("Ozon")
    OTHER = "OTHER", _("Another platform")


ROLE_NAMES = {
    "admin": _("Administrator"),
    "policy": _("Policy"),
    "reviewer": _("Reviewer"),
    "supervisor": _("Review supervisor"),
    "support": _("Support"),
    "customs": _("Customs desk"),
    "operations": _("Operations"),
    "auditor": _("Auditor"),
}
"""The names of config/roles.toml once more, where they can be translated."""
