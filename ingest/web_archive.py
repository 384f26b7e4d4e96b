"""Takes the page out of a web archive (MHTML), which is built like a letter with attachments."""

import email
from email import policy

from ingest.problems import BrokenFileError


def page_in(content: bytes, name: str) -> bytes:
    """Return the first web page of the archive as it was written, or else its first text."""
    try:
        parts = list(email.message_from_bytes(content, policy=policy.compat32).walk())
    except RecursionError as error:  # parts in parts in parts
        raise BrokenFileError(name) from error
    for kind in ("text/html", "text/plain"):
        for part in parts:
            if part.get_content_type() == kind and (page := part.get_payload(decode=True)):
                return page
    raise BrokenFileError(name)
