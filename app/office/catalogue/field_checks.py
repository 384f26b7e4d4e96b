"""Checks of a field while typing: interpretation of dates and spelling of words."""

import re

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from library.catalogue.dates.archival import ParsedDate, parse_date
from library.catalogue.dates.eras import NotADateError
from library.catalogue.description import ddc
from library.catalogue.description.fields import several
from library.exchange.marc21.marc_checks import isbn_problem
from library.vietnamese import spelling
from library.vietnamese.letters import compose

_MAX_TEXT_LENGTH = 1000
_MAX_WORDS = 5
_WORD = re.compile(r"\S+")


def check() -> ResponseReturnValue:
    """Return the check result of a text (`chu`) for a kind of field (`loai`) as JSON."""
    text = compose(request.args.get("chu", "")[:_MAX_TEXT_LENGTH]).strip()
    check_text = _CHECKS.get(request.args.get("loai", ""))
    return jsonify(check_text(text) if text and check_text else _answer())


def check_date(date_text: str) -> dict[str, object]:
    """Return the interpretation of a date, or the error and the candidates."""
    try:
        return _answer(_date_message(parse_date(date_text)))
    except NotADateError as error:
        return _answer(str(error), wrong=True, instead=error.candidates)


def check_spelling(text: str) -> dict[str, object]:
    """Return a warning on impossible Vietnamese words; foreign names are possible, so no error."""
    misspelt = dict.fromkeys(filter(None, map(spelling.impossible_part, _WORD.findall(text))))
    doubts = [_doubt(word) for word in list(misspelt)[:_MAX_WORDS]]
    return _answer("Xem lại chính tả: " + "; ".join(doubts) + "." if doubts else "")


def check_class(class_text: str) -> dict[str, object]:
    """Return the captions of a DDC number, or its problem; other classifications are possible."""
    problem = ddc.class_problem(class_text)
    return _answer(problem or ddc.caption(class_text), wrong=bool(problem))


def check_isbn(text: str) -> dict[str, object]:
    """Return a warning on the first wrong ISBN; it can be saved all the same."""
    return _answer(next(filter(None, map(isbn_problem, several(text))), ""), wrong=False)


def _doubt(word: str) -> str:
    near = spelling.suggestions(word)
    return f"“{word}”" + (f" (có thể là {', '.join(near)})" if near else "")


def _date_message(parsed_date: ParsedDate) -> str:
    if parsed_date.is_plain:
        return ""
    if parsed_date.earliest == parsed_date.latest:
        return f"Hiểu là năm {parsed_date.earliest}."
    return f"Hiểu là trong khoảng từ năm {parsed_date.earliest} đến năm {parsed_date.latest}."


def _answer(
    message: str = "", *, wrong: bool = False, instead: tuple[str, ...] = ()
) -> dict[str, object]:
    return {"said": message, "wrong": wrong, "instead": instead}


_CHECKS = {"ngay": check_date, "chu": check_spelling, "ddc": check_class, "isbn": check_isbn}
