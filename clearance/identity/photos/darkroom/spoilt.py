"""Why a photo cannot be taken in, as a code: the web process owns the sentences."""


class Spoilt(Exception):
    """The received bytes are refused; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
