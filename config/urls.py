"""Every address of the back office; contract.md fixes them."""

from django.urls import include, path

from config.admin import site

urlpatterns = [
    path("", include("config.entrance")),
    path("admin/", site.urls),
]
