"""Checks of a field while typing: interpretation of dates and spelling of words."""

import re

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from library.catalogue.dates.archival import ParsedDate, parse_date
from library.catalogue.dates.date_errors import NotADateError
from library.catalogue.description import ddc
from library.vietnamese import spelling
from library.vietnamese.letters import compose

_MAX_TEXT_LENGTH = 1000
_MAX_WORDS = 5
_WORD = re.compile(r"\S+")


def check() -> ResponseReturnValue:
    """Return the check result of a text (`chu`) for a kind of field (`loai`) as JSON."""
    typed = compose(request.args.get("chu", "")[:_MAX_TEXT_LENGTH]).strip()
    check_text = _CHECKS.get(request.args.get("loai", ""))
    return jsonify(check_text(typed) if typed and check_text else _answer())


def check_date(typed: str) -> dict[str, object]:
    """Return the interpretation of a date, or the error and the candidates."""
    try:
        return _answer(_date_message(parse_date(typed)))
    except NotADateError as error:
        return _answer(str(error), wrong=True, instead=error.candidates)


def check_spelling(typed: str) -> dict[str, object]:
    """Return a warning on impossible Vietnamese words; foreign names are possible, so no error."""
    misspelt = dict.fromkeys(filter(None, map(spelling.impossible_part, _WORD.findall(typed))))
    doubts = [_doubt(word) for word in list(misspelt)[:_MAX_WORDS]]
    return _answer("Xem lại chính tả: " + "; ".join(doubts) + "." if doubts else "")


def check_class(typed: str) -> dict[str, object]:
    """Return the captions of a DDC number, or its problem; other classifications are possible."""
    problem = ddc.class_problem(typed)
    return _answer(problem or ddc.caption(typed), wrong=bool(problem))


def _doubt(word: str) -> str:
    near = spelling.suggestions(word)
    return f"“{word}”" + (f" (có thể là {', '.join(near)})" if near else "")


def _date_message(dated: ParsedDate) -> str:
    if dated.is_plain:
        return ""
    if dated.earliest == dated.latest:
        return f"Hiểu là năm {dated.earliest}."
    return f"Hiểu là trong khoảng từ năm {dated.earliest} đến năm {dated.latest}."


def _answer(
    message: str = "", *, wrong: bool = False, instead: tuple[str, ...] = ()
) -> dict[str, object]:
    return {"said": message, "wrong": wrong, "instead": instead}


_CHECKS = {"ngay": check_date, "chu": check_spelling, "ddc": check_class}
