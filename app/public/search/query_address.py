"""Conversion between search requests and addresses."""

from dataclasses import replace

from flask import url_for

from app.accounts.who_asks import audience
from app.services import profiles
from app.web.url_converters import screen_param, text_param
from search_index.documents import Order, SearchRequest

FILTER_PARAMS = {
    "collection": "bst",
    "kind": "loai",
    "decade": "thap-ky",
    "year": "nam",
    "place": "noi",
    "language": "tieng",
    "access": "doc",
}
"""Filters of a search and their permanent parameter names in addresses."""

_ORDERS = {
    Order.NEWEST: "moi",
    Order.OLDEST: "cu",
    Order.TITLE: "nhan-de",
    Order.ADDED: "cong-bo",
}
_YEAR_DIGITS = 4
_MEANING_PARAM, _OTHER_NAMES_PARAM, _OFF = "nghia", "ten-khac", "khong"
_BY_NAME = {name: order for order, name in _ORDERS.items()}


def read_query() -> SearchRequest:
    """Return the search request of this address; invalid filters are ignored."""
    collection = text_param("bst")
    return SearchRequest(
        text_param(),
        collection=collection if collection in profiles() else None,
        kind=text_param("loai") or None,
        decade=_year_param("thap-ky"),
        year=_year_param("nam"),
        place=text_param("noi") or None,
        language=text_param("tieng") or None,
        access=text_param("doc") or None,
        order=_BY_NAME.get(text_param("xep"), Order.BEST),
        screen=screen_param(),
        facets=True,
        meaning=text_param(_MEANING_PARAM) != _OFF,
        other_names=text_param(_OTHER_NAMES_PARAM) != _OFF,
        audience=audience(),
    )


def _year_param(name: str) -> int | None:
    text = text_param(name)
    return int(text) if text.isdecimal() and len(text) <= _YEAR_DIGITS else None


def missing_collection() -> str | None:
    """Return the requested collection if it does not exist, else None."""
    collection = text_param("bst")
    return collection if collection and collection not in profiles() else None


def has_criteria(query: SearchRequest) -> bool:
    """Return True if there is a query or a filter."""
    return bool(query.typed) or any(getattr(query, name) for name in FILTER_PARAMS)


def parameters(query: SearchRequest) -> dict[str, object]:
    """Return the address parameters of a search, always in the same order."""
    values = {
        "q": query.typed,
        **{name: getattr(query, field) for field, name in FILTER_PARAMS.items()},
        "xep": _ORDERS.get(query.order),
        _MEANING_PARAM: None if query.meaning else _OFF,
        _OTHER_NAMES_PARAM: None if query.other_names else _OFF,
        "trang": query.screen if query.screen > 1 else None,
    }
    return {name: value for name, value in values.items() if value}


def address(query: SearchRequest, **changes: object) -> str:
    """Return the address of a changed search, from its first screen."""
    changed_query = replace(query, **{"screen": 1, **changes})
    return url_for("public.search", **parameters(changed_query))
