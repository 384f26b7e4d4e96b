"""Knows the shapes of the words in addresses, so that nonsense is a 404 before any view runs."""

from flask import Flask, request
from werkzeug.routing import BaseConverter, IntegerConverter

from library.settings import Settings
from library.vietnamese.letters import compose

_LONGEST_QUESTION = 500
_LAST_SCREEN = 10_000


class ItemAddress(BaseConverter):
    """An item's identifier (see library.identifiers)."""

    regex = "[0-9a-z]{1,20}"


class NumberAddress(IntegerConverter):
    """A number by which a row is known: no larger than a table can hold."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, max=(1 << 31) - 1)


class PageAddress(IntegerConverter):
    """The place of a page in its item."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, min=1, max=999_999)


class Slug(BaseConverter):
    """The name of a collection's folder."""

    regex = "[0-9A-Za-z_-]{1,80}"


class Digest(BaseConverter):
    """A SHA-256 checksum."""

    regex = "[0-9a-f]{64}"


def install(app: Flask, _settings: Settings) -> None:
    """Teach the map of addresses these shapes."""
    app.url_map.strict_slashes = False  # people type /can-bo/ too
    app.url_map.converters.update(
        int=NumberAddress, item=ItemAddress, page=PageAddress, slug=Slug, digest=Digest
    )


def asked(name: str = "q") -> str:
    """Return the words a reader typed, in NFC and of bearable length."""
    return compose(request.args.get(name, "")).replace("\0", " ").strip()[:_LONGEST_QUESTION]


def asked_screen(name: str = "trang") -> int:
    """Return which screen of a long list is asked for; the first for anything senseless."""
    screen = request.args.get(name, 1, type=int)
    return screen if 1 <= screen <= _LAST_SCREEN else 1
