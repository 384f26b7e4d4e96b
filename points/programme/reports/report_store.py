"""Reports: drafts with the figures of the day, frozen when signed, numbered when registered."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.law.law_register import wrong_citations
from library.staff.audit import note
from library.vietnamese.letters import compose
from points.access_points import inventory
from points.programme.models import Report, ReportState
from points.programme.paper_templates import UNKNOWN, template_of, templates
from points.programme.periods import Period, read_period
from points.programme.problems import (
    HeadIncompleteError,
    NameNotInForceError,
    ReportNotFoundError,
    ReportNumberError,
    ReportSignedError,
    ReportUnsignedError,
    SignerMissingError,
    TemplateNotInForceError,
    TextTooLongError,
)
from points.programme.reports import compose_report
from points.programme.reports.docx_writer import as_docx
from points.programme.reports.freeze import snapshot
from points.programme.reports.paper import Head, Paper
from points.programme.reports.proposed_sentences import (
    SECTIONS,
    ChosenSentence,
    chosen,
    composed,
    proposed,
)
from points.programme.reports.report_figures import ReportFigures, from_json, to_json

_MAX_TEXT_LENGTH = 5000
_MAX_NUMBER = 99_999
_HEAD_LABELS = {
    "superior": "Cơ quan chủ quản",
    "issuer": "Cơ quan ban hành",
    "sign": "Ký hiệu",
    "place": "Địa danh",
    "addressed": "Kính gửi",
    "recipients": "Nơi nhận",
    "authority": "Quyền hạn, chức vụ người ký",
    "signer": "Họ tên người ký",
}


def draft(
    session: Session,
    kind: str,
    period: Period,
    template: str,
    *,
    library: str,
    by: str,
    point: str | None = None,
    day: date | None = None,
) -> Report:
    """Create a draft with the names of a day, today; raise TemplateNotInForceError."""
    day = day or clock.today()
    form = template_of(template, day)
    place = None if point is None else inventory.point_on(session, point, day)
    level = None if place is None else place.facts.level.value
    if kind not in form.kinds_of(period) or not form.fits(day, level):
        raise TemplateNotInForceError(form.name)
    head = Head(**form.letterhead(library, None if place is None else place.facts))
    report = Report(
        kind=kind,
        period=period.code,
        reader=template,
        point=point,
        state=ReportState.DRAFT,
        head=asdict(head),
        texts={},
        sentences={},
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
    session: Session,
    report: Report,
    texts: dict[str, str],
    head: dict[str, str],
    *,
    by: str,
    sentences: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    """Store the added texts, letterhead and decisions on sentences of a draft.

    Raises TextTooLongError before anything is stored, so that no typed text is cut.
    """
    _must_be_draft(report)
    clean_texts = {name: _cleaned(SECTIONS.get(name, ""), text) for name, text in texts.items()}
    fields = {name: _cleaned(_HEAD_LABELS.get(name, ""), text) for name, text in head.items()}
    decisions = {
        key: {
            name: _cleaned("Câu đề xuất", value) if isinstance(value, str) else value
            for name, value in decision.items()
        }
        for key, decision in (sentences or {}).items()
    }
    report.texts = {name: text for name, text in clean_texts.items() if name in SECTIONS and text}
    report.sentences = {**report.sentences, **decisions}
    lists = {
        name: [line.strip() for line in fields.pop(name, "").splitlines() if line.strip()]
        for name in ("addressed", "recipients")
    }
    filled_lists = {name: lines for name, lines in lists.items() if lines}
    report.head = {**report.head, **fields, **filled_lists}
    note(session, by, "report.write", str(report.id))
    session.flush()


def accept_all(session: Session, report: Report, today: date, *, by: str) -> int:
    """Accept every proposed sentence of a draft that is not used yet; return their number."""
    _must_be_draft(report)
    waiting = [c for c in choices(report, figures(session, report, today)) if not c.used]
    report.sentences = {
        **report.sentences,
        **{c.sentence.key: {"use": True, "text": c.text if c.is_edited else None} for c in waiting},
    }
    note(session, by, "report.write", str(report.id))
    session.flush()
    return len(waiting)


def revision(report: Report) -> str:
    """Return a mark of the stored draft, which changes whenever somebody saves other content."""
    content = json.dumps([report.head, report.texts, report.sentences], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def figures(session: Session, report: Report, today: date) -> ReportFigures:
    """Return the stored figures of a signed report, or the figures of today."""
    if report.figures is not None:
        return from_json(report.figures)
    return snapshot(session, read_period(report.period), today, report.point)


def choices(report: Report, figures: ReportFigures) -> tuple[ChosenSentence, ...]:
    """Return the proposed sentences of a report with the decisions of staff."""
    return chosen(proposed(figures, sections_of(report)), report.sentences)


def texts(report: Report, figures: ReportFigures) -> dict[str, str]:
    """Return the text of each section: as signed, or composed of used sentences and additions."""
    if report.state is not ReportState.DRAFT:
        return dict(report.texts)
    return composed(choices(report, figures), report.texts, sections_of(report))


def sections_of(report: Report) -> tuple[str, ...]:
    """Return the sections of a report, by its template; all of them for an old report."""
    template = templates().get(report.reader)
    return template.sections if template else tuple(SECTIONS)


def sign(session: Session, report: Report, today: date, *, by: str) -> None:
    """Store figures, texts, formula versions and the paper; nothing changes them afterwards."""
    _must_be_draft(report)
    _require_signable_head(report, today)
    values = figures(session, report, today)
    wording = {
        choice.sentence.key: {
            "use": True,
            "text": choice.text,
            "figures": [asdict(trace) for trace in choice.sentence.traces],
        }
        for choice in choices(report, values)
        if choice.used
    }
    report.figures, report.texts, report.sentences = to_json(values), texts(report, values), wording
    report.state, report.signed, report.signed_by = ReportState.SIGNED, clock.now(), by
    report.paper = as_docx(_paper(report, values, day=None))
    note(session, by, "report.sign", str(report.id))
    session.flush()


def register(session: Session, report: Report, number: int, day: date, *, by: str) -> None:
    """Set the outgoing number and day of a signed report, once."""
    if report.state is not ReportState.SIGNED:
        raise ReportUnsignedError
    if not 1 <= number <= _MAX_NUMBER:
        raise ReportNumberError(number)
    _require_names_in_force(report, day)
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
    year = (day or (report.signed or clock.now()).astimezone(clock.HANOI)).year
    return compose_report.paper(
        report.kind,
        figures,
        texts(report, figures),
        head,
        year=year,
        template=templates().get(report.reader),
        registered_number=report.number,
        day=day,
    )


def _require_signable_head(report: Report, day: date) -> None:
    """Raise if the head has a gap, no signer, or a name that is not in force on a day."""
    for name, label in _HEAD_LABELS.items():
        if UNKNOWN in str(report.head.get(name)):
            raise HeadIncompleteError(label)
    if not str(report.head.get("signer") or "").strip():
        raise SignerMissingError
    _require_names_in_force(report, day)


def _require_names_in_force(report: Report, day: date) -> None:
    wrong = wrong_citations("\n".join(map(str, report.head.values())), day)
    if wrong:
        raise NameNotInForceError(f"{day:%d/%m/%Y}", "; ".join(name.sentence for name in wrong))


def _must_be_draft(report: Report) -> None:
    if report.state is not ReportState.DRAFT:
        raise ReportSignedError


def _cleaned(label: str, text: str) -> str:
    clean_text = compose(text).strip()
    if len(clean_text) > _MAX_TEXT_LENGTH:
        raise TextTooLongError(label, f"{_MAX_TEXT_LENGTH:,}".replace(",", "."))
    return clean_text
