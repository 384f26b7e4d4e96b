"""Commands `diachi point …` and `diachi device …` for access points and their computers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click
from sqlalchemy.orm import Session

from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.database import reading, work
from library.installation import installation
from library.settings import read_settings
from points.access_points import device_life, device_list, enrolment, inventory
from points.access_points.models import PointLevel
from points.access_points.opening_hours import HANOI, WEEKDAYS
from points.access_points.plan_149 import enter_plan
from points.access_points.problems import RegisterAtProvinceError

_ACTOR = "dòng lệnh"
_LEVELS = {
    PointLevel.PROVINCE: "tỉnh",
    PointLevel.DISTRICT: "huyện cũ",
    PointLevel.COMMUNE: "xã",
}
_DATE = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
_since = click.option("--since", type=_DATE, help="Từ ngày nào; mặc định là hôm nay.")


@click.group(help="Các điểm truy nhập: tên, nơi, chủ quản, giờ mở cửa, theo ngày.")
def point() -> None:
    """Group the commands on access points."""


@point.command(help="Ghi vào sổ 21 điểm của kế hoạch 149/KH-UBND, những điểm chưa có.")
@as_json_option
@cli_command
def plan(as_json: bool) -> None:
    """Enter the points of plan 149 that are missing."""
    with installation(read_settings()) as engine, work(engine) as session:
        codes = enter_plan(session, _ACTOR)
    emit({"entered": codes}, f"Đã ghi {len(codes)} điểm.", as_json=as_json)


@point.command("list", help="In các điểm như vào một ngày.")
@click.option("--day", type=_DATE, help="Ngày nào; mặc định là hôm nay.")
@as_json_option
@cli_command
def list_points(day: datetime | None, as_json: bool) -> None:
    """Print one point per line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        points = inventory.points_on(session, _date_or_today(day))
    for access_point in points:
        facts = access_point.facts
        fields = {
            "code": access_point.code,
            "name": facts.name,
            "level": facts.level,
            "owner": facts.owner,
        }
        place = f", {facts.place}" if facts.place else ""
        status = "" if facts.serving else " (ngừng phục vụ)"
        line = f"{access_point.code}: {facts.name} ({_LEVELS[facts.level]}{place}){status}"
        emit({**fields, "place": facts.place, "serving": facts.serving}, line, as_json=as_json)


@point.command(help="Ghi một thay đổi của điểm từ một ngày; điều đúng trước ngày đó vẫn giữ.")
@click.argument("code")
@_since
@click.option("--reason", required=True, help="Vì sao, ghi vào sổ.")
@click.option("--name", help="Tên gọi.")
@click.option("--owner", help="Cơ quan quản lý.")
@click.option("--reporter", help="Cơ quan báo cáo, nếu khác.")
@click.option("--place", help="Xã, phường.")
@click.option("--address", help="Địa chỉ.")
@click.option("--latitude", type=float, help="Vĩ độ.")
@click.option("--longitude", type=float, help="Kinh độ.")
@click.option("--serving/--not-serving", default=None, help="Còn phục vụ hay đã ngừng.")
@cli_command
def change(code: str, since: datetime | None, reason: str, **options: object) -> None:
    """Record a change of a point from a day on."""
    changes = {name: value for name, value in options.items() if value is not None}
    with installation(read_settings()) as engine, work(engine) as session:
        inventory.change(
            session, code, since=_date_or_today(since), by=_ACTOR, reason=reason, **changes
        )
    emit(None, f"Đã ghi thay đổi của {code} từ {_date_or_today(since):%d/%m/%Y}.", as_json=False)


@point.command(help="Ghi giờ mở cửa của một tuần: bảy ngày từ thứ hai, ngày đóng cửa để ''.")
@click.argument("code")
@click.argument("week", nargs=len(WEEKDAYS))
@_since
@cli_command
def hours(code: str, week: tuple[str, ...], since: datetime | None) -> None:
    """Record the weekly opening hours of a point."""
    with installation(read_settings()) as engine, work(engine) as session:
        inventory.set_week(session, code, week, since=_date_or_today(since), by=_ACTOR)
    emit(None, f"Đã ghi giờ mở cửa của {code} từ {_date_or_today(since):%d/%m/%Y}.", as_json=False)


@point.command("except", help="Ghi một ngày mở khác giờ; bỏ trống giờ là đóng cửa cả ngày.")
@click.argument("code")
@click.argument("day", type=_DATE)
@click.argument("opening", default="")
@click.option("--reason", required=True, help="Vì sao: mất điện, tập huấn, nghỉ lễ…")
@cli_command
def except_(code: str, day: datetime, opening: str, reason: str) -> None:
    """Record a day with exceptional hours."""
    with installation(read_settings()) as engine, work(engine) as session:
        inventory.set_exception(session, code, day.date(), opening, reason=reason, by=_ACTOR)
    emit(None, f"Đã ghi ngày {day:%d/%m/%Y} của {code}.", as_json=False)


@click.group(help="Máy tính công cộng ở các điểm truy nhập.")
def device() -> None:
    """Group the commands on public computers."""


@device.command("add", help="Ghi tên một máy và in mã dùng một lần để đăng ký trên máy đó.")
@click.argument("label")
@click.option("--point", "called", required=True, help="Mã hoặc tên điểm truy nhập.")
@as_json_option
@cli_command
def add_device(label: str, called: str, as_json: bool) -> None:
    """Add a computer and print its enrolment code."""
    with _register() as session:
        code = enrolment.announce(session, called, label, by=_ACTOR)
    _print_code({"label": label, "point": called, "code": code}, as_json=as_json)


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
    _print_code({"device": number, "code": code}, as_json=as_json)


@device.command(help="Thu hồi thẻ của một máy: từ nay máy đó không gửi được gì.")
@click.argument("number", type=int)
@cli_command
def revoke(number: int) -> None:
    """Revoke the token of a computer."""
    with _register() as session:
        device_life.end_service(session, number, changed_by=_ACTOR)
    emit(None, f"Đã thu hồi thẻ của máy {number}.", as_json=False)


@device.command(help="Chuyển một máy sang điểm khác; lượt dùng trước đó vẫn thuộc điểm cũ.")
@click.argument("number", type=int)
@click.option("--point", "called", required=True, help="Mã hoặc tên điểm truy nhập.")
@cli_command
def move(number: int, called: str) -> None:
    """Record that a computer moved to another point."""
    with _register() as session:
        enrolment.move(session, number, called, by=_ACTOR)
    emit(None, f"Máy {number} từ nay ở {called}.", as_json=False)


@contextmanager
def _register() -> Iterator[Session]:
    """Yield a session that changes the register of computers; stations get it from the province."""
    settings = read_settings()
    if settings.station:
        raise RegisterAtProvinceError
    with installation(settings) as engine, work(engine) as session:
        yield session


def _print_code(values: dict[str, object], *, as_json: bool) -> None:
    say("Trên máy đó, mở trang /may và gõ mã này trong 30 phút:")
    emit(values, str(values["code"]), as_json=as_json)


def _date_or_today(day: datetime | None) -> date:
    return (day or clock.now().astimezone(HANOI)).date()
