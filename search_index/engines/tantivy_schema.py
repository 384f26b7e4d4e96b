"""Schema of the Tantivy index, and pages as its documents."""

import hashlib

import tantivy

from search_index.clauses import (
    LAYER_WITH_POSITIONS,
    LAYERS_WITH_FREQUENCIES,
    NAME_SEPARATOR,
    VERBATIM_LAYERS,
    Layer,
)
from search_index.documents import PageDocument
from search_index.engines.tantivy_counts import SHARED_FACETS_FIELD, shared_facets
from search_index.index.indexed_fields import terms_by_layer
from search_index.results.ranking import page_weight

_FACET_COLUMNS = (Layer.ITEM, Layer.PLACE)
"""Facets with a column of their own; the others are in SHARED_FACETS_FIELD."""

_KEY_BYTES = 7
KEY_RANGE = 1 << 8 * _KEY_BYTES
"""Number of possible item keys."""


def index_schema() -> tantivy.Schema:
    """Return the schema of the index."""
    builder = tantivy.SchemaBuilder()
    for layer in Layer:
        if layer is Layer.YEAR:
            builder.add_unsigned_field(layer, indexed=True, fast=True)
        elif layer in VERBATIM_LAYERS:
            builder.add_text_field(
                layer,
                stored=layer is Layer.ITEM,
                fast=layer in _FACET_COLUMNS,
                tokenizer_name="raw",
                index_option="basic",
            )
        else:
            builder.add_text_field(
                layer, tokenizer_name="whitespace", index_option=_index_option(layer)
            )
    builder.add_text_field(
        SHARED_FACETS_FIELD, fast=True, tokenizer_name="raw", index_option="basic"
    )
    builder.add_unsigned_field("item_key", indexed=True, fast=True)
    builder.add_unsigned_field("page", stored=True, indexed=True, fast=True)
    builder.add_float_field("quality", fast=True)
    return builder.build()


def _index_option(layer: Layer) -> str:
    if layer is LAYER_WITH_POSITIONS:
        return "position"
    return "freq" if layer in LAYERS_WITH_FREQUENCIES else "basic"


def index_document(document: PageDocument) -> tantivy.Document:
    """Return the Tantivy document of a page."""
    tantivy_document, layer_terms = tantivy.Document(), terms_by_layer(document)
    for layer, terms in layer_terms.items():
        for text in terms.split(NAME_SEPARATOR) if layer in VERBATIM_LAYERS else (terms,):
            if text:
                tantivy_document.add_text(layer, text)
    for year in document.years:
        tantivy_document.add_unsigned(Layer.YEAR, year)
    tantivy_document.add_text(SHARED_FACETS_FIELD, shared_facets(layer_terms))
    tantivy_document.add_unsigned("item_key", _item_key(document.item_id))
    tantivy_document.add_float("quality", page_weight(document))
    tantivy_document.add_unsigned("page", document.page or 0)
    return tantivy_document


def _item_key(item_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(item_id.encode(), digest_size=_KEY_BYTES).digest(), "big")
