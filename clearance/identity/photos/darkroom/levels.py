"""Reading a histogram: the levels between which the pixels of a band lie."""


def level(counts: list[int], share: float) -> int:
    """The level at or below which this share of the pixels lies."""
    wanted = sum(counts) * share
    seen = 0
    for at, count in enumerate(counts):
        seen += count
        if seen >= wanted:
            return at
    return len(counts) - 1


def share_of(counts: list[int], *, least: int) -> int:
    """How many thousandths of the pixels reach this level."""
    return sum(counts[least:]) * 1000 // max(1, sum(counts))
