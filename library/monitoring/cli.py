"""Commands `diachi alert …`."""

import time
from contextlib import suppress
from pathlib import Path

import click

from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit
from library.clock import HANOI
from library.database import reading
from library.installation import installation
from library.monitoring import alert_channels
from library.monitoring.alerts import AlertState, Occasion, open_alerts
from library.settings import read_settings, usable_settings

_NO_CHANNEL = (
    "Chưa đặt nơi nhận cảnh báo: đặt DIACHI_MAIL_SERVER và DIACHI_ALERT_MAIL_TO, "
    "hoặc DIACHI_ALERT_WEBHOOK."
)

_QUIET_SECONDS = 600.0
"""Time after a message about a service in which there is no second one."""


@click.group(help="Cảnh báo gửi cho người vận hành.")
def alert() -> None:
    """Group the commands on alerts."""


@alert.command("list", help="In các cảnh báo đang mở.")
@as_json_option
@cli_command
def list_(as_json: bool) -> bool:
    """Print one open alert per line; return False if there are any."""
    with installation(read_settings()) as engine, reading(engine) as session:
        alerts = open_alerts(session)
    for row in alerts:
        fact = {"code": row.code, "opened": row.opened.isoformat(), "sentence": row.sentence}
        since = f"{row.opened.astimezone(HANOI):%H:%M %d/%m/%Y}"
        emit(fact, f"{row.name}, từ {since}: {row.sentence}", as_json=as_json)
    return not alerts


@alert.command(help="Gửi thử một cảnh báo qua mọi nơi nhận.")
@cli_command
def test() -> bool:
    """Send a test through all channels."""
    _, failure_count = _send("test", "gửi thử", "Đây là cảnh báo thử. Không có gì hỏng.")
    return failure_count == 0


@alert.command(help="Báo rằng một dịch vụ đã dừng vì lỗi; systemd gọi lệnh này (OnFailure).")
@click.argument("name")
@cli_command
def unit(name: str) -> bool:
    """Report a failed service, once in ten minutes; the database is not needed."""
    mark = usable_settings()[0].home / f"{name}.reported"
    if _was_reported_lately(mark):
        return True
    sentence = f"{name} đã dừng vì lỗi. Xem: systemctl status {name}; journalctl -u {name} -n 50"
    success_count, failure_count = _send("unit", "dịch vụ", sentence)
    if success_count:
        with suppress(OSError):  # a full disk may be why the service failed
            mark.touch()
    return failure_count == 0


def _was_reported_lately(mark: Path) -> bool:
    """Return True if this file was touched lately: a service may fail repeatedly."""
    try:
        age = time.time() - mark.stat().st_mtime
    except OSError:
        return False
    return 0 <= age < _QUIET_SECONDS


def _send(code: str, name: str, sentence: str) -> tuple[int, int]:
    """Send a message through all channels, print each result; return how many worked and failed.

    An invalid setting, which may be why a service failed, stops no message.
    """
    settings, now = usable_settings()[0], clock.now()
    channels = alert_channels.configured(settings)
    if not channels:
        emit(None, _NO_CHANNEL, as_json=False)
        return 0, 1
    messages = ((AlertState(code, name, sentence, now), Occasion.OPENED),)
    failures = [alert_channels.send(settings, channel, messages, now) for channel in channels]
    for channel, failure in zip(channels, failures, strict=True):
        emit(None, f"{channel}: {failure or 'đã gửi'}", as_json=False)
    failure_count = len(list(filter(None, failures)))
    return len(channels) - failure_count, failure_count
