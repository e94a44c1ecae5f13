"""What the state of an order allows: pure."""

from clearance.channels.enums import Level, Subject
from clearance.orders.enums import OPEN_STAGES, Hold, NumberState, Stage, UploadState


def number_state(
    *, level: str, subject: str, number: str, number_is_right: bool
) -> NumberState:
    """Whether the order has the number its declaration names.

    Only a declaration that names the orderer's number without photos asks the order
    for it; where photos are asked, the number comes with the document.
    """
    if level != Level.NUMBER_ONLY or subject != Subject.ORDERER:
        return NumberState.NOT_NEEDED
    if not number:
        return NumberState.MISSING
    return NumberState.PRESENT if number_is_right else NumberState.INVALID


def hold(*, level: str, number: str, upload: str) -> Hold:
    """What keeps the order from shipping: the first that applies (T11)."""
    if level == Level.UNDECIDED:
        return Hold.DECISION
    if number in {NumberState.MISSING, NumberState.INVALID}:
        return Hold.NUMBER
    if level == Level.IMAGES and upload != UploadState.ON_FILE:
        return Hold.ID
    return Hold.CLEAR


def is_open(stage: str) -> bool:
    """Still in the transaction: not completed, closed or refunded."""
    return stage in OPEN_STAGES


def may_move(old: str, new: str) -> bool:
    """Whether a stage may follow another: forward, or out by closing or refunding.

    A file or a status list that lags behind never takes an order back.
    """
    order = [s.value for s in Stage]
    if old in {Stage.CLOSED, Stage.REFUNDED}:
        return old == Stage.CLOSED and new == Stage.REFUNDED
    if new in {Stage.CLOSED, Stage.REFUNDED}:
        return True
    return order.index(new) > order.index(old)
