"""Opens the site to browsers, and keeps the list of staff."""

import signal
import socket
import sys
import tempfile

import click
from flask import Flask
from waitress import create_server

from app import create_app
from app.signing_in import hashed
from library.database import reading, work
from library.errors import PortTakenError
from library.identifiers import secret_code
from library.installation import installation
from library.people.accounts import add_staff, everyone
from library.people.permissions import ROLE_NAMES, Role
from library.settings import Settings, read_settings
from library.speaking import as_json_option, door, emit, say

_THREADS = 8
_GENERATED = 16
_BY = "dòng lệnh"


@click.command(help="Mở trang web của thư viện.")
@click.option("--host", help="Địa chỉ lắng nghe; mặc định lấy từ DIACHI_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng; mặc định lấy từ DIACHI_PORT.")
@door
def serve(host: str | None, port: int | None) -> None:
    """Serve until told to stop."""
    settings = read_settings()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    tempfile.tempdir = str(settings.temporary)  # /tmp may be memory, and uploads are large
    app = create_app(settings)
    try:
        _serve(app, settings, host or settings.host, port or settings.port)
    finally:
        app.extensions["house"].close()


@click.group(help="Tài khoản cán bộ.")
def staff() -> None:
    """Hold the commands on staff accounts."""


@staff.command("add", help="Mở tài khoản. Mật khẩu đọc từ đầu vào chuẩn, hoặc tạo và in ra.")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@as_json_option
@door
def add(name: str, role: str, as_json: bool) -> None:
    """Open an account."""
    given = "" if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    password = given or secret_code(_GENERATED)
    kept = hashed(password)
    with installation(read_settings()) as engine, work(engine) as session:
        member = add_staff(session, name, kept, Role(role), by=_BY)
    told = {"name": member.name, "role": role, "password": None if given else password}
    sentence = f"Đã mở tài khoản “{member.name}” ({ROLE_NAMES[Role(role)]})."
    if not given:
        sentence += f" Mật khẩu: {password}"
    emit(told, sentence, as_json=as_json)


@staff.command("list", help="In danh sách tài khoản.")
@as_json_option
@door
def list_(as_json: bool) -> None:
    """Print one account a line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        members = everyone(session)
    for member in members:
        told = {"name": member.name, "role": member.role.value, "active": member.active}
        closed = "" if member.active else " (đã đóng)"
        emit(told, f"{member.name}: {ROLE_NAMES[member.role]}{closed}", as_json=as_json)


def _serve(app: Flask, settings: Settings, host: str, port: int) -> None:
    with _listen(host, port) as listener:
        server = create_server(
            app,
            sockets=[listener],
            threads=_THREADS,
            max_request_body_size=settings.upload_mb << 20,
            trusted_proxy="127.0.0.1",
            trusted_proxy_headers={"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
            clear_untrusted_proxy_headers=True,
            ident="diachi",
        )
        say(f"Thư viện mở tại http://{host}:{port} (dừng: Ctrl+C)")
        server.run()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTakenError(host, port) from error
