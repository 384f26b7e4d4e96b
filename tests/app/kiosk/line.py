"""The way from a public computer to the library, which a test can cut and mend."""

from threading import Thread

from flask import Flask
from werkzeug.serving import make_server


class Line:
    """The way to the library, which can be cut."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._port = 0
        self.mend()

    def mend(self) -> None:
        """Let the library be reached."""
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._server.port
        self._thread = Thread(target=self._server.serve_forever)
        self._thread.start()

    def cut(self) -> None:
        """Let nobody answer."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def library(self) -> str:
        """Where the library is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def desk(self) -> str:
        """Where the public computer stands."""
        return f"{self.library}/may"
