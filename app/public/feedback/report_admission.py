"""Number of reports that one share may send: on one subject, and on all together."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app

from app.server.allowances import Allowance
from app.server.client_shares import share_of_request
from library.corrections.problems import TooManyLinesError, TooManyReportsError
from library.readers.problems import TooManyQuestionsError

_EXTENSION = "report admission"


@dataclass(frozen=True, slots=True)
class ReportAdmission:
    """Allowances for reports on descriptions and page text, for lines typed, and for questions."""

    descriptions: Allowance = field(default_factory=lambda: Allowance(30, 10))
    one_description: Allowance = field(default_factory=lambda: Allowance(3, 1))
    texts: Allowance = field(default_factory=lambda: Allowance(120, 60))
    one_page: Allowance = field(default_factory=lambda: Allowance(60, 10))
    lines: Allowance = field(default_factory=lambda: Allowance(200, 200))
    lines_of_class: Allowance = field(default_factory=lambda: Allowance(1500, 1000))
    questions: Allowance = field(default_factory=lambda: Allowance(40, 20))


def admit_description(item_id: str) -> Callable[[], None]:
    """Return a function that counts a report on an item; it raises TooManyReportsError."""
    admission = _admission()
    return lambda: _take(admission.one_description, admission.descriptions, item_id)


def admit_text(item_id: str, number: int) -> Callable[[], None]:
    """Return a function that counts a report on a page; it raises TooManyReportsError."""
    admission = _admission()
    return lambda: _take(admission.one_page, admission.texts, (item_id, number))


def admit_line(class_code: str | None) -> None:
    """Count a typed line of a share, or of a class together; raise TooManyLinesError."""
    admission = _admission()
    if class_code is None:
        may = admission.lines.take(share_of_request())
    else:
        may = admission.lines_of_class.take(class_code)
    if not may:
        raise TooManyLinesError


def admit_question() -> None:
    """Count a question to the library; raise TooManyQuestionsError."""
    if not _admission().questions.take(share_of_request()):
        raise TooManyQuestionsError


def _take(on_subject: Allowance, together: Allowance, subject: object) -> None:
    share = share_of_request()
    if not on_subject.take((share, subject)) or not together.take(share):
        raise TooManyReportsError


def _admission() -> ReportAdmission:
    return current_app.extensions.setdefault(_EXTENSION, ReportAdmission())
