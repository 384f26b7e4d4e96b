"""Kinds of use that the site reports."""

from enum import StrEnum


class UseKind(StrEnum):
    """Kind of use in COUNTER's terms; a request is also an investigation."""

    SEARCH = "search"
    INVESTIGATION = "investigation"
    REQUEST = "request"
