"""Recognition of files of bibliographic records, which have a page of their own."""

import re

_IS_MARC = re.compile(rb"(\xef\xbb\xbf)?\d{5}[a-z ]")
_IS_XML_RECORD = re.compile(rb"<(\w+:)?(collection|record|leader|dc|metadata)[ >]")


def are_records(content: bytes) -> bool:
    """Return True if the beginning of a file is MARC 21, MARCXML or Dublin Core."""
    if _IS_MARC.match(content):
        return b"\x1e" in content
    return content.lstrip().startswith(b"<") and _IS_XML_RECORD.search(content) is not None
