"""The commands `diachi programme …`: plans, indicators, closed months and reports."""

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from library import clock
from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import reading, work
from library.installation import installation
from library.points import inventory
from library.programme import month_closing
from library.programme.deadlines import daily_mail, due
from library.programme.demo import province
from library.programme.indicators import compute
from library.programme.periods import Period, read_period
from library.programme.plans import plan_store
from library.programme.problems import MailUnsetError
from library.programme.reports import explain_figure, numbers_in_words
from library.settings import read_settings

_BY = "dòng lệnh"


@click.group(help="Chương trình: kế hoạch, chỉ số, chốt tháng, báo cáo.")
def programme() -> None:
    """Hold the commands of the programme office."""


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
            codes = plan_store.enter_shipped(session, _BY)
        else:
            text = Path(file).read_text(encoding="utf-8", errors="replace")
            codes = (plan_store.enter(session, text, by=_BY, reason=reason).code,)
    emit({"entered": codes}, f"Đã ghi: {', '.join(codes) or 'không có gì mới'}.", as_json=as_json)


@programme.command("plans", help="In các kế hoạch.")
@as_json_option
@cli_command
def plans_(as_json: bool) -> None:
    """Print one plan a line."""
    with installation(read_settings()) as engine, reading(engine) as session:
        found = plan_store.every_plan(session)
    for one in found:
        told = {"code": one.code, "since": str(one.since), "until": str(one.until)}
        line = f"{one.code}: {one.since:%m/%Y} - {one.until:%m/%Y}, {len(one.targets)} mục tiêu"
        emit(told, line, as_json=as_json)


@programme.command(help="In mọi chỉ số của một kỳ: 2025, 2025-q3, 2025-07, 2022-01..2025-12.")
@click.argument("period", metavar="KỲ")
@click.option("--point", help="Chỉ điểm này; mặc định là toàn tỉnh.")
@as_json_option
@cli_command
def figures(period: str, point: str | None, as_json: bool) -> None:
    """Print one indicator a line."""
    asked, today = read_period(period), clock.today()
    with installation(read_settings()) as engine, reading(engine) as session:
        if point is not None:
            inventory.on(session, point, today)
        measured = compute.measure(compute.gather(session, asked, today, point))
    for one in measured:
        emit(numbers_in_words.as_told(one), numbers_in_words.sentence(one), as_json=as_json)


@programme.command(help="Giải thích một chỉ số: định nghĩa, công thức, ngưỡng, từng dòng số liệu.")
@click.argument("code", metavar="CHỈ_SỐ")
@click.argument("period", metavar="KỲ")
@click.option("--point", help="Chỉ điểm này; với kỳ một tháng thì in tới từng ngày của từng máy.")
@as_json_option
@cli_command
def explain(code: str, period: str, point: str | None, as_json: bool) -> None:
    """Print what a figure is made of."""
    asked, today, days = read_period(period), clock.today(), ()
    with installation(read_settings()) as engine, reading(engine) as session:
        found = None if point is None else inventory.on(session, point, today)
        told = explain_figure.explain(session, code.upper(), asked, today, point)
        if (
            found is not None
            and len(asked.months) == 1
            and code.upper() in explain_figure.COMPUTERS
        ):
            days = explain_figure.days(session, code.upper(), asked.since, found.id)
    for fact, line in (
        *numbers_in_words.explained(told),
        *(numbers_in_words.day_told(day) for day in days),
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
        new = month_closing.close(session, month.date(), today=clock.today(), by=_BY)
    said = "Đã chốt" if new else "Trước đã chốt, không đổi gì:"
    emit({"closed": new}, f"{said} tháng {month:%m/%Y}.", as_json=as_json)


@programme.command(help="In việc đến hạn; --send gửi thư nhắc của hôm nay nếu chưa gửi.")
@click.option("--send", is_flag=True, help="Gửi thư nhắc (DIACHI_MAIL_SERVER).")
@as_json_option
@cli_command
def remind(send: bool, as_json: bool) -> None:
    """Print what is due one a line, or mail it once a day."""
    settings, today = read_settings(), clock.today()
    if send and not (settings.mail_server and settings.mail_to):
        raise MailUnsetError
    with installation(settings) as engine:
        with reading(engine) as session:
            found = due.owed(session, today, inventory.all_on(session, today), whole=True)
        sent = send and daily_mail.send_due(settings, engine, clock.now())
    for one in found:
        told = {"what": one.sentence, "by": None if one.by is None else one.by.isoformat()}
        emit(told, f"{one.sentence} ({one.age(today)})", as_json=as_json)
    if send:
        said = "Đã gửi thư nhắc." if sent else "Không gửi: hôm nay đã gửi, hoặc không có việc nào."
        emit({"sent": sent}, said, as_json=as_json)


@programme.command(help="Nạp tỉnh minh họa: 21 điểm, 190 máy, số dựng sẵn; chỉ vào thư viện trống.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Mặc định: bốn năm trước.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Mặc định: hôm nay.")
@as_json_option
@cli_command
def demo(since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Fill an empty installation with a made-up province."""
    today = clock.today()
    ends = until.date() if until else today
    begins = since.date() if since else date(today.year - 4, 1, 1)
    with installation(read_settings()) as engine, work(engine) as session:
        made = province.fill(session, begins, ends)
        period = Period(begins.replace(day=1), (ends + timedelta(days=31)).replace(day=1))
        closed = province.close_months(session, period, min(today, ends))
    told = {"computer_days": made, "closed_months": closed}
    emit(told, f"Đã dựng {made} ngày máy, chốt {closed} tháng.", as_json=as_json)
