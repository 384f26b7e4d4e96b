"""Says what is noticed in a field while it is typed: how a date is understood, what is misspelt."""

import re

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from library.catalogue.dates.archival import Dated, understand
from library.catalogue.dates.date_errors import NotADateError
from library.vietnamese import spelling
from library.vietnamese.letters import compose

_LONGEST = 1000
_MOST = 5
_WORD = re.compile(r"\S+")


def check() -> ResponseReturnValue:
    """Answer what is noticed in what is typed (`chu`) into a field of a kind (`loai`)."""
    typed = compose(request.args.get("chu", "")[:_LONGEST]).strip()
    looks = _LOOKS.get(request.args.get("loai", ""))
    return jsonify(looks(typed) if typed and looks else _noticed())


def dates(typed: str) -> dict[str, object]:
    """Say how a date is understood, or why it is none and what may be meant."""
    try:
        return _noticed(_told(understand(typed)))
    except NotADateError as error:
        return _noticed(str(error), wrong=True, instead=error.candidates)


def words(typed: str) -> dict[str, object]:
    """Name the words that cannot be Vietnamese; foreign names may be, so nothing is refused."""
    found = dict.fromkeys(filter(None, map(spelling.impossible, _WORD.findall(typed))))
    said = [_doubt(word) for word in list(found)[:_MOST]]
    return _noticed("Xem lại chính tả: " + "; ".join(said) + "." if said else "")


def _doubt(word: str) -> str:
    near = spelling.proposals(word)
    return f"“{word}”" + (f" (có thể là {', '.join(near)})" if near else "")


def _told(dated: Dated) -> str:
    if dated.is_plain:
        return ""
    if dated.earliest == dated.latest:
        return f"Hiểu là năm {dated.earliest}."
    return f"Hiểu là trong khoảng từ năm {dated.earliest} đến năm {dated.latest}."


def _noticed(
    said: str = "", *, wrong: bool = False, instead: tuple[str, ...] = ()
) -> dict[str, object]:
    return {"said": said, "wrong": wrong, "instead": instead}


_LOOKS = {"ngay": dates, "chu": words}
