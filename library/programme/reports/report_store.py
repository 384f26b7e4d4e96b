"""Keeps reports: drafted with figures of the day, frozen when signed, numbered when registered."""

import tomllib
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.programme.indicators import monthly_data
from library.programme.models import Report, ReportState
from library.programme.periods import Period, read_period
from library.programme.problems import (
    ReportNotFoundError,
    ReportNumberError,
    ReportSignedError,
    ReportUnsignedError,
)
from library.programme.reports import compose_report
from library.programme.reports.docx_writer import as_docx
from library.programme.reports.freeze import snapshot
from library.programme.reports.narrative import SECTIONS, suggested
from library.programme.reports.paper import Head, Paper
from library.staff.audit import note
from library.vietnamese.letters import compose

_DATA = Path(__file__).parents[1] / "data" / "papers.toml"
_LONGEST = 5000
_HIGHEST = 99_999


@cache
def readers() -> dict[str, dict]:
    """Return for whom reports are written, and what stands on theirs."""
    told = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {code: {**one, "place": told["place"]} for code, one in told.items() if code != "place"}


def draft(
    session: Session,
    kind: str,
    period: Period,
    reader: str,
    *,
    issuer: str,
    by: str,
    point: str | None = None,
) -> Report:
    """Begin a report."""
    form = readers()[reader]
    head = Head(
        superior=form["superior"],
        issuer=issuer,
        sign=form["sign"],
        place=form["place"],
        addressed=tuple(form["addressed"]),
        recipients=tuple(form["recipients"]),
        authority=form["authority"],
        signer="",
    )
    report = Report(
        kind=kind,
        period=period.code,
        reader=reader,
        point=point,
        state=ReportState.DRAFT,
        head=asdict(head),
        texts={},
        made=clock.now(),
        made_by=by,
    )
    session.add(report)
    session.flush()
    note(session, by, "report.draft", str(report.id), f"{kind} {period.code}")
    return report


def report_of(session: Session, report_id: int) -> Report:
    """Return a report; raise ReportNotFoundError."""
    report = session.get(Report, report_id)
    if report is None:
        raise ReportNotFoundError(report_id)
    return report


def every_report(session: Session) -> tuple[Report, ...]:
    """Return all reports, the newest first."""
    return tuple(session.scalars(select(Report).order_by(Report.id.desc())))


def write(
    session: Session, report: Report, texts: dict[str, str], head: dict[str, str], *, by: str
) -> None:
    """Keep what staff wrote in a draft; a text that is as suggested is not kept."""
    _must_be_draft(report)
    known = {name: compose(text).strip()[:_LONGEST] for name, text in texts.items()}
    report.texts = {name: text for name, text in known.items() if name in SECTIONS}
    said = {name: compose(text).strip()[:_LONGEST] for name, text in head.items()}
    lists = {
        name: [line.strip() for line in said.pop(name, "").splitlines() if line.strip()]
        for name in ("addressed", "recipients")
    }
    report.head = {**report.head, **said, **{name: told for name, told in lists.items() if told}}
    note(session, by, "report.write", str(report.id))
    session.flush()


def figures(session: Session, report: Report, today: date) -> dict[str, object]:
    """Return the figures of a report: those of signing, else those of today."""
    if report.figures is not None:
        return report.figures
    return snapshot(session, read_period(report.period), today, report.point)


def texts(report: Report, told: dict[str, object]) -> dict[str, str]:
    """Return the text of each section: what staff wrote, else what is suggested."""
    return {**suggested(told), **report.texts}


def sign(session: Session, report: Report, today: date, *, by: str) -> None:
    """Freeze figures, texts, formula versions and the paper itself; nothing changes them again."""
    _must_be_draft(report)
    told = figures(session, report, today)
    report.figures, report.texts = told, texts(report, told)
    report.state, report.signed, report.signed_by = ReportState.SIGNED, clock.now(), by
    report.paper = as_docx(_paper(report, told, day=None))
    note(session, by, "report.sign", str(report.id))
    session.flush()


def register(session: Session, report: Report, number: int, day: date, *, by: str) -> None:
    """Write the number and day of the register of outgoing papers on a signed report, once."""
    if report.state is not ReportState.SIGNED:
        raise ReportUnsignedError
    if not 1 <= number <= _HIGHEST:
        raise ReportNumberError(number)
    report.state, report.number, report.numbered = ReportState.REGISTERED, number, day
    report.paper = as_docx(_paper(report, report.figures, day=day))
    note(session, by, "report.register", str(report.id), f"{number} ngày {day:%d/%m/%Y}")
    session.flush()


def docx(session: Session, report: Report, today: date) -> bytes:
    """Return the paper: as it was signed, else as it would be today."""
    if report.paper is not None:
        return report.paper
    return as_docx(_paper(report, figures(session, report, today), day=None))


def _paper(report: Report, told: dict[str, object], *, day: date | None) -> Paper:
    head = Head(
        **{
            name: tuple(value) if isinstance(value, list | tuple) else value
            for name, value in report.head.items()
        }
    )
    said = texts(report, told)
    year = (day or monthly_data.today_in_hanoi(report.signed or clock.now())).year
    return compose_report.paper(
        report.kind, told, said, head, year=year, number_=report.number, day=day
    )


def _must_be_draft(report: Report) -> None:
    if report.state is not ReportState.DRAFT:
        raise ReportSignedError
