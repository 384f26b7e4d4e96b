"""Mail server and webhook on this machine, which keep what they receive."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Conversation(socketserver.StreamRequestHandler):
    """SMTP conversation with one client."""

    def handle(self) -> None:
        """Accept mails until the client quits."""
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            self.server.words.append(word)
            if word == b"EHLO":
                self.wfile.write(b"250-here\r\n250 AUTH PLAIN\r\n")
                continue
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 fine\r\n")
            if word == b"QUIT":
                return


class MailServer(socketserver.ThreadingTCPServer):
    """Mail server that stores the received mails."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[bytes] = []
        self.words: list[bytes] = []

    @property
    def url(self) -> str:
        """The address for DIACHI_MAIL_SERVER."""
        return "smtp://127.0.0.1:{1}".format(*self.server_address)

    @property
    def messages(self) -> list[EmailMessage]:
        """The received mails, parsed."""
        return [message_from_bytes(mail, policy=policy.default) for mail in self.mails]


class _Post(BaseHTTPRequestHandler):
    """Request to the webhook."""

    def do_POST(self) -> None:
        """Store the JSON body, and answer with the status that the test wants."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.status < 400:
            self.server.calls.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()

    def do_HEAD(self) -> None:
        """Answer with the date of the server."""
        self.send_response(self.server.status)
        self.end_headers()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the date that the test wants."""
        return self.server.date or super().date_time_string(timestamp)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Webhook(ThreadingHTTPServer):
    """Web server that stores received JSON."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Post)
        self.calls: list[dict[str, object]] = []
        self.status = 204
        self.date = ""

    @property
    def url(self) -> str:
        """The address for DIACHI_ALERT_WEBHOOK."""
        return "http://127.0.0.1:{1}/khoa-bi-mat".format(*self.server_address)


@contextmanager
def listening(server: socketserver.BaseServer) -> Iterator[None]:
    """Let a server listen until the block ends."""
    with server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield
        server.shutdown()
