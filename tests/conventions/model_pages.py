"""The admin's pages of each model: whose list and records may be seen, added, changed.

Nobody who is not named gets further than 403. `deeds` are the buttons of a record, each
with those who may press it. What stands nowhere here is nobody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ModelPages:
    """Who may do what on the pages of one model."""

    model: str
    view: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()
    deeds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def roles(text: str) -> tuple[str, ...]:
    """Roles, written with spaces between them."""
    return tuple(text.split())


ADMIN = roles("admin")
POLICY = roles("policy")
WORDS = roles("policy supervisor")

MODELS = (
    ModelPages(
        "clearance_merchant",
        view=roles("admin policy operations auditor"),
        add=ADMIN,
        change=ADMIN,
    ),
    ModelPages("clearance_user", roles("admin auditor"), ADMIN, ADMIN),
    ModelPages(
        "clearance_fulfilmentchannel",
        view=roles("admin policy customs operations"),
        add=POLICY,
        change=POLICY,
    ),
    ModelPages(
        "clearance_carrier",
        view=roles("admin policy customs operations"),
        add=POLICY,
        change=POLICY,
    ),
    ModelPages(  # the world's rule is published: it can neither be changed nor dropped
        "clearance_idrequirementrule",
        view=roles("admin policy customs auditor"),
        add=POLICY,
        deeds={"rehearse": POLICY},
    ),
    ModelPages("clearance_idrecord", view=roles("supervisor support customs auditor")),
    ModelPages("clearance_uploadlink", view=roles("support operations auditor")),
    ModelPages(
        "clearance_rejectionreason",
        view=roles("admin policy reviewer supervisor"),
        change=WORDS,
    ),
    ModelPages(
        "clearance_order",
        view=roles("admin policy supervisor support customs operations auditor"),
    ),
    ModelPages("clearance_viewingterms", view=roles("admin auditor"), change=ADMIN),
    ModelPages("clearance_auditentry", view=roles("auditor")),
    ModelPages(
        "clearance_message",
        view=roles("admin support operations auditor"),
        deeds={"retry": roles("operations")},
    ),
    ModelPages("clearance_recipient", view=roles("supervisor support customs auditor")),
)
