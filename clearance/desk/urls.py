"""The work queues of staff and support, inside the admin's shell."""

from django.urls import path

from clearance.desk import (
    deciding,
    home,
    imports,
    judging,
    overrides,
    people,
    records,
    review,
)

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
    path("review/", review.review_queue, name="review-queue"),
    path("review/next/", review.review_next, name="review-next"),
    path("review/open/<uuid:pk>/", review.review_open, name="review-open"),
    path("review/<slug:reference>/", review.review_case, name="review-case"),
    path(
        "review/<slug:reference>/decide/", judging.review_decide, name="review-decide"
    ),
    path(
        "review/<slug:reference>/not-mine/",
        judging.review_not_mine,
        name="review-not-mine",
    ),
    path("records/new/<uuid:pk>/", records.record_new, name="record-new"),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/new/", imports.import_new, name="import-new"),
    path("imports/<uuid:pk>/", imports.import_detail, name="import-detail"),
    path("imports/<uuid:pk>/confirm/", imports.import_confirm, name="import-confirm"),
    path("imports/<uuid:pk>/discard/", imports.import_discard, name="import-discard"),
    path(
        "imports/<uuid:pk>/take-back/",
        imports.import_take_back,
        name="import-take-back",
    ),
    path("imports/<uuid:pk>/errors.csv", imports.import_errors, name="import-errors"),
]
