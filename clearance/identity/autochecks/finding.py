"""What one check found: an outcome with its figure, its bound, and why."""

from dataclasses import dataclass

from clearance.identity.enums import CheckCode, CheckOutcome


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check; never a personal value.

    `value` and `threshold` are whole numbers in the check's own unit; `detail` is a
    code: what is wrong, or why the check could not run.
    """

    code: CheckCode
    outcome: CheckOutcome
    detail: str = ""
    value: int | None = None
    threshold: int | None = None


def passed(
    code: CheckCode, value: int | None = None, threshold: int | None = None
) -> Finding:
    """Nothing was found."""
    return Finding(code, CheckOutcome.PASS, "", value, threshold)


def failed(
    code: CheckCode,
    detail: str,
    value: int | None = None,
    threshold: int | None = None,
) -> Finding:
    """Something was found that a person should look at."""
    return Finding(code, CheckOutcome.FAIL, detail, value, threshold)


def could_not(
    code: CheckCode,
    why: str,
    value: int | None = None,
    threshold: int | None = None,
) -> Finding:
    """The check says nothing, and why."""
    return Finding(code, CheckOutcome.COULD_NOT_RUN, why, value, threshold)
