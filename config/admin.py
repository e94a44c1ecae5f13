"""The one admin site. It lives here: made inside clearance.admin it would be thrown away."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ClearanceAdminSite(admin.AdminSite):
    site_title = _("Clearance")
    site_header = _("Clearance")
    index_title = _("What needs doing now")


class ClearanceAdminConfig(AdminConfig):
    default_site = "config.admin.ClearanceAdminSite"


def __getattr__(name: str) -> Any:
    # The site exists only once the apps are loaded.
    if name == "site":
        return admin.site
    raise AttributeError(name)
