"""Endpoints of the JSON API: each with its parameters, view and the schema of its answer."""

from collections.abc import Callable
from dataclasses import dataclass

from app.interfaces.api import views
from app.interfaces.api.parameters import PAGING, Parameter, text
from search_index.documents import Order

BASE = "/api/v1"

_COLLECTION = text("collection", "Slug of a collection.")
_SEARCH = (
    text(
        "q",
        "Query, as typed on the site: words, phrases in quotation marks, fields.",
        required=True,
    ),
    _COLLECTION,
    text("kind", "Kind of item, as in the facet of the site."),
    text("language", "Language of the item, such as vi."),
    text("order", "Order of the hits.", *(order.value for order in Order)),
    text("other_names", "`no`: search places under the names typed alone.", "yes", "no"),
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint: `rule` is its address below /api/v1 in the notation of Werkzeug."""

    name: str
    rule: str
    view: Callable[..., object]
    summary: str
    schema: str
    """Component of the OpenAPI document that describes the answer."""
    parameters: tuple[Parameter, ...] = ()
    errors: tuple[int, ...] = ()


ENDPOINTS = (
    Endpoint("collections", "/collections", views.collections, "All collections", "Collections"),
    Endpoint(
        "collection_items",
        "/collections/<slug:collection>/items",
        views.collection_items,
        "Items of a collection, in alphabetical order",
        "Items",
        PAGING,
        (404,),
    ),
    Endpoint(
        "search", "/search", views.search, "Search of titles and text", "Hits", (*_SEARCH, *PAGING)
    ),
    Endpoint("item", "/items/<item:item_id>", views.item, "One item", "Item", errors=(404, 410)),
    Endpoint(
        "pages",
        "/items/<item:item_id>/pages",
        views.pages,
        "Pages of an item in reading order",
        "Pages",
        PAGING,
        (403, 404, 410),
    ),
    Endpoint(
        "page",
        "/items/<item:item_id>/pages/<page:number>",
        views.page,
        "One page with its text",
        "PageWithText",
        errors=(403, 404, 410),
    ),
    Endpoint(
        "text",
        "/items/<item:item_id>/text",
        views.item_text,
        "Text of an item, page by page",
        "Text",
        PAGING,
        (403, 404, 410),
    ),
)
