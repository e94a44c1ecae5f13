"""Stages of an order, what holds it, and why it was decided."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    PLACED = "PLACED", _("Placed")
    PAID = "PAID", _("Paid")
    SHIPPED = "SHIPPED", _("Shipped")
    DECLARED = "DECLARED", _("Declared")
    RELEASED = "RELEASED", _("Released")
    COMPLETED = "COMPLETED", _("Completed")
    CLOSED = "CLOSED", _("Closed")
    REFUNDED = "REFUNDED", _("Refunded")


OPEN_STAGES = ("PLACED", "PAID", "SHIPPED", "DECLARED", "RELEASED")


class NumberState(TextChoices):
    """Whether the order has the number its declaration will name."""

    NOT_NEEDED = "NOT_NEEDED", _("No number needed")
    PRESENT = "PRESENT", _("Number present")
    MISSING = "MISSING", _("Number missing")
    INVALID = "INVALID", _("Number wrong")


class UploadState(TextChoices):
    """What the order's question about an upload stands at."""

    NOT_NEEDED = "NOT_NEEDED", _("No upload needed")
    UNDECIDED = "UNDECIDED", _("Needs a decision")
    ON_FILE = "ON_FILE", _("On file")
    IN_REVIEW = "IN_REVIEW", _("In review")
    RETAKE = "RETAKE", _("New photo requested")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    EXPIRED = "EXPIRED", _("Expired")
    AWAITING = "AWAITING", _("Awaiting recipient")


class Hold(TextChoices):
    """What keeps an order from shipping; only CLEAR orders are ready."""

    DECISION = "HOLD_DECISION", _("Needs a decision")
    NUMBER = "HOLD_NUMBER", _("Number missing")
    ID = "HOLD_ID", _("ID missing")
    CLEAR = "CLEAR", _("Clear")


class DecisionCause(TextChoices):
    """Why an order was decided at that moment."""

    IMPORTED = "IMPORTED", _("the order arrived")
    EDITED = "EDITED", _("the order was changed")
    AGAIN = "AGAIN", _("staff asked again")
    RULES = "RULES", _("the rules changed")
    PERSON = "PERSON", _("a person decided")
    OVERRIDE = "OVERRIDE", _("two people overrode the rules")


class OverrideState(TextChoices):
    PENDING = "PENDING", _("Waiting for a second person")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    REFUSED = "REFUSED", _("Refused")


class JobState(TextChoices):
    """Where work that runs by itself stands."""

    WAITING = "WAITING", _("Waiting")
    RUNNING = "RUNNING", _("Running")
    DONE = "DONE", _("Done")


class RoundCause(TextChoices):
    """Why open orders are decided again."""

    RULE_BEGAN = "RULE_BEGAN", _("a rule came into force")
    RULE_ENDED = "RULE_ENDED", _("a rule ended")
    STOPPED = "STOPPED", _("two people stopped the rules")
    LIFTED = "LIFTED", _("two people lifted a stop")
    CARRIER = "CARRIER", _("what kind a carrier is was said anew")
    ALIKE = "ALIKE", _("a person answered for all orders alike")
