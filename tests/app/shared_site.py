"""One app for all tests with the usual settings: building it takes longer than most of them."""

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app, services
from app.monitoring import health_addresses
from app.monitoring.request_times import RequestTimes
from app.public.feedback import report_admission
from app.server import client_shares
from library.installation import secret_key
from library.settings import Settings
from tests.makers import make_settings

_TEMPLATE_CACHE = FileSystemBytecodeCache()
"""Shared bytecode cache, so that templates are compiled once and not for each app."""

_STARTED_BY_REQUESTS = (report_admission._EXTENSION, "iiif_images")
_TEST_CONFIG = {"TESTING": True, "PROPAGATE_EXCEPTIONS": False}


class SharedSite:
    """The app between two tests, closed."""

    def __init__(self) -> None:
        self._site: Flask | None = None
        self._config: dict[str, object] = {}

    def open(self, settings: Settings) -> Flask:
        """Return the app of an installation; a new one if its settings are not the usual ones."""
        is_usual = settings == make_settings(settings.home)
        site, self._site = (self._site, None) if is_usual else (None, self._site)
        if site is None:
            site = create_app(settings)
            site.config.update(_TEST_CONFIG)
            site.jinja_env.bytecode_cache = _TEMPLATE_CACHE
            self._config = self._config or dict(site.config)
        else:
            self._move(site, settings)
        site.is_usual, site.shape = is_usual, _shape(site)
        return site

    def close(self, site: Flask) -> None:
        """Close an app; the next test gets it unless this one added addresses or hooks."""
        site.extensions["services"].close()
        if site.is_usual and site.shape == _shape(site):
            self._site = site

    def _move(self, site: Flask, settings: Settings) -> None:
        """Replace everything in the app that belongs to the installation it had."""
        site.config.clear()
        site.config.update(self._config, SECRET_KEY=secret_key(settings))
        for name in _STARTED_BY_REQUESTS:
            site.extensions.pop(name, None)
        site.extensions[client_shares._EXTENSION] = client_shares.ClientShares(secret_key(settings))
        vars(site.extensions["request_times"]).update(vars(RequestTimes()))
        site._got_first_request = False  # Flask would refuse what follows
        site.template_context_processors[None].remove(services._for_templates)
        services.install(site, settings)
        del site.wsgi_app  # back to that of the class
        health_addresses.install(site, settings)


def _shape(site: Flask) -> tuple[int, ...]:
    hooks = (site.before_request_funcs, site.after_request_funcs, site.template_context_processors)
    counts = (sum(map(len, functions.values())) for functions in hooks)
    return (len(site.url_map._rules), *counts)
