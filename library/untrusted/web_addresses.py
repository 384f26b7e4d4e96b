"""Web addresses that others wrote: in headers, forms and files."""

from urllib.parse import SplitResult, urlsplit

_MALFORMED = SplitResult("", "", "", "", "")


def split_address(text: str) -> SplitResult:
    """Return the parts of an address; all are empty if it is malformed.

    `urlsplit` raises ValueError for brackets without end and some letters of the host, and its
    result raises it later, for a host or port that cannot be read.
    """
    try:
        parts = urlsplit(text)
        _ = parts.hostname, parts.port
    except ValueError:
        return _MALFORMED
    return parts
