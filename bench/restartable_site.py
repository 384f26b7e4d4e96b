"""A served site of a benchmark that can be stopped and started again on the same port."""

from threading import Thread

from flask import Flask
from sqlalchemy import Engine
from werkzeug.serving import BaseWSGIServer, make_server

from app import create_app
from library.settings import Settings


class RestartableSite:
    """The site of one installation; each start makes the app anew, as a new process would."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: Flask | None = None
        self._server: BaseWSGIServer | None = None
        self._thread: Thread | None = None
        self._port = 0

    @property
    def address(self) -> str:
        """Address of the site without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def database(self) -> Engine:
        """Database of the running app."""
        return self._app.extensions["services"].database

    def start(self) -> None:
        """Serve the site."""
        self._app = create_app(self._settings)
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._server.port
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and close the app."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._app.extensions["services"].close()

    def restart(self) -> None:
        """Stop the site and start it again on the same port."""
        self.stop()
        self.start()
