"""Every address of the site: who is let in, and what they meet.

Read a line as: the page, who is let in, what a GET and an empty POST of theirs answer.
Everybody else is told 403; who is not logged in, to do so (302). Another shop's object
is 404. `besides` names those to whom the page says something else: (GET, POST).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.conventions.world import (
    ANONYMOUS,
    EVERYBODY,
    LOGGED_IN,
    MAIN,
    OTHER_SHOP,
    SHOPS,
    STAFF,
    SUB,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One address. `about` names the row of the world that it speaks of."""

    name: str
    who: tuple[str, ...]
    get: int
    post: int
    about: str = ""
    besides: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def expected(self, persona: str) -> tuple[int, int]:
        """What this persona's GET and POST answer."""
        if persona in self.besides:
            return self.besides[persona]
        if persona in self.who:
            return self.get, self.post
        if persona == ANONYMOUS:
            return 302, 302
        return 403, 403


def only(*personas: str) -> tuple[str, ...]:
    """Those personas and nobody else."""
    return personas


OTHERS_ORDER = {OTHER_SHOP: (404, 405)}
OTHERS_COLLEAGUE = {OTHER_SHOP: (404, 404)}
SUB_PROVES_FIRST = {SUB: (302, 302)}  # who needs no second factor proves by password
DECIDE = only("policy", "customs")
PROPOSE = only("policy", "supervisor", "customs")
CONFIRM = only("policy", "supervisor")
REVIEW = only("reviewer", "supervisor")
SEE_ORDERS = only(
    "admin", "policy", "supervisor", "support", "customs", "operations", "auditor"
)
SEE_OVERRIDES = only("policy", "supervisor", "auditor")
SEE_FILES = only("admin", "operations", "auditor")
FILES = only("operations")
READ_RULES = only("admin", "policy", "customs", "auditor")

PAGES = (
    # Logging in and what is one's own
    Page("landing", LOGGED_IN, 302, 405, besides={}),
    Page("account_login", EVERYBODY, 302, 302, besides={ANONYMOUS: (200, 200)}),
    Page("account_logout", EVERYBODY, 200, 302, besides={ANONYMOUS: (302, 302)}),
    Page("account_change_password", LOGGED_IN, 200, 200),
    Page("account_reauthenticate", LOGGED_IN, 200, 200),
    Page("usersessions_list", LOGGED_IN, 200, 302),
    Page("mfa_index", LOGGED_IN, 200, 405),
    Page("mfa_authenticate", EVERYBODY, 302, 302),
    Page("mfa_reauthenticate", LOGGED_IN, 302, 302),
    Page("mfa_activate_totp", LOGGED_IN, 200, 200, besides=SUB_PROVES_FIRST),
    Page("mfa_deactivate_totp", LOGGED_IN, 404, 404),
    Page("mfa_view_recovery_codes", LOGGED_IN, 404, 405),
    Page("mfa_generate_recovery_codes", LOGGED_IN, 200, 200, besides=SUB_PROVES_FIRST),
    Page("mfa_download_recovery_codes", LOGGED_IN, 404, 404),
    # The desk
    Page("desk:home", STAFF, 200, 405),
    Page("desk:undecided-list", DECIDE, 200, 405),
    Page("desk:decide", DECIDE, 200, 422, about="undecided"),
    Page("desk:decide-alike", DECIDE, 200, 422, about="ruling"),
    Page("desk:number-list", SEE_ORDERS, 200, 405),
    Page("desk:override-list", SEE_OVERRIDES, 200, 405),
    Page("desk:override-new", PROPOSE, 200, 422, about="order"),
    Page("desk:override-confirm", CONFIRM, 405, 302, about="override"),
    Page("desk:override-refuse", CONFIRM, 405, 302, about="override"),
    Page("desk:reveal", only("customs"), 200, 422, about="order"),
    Page("desk:review-queue", REVIEW, 200, 405),
    Page("desk:review-next", REVIEW, 405, 303),
    Page("desk:review-open", REVIEW, 200, 302, about="idrecord"),
    Page("desk:review-keys", REVIEW, 200, 302),
    Page("desk:review-figures", REVIEW, 200, 405),
    Page("desk:review-share", only("supervisor"), 405, 422),
    Page("desk:review-again-list", REVIEW, 200, 405),
    Page("desk:review-again-next", REVIEW, 405, 303),
    Page("desk:review-again", REVIEW, 200, 405, about="look"),
    Page("desk:review-again-take", REVIEW, 405, 303, about="look"),
    Page("desk:review-again-answer", REVIEW, 405, 409, about="look"),
    Page("desk:review-case", REVIEW, 200, 405, about="case"),
    Page("desk:review-decide", REVIEW, 405, 409, about="case"),
    Page("desk:review-undo", REVIEW, 405, 303, about="case"),
    Page("desk:review-not-mine", REVIEW, 405, 409, about="case"),
    Page("desk:record-new", only("supervisor"), 200, 422, about="order"),
    Page("desk:feedback", only("policy", "support", "operations"), 200, 405),
    Page("desk:import-list", SEE_FILES, 200, 405),
    Page("desk:import-new", FILES, 200, 422),
    Page("desk:import-detail", SEE_FILES, 200, 405, about="importbatch"),
    Page("desk:import-confirm", FILES, 405, 302, about="importbatch"),
    Page("desk:import-discard", FILES, 405, 302, about="importbatch"),
    Page("desk:import-take-back", FILES, 200, 409, about="importbatch"),
    Page("desk:import-errors", SEE_FILES, 200, 405, about="importbatch"),
    Page("desk:policy", READ_RULES, 200, 405),
    Page("desk:policy-diff", READ_RULES, 200, 405),
    Page("desk:publish", only("policy"), 200, 409, about="draft"),
    Page("desk:rehearsal", READ_RULES, 200, 405, about="rehearsal"),
    Page("desk:rehearsal-orders", READ_RULES, 200, 405, about="rehearsal"),
    Page("desk:stop-list", READ_RULES, 200, 405),
    Page("desk:stop-propose", only("policy"), 405, 422),
    Page("desk:stop-confirm", only("policy"), 405, 302, about="stop"),
    Page("desk:stop-refuse", only("policy"), 405, 302, about="stop"),
    Page("desk:stop-propose-lifting", only("policy"), 405, 422, about="stop"),
    Page("desk:stop-lift", only("policy"), 405, 302, about="stop"),
    # The shops
    Page("portal:home", SHOPS, 302, 405),
    Page("portal:order-list", SHOPS, 200, 405),
    Page("portal:order-detail", SHOPS, 200, 405, "number", besides=OTHERS_ORDER),
    Page(
        "portal:id-photo",
        only(MAIN),
        200,
        405,
        "seen",
        besides={SUB: (403, 405), OTHER_SHOP: (404, 405)},
    ),
    Page(  # a form that names no side asks for the first
        "portal:id-photo-show",
        only(MAIN),
        405,
        303,
        "seen",
        besides={SUB: (405, 403), OTHER_SHOP: (405, 404)},
    ),
    Page(  # nothing takes asking: the document was sent to this shop
        "portal:id-photo-ask",
        (),
        405,
        403,
        "seen",
        besides=dict.fromkeys((MAIN, SUB), (405, 403)) | {OTHER_SHOP: (405, 404)},
    ),
    Page("portal:looks", only(MAIN, OTHER_SHOP), 200, 405),
    Page(  # whose lease it is not has none of that name
        "portal:look-state", SHOPS, 404, 405, "lease", besides={MAIN: (200, 405)}
    ),
    Page("portal:team", only(MAIN, OTHER_SHOP), 200, 422),
    Page(
        "portal:team-password",
        only(MAIN, OTHER_SHOP),
        405,
        302,
        "sub",
        besides={OTHER_SHOP: (405, 404)},
    ),
    Page(
        "portal:team-close",
        only(MAIN, OTHER_SHOP),
        200,
        302,
        "sub",
        besides=OTHERS_COLLEAGUE,
    ),
    Page(
        "portal:team-open",
        only(MAIN, OTHER_SHOP),
        405,
        302,
        "sub",
        besides={OTHER_SHOP: (405, 404)},
    ),
    # The recipients: who comes without a link learns nothing, log-in or not
    Page("upload:entrance", EVERYBODY, 200, 422),
    Page("upload:sent", EVERYBODY, 200, 405),
    Page("upload:privacy", EVERYBODY, 200, 405),
    Page("upload:withdraw", EVERYBODY, 200, 405),
    Page("upload:photos", EVERYBODY, 404, 404),
    Page("upload:check", EVERYBODY, 404, 404),
    Page("upload:code", EVERYBODY, 404, 404),
    Page("upload:code-ask", EVERYBODY, 404, 404),
    Page("upload:done", EVERYBODY, 404, 405),
    Page("upload:status", EVERYBODY, 404, 405),
    Page("upload:status-ask", EVERYBODY, 405, 404),
    Page("upload:status-code", EVERYBODY, 404, 404),
    Page("upload:feedback", EVERYBODY, 405, 404),
    Page("upload:not-me", EVERYBODY, 404, 404),
    Page("upload:link", EVERYBODY, 404, 405, "token"),
    Page("upload:look", EVERYBODY, 404, 404, "token"),
    Page("upload:resend", EVERYBODY, 405, 303, "token"),
    # A photo opens for whom it was leased, and for nobody else
    Page("photo", LOGGED_IN, 404, 405, "lease", besides={MAIN: (200, 405)}),
    # Machines
    Page("healthz", EVERYBODY, 200, 200),
    Page("readyz", EVERYBODY, 200, 200),
    # The admin, beside the pages of its models
    Page("admin:index", STAFF, 200, 200),
    Page("admin:login", EVERYBODY, 302, 302),
    Page("admin:logout", STAFF, 200, 302),
    Page("admin:password_change", STAFF, 302, 302),
    Page("admin:password_change_done", STAFF, 200, 405),
    Page("admin:autocomplete", STAFF, 403, 405),
    Page("admin:jsi18n", STAFF, 200, 405),
    Page("admin:clearance_order_decision", SEE_ORDERS, 200, 405, "decision"),
)
