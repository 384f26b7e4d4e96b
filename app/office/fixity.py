"""History of fixity for auditors: schedule, rounds, findings, and the history of a master."""

from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum

from flask import Response, abort, render_template
from sqlalchemy import Engine

from app.services import services
from app.web.attachments import as_download
from app.web.formats import moment
from app.web.url_converters import day_param, screen_param, text_param
from library.accessions import fixity_rounds, fixity_schedule
from library.accessions.fixity_rounds import STORE_NAMES
from library.database import reading
from library.exchange.streamed_tables import Column, Value, csv_lines
from library.fixity import fixity_history
from library.fixity.fixity_history import FINDING_NAMES, HistoryFilter
from library.storage.models import CheckedStore, Finding, FixityRound

_SHOWN = 50
_ROUNDS_SHOWN = 20
_FINDING_COLUMNS = (
    *(Column("Thời điểm"), Column("Ở đâu"), Column("Kết quả"), Column("SHA-256")),
    *(Column("Lần nhập"), Column("Tên tệp"), Column("Chi tiết"), Column("Vòng")),
)
_ROUND_HEADINGS = (
    *("Vòng", "Ở đâu", "Bắt đầu", "Kết thúc", "Theo lịch", "Số tệp", "Đã kiểm tra", "Số byte"),
    *("Byte đã đọc", "Giây đọc", "Hỏng hoặc mất", "Đã tự chép lại"),
)
_ROUND_COLUMNS = tuple(map(Column, _ROUND_HEADINGS))


def show() -> str:
    """Show the schedule, the last rounds, and the findings that match the filters."""
    criteria, screen, settings = _wanted(), screen_param(), services().settings
    with reading(services().database) as session:
        params = {
            "kho": criteria.store,
            "thay": criteria.finding,
            "ve": criteria.subject,
            "tu": criteria.since and criteria.since.isoformat(),
            "den": criteria.until and criteria.until.isoformat(),
        }
        return render_template(
            "office/fixity.html",
            late=fixity_rounds.late_rounds(session, settings),
            plans=fixity_rounds.forecasts(session, settings),
            damages=fixity_schedule.damages(session),
            rounds=fixity_history.list_rounds(session, count=_ROUNDS_SHOWN),
            findings=fixity_history.findings(
                session, criteria, first=(screen - 1) * _SHOWN, count=_SHOWN
            ),
            total=fixity_history.count_findings(session, criteria),
            stores=STORE_NAMES,
            finding_names=FINDING_NAMES,
            wanted=criteria,
            narrowed={name: value for name, value in params.items() if value},
            screen=screen,
            size=_SHOWN,
        )


def show_master(digest: str) -> str:
    """Show everything recorded about the fixity of one master."""
    with reading(services().database) as session:
        history = fixity_history.master_history(session, digest)
    if history is None:
        abort(404)
    return render_template(
        "office/fixity_master.html",
        history=history,
        stores=STORE_NAMES,
        finding_names=FINDING_NAMES,
    )


def send_csv() -> Response:
    """Stream the matching findings as CSV, however many."""
    lines = csv_lines(_FINDING_COLUMNS, _finding_rows(services().database, _wanted()))
    return as_download(Response(lines, content_type="text/csv; charset=utf-8"), "nguyen-ven.csv")


def send_rounds() -> Response:
    """Send all rounds as CSV."""
    with reading(services().database) as session:
        rounds = fixity_history.list_rounds(session)
    lines = csv_lines(_ROUND_COLUMNS, map(_round_row, rounds))
    response = Response(lines, content_type="text/csv; charset=utf-8")
    return as_download(response, "vong-kiem-tra.csv")


def _finding_rows(database: Engine, criteria: HistoryFilter) -> Iterator[tuple[Value, ...]]:
    for line in fixity_history.iterate_findings(database, criteria):
        start = (moment(line.at), STORE_NAMES[line.store], FINDING_NAMES[line.finding])
        for number, name in line.deliveries or (("", ""),):
            yield (*start, line.digest, number, name, line.detail, line.round_id)


def _round_row(entry: FixityRound) -> tuple[Value, ...]:
    return (
        entry.id,
        STORE_NAMES[entry.store],
        moment(entry.began),
        moment(entry.ended),
        "có" if entry.scheduled else "không",
        entry.total_files,
        entry.files,
        entry.total_bytes,
        entry.bytes,
        round(entry.seconds, 3),
        entry.damaged,
        entry.healed,
    )


def _wanted() -> HistoryFilter:
    return HistoryFilter(
        store=_chosen(CheckedStore, "kho"),
        finding=_chosen(Finding, "thay"),
        subject=text_param("ve"),
        since=day_param("tu"),
        until=day_param("den"),
    )


def _chosen(values: type[StrEnum], name: str) -> StrEnum | None:
    """Return the member that a parameter names; None for any other value."""
    with suppress(ValueError):
        return values(text_param(name))
    return None
