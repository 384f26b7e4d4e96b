"""Commands `diachi usage …`: figures of public computers, and their update."""

import json
from datetime import datetime

import click

from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import reading
from library.installation import installation
from library.settings import read_settings
from points.pipeline_duties import count_report
from points.usage.counter.build_report import THE_WORLD, build_report, customer
from points.usage.counter.json_format import as_json as report_json
from points.usage.counter.report_definitions import VIEWS
from points.usage.counter.report_period import read_period
from points.usage.counter.tabular_format import as_tsv
from points.usage.rollups.maintenance import bring_up_to_date
from points.usage.rollups.restatements import restatements

_MONTH = click.DateTime(["%Y-%m", "%m/%Y"])


@click.group(help="Số liệu sử dụng máy và tài liệu.")
def usage() -> None:
    """Group the usage commands."""


@usage.command(help="Tính lại ngay mọi số liệu đang chờ; chạy lại nhiều lần không đổi số nào.")
@as_json_option
@cli_command
def roll(as_json: bool) -> None:
    """Recompute the pending figures."""
    settings = read_settings()
    with installation(settings) as engine:
        result = bring_up_to_date(engine, settings.event_months, count_report(settings))
    emit(
        result,
        f"Đã tính {result.computer_days} ngày máy, {result.item_days} ngày tài liệu; "
        f"đã xóa {result.forgotten} bản ghi gốc quá hạn lưu.",
        as_json=as_json,
    )


@usage.command("counter", help="In báo cáo COUNTER 5.1 (chưa kiểm toán) dạng bảng TSV hoặc JSON.")
@click.argument("report", type=click.Choice([view.id for view in VIEWS.values()]))
@click.argument("first", metavar="TỪ_THÁNG")
@click.argument("last", metavar="ĐẾN_THÁNG")
@click.option("--point", default=THE_WORLD, help="Chỉ điểm này; mặc định là mọi lượt dùng.")
@as_json_option
@cli_command
def counter_(report: str, first: str, last: str, point: str, as_json: bool) -> None:
    """Print a COUNTER report as TSV or JSON."""
    settings, today = read_settings(), clock.today()
    with installation(settings) as engine, reading(engine) as session:
        counter_report = build_report(
            session,
            VIEWS[report.lower()],
            read_period(first, last, today),
            customer(session, point, today),
            params={},
            platform=settings.library_name,
            now=clock.now(),
        )
    click.echo(
        json.dumps(report_json(counter_report), ensure_ascii=False)
        if as_json
        else as_tsv(counter_report),
        nl=as_json,
    )


@usage.command(help="In những số liệu đã thay đổi sau khi tháng được công bố: số cũ và số mới.")
@click.option("--month", type=_MONTH, help="Chỉ tháng này, như 2026-11.")
@as_json_option
@cli_command
def restated(month: datetime | None, as_json: bool) -> None:
    """Print one restatement per line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        changes = restatements(session, None if month is None else month.date())
    for change in changes:
        fields = {
            "point": change.point,
            "month": f"{change.month:%Y-%m}",
            "measure": change.measure,
            "before": change.before,
            "after": change.after,
            "restated": change.restated.isoformat(),
        }
        emit(fields, change.sentence, as_json=as_json)
