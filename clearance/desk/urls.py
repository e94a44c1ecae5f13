"""The work queues of staff and support, inside the admin's shell."""

from django.urls import path

from clearance.desk import (
    deciding,
    feedback,
    home,
    imports,
    judging,
    overrides,
    people,
    policy_matrix,
    policy_publish,
    policy_rehearsal,
    policy_stops,
    records,
    review,
    review_again,
    review_figures,
    review_keys,
    undecided,
)
from clearance.lib import addresses  # noqa: F401 - importing it registers <row:…>

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("undecided/", undecided.undecided_list, name="undecided-list"),
    path("undecided/<uuid:pk>/", deciding.decide, name="decide"),
    path("undecided/alike/<row:pk>/", undecided.decide_alike, name="decide-alike"),
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
    path("policy/", policy_matrix.policy_matrix, name="policy"),
    path("policy/diff/", policy_matrix.policy_diff, name="policy-diff"),
    path("policy/rules/<row:pk>/publish/", policy_publish.publish, name="publish"),
    path(
        "policy/rehearsals/<uuid:pk>/",
        policy_rehearsal.rehearsal_detail,
        name="rehearsal",
    ),
    path(
        "policy/rehearsals/<uuid:pk>/orders.csv",
        policy_rehearsal.rehearsal_orders,
        name="rehearsal-orders",
    ),
    path("policy/stops/", policy_stops.stop_list, name="stop-list"),
    path("policy/stops/new/", policy_stops.stop_propose, name="stop-propose"),
    path(
        "policy/stops/<row:pk>/confirm/", policy_stops.stop_confirm, name="stop-confirm"
    ),
    path("policy/stops/<row:pk>/refuse/", policy_stops.stop_refuse, name="stop-refuse"),
    path(
        "policy/stops/<row:pk>/propose-lifting/",
        policy_stops.stop_propose_lifting,
        name="stop-propose-lifting",
    ),
    path("policy/stops/<row:pk>/lift/", policy_stops.stop_lift, name="stop-lift"),
    path("review/", review.review_queue, name="review-queue"),
    path("review/next/", review.review_next, name="review-next"),
    path("review/open/<uuid:pk>/", review.review_open, name="review-open"),
    path("review/keys/", review_keys.review_keys, name="review-keys"),
    path("review/figures/", review_figures.review_figures, name="review-figures"),
    path("review/figures/share/", review_figures.review_share, name="review-share"),
    path("review/again/", review_again.review_again_list, name="review-again-list"),
    path(
        "review/again/next/", review_again.review_again_next, name="review-again-next"
    ),
    path("review/again/<uuid:pk>/", review_again.review_again, name="review-again"),
    path(
        "review/again/<uuid:pk>/take/",
        review_again.review_again_take,
        name="review-again-take",
    ),
    path(
        "review/again/<uuid:pk>/answer/",
        review_again.review_again_answer,
        name="review-again-answer",
    ),
    path("review/<slug:reference>/", review.review_case, name="review-case"),
    path(
        "review/<slug:reference>/decide/", judging.review_decide, name="review-decide"
    ),
    path("review/<slug:reference>/undo/", judging.review_undo, name="review-undo"),
    path(
        "review/<slug:reference>/not-mine/",
        judging.review_not_mine,
        name="review-not-mine",
    ),
    path("records/new/<uuid:pk>/", records.record_new, name="record-new"),
    path("feedback/", feedback.feedback, name="feedback"),
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
