"""The site for gunicorn, which runs it in several processes: `app.server.wsgi:make_site()`.

`deploy/gunicorn.conf.py` closes it, with `site.extensions["close"]`, when a process ends.

Every process answers readers. The duties that are done once (alerts, orders of staff, figures,
metrics) belong to the process that holds the lock of the site, on whatever machine it runs.
"""

import logging
import os
import tempfile
import threading
from contextlib import ExitStack

from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from app import create_app
from app.server.duties import duties
from library.errors import OneProcessDatabaseError
from library.jobs.session_lock import SITE_DUTIES, SessionLock
from library.process.garbage import collect_rarely
from library.process.logs import log_service
from library.process.memory import share_arenas
from library.settings import Settings, read_settings

_TAKE_SECONDS = 10.0
_log = logging.getLogger(__name__)


def make_site() -> Flask:
    """Open the installation in this process, behind a proxy that names reader, host and scheme."""
    share_arenas()
    settings = read_settings()
    if settings.database_url.startswith("sqlite"):
        raise OneProcessDatabaseError
    log_service(settings, "site")
    tempfile.tempdir = str(settings.temporary)  # /tmp may be memory, and uploads are large
    site = create_app(settings)
    site.extensions["services"].search.isolate()
    collect_rarely()
    if settings.trusted_proxy:
        site.wsgi_app = ProxyFix(site.wsgi_app, x_for=1, x_proto=1, x_host=1)
    keeper = _DutyKeeper(site, settings)
    site.extensions["close"] = lambda: _close(site, keeper)
    return site


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
        while not self._stop.wait(_TAKE_SECONDS * (0.5 + os.getpid() % 100 / 100)):
            try:
                if not self._lock.take():
                    continue
            except DBAPIError:
                self._lock.release()
                continue
            _log.info("this process has the duties of the site")
            with ExitStack() as block:
                block.enter_context(duties(self._site, self._settings))
                while not self._stop.wait(_TAKE_SECONDS) and self._lock.is_held():
                    pass


def _close(site: Flask, keeper: _DutyKeeper) -> None:
    keeper.close()
    site.extensions["services"].close()
