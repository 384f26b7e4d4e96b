"""Addresses from headers, forms and files, malformed ones too."""

import ast
import random

import pytest

from library.untrusted.web_addresses import split_address
from tests.architecture.plan import CHECKOUT

_MALFORMED = ("http://[::1", "http://]/", "http://a\u2100b/", "http://[x]/", "http://a:99999/")
_PIECES = (
    "http",
    "://",
    "//",
    "[",
    "]",
    "::1",
    ":",
    "@",
    "%",
    "\u2100",
    "\uff0f",
    "\0",
    "9" * 9,
    "a",
)

_OWN_ADDRESSES = {
    "library/untrusted/web_addresses.py",
    "library/mail.py",  # the settings are checked when they are read
    "library/backup/repository.py",
    "app/downloads/sent_files.py",
    # these run on a public computer, with its own settings
    "app/points/kiosk/agent/library_line.py",
    "app/points/kiosk/agent/line_probe.py",
    "app/points/kiosk/agent/page_door.py",
}


@pytest.mark.parametrize("address", _MALFORMED)
def test_a_malformed_address_has_no_parts(address):
    assert not any(split_address(address))


def test_a_readable_address_keeps_its_parts():
    parts = split_address("https://diachi.vn:8443/tra-cuu?q=chợ")
    assert (parts.hostname, parts.port, parts.path) == ("diachi.vn", 8443, "/tra-cuu")


def test_no_text_makes_the_parser_fail():
    chance = random.Random(33)
    for _ in range(2000):
        parts = split_address("".join(chance.choices(_PIECES, k=chance.randint(0, 8))))
        assert isinstance(parts.hostname, str | None)
        assert isinstance(parts.port, int | None)


def test_foreign_addresses_are_parsed_by_this_module_alone():
    parsing = set()
    for room in ("app", "ingest", "kit", "library", "points", "scale", "search_index"):
        for path in (CHECKOUT / room).rglob("*.py"):
            if "urlsplit" in path.read_text() or "urlparse" in path.read_text():
                names = {
                    node.id
                    for node in ast.walk(ast.parse(path.read_text()))
                    if isinstance(node, ast.Name)
                }
                if names & {"urlsplit", "urlparse"}:
                    parsing.add(str(path.relative_to(CHECKOUT)))
    assert parsing <= _OWN_ADDRESSES | {"library/exchange/other_libraries/web_fetch.py"}
