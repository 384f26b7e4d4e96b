"""Connection from a public computer to the library, which a test can cut and restore."""

from flask import Flask

from tests.app.serving import Server


class Line:
    """Connection to the library, which can be cut."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._server = Server(app)

    def mend(self) -> None:
        """Restore the connection."""
        self._server = Server(self._app, self._server.port)

    def cut(self) -> None:
        """Cut the connection."""
        self._server.close()

    @property
    def library(self) -> str:
        """Address of the library."""
        return self._server.address

    @property
    def desk(self) -> str:
        """Address of the start page of the public computer."""
        return f"{self.library}/may"
