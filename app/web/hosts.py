"""Names of the site: a foreign name is refused, and never appears in an address."""

from urllib.parse import urlsplit

from flask import Flask, Request, current_app, request
from werkzeug.routing import MapAdapter

from library.errors import ForeignHostError, HostsNotSetError
from library.settings import Settings

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Site(Flask):
    """Flask app that knows its public names."""

    public_hosts: tuple[str, ...] = ()
    """Public names, with a port if it is not the usual one; the first is in all addresses."""

    is_https = False

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return the adapter that builds addresses, absolute ones with a name of the library."""
        adapter = super().create_url_adapter(request)
        if adapter is not None and request is not None:
            adapter.server_name = self._name_in_addresses(request)
            adapter.url_scheme = "https" if self.is_https else request.scheme
        return adapter

    def serves(self, host: str) -> bool:
        """Return True if a host, with or without a port, is this machine or a public name."""
        name = _name_of(host)
        return name in _LOOPBACK or name in map(_name_of, self.public_hosts)

    def _name_in_addresses(self, request: Request) -> str:
        if self.public_hosts:
            return self.public_hosts[0]
        if self.serves(request.host):
            return request.host
        return f"localhost:{request.environ['SERVER_PORT']}"


def install(app: Site, settings: Settings) -> None:
    """Refuse requests under foreign names, if the public names are known."""
    app.public_hosts, app.is_https = settings.hosts, settings.https
    if settings.hosts:
        app.before_request(_refuse_foreign_host)


def root_of_this_request() -> str:
    """Return the address of the site as this client reaches it; raise HostsNotSetError."""
    if not current_app.serves(request.host):
        raise HostsNotSetError
    return request.url_root


def _refuse_foreign_host() -> None:
    """Refuse another name; a request without one, as health checks of HTTP 1.0, names nobody."""
    if "HTTP_HOST" in request.environ and not current_app.serves(request.environ["HTTP_HOST"]):
        raise ForeignHostError


def _name_of(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:  # unbalanced brackets
        return None
