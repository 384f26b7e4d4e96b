"""Kinds of use that the site reports."""

from enum import StrEnum


class UseKind(StrEnum):
    """Kind of use in COUNTER's terms; a request is also an investigation.

    The last two are no uses but denials of access to a library copy: all copies were being read, or
    the reader was outside the library.
    """

    SEARCH = "search"
    INVESTIGATION = "investigation"
    REQUEST = "request"
    LIMIT_EXCEEDED = "limit_exceeded"
    NO_LICENSE = "no_license"


DENIALS = (UseKind.LIMIT_EXCEEDED, UseKind.NO_LICENSE)
