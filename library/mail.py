"""Sending of mail through the server named in the settings."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from library.errors import LibraryError
from library.settings import Settings

_TIMEOUT_SECONDS = 20


class MailFailedError(LibraryError):
    """The mail server did not accept a mail."""

    message = "Máy chủ thư “{0}” không nhận thư. Sẽ tự gửi lại; xem DIACHI_MAIL_SERVER."
    status = 502


def send(settings: Settings, mail: EmailMessage) -> None:
    """Send a mail; a password is sent only over an encrypted connection.

    With smtps the connection is encrypted from the start, with smtp after STARTTLS if offered.
    Raises MailFailedError.
    """
    server = urlsplit(settings.mail_server)
    try:
        _send(server, mail)
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        raise MailFailedError(server.hostname or "", type(error).__name__) from error


def _send(server: SplitResult, mail: EmailMessage) -> None:
    context = ssl.create_default_context()
    with _connect(server, context) as smtp:
        encrypted = server.scheme == "smtps"
        if not encrypted:
            smtp.ehlo()
            if encrypted := smtp.has_extn("starttls"):
                smtp.starttls(context=context)
        if server.username and not encrypted:
            raise smtplib.SMTPNotSupportedError("STARTTLS")
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(mail)


def _connect(server: SplitResult, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.scheme == "smtps":
        port = server.port or smtplib.SMTP_SSL_PORT
        return smtplib.SMTP_SSL(server.hostname, port, timeout=_TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(server.hostname, server.port or 587, timeout=_TIMEOUT_SECONDS)
