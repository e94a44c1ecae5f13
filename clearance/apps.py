"""The one Django app; its rooms are the packages inside."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from clearance import checks  # noqa: F401 - importing it registers them
from clearance.identity.realname import checks as _providers  # noqa: F401 - as above
from clearance.lib.databases import keep_to_owner
from clearance.lib.guards import install_guards
from clearance.messaging.delivery import checks as _carriers  # noqa: F401 - as above


class ClearanceConfig(AppConfig):
    name = "clearance"
    verbose_name = _("Clearance")

    def ready(self) -> None:
        post_migrate.connect(install_guards, sender=self)
        connection_created.connect(keep_to_owner)
