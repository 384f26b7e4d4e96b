"""Reasons why fields of the submitted form were refused, shown at the field by the template."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g, has_request_context

from app.web.failed_saves import address_of_request
from library.errors import LibraryError


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """Note the field of the submitted form that an error inside the block is about."""
    try:
        yield
    except LibraryError as error:
        if has_request_context():
            g.refused_fields = {name: str(error)}
        raise


def problem_at(action: str, name: str) -> str:
    """Return the reason why this field of the form with this action was refused, or nothing."""
    return refused_fields().get(name, "") if address_of_request() == action else ""


def refused_fields() -> dict[str, str]:
    """Return the reasons of this request by field name."""
    return g.get("refused_fields", {})
