"""Editing form of a report: proposed sentences with their figures, additions and letterhead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import request, url_for
from sqlalchemy.orm import Session

from app.web.form_versions import merge_form
from points.programme.indicators import compute
from points.programme.models import Report, ReportState
from points.programme.problems import ReportChangedError
from points.programme.registers.schema import registers
from points.programme.reports import report_store
from points.programme.reports.proposed_sentences import SECTIONS, ChosenSentence, Trace
from points.programme.reports.report_figures import ReportFigures

_HEAD = ("superior", "issuer", "sign", "place", "addressed", "recipients", "authority", "signer")
_HEAD_LABELS = {
    "dau-superior": "Cơ quan chủ quản",
    "dau-issuer": "Cơ quan ban hành",
    "dau-sign": "Ký hiệu",
    "dau-place": "Địa danh",
    "dau-addressed": "Kính gửi",
    "dau-authority": "Quyền hạn, chức vụ người ký",
    "dau-signer": "Họ tên người ký",
    "dau-recipients": "Nơi nhận",
}
_PAGES = {"tai-san": "office.assets", "diem": "office.points"}


@dataclass(frozen=True, slots=True)
class Why:
    """A figure of a sentence, with the address of the page that explains it."""

    label: str
    value: str
    address: str | None


@dataclass(frozen=True, slots=True)
class FormSentence:
    """A proposed sentence as the form shows it."""

    key: str
    proposal: str
    text: str
    used: bool
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of the form."""

    name: str
    label: str
    sentences: tuple[FormSentence, ...]
    added: str


@dataclass(frozen=True, slots=True)
class ReportForm:
    """The whole form; typed values take the place of stored ones after a failed save."""

    sections: tuple[FormSection, ...]
    head: dict[str, str]
    revision: str
    unused: int
    """Number of proposed sentences that nobody accepted yet."""
    rescued: str
    """Typed text that has no field any more, because the report is signed."""


def save(session: Session, report: Report, today: date, *, by: str) -> str:
    """Store the submitted form, merged with drafts that others saved meanwhile.

    Returns the sentence about their changes. Raises FieldsClashError and FormReopenedError.
    """
    figures = report_store.figures(session, report, today)
    current = shown(report, figures, failed=False)
    merge_note = (
        merge_form(form_values(current), _labels(current))
        if report.state is ReportState.DRAFT
        else ""
    )
    form = request.form
    decisions = {
        choice.sentence.key: _decision(choice)
        for choice in report_store.choices(report, figures)
        if f"cau-{choice.sentence.key}" in form
    }
    texts = {
        name: _plain(form[f"loi-{name}"])
        for name in report_store.sections_of(report)
        if f"loi-{name}" in form
    }
    head = {name: form[f"dau-{name}"] for name in _HEAD if f"dau-{name}" in form}
    report_store.write(session, report, {**report.texts, **texts}, head, by=by, sentences=decisions)
    return merge_note


def form_values(form: ReportForm) -> dict[str, str]:
    """Return a report as the fields of its form."""
    values = {f"dau-{name}": text for name, text in form.head.items()}
    for section in form.sections:
        values[f"loi-{section.name}"] = section.added
        for sentence in section.sentences:
            values[f"cau-{sentence.key}"] = sentence.text
            values[f"dung-{sentence.key}"] = "1" if sentence.used else ""
    return values


def _labels(form: ReportForm) -> dict[str, str]:
    labels = dict(_HEAD_LABELS)
    for section in form.sections:
        labels[f"loi-{section.name}"] = section.label
        for number, sentence in enumerate(section.sentences, start=1):
            labels[f"cau-{sentence.key}"] = f"{section.label}, câu {number}"
            labels[f"dung-{sentence.key}"] = f"Đưa vào báo cáo: {section.label}, câu {number}"
    return labels


def require_newest(report: Report) -> None:
    """Raise ReportChangedError if the form shows an older draft than the stored one."""
    revision = request.form.get("ban", "")
    if report.state is ReportState.DRAFT and revision and revision != report_store.revision(report):
        raise ReportChangedError


def shown(report: Report, figures: ReportFigures, *, failed: bool) -> ReportForm:
    """Return the form of a report, with the typed values if saving them failed."""
    is_draft = report.state is ReportState.DRAFT
    form_values = request.form if failed and is_draft else {}
    choices = report_store.choices(report, figures) if is_draft else ()
    names = report_store.sections_of(report)
    texts = report.texts if is_draft else report_store.texts(report, figures)
    head = {name: _joined(report.head.get(name, "")) for name in _HEAD}
    return ReportForm(
        sections=tuple(_section(name, report, choices, form_values, texts) for name in names),
        head={name: form_values.get(f"dau-{name}", value) for name, value in head.items()},
        revision=report_store.revision(report),
        unused=sum(not choice.used for choice in choices),
        rescued=_typed_text() if failed and not is_draft else "",
    )


def _section(
    name: str,
    report: Report,
    choices: Iterable[ChosenSentence],
    form_values: dict[str, str],
    texts: dict[str, str],
) -> FormSection:
    return FormSection(
        name=name,
        label=SECTIONS[name],
        sentences=tuple(
            _sentence(choice, report, form_values)
            for choice in choices
            if choice.sentence.section == name
        )
        if report.state is ReportState.DRAFT
        else tuple(_signed_line(line, report) for line in texts.get(name, "").splitlines()),
        added=form_values.get(f"loi-{name}", texts.get(name, "")),
    )


def _signed_line(line: str, report: Report) -> FormSentence:
    """Return a line of a signed report, with the figures that were frozen with it."""
    frozen_sentence = next((s for s in report.sentences.values() if s.get("text") == line), {})
    traces = (Trace(**figure) for figure in frozen_sentence.get("figures", ()))
    return FormSentence("", line, line, used=True, why=tuple(_why(t, report) for t in traces))


def _sentence(choice: ChosenSentence, report: Report, form_values: dict[str, str]) -> FormSentence:
    key = choice.sentence.key
    has_typed = f"cau-{key}" in form_values
    return FormSentence(
        key=key,
        proposal=choice.sentence.text,
        text=form_values.get(f"cau-{key}", choice.text),
        used=f"dung-{key}" in form_values if has_typed else choice.used,
        why=tuple(_why(trace, report) for trace in choice.sentence.traces),
    )


def _why(trace: Trace, report: Report) -> Why:
    return Why(trace.label, trace.value, _address(trace.code, report))


def _address(code: str, report: Report) -> str | None:
    if code in compute.indicators():
        return url_for("programme.indicator", code=code, ky=report.period, diem=report.point)
    if code in registers():
        return url_for("programme.register", register=code)
    return url_for(_PAGES[code]) if code in _PAGES else None


def _decision(choice: ChosenSentence) -> dict[str, object]:
    """Return the submitted decision; text equal to the proposal keeps following the figures."""
    key = choice.sentence.key
    text = " ".join(_plain(request.form[f"cau-{key}"]).split())
    is_same = text in ("", choice.sentence.text)
    used = f"dung-{key}" in request.form and bool(text)
    return {"use": used, "text": None if is_same else text}


def _typed_text() -> str:
    """Return everything that was typed into texts and sentences, one text a paragraph."""
    fields = (v for k, v in request.form.items() if k.startswith(("loi-", "cau-")))
    return "\n\n".join(_plain(value).strip() for value in fields if value.strip())


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n")


def _joined(value: object) -> str:
    return "\n".join(value) if isinstance(value, list | tuple) else str(value)
