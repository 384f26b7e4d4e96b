"""Mapping of an index on OpenSearch, and pages as its documents.

All analysis is ours: a text field holds the terms that the other engines index, and OpenSearch only
splits them at white space.
"""

import hashlib
from collections.abc import Iterator

from search_index.clauses import (
    LAYER_WITH_POSITIONS,
    LAYERS_OF_RARITY,
    LAYERS_WITH_FREQUENCIES,
    NAME_SEPARATOR,
    VERBATIM_LAYERS,
    Layer,
)
from search_index.documents import PageDocument
from search_index.index.indexed_fields import terms_by_layer
from search_index.results.ranking import page_weight, weight_factor

PAIR_LAYERS = frozenset({Layer.PAIRS, Layer.TITLE_PAIRS})
"""Layers whose terms are looked up by their beginning, which is a term here too."""

SAMPLE_RANGE = 1 << 14
"""Number of groups into which items are divided at random, so that counts can be estimated."""

MAX_RESULTS = 10_000
"""Number of pages that one search returns at most."""

_MAX_TERM_LETTERS = 8_000
"""A longer word is split; Lucene refuses pages with terms of more than 32 KB."""

_ANALYZER = "terms"
_RARITY = "rarity"
_NO_TERMS = "¶"
"""Term of a layer that is empty: a page without it would not count when rarity is computed."""


def index_body(shards: int) -> dict[str, object]:
    """Return the settings and the mapping of a new index."""
    return {
        "settings": {
            "number_of_shards": shards,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "5s",
            "gc_deletes": "1h",  # a late write of a removed page is refused as long as that
            "max_result_window": MAX_RESULTS,
            "similarity": {_RARITY: {"type": "BM25", "b": 0.0}},
            "analysis": {
                "tokenizer": {
                    _ANALYZER: {"type": "whitespace", "max_token_length": _MAX_TERM_LETTERS}
                },
                "analyzer": {_ANALYZER: {"type": "custom", "tokenizer": _ANALYZER}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"enabled": False},  # the database has the text; half of the disk is saved
            "_routing": {"required": True},
            "properties": {layer.value: _field(layer) for layer in Layer}
            | {
                "page": {"type": "integer"},
                "version": {"type": "long"},
                "sample": {"type": "short"},
                "confidence": {"type": "float", "index": False},
            },
        },
    }


def _field(layer: Layer) -> dict[str, object]:
    if layer is Layer.YEAR:
        return {"type": "integer", "doc_values": False}
    if layer in VERBATIM_LAYERS:
        return {"type": "keyword", "ignore_above": _MAX_TERM_LETTERS}
    field = {"type": "text", "analyzer": _ANALYZER, "index_options": "docs"}
    if layer in LAYERS_OF_RARITY:
        return {**field, "norms": False, "similarity": _RARITY}
    if layer is LAYER_WITH_POSITIONS:
        return {**field, "index_options": "positions"}
    return {**field, "index_options": "freqs"} if layer in LAYERS_WITH_FREQUENCIES else field


def document_id(item_id: str, page: int | None) -> str:
    """Return the id of the document of a page."""
    return f"{item_id}:{page or 0}"


def index_document(document: PageDocument, version: int) -> dict[str, object]:
    """Return the document of a page."""
    fields = {
        layer.value: value
        for layer, terms in terms_by_layer(document).items()
        if (value := _value(layer, terms))
    }
    digest = hashlib.blake2b(document.item_id.encode(), digest_size=2).digest()
    return {
        **fields,
        "year": list(document.years),
        "page": document.page or 0,
        "version": version,
        "sample": int.from_bytes(digest, "big") % SAMPLE_RANGE,
        "confidence": weight_factor(page_weight(document)),
    }


def beginning_term(text: str) -> str:
    """Return the term of all pairs that begin with `text`: folded words, or a whole pair."""
    return f"{text}*" if text.endswith("=") else text


def _value(layer: Layer, terms: str) -> object:
    if layer in VERBATIM_LAYERS:
        return [name for name in terms.split(NAME_SEPARATOR) if name]
    words = " ".join(_with_beginnings(terms)) if layer in PAIR_LAYERS else terms
    return words or _NO_TERMS


def _with_beginnings(terms: str) -> Iterator[str]:
    pairs = dict.fromkeys(terms.split())
    yield from pairs
    heads = (head for head, separator, _ in (pair.partition("=") for pair in pairs) if head)
    yield from dict.fromkeys(beginning_term(f"{head}=") for head in heads)
