"""What can be wrong with keys and sealed values; no message repeats a value."""


class Tampered(Exception):
    """Sealed bytes do not open: altered, cut short, or moved from where they belong."""


class KeyGone(LookupError):
    """There is no data key for the subject: never made, or destroyed by erasure."""


class RingRefused(Exception):
    """The key ring is missing, malformed, or readable by others."""


class UnknownKey(RingRefused):
    """A key id that the ring does not hold, or whose material was destroyed."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"The key ring holds no usable key {key_id!r}.")
        self.key_id = key_id
