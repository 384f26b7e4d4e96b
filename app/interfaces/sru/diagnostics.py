"""Diagnostics of SRU: numbers and sentences of the list info:srw/diagnostic/1."""

_MESSAGES = {
    1: "General system error",
    2: "System temporarily unavailable",
    4: "Unsupported operation",
    5: "Unsupported version",
    6: "Unsupported parameter value",
    7: "Mandatory parameter not supplied",
    8: "Unsupported parameter",
    10: "Query syntax error",
    15: "Unsupported context set",
    16: "Unsupported index",
    19: "Unsupported relation",
    20: "Unsupported relation modifier",
    24: "Unsupported combination of relation and term",
    27: "Empty term unsupported",
    28: "Masking character not supported",
    31: "Anchoring character not supported",
    37: "Unsupported boolean operator",
    38: "Too many boolean operators in query",
    39: "Proximity not supported",
    40: "Unsupported proximity relation",
    41: "Unsupported proximity distance",
    42: "Unsupported proximity unit",
    46: "Unsupported boolean modifier",
    48: "Query feature unsupported",
    61: "First record position out of range",
    64: "Record temporarily unavailable",
    66: "Unknown schema for retrieval",
    71: "Unsupported record packing",
    80: "Sort not supported",
    84: "Too many sort keys to sort",
}


class SruDiagnosticError(Exception):
    """A request that SRU refuses, with the number of its diagnostic."""

    def __init__(self, number: int, details: str = "") -> None:
        super().__init__(_MESSAGES[number])
        self.number = number
        self.details = details

    @property
    def uri(self) -> str:
        """Identifier of the diagnostic."""
        return f"info:srw/diagnostic/1/{self.number}"
