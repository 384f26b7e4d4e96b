"""Error for invalid dates, with proposals."""


class NotADateError(ValueError):
    """The typed text is not a date; holds the reason and possible corrections."""

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates
