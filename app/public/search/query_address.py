"""Reads a question from its address, and writes the address that asks it again."""

from dataclasses import replace

from flask import url_for

from app.services import profiles
from app.web.url_converters import asked, asked_screen
from search_index.documents import Order, SearchRequest

NARROWED_BY = {
    "collection": "bst",
    "kind": "loai",
    "decade": "thap-ky",
    "place": "noi",
    "language": "tieng",
    "access": "doc",
}
"""What an answer can be narrowed by, and its name in addresses, which last."""

_ORDERS = {
    Order.NEWEST: "moi",
    Order.OLDEST: "cu",
    Order.TITLE: "nhan-de",
    Order.ADDED: "cong-bo",
}
_BY_NAME = {name: order for order, name in _ORDERS.items()}


def read_question() -> SearchRequest:
    """Return what this request asks; what makes no sense in its address narrows nothing."""
    collection, decade = asked("bst"), asked("thap-ky")
    return SearchRequest(
        asked(),
        collection=collection if collection in profiles() else None,
        kind=asked("loai") or None,
        decade=int(decade) if decade.isdecimal() and len(decade) < 5 else None,
        place=asked("noi") or None,
        language=asked("tieng") or None,
        access=asked("doc") or None,
        order=_BY_NAME.get(asked("xep"), Order.BEST),
        screen=asked_screen(),
        facets=True,
    )


def missing_collection() -> str | None:
    """Return the collection this request names when there is none of that name."""
    collection = asked("bst")
    return collection if collection and collection not in profiles() else None


def asks_something(question: SearchRequest) -> bool:
    """Say whether there is anything to look for."""
    return bool(question.typed) or any(getattr(question, name) for name in NARROWED_BY)


def parameters(question: SearchRequest) -> dict[str, object]:
    """Return what the address of a question says, always in the same order."""
    told = {
        "q": question.typed,
        **{name: getattr(question, field) for field, name in NARROWED_BY.items()},
        "xep": _ORDERS.get(question.order),
        "trang": question.screen if question.screen > 1 else None,
    }
    return {name: value for name, value in told.items() if value}


def address(question: SearchRequest, **changes: object) -> str:
    """Return the address of a question in which something is changed, from its first screen."""
    changed = replace(question, **{"screen": 1, **changes})
    return url_for("public.search", **parameters(changed))
