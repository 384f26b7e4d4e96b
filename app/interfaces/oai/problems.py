"""Errors of OAI-PMH, each with its code in the standard."""


class OaiError(Exception):
    """A request that OAI-PMH refuses; the answer has status 200."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
