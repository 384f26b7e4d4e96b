"""Shares of the site: one for each client address, and one for each visit from known networks.

Behind the address of a school or of an access point stand many people. Their browsers, and those
of signed-in staff, get a cookie for the visit, signed for this address; it names nobody, is not
stored here, and ends with the browser. Everybody else has no cookie, and shares with their address.
"""

import hashlib
import hmac
import re
import secrets
import time
from contextlib import suppress
from ipaddress import ip_address, ip_network

from flask import Flask, Response, current_app, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.who_asks import device_id
from app.services import services
from library.database import reading
from library.installation import secret_key
from library.settings import Settings
from points.at_library import known_networks

VISIT_COOKIE = "luot"
_EXTENSION = "client shares"
_VISIT = re.compile(rf"(?:^|; *){VISIT_COOKIE}=([0-9a-f]{{16}})\.([0-9a-f]{{32}})(?:;|$)")
_MAX_VISITS_PER_ADDRESS = 64
"""Shares that one address can get; whoever collects cookies gets no more."""

_OF_STAFF = ("office", "programme")
_WITH_VISITS = ("public", "readers", *_OF_STAFF)
"""Blueprints whose pages begin a visit."""

_NETWORKS_SECONDS = 60.0
_HOME_PREFIX = 64
"""Bits of an IPv6 address that one household has; the others are its own choice."""


class ClientShares:
    """Shares by address and cookie; signatures are checked without the database."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(f"{VISIT_COOKIE}\0{secret}".encode()).digest()
        self._networks = _Networks(())
        self._read_again = 0.0

    def share(self, address: str, cookie_header: str) -> str:
        """Return the name of the share to which a request belongs."""
        place = _household(address)
        if visit := self._visit(place, cookie_header):
            return f"{place}#{int(visit, 16) % _MAX_VISITS_PER_ADDRESS}"
        return place

    def needs_visit(self, address: str, cookie_header: str) -> bool:
        """Return True if a request without a visit comes from a known network, or from staff."""
        if self._visit(_household(address), cookie_header):
            return False
        if request.blueprint in _OF_STAFF and current_user.is_authenticated:
            return True
        self._refresh()
        return address in self._networks or device_id() is not None

    def new_visit(self, address: str) -> str:
        """Return the value of a cookie for a visit from this address."""
        visit = secrets.token_hex(8)
        return f"{visit}.{self._signature(_household(address), visit)}"

    def _visit(self, place: str, cookie_header: str) -> str:
        match = _VISIT.search(cookie_header)
        if match and hmac.compare_digest(match[2], self._signature(place, match[1])):
            return match[1]
        return ""

    def _signature(self, place: str, visit: str) -> str:
        message = f"{place} {visit}".encode()
        return hmac.digest(self._key, message, "sha256").hex()[:32]

    def _refresh(self) -> None:
        if time.monotonic() < self._read_again:
            return
        self._read_again = time.monotonic() + _NETWORKS_SECONDS
        with suppress(SQLAlchemyError), reading(services().database) as session:
            self._networks = _Networks(known_networks(session))


class _Networks:
    """Networks by their length, among which an address is found quickly."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        parsed_networks = [ip_network(network) for network in networks]
        self._networks = frozenset(parsed_networks)
        self._lengths = {(network.version, network.prefixlen) for network in parsed_networks}

    def __contains__(self, address: str) -> bool:
        try:
            version = ip_address(address).version
        except ValueError:
            return False
        lengths = (length for of_version, length in self._lengths if of_version == version)
        return any(
            ip_network((address, length), strict=False) in self._networks for length in lengths
        )


def install(app: Flask, settings: Settings) -> None:
    """Give visits from known networks a cookie."""
    app.extensions[_EXTENSION] = ClientShares(secret_key(settings))
    app.after_request(_begin_visit)


def shares_of(app: Flask) -> ClientShares:
    """Return the shares of an app."""
    return app.extensions[_EXTENSION]


def share_of_request() -> str:
    """Return the share of the present request."""
    shares = shares_of(current_app)
    return shares.share(request.remote_addr or "", request.headers.get("Cookie", ""))


def _begin_visit(response: Response) -> Response:
    is_page = request.method == "GET" and response.mimetype == "text/html"
    if not is_page or response.status_code != 200 or request.blueprint not in _WITH_VISITS:
        return response
    address, shares = request.remote_addr or "", shares_of(current_app)
    if shares.needs_visit(address, request.headers.get("Cookie", "")):
        response.set_cookie(
            VISIT_COOKIE,
            shares.new_visit(address),
            httponly=True,
            samesite="Lax",
            secure=services().settings.https,
        )
    return response


def _household(address: str) -> str:
    """Return an address, or the network of an IPv6 address that one household has."""
    if ":" not in address:
        return address
    with suppress(ValueError):
        return str(ip_network((address.partition("%")[0], _HOME_PREFIX), strict=False))
    return address
