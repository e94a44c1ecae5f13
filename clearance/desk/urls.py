"""The work queues of staff and support, inside the admin's shell."""

from django.urls import path

from clearance.desk import deciding, home, overrides, people

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("undecided/", deciding.undecided_list, name="undecided-list"),
    path("undecided/<uuid:pk>/", deciding.decide, name="decide"),
    path("numbers/", deciding.number_list, name="number-list"),
    path("overrides/", overrides.override_list, name="override-list"),
    path("overrides/new/<uuid:pk>/", overrides.override_new, name="override-new"),
    path(
        "overrides/<uuid:pk>/confirm/",
        overrides.override_confirm,
        name="override-confirm",
    ),
    path(
        "overrides/<uuid:pk>/refuse/", overrides.override_refuse, name="override-refuse"
    ),
    path("people/<uuid:pk>/reveal/", people.reveal, name="reveal"),
]
