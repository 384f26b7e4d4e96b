"""Says why what was typed is no date, and what may be meant."""


class NotADateError(ValueError):
    """What was typed tells no date; says why, and proposes what can be."""

    def __init__(self, said: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(said)
        self.candidates = candidates
