"""A served site of a benchmark that can be stopped and started again on the same port."""

from flask import Flask
from sqlalchemy import Engine

from app import create_app
from library.settings import Settings
from tests.app.serving import Server


class RestartableSite:
    """The site of one installation; each start makes the app anew, as a new process would."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: Flask | None = None
        self._server: Server | None = None
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
        self._server = Server(self._app, self._port)
        self._port = self._server.port

    def stop(self) -> None:
        """Stop serving and close the app."""
        self._server.close()
        self._app.extensions["services"].close()

    def restart(self) -> None:
        """Stop the site and start it again on the same port."""
        self.stop()
        self.start()
