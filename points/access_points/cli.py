"""Commands `diachi device …` for the computers of access points, at a station above all."""

import click

from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.database import reading, work
from library.installation import installation
from library.settings import read_settings
from points.access_points import device_list, enrolment
from points.access_points.problems import RegisterAtProvinceError


@click.group(help="Máy tính công cộng ở các điểm truy nhập.")
def device() -> None:
    """Group the commands on public computers."""


@device.command("list", help="In các máy: ở đâu, đã đăng ký chưa, có bị nhân bản không.")
@as_json_option
@cli_command
def list_devices(as_json: bool) -> None:
    """Print one computer per line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        computers = device_list.computers(session, clock.now())
    for computer in computers:
        line = f"{computer.id}: {computer.label}, {computer.point} ({computer.state})"
        emit(computer, line, as_json=as_json)


@device.command(help="Cấp mã mới cho máy bị xóa trình duyệt, mất thẻ, hoặc bị nhân bản ổ đĩa.")
@click.argument("number", type=int)
@as_json_option
@cli_command
def renew(number: int, as_json: bool) -> None:
    """Issue a new enrolment code for a computer."""
    settings = read_settings()
    with installation(settings) as engine, work(engine) as session:
        if settings.station and not enrolment.placements_of(session, number):
            raise RegisterAtProvinceError
        code = enrolment.renew(session, number)
    say("Trên máy đó, mở trang /may và gõ mã này trong 30 phút:")
    emit({"device": number, "code": code}, str(code), as_json=as_json)
