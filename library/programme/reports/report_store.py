"""Reports: drafts with the figures of the day, frozen when signed, numbered when registered."""

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
from library.programme.reports.report_figures import ReportFigures, from_json, to_json
from library.staff.audit import note
from library.vietnamese.letters import compose

_DATA = Path(__file__).parents[1] / "data" / "papers.toml"
_MAX_TEXT_LENGTH = 5000
_MAX_NUMBER = 99_999


@cache
def readers() -> dict[str, dict]:
    """Return the addressees of reports, each with the letterhead fields of its report."""
    forms = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    place = forms.pop("place")
    return {code: {**form, "place": place} for code, form in forms.items()}


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
    """Create a draft and return it."""
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
    """Return all reports, newest first."""
    return tuple(session.scalars(select(Report).order_by(Report.id.desc())))


def write(
    session: Session, report: Report, texts: dict[str, str], head: dict[str, str], *, by: str
) -> None:
    """Store the texts and letterhead of a draft; a text equal to the suggestion is not stored."""
    _must_be_draft(report)
    cleaned = {name: compose(text).strip()[:_MAX_TEXT_LENGTH] for name, text in texts.items()}
    report.texts = {name: text for name, text in cleaned.items() if name in SECTIONS}
    fields = {name: compose(text).strip()[:_MAX_TEXT_LENGTH] for name, text in head.items()}
    lists = {
        name: [line.strip() for line in fields.pop(name, "").splitlines() if line.strip()]
        for name in ("addressed", "recipients")
    }
    filled = {name: lines for name, lines in lists.items() if lines}
    report.head = {**report.head, **fields, **filled}
    note(session, by, "report.write", str(report.id))
    session.flush()


def figures(session: Session, report: Report, today: date) -> ReportFigures:
    """Return the stored figures of a signed report, or the figures of today."""
    if report.figures is not None:
        return from_json(report.figures)
    return snapshot(session, read_period(report.period), today, report.point)


def texts(report: Report, figures: ReportFigures) -> dict[str, str]:
    """Return the text of each section, written by staff or else suggested."""
    return {**suggested(figures), **report.texts}


def sign(session: Session, report: Report, today: date, *, by: str) -> None:
    """Store figures, texts, formula versions and the paper; nothing changes them afterwards."""
    _must_be_draft(report)
    signed = figures(session, report, today)
    report.figures, report.texts = to_json(signed), texts(report, signed)
    report.state, report.signed, report.signed_by = ReportState.SIGNED, clock.now(), by
    report.paper = as_docx(_paper(report, signed, day=None))
    note(session, by, "report.sign", str(report.id))
    session.flush()


def register(session: Session, report: Report, number: int, day: date, *, by: str) -> None:
    """Set the outgoing number and day of a signed report, once."""
    if report.state is not ReportState.SIGNED:
        raise ReportUnsignedError
    if not 1 <= number <= _MAX_NUMBER:
        raise ReportNumberError(number)
    report.state, report.number, report.numbered = ReportState.REGISTERED, number, day
    report.paper = as_docx(_paper(report, from_json(report.figures), day=day))
    note(session, by, "report.register", str(report.id), f"{number} ngày {day:%d/%m/%Y}")
    session.flush()


def docx(session: Session, report: Report, today: date) -> bytes:
    """Return the signed paper, or a draft with the figures of today."""
    if report.paper is not None:
        return report.paper
    return as_docx(_paper(report, figures(session, report, today), day=None))


def _paper(report: Report, figures: ReportFigures, *, day: date | None) -> Paper:
    head = Head(
        **{
            name: tuple(value) if isinstance(value, list | tuple) else value
            for name, value in report.head.items()
        }
    )
    year = (day or monthly_data.today_in_hanoi(report.signed or clock.now())).year
    return compose_report.paper(
        report.kind,
        figures,
        texts(report, figures),
        head,
        year=year,
        registered_number=report.number,
        day=day,
    )


def _must_be_draft(report: Report) -> None:
    if report.state is not ReportState.DRAFT:
        raise ReportSignedError
