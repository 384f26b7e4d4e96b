"""The site for gunicorn, which runs it in several processes: `app.server.wsgi:make_site()`.

`deploy/gunicorn.conf.py` closes it, with `site.extensions["close"]`, when a process ends.

Every process answers readers. The duties that are done once (alerts, orders of staff, figures,
metrics) belong to the process that holds the lock of the site, on whatever machine it runs.
"""

import logging
import os
import tempfile
import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from app import create_app
from app.server.duties import duties
from library.errors import OneProcessDatabaseError
from library.monitoring.heartbeats import SITE
from library.monitoring.machine_signs import signing
from library.process.cpu_used import switch_threads_often
from library.process.locks import SITE_DUTIES, SessionLock
from library.process.logs import log_service
from library.process.memory import collect_rarely, share_arenas
from library.settings import Settings, read_settings

_TAKE_SECONDS = 10.0
_log = logging.getLogger(__name__)


def make_site() -> Flask:
    """Open the installation in this process, behind a proxy that names reader, host and scheme."""
    share_arenas()
    switch_threads_often()
    settings = read_settings()
    if settings.database_url.startswith("sqlite"):
        raise OneProcessDatabaseError
    log_service(settings, "site")
    tempfile.tempdir = str(settings.temporary)  # /tmp may be memory, and uploads are large
    site = create_app(settings)
    site.extensions["services"].search.isolate()
    collect_rarely()
    if settings.trusted_proxy:
        site.wsgi_app = BehindProxy(settings.trusted_proxy, site.wsgi_app)
    keeper = _DutyKeeper(site, settings)
    site.extensions["close"] = lambda: _close(site, keeper)
    return site


class BehindProxy:
    """Believes the headers of the proxy, and only those: another client could name any address."""

    def __init__(self, proxy: str, site: WSGIApplication) -> None:
        self._proxy, self._site = proxy, site
        self._proxied = ProxyFix(site, x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        is_proxy = environ.get("REMOTE_ADDR", "") in ("", self._proxy)  # a socket has no address
        return (self._proxied if is_proxy else self._site)(environ, start)


class _DutyKeeper:
    """Thread that takes the duties of the site when nobody has them, and drops lost ones."""

    def __init__(self, site: Flask, settings: Settings) -> None:
        self._site, self._settings = site, settings
        self._lock = SessionLock(site.extensions["services"].database, SITE_DUTIES)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="duties", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the duties to another process."""
        self._stop.set()
        self._thread.join(_TAKE_SECONDS)
        self._lock.release()

    def _keep(self) -> None:
        with signing(self._settings, self._site.extensions["services"].database, SITE):
            self._try_for_ever()

    def _try_for_ever(self) -> None:
        while not self._stop.wait(_TAKE_SECONDS * (0.5 + os.getpid() % 100 / 100)):
            try:
                if self._lock.take():
                    self._perform()
            except DBAPIError as error:
                _log.warning("the duties of the site wait for the database: %s", error)
            except Exception:  # outermost handler: this process, or another, tries again
                _log.exception("the duties of the site failed")
            self._lock.release()

    def _perform(self) -> None:
        _log.info("this process has the duties of the site")
        with duties(self._site, self._settings):
            while not self._stop.wait(_TAKE_SECONDS) and self._lock.is_held():
                pass


def _close(site: Flask, keeper: _DutyKeeper) -> None:
    keeper.close()
    site.extensions["services"].close()
