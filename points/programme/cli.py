"""Commands `diachi programme …` for plans, indicators, closed months and reports."""

from datetime import datetime
from pathlib import Path

import click

from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import reading, work
from library.installation import installation
from library.settings import read_settings
from points.access_points import inventory
from points.programme import month_closing
from points.programme.deadlines import daily_mail, due
from points.programme.indicators import compute
from points.programme.periods import read_period
from points.programme.plans import plan_store
from points.programme.problems import MailUnsetError
from points.programme.reports import explain_figure, numbers_in_words

_ACTOR = "dòng lệnh"


@click.group(help="Chương trình: kế hoạch, chỉ số, chốt tháng, báo cáo.")
def programme() -> None:
    """Group the commands of the programme office."""


@programme.command(
    "enter", help="Ghi một kế hoạch (tệp TOML), hoặc kế hoạch 149 nếu không nêu tệp."
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--reason", default="", help="Vì sao có phiên bản này.")
@as_json_option
@cli_command
def enter(file: str | None, reason: str, as_json: bool) -> None:
    """Enter a plan."""
    with installation(read_settings()) as engine, work(engine) as session:
        if file is None:
            codes = plan_store.enter_shipped(session, _ACTOR)
        else:
            text = Path(file).read_text(encoding="utf-8", errors="replace")
            codes = (plan_store.enter(session, text, by=_ACTOR, reason=reason).code,)
    emit({"entered": codes}, f"Đã ghi: {', '.join(codes) or 'không có gì mới'}.", as_json=as_json)


@programme.command("plans", help="In các kế hoạch.")
@as_json_option
@cli_command
def plans_(as_json: bool) -> None:
    """Print one plan per line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        plans = plan_store.every_plan(session)
    for plan in plans:
        values = {"code": plan.code, "since": str(plan.since), "until": str(plan.until)}
        line = f"{plan.code}: {plan.since:%m/%Y} - {plan.until:%m/%Y}, {len(plan.targets)} mục tiêu"
        emit(values, line, as_json=as_json)


@programme.command(
    help="In mọi chỉ số của một kỳ: 2025, 2025-h1, 2025-q3, 2025-07, 2022-01..2025-12."
)
@click.argument("period", metavar="KỲ")
@click.option("--point", help="Chỉ điểm này; mặc định là toàn tỉnh.")
@as_json_option
@cli_command
def figures(period: str, point: str | None, as_json: bool) -> None:
    """Print one indicator per line."""
    chosen_period, today = read_period(period), clock.today()
    with installation(read_settings()) as engine, reading(engine) as session:
        if point is not None:
            inventory.point_on(session, point, today)
        indicators = compute.measure(compute.gather(session, chosen_period, today, point))
    for indicator in indicators:
        emit(
            numbers_in_words.indicator_values(indicator),
            numbers_in_words.sentence(indicator),
            as_json=as_json,
        )


@programme.command(help="Giải thích một chỉ số: định nghĩa, công thức, ngưỡng, từng dòng số liệu.")
@click.argument("code", metavar="CHỈ_SỐ")
@click.argument("period", metavar="KỲ")
@click.option("--point", help="Chỉ điểm này; với kỳ một tháng thì in tới từng ngày của từng máy.")
@as_json_option
@cli_command
def explain(code: str, period: str, point: str | None, as_json: bool) -> None:
    """Print the definition and the data rows of an indicator."""
    chosen_period, today, days = read_period(period), clock.today(), ()
    with installation(read_settings()) as engine, reading(engine) as session:
        access_point = None if point is None else inventory.point_on(session, point, today)
        explanation = explain_figure.explain(session, code.upper(), chosen_period, today, point)
        if access_point is not None and len(chosen_period.months) == 1:
            days = explain_figure.days_of_month(
                session, code.upper(), chosen_period.since, access_point.id
            )
    for fact, line in (
        *numbers_in_words.explanation_lines(explanation),
        *(numbers_in_words.describe_day(day) for day in days),
    ):
        emit(fact, line, as_json=as_json)


@programme.command(
    help="Chốt một tháng đã hết; chốt lại không đổi gì, dữ liệu đến sau là tính lại."
)
@click.argument("month", type=click.DateTime(["%Y-%m", "%m/%Y"]), metavar="THÁNG")
@as_json_option
@cli_command
def close(month: datetime, as_json: bool) -> None:
    """Close a month."""
    with installation(read_settings()) as engine, work(engine) as session:
        newly_closed = month_closing.close(session, month.date(), today=clock.today(), by=_ACTOR)
    prefix = "Đã chốt" if newly_closed else "Trước đã chốt, không đổi gì:"
    emit({"closed": newly_closed}, f"{prefix} tháng {month:%m/%Y}.", as_json=as_json)


@programme.command(help="In việc đến hạn; --send gửi thư nhắc của hôm nay nếu chưa gửi.")
@click.option("--send", is_flag=True, help="Gửi thư nhắc (DIACHI_MAIL_SERVER).")
@as_json_option
@cli_command
def remind(send: bool, as_json: bool) -> None:
    """Print the due items, one per line, or mail them once a day."""
    settings, today = read_settings(), clock.today()
    if send and not (settings.mail_server and settings.mail_to):
        raise MailUnsetError
    with installation(settings) as engine:
        with reading(engine) as session:
            due_items = due.due_now(
                session, today, inventory.points_on(session, today), whole_province=True
            )
        was_sent = send and daily_mail.send_due(settings, engine, clock.now())
    for item in due_items:
        values = {"what": item.sentence, "by": None if item.by is None else item.by.isoformat()}
        emit(values, f"{item.sentence} ({item.age(today)})", as_json=as_json)
    if send:
        message = (
            "Đã gửi thư nhắc." if was_sent else "Không gửi: hôm nay đã gửi, hoặc không có việc nào."
        )
        emit({"sent": was_sent}, message, as_json=as_json)
