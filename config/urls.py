"""Every address of the back office; contract.md fixes them."""

from django.urls import include, path

from config.admin import site

urlpatterns = [
    path("admin/", site.urls),
]
