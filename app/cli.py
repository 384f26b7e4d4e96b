"""Commands `serve` and `staff`: the web server and the staff accounts."""

import http.client
import logging
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import click
from flask import Flask
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.passwords import hash_password
from app.monitoring.health_addresses import ALIVE_PATH
from app.server.duties import duties
from app.server.waitress_server import make_server
from library.click_vietnamese import as_json_option, cli_command, emit, say, stop_on_signals
from library.database import reading, work
from library.errors import PortTakenError
from library.identifiers import secret_code
from library.installation import installation, secret_key
from library.monitoring.heartbeats import SITE
from library.monitoring.machine_signs import signing
from library.process import systemd
from library.process.cpu_used import switch_threads_often
from library.process.logs import log_service
from library.process.memory import collect_rarely, share_arenas
from library.process.repeating import repeating
from library.settings import Settings, read_settings
from library.staff import password_reset_links, second_factor, staff_accounts, throttle
from library.staff.audit import note
from library.staff.models import StaffMember
from library.staff.permissions import ROLES
from library.staff.problems import StaffNotFoundError

_log = logging.getLogger(__name__)
_GENERATED_PASSWORD_LENGTH = 16
_ACTOR = "dòng lệnh"


@click.command(help="Mở trang web của thư viện.")
@click.option("--host", help="Địa chỉ lắng nghe; mặc định lấy từ DIACHI_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="Cổng; mặc định lấy từ DIACHI_PORT.")
@cli_command
def serve(host: str | None, port: int | None) -> None:
    """Serve the site until a stop signal arrives."""
    share_arenas()
    switch_threads_often()
    settings = read_settings()
    log_service(settings, "site")
    stop_on_signals()
    tempfile.tempdir = str(settings.temporary)  # /tmp may be memory, and uploads are large
    app = create_app(settings)
    app.extensions["services"].search.isolate()
    collect_rarely()
    try:
        _serve(app, settings, host or settings.host, port or settings.port)
    finally:
        app.extensions["services"].close()


@click.group(help="Tài khoản cán bộ.")
def staff() -> None:
    """Group the commands on staff accounts."""


@staff.command("add", help="Mở tài khoản. Mật khẩu đọc từ đầu vào chuẩn, hoặc tạo và in ra.")
@click.argument("name")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--if-none", is_flag=True, help="Chỉ mở khi thư viện chưa có tài khoản nào.")
@as_json_option
@cli_command
def add(name: str, role: str, if_none: bool, as_json: bool) -> None:
    """Open an account; with `if_none` print nothing where there is one, closed ones too."""
    with installation(read_settings()) as engine, reading(engine) as session:
        if if_none and session.scalar(select(exists(StaffMember.id))):
            return
    typed_password = "" if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    password = typed_password or secret_code(_GENERATED_PASSWORD_LENGTH)
    password_hash = hash_password(password, name, read_settings().library_name)
    is_generated = not typed_password
    with installation(read_settings()) as engine, work(engine) as session:
        member = staff_accounts.add_staff(
            session, name, password_hash, role, by=_ACTOR, must_change=is_generated
        )
    values = {"name": member.name, "role": role, "password": None if typed_password else password}
    sentence = f"Đã mở tài khoản “{member.name}” ({member.role_name})."
    if not typed_password:
        sentence += f" Mật khẩu, phải đổi khi đăng nhập lần đầu: {password}"
    emit(values, sentence, as_json=as_json)


@staff.command("link", help="In liên kết để người ấy tự đặt mật khẩu; mật khẩu cũ hết dùng được.")
@click.argument("name")
@cli_command
def link(name: str) -> None:
    """Print a link with which the person sets a new password."""
    with _account(name) as (session, member):
        code = password_reset_links.create_link(session, member, _ACTOR)
    hours = password_reset_links.LINK_LIFETIME // timedelta(hours=1)
    say(f"Mở địa chỉ của thư viện, thêm vào sau: /can-bo/mat-khau-moi/{code}")
    say(f"Dùng được một lần, trong {hours} giờ.")


@staff.command("unlock", help="Mở khóa đăng nhập bị tạm khóa vì sai nhiều lần.")
@click.argument("name")
@cli_command
def unlock(name: str) -> None:
    """Lift the temporary lock after too many failed sign-ins."""
    with _account(name) as (session, member):
        throttle.unlock(session, secret_key(read_settings()), member.name)
        note(session, _ACTOR, "staff.unlock", member.name)
    say(f"Đã mở khóa “{member.name}”.")


@staff.command("unpair", help="Tắt xác nhận hai bước của người mất điện thoại.")
@click.argument("name")
@cli_command
def unpair(name: str) -> None:
    """Turn off the second factor of an account."""
    with _account(name) as (session, member):
        second_factor.turn_off(session, member, _ACTOR)
    say(f"“{member.name}” đăng nhập chỉ bằng mật khẩu.")


@contextmanager
def _account(name: str) -> Iterator[tuple[Session, StaffMember]]:
    with installation(read_settings()) as engine, work(engine) as session:
        member = staff_accounts.find_by_name(session, name)
        if member is None:
            raise StaffNotFoundError(name)
        yield session, member


def _serve(app: Flask, settings: Settings, host: str, port: int) -> None:
    database = app.extensions["services"].database
    with (
        _listen(host, port) as listener,
        signing(settings, database, SITE),
        duties(app, settings),
    ):
        server = make_server(app, listener, settings.trusted_proxy)
        _log.info("Thư viện mở tại http://%s:%s (dừng: Ctrl+C)", host, port)
        with watched_by_systemd(host, port):
            server.run()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise PortTakenError(host, port) from error


_ASKS_PER_PERIOD = 4
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (an address to replace)


@contextmanager
def watched_by_systemd(host: str, port: int) -> Iterator[None]:
    """Report to systemd that the site is ready, and answers, until the block ends."""
    period = systemd.watchdog_seconds()
    with ExitStack() as stack:
        if period is not None:
            pause = period / _ASKS_PER_PERIOD
            stack.enter_context(repeating("self-check", pause, lambda: ask(host, port, pause)))
        systemd.notify(systemd.READY)
        stack.callback(systemd.notify, systemd.STOPPING)
        yield


def ask(host: str, port: int, seconds: float) -> None:
    """Ask the site whether it is alive, and tell systemd if it answers in time."""
    connection = http.client.HTTPConnection(_ANY_ADDRESS.get(host, host), port, timeout=seconds)
    try:
        connection.request("GET", ALIVE_PATH)
        is_alive = connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException) as error:
        _log.warning("the site did not answer itself: %s", error)
        return
    finally:
        connection.close()
    if is_alive:
        systemd.notify(systemd.ALIVE)
