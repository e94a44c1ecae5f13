"""The places of the house, grouped by work, as the two sidebars name them."""

from django.utils.translation import gettext_lazy as _

from config.places import Group, Place, records

_ORDERS = "admin:clearance_order_changelist"

WORK: tuple[Group, ...] = (
    (
        _("Work"),
        (
            Place(_("Dashboard"), ("admin:index",), alone=True),
            Place(_("ID review"), ("desk:review-queue",), counted="review"),
            Place(
                _("Undecided"),
                ("desk:undecided-list", _ORDERS),
                query="hold=HOLD_DECISION",
                counted="undecided",
            ),
            Place(
                _("Number missing"),
                ("desk:number-list", _ORDERS),
                query="hold=HOLD_NUMBER",
                counted="number_missing",
            ),
            Place(
                _("Overrides"),
                ("desk:override-list", "admin:clearance_override_changelist"),
                counted="overrides",
            ),
            Place(
                _("Imports"),
                ("desk:import-list", "admin:clearance_importbatch_changelist"),
                counted="imports",
            ),
            Place(_("Withdrawals"), ("desk:withdrawal-list",), counted="withdrawals"),
            Place(_("Failures"), ("desk:failure-list",), counted="failures"),
        ),
    ),
    (
        _("Records"),
        (
            records(_("Orders"), "order"),
            records(_("Recipients"), "recipient"),
            records(_("ID records"), "idrecord"),
            records(_("Upload links"), "uploadlink"),
            records(_("Merchants"), "merchant"),
        ),
    ),
    (
        _("Policy"),
        (
            Place(_("Policy"), ("desk:policy",)),
            records(_("Channels"), "fulfilmentchannel"),
            records(_("ID rules"), "idrequirementrule"),
            records(_("Rejection reasons"), "rejectionreason"),
            records(_("Viewing by shops"), "viewingterms"),
        ),
    ),
    (
        _("Oversight"),
        (
            Place(
                _("Access log"),
                ("desk:access-log", "admin:clearance_auditentry_changelist"),
            ),
            records(_("Outbox"), "message"),
            Place(_("Feedback"), ("desk:feedback",)),
            records(_("Users and roles"), "user"),
        ),
    ),
)

SHOP: tuple[Group, ...] = (
    (
        _("Orders"),
        (
            Place(_("All orders"), ("portal:order-list",), counted="orders"),
            Place(_("Check ID status"), ("portal:check",)),
            Place(_("Reminders"), ("portal:reminder-list",)),
        ),
    ),
    (
        _("Customs"),
        (
            Place(_("Failures"), ("portal:failure-list",), counted="failures"),
            Place(_("Appeals"), ("portal:appeal-list",), counted="appeals"),
            Place(_("Payment re-push"), ("portal:repush-list",), counted="repushes"),
        ),
    ),
    (
        _("Account"),
        (
            Place(_("Exports"), ("portal:export-list",)),
            Place(_("Sub-accounts"), ("portal:team",)),
            Place(_("Who viewed IDs"), ("portal:looks",)),
        ),
    ),
)
