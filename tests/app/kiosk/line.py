"""Connection from a public computer to the library, which a test can cut and restore."""

from threading import Thread

from flask import Flask
from werkzeug.serving import make_server


class Line:
    """Connection to the library, which can be cut."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._port = 0
        self.mend()

    def mend(self) -> None:
        """Restore the connection."""
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._server.port
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def cut(self) -> None:
        """Cut the connection."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def library(self) -> str:
        """Address of the library."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def desk(self) -> str:
        """Address of the start page of the public computer."""
        return f"{self.library}/may"
