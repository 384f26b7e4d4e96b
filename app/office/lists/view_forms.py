"""Saved views of a list; lists of at most some hundred rows, narrowed and sorted without SQL."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest
from werkzeug.routing import BuildError

from app.office.lists.list_form import ListQuery
from app.web.actions import action
from library.staff import saved_views
from library.vietnamese.letters import fold

_MAX_PARAMETERS, _MAX_LENGTH = 20, 300
_UNNAMED = "Cách xem của tôi"


@action()
def save(session: Session) -> tuple[str, str]:
    """Save the view that the list shows; without a name it is named after its words."""
    endpoint, parameters = _list_and_parameters()
    name = request.form.get("ten", "").strip() or dict(parameters).get("q") or _UNNAMED
    query = urlencode(parameters)
    stored_name = saved_views.save_view(session, current_user.id, endpoint, name, query)
    return f"Đã lưu cách xem “{stored_name}”; chỉ bạn thấy.", _list(endpoint, parameters)


@action()
def delete(session: Session, view_id: int) -> tuple[str, str]:
    """Delete one of this person's views."""
    endpoint, parameters = _list_and_parameters()
    saved_views.delete_view(session, current_user.id, view_id)
    return "Đã xóa cách xem.", _list(endpoint, parameters)


def _list_and_parameters() -> tuple[str, list[tuple[str, str]]]:
    endpoint = request.form.get("danh-sach", "")
    if not endpoint.startswith("office."):
        raise BadRequest
    pairs = parse_qsl(request.form.get("tham-so", "").replace("\0", ""))[:_MAX_PARAMETERS]
    return endpoint, [(name, text[:_MAX_LENGTH]) for name, text in pairs]


def _list(endpoint: str, parameters: list[tuple[str, str]]) -> str:
    try:
        address = url_for(endpoint)
    except BuildError as error:
        raise BadRequest from error
    return f"{address}?{urlencode(parameters)}" if parameters else address


Line = TypeVar("Line")


def narrow(
    listing: ListQuery,
    lines: Iterable[Line],
    *,
    words: Callable[[Line], Iterable[object]],
    filters: Mapping[str, Callable[[Line], object]] | None = None,
    orders: Mapping[str, Callable[[Line], object]] | None = None,
) -> tuple[ListQuery, tuple[Line, ...]]:
    """Return the query with the number of its lines, and the lines of its screen.

    `words` returns the texts of a line that are searched, `filters` the value of a line for each
    choice, `orders` a sort key for each order; an order without a key leaves the lines as they are.
    """
    query_words = fold(listing.words).split()
    choices = [(value, (filters or {})[name]) for name, value in listing.chosen.items()]
    matching = [
        line
        for line in lines
        if all(str(value_of(line)) == value for value, value_of in choices)
        and _contains(words(line), query_words)
    ]
    if key := (orders or {}).get(listing.order):
        matching.sort(key=key)
    screen = matching[listing.first : listing.first + listing.count]
    return listing.counted(len(matching)), tuple(screen)


def _contains(texts: Iterable[object], query_words: list[str]) -> bool:
    if not query_words:
        return True
    folded_text = fold(" ".join(str(text) for text in texts if text))
    return all(word in folded_text for word in query_words)
