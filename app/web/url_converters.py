"""URL converters and query parameters: malformed addresses are a 404 before any view runs."""

from datetime import date

from flask import Flask, request
from werkzeug.routing import BaseConverter, IntegerConverter

from library.settings import Settings
from library.vietnamese.letters import compose

_MAX_PARAM_LETTERS = 500
_MAX_SCREEN = 10_000
_YEARS = range(1900, 9000)
"""Years of dates that PostgreSQL and the time zone take."""


class ItemAddress(BaseConverter):
    """Identifier of an item (see library.identifiers)."""

    regex = "[0-9a-z]{1,20}"


class NumberAddress(IntegerConverter):
    """Number of a database row, no larger than a table can hold."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, max=(1 << 31) - 1)


class PageAddress(IntegerConverter):
    """Number of a page in its item."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, min=1, max=999_999)


class Slug(BaseConverter):
    """Slug of a collection."""

    regex = "[0-9A-Za-z_-]{1,80}"


class Digest(BaseConverter):
    """SHA-256 checksum."""

    regex = "[0-9a-f]{64}"


def install(app: Flask, _settings: Settings) -> None:
    """Register the converters."""
    app.url_map.strict_slashes = False  # people type /can-bo/ too
    app.url_map.converters.update(
        int=NumberAddress, item=ItemAddress, page=PageAddress, slug=Slug, digest=Digest
    )


def text_param(name: str = "q") -> str:
    """Return a text parameter in NFC, limited in length."""
    return compose(request.args.get(name, "")).replace("\0", " ").strip()[:_MAX_PARAM_LETTERS]


def screen_param(name: str = "trang") -> int:
    """Return the requested screen of a list; 1 for any invalid value."""
    screen = request.args.get(name, 1, type=int)
    return screen if 1 <= screen <= _MAX_SCREEN else 1


def day_param(name: str) -> date | None:
    """Return a date of the years 1900 to 8999; None for any other value."""
    return request.args.get(name, type=_day)


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in _YEARS:
        raise ValueError(text)
    return day
