"""Names of the site: a foreign name is refused, and never appears in an address."""

from flask import Flask, Request, current_app, request
from werkzeug.routing import MapAdapter

from library.errors import ForeignHostError, HostsNotSetError
from library.settings import Settings
from library.untrusted.web_addresses import split_address

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class SiteRequest(Request):
    """Request whose Referer is an address, or absent; Flask-WTF parses it over HTTPS."""

    @property
    def referrer(self) -> str | None:
        """Address of the page with the link or form, if the browser sent a readable one."""
        address = self.headers.get("Referer", "")
        return address if split_address(address).netloc else None


class Site(Flask):
    """Flask app that knows its public names."""

    request_class = SiteRequest

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
    """Refuse requests under malformed names, and under foreign ones if ours are known."""
    app.public_hosts, app.is_https = settings.hosts, settings.https
    app.before_request(_refuse_foreign_host)


def root_of_this_request() -> str:
    """Return the address of the site as this client reaches it; raise HostsNotSetError."""
    if not current_app.serves(request.host):
        raise HostsNotSetError
    return request.url_root


def _refuse_foreign_host() -> None:
    """Refuse a malformed name, and another one than ours where those are known.

    A request without a name, as health checks of HTTP 1.0, names nobody.
    """
    host = request.environ.get("HTTP_HOST")
    if host is None:
        return
    is_foreign = current_app.public_hosts and not current_app.serves(host)
    if is_foreign or (host and _name_of(host) is None):
        raise ForeignHostError


def _name_of(host: str) -> str | None:
    return split_address(f"//{host}").hostname
