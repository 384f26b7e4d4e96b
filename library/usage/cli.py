"""The commands `diachi usage …`: the figures of public computers, and keeping them current."""

import json
from datetime import datetime

import click

from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import reading
from library.installation import installation
from library.settings import read_settings
from library.usage.counter.build_report import THE_WORLD, customer, make
from library.usage.counter.json_format import as_json as told
from library.usage.counter.report_definitions import VIEWS
from library.usage.counter.report_period import read_period
from library.usage.counter.tabular_format import as_tsv
from library.usage.rollups.export_months import month_lines
from library.usage.rollups.maintenance import bring_up_to_date
from library.usage.rollups.read_months import month_of_points
from library.usage.rollups.restatements import restatements

_MONTH = click.DateTime(["%Y-%m", "%m/%Y"])


@click.group(help="Số liệu sử dụng máy và tài liệu.")
def usage() -> None:
    """Hold the commands on figures."""


@usage.command(help="Tính lại ngay mọi số liệu đang chờ; chạy lại nhiều lần không đổi số nào.")
@as_json_option
@cli_command
def roll(as_json: bool) -> None:
    """Bring the figures up to date."""
    settings = read_settings()
    with installation(settings) as engine:
        brought = bring_up_to_date(engine, settings.event_months)
    emit(
        brought,
        f"Đã tính {brought.computer_days} ngày máy, {brought.item_days} ngày tài liệu; "
        f"đã xóa {brought.forgotten} bản ghi gốc quá hạn lưu.",
        as_json=as_json,
    )


@usage.command("month", help="In lượt và giờ sử dụng của một tháng, theo điểm, kèm độ phủ.")
@click.argument("chosen", type=_MONTH, metavar="THÁNG")
@click.option("--public", is_flag=True, help="Che các số nhỏ hơn 5 để công bố được.")
@as_json_option
@cli_command
def month_(chosen: datetime, public: bool, as_json: bool) -> None:
    """Print one point a line, then the province."""
    with installation(read_settings()) as engine, reading(engine) as session:
        points = month_of_points(session, chosen.date(), clock.today())
    for line in month_lines(points, public=public):
        emit(line, line.sentence, as_json=as_json)


@usage.command("counter", help="In báo cáo COUNTER 5.1 (chưa kiểm toán) dạng bảng TSV hoặc JSON.")
@click.argument("report", type=click.Choice([view.id for view in VIEWS.values()]))
@click.argument("first", metavar="TỪ_THÁNG")
@click.argument("last", metavar="ĐẾN_THÁNG")
@click.option("--point", default=THE_WORLD, help="Chỉ điểm này; mặc định là mọi lượt dùng.")
@as_json_option
@cli_command
def counter_(report: str, first: str, last: str, point: str, as_json: bool) -> None:
    """Print a report for others to read."""
    settings, today = read_settings(), clock.today()
    with installation(settings) as engine, reading(engine) as session:
        made = make(
            session,
            VIEWS[report.lower()],
            read_period(first, last, today),
            customer(session, point, today),
            told={},
            platform=settings.library_name,
            now=clock.now(),
        )
    click.echo(json.dumps(told(made), ensure_ascii=False) if as_json else as_tsv(made), nl=as_json)


@usage.command(help="In những số liệu của tháng đã chốt mà dữ liệu đến muộn làm thay đổi.")
@click.option("--month", type=_MONTH, help="Chỉ tháng này, như 2026-11.")
@as_json_option
@cli_command
def restated(month: datetime | None, as_json: bool) -> None:
    """Print one restatement a line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        found = restatements(session, None if month is None else month.date())
    for change in found:
        told = {
            "point": change.point,
            "month": f"{change.month:%Y-%m}",
            "measure": change.measure,
            "before": change.before,
            "after": change.after,
            "restated": change.restated.isoformat(),
        }
        emit(told, change.sentence, as_json=as_json)
