"""IIIF Content Search 1.0 and 2.0: words of an item with their places, by the site's own search.

https://iiif.io/api/search/1.0/ and https://iiif.io/api/search/2.0/
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import Response, jsonify, request, url_for

from app.accounts.who_asks import audience
from app.interfaces.iiif.addresses import ItemAddresses
from app.interfaces.iiif.text_lines import fragment
from app.public.items.access import readable_record
from app.public.reader.highlight import FindWords, find_boxes
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.url_converters import text_param
from library.catalogue.pages.canvases import Canvas, canvases_of
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word, unpack
from library.database import reading

CONTEXTS = {
    1: "http://iiif.io/api/search/1/context.json",
    2: "http://iiif.io/api/search/2/context.json",
}
_PRESENTATION_2 = "http://iiif.io/api/presentation/2/context.json"
_PAGES_PER_ANSWER = 20
_MAX_SCREENS = 1000
_WORDS_AROUND = 6
"""Words before and after a match that are sent with it."""

_NOT_SUPPORTED = ("motivation", "date", "user")
"""Parameters of the standard that have no meaning here; the answer says so."""

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Match:
    """Neighbouring words of a page that match, with the words around them."""

    page: Canvas
    box: Box
    words: str
    before: str
    after: str


def send(item_id: str, version: int) -> Response:
    """Send the matches in an item, those of twenty pages at a time."""
    query_text = text_param()
    screen = max(0, min(request.args.get("trang", 0, type=int), _MAX_SCREENS))
    with reading(services().database) as session:
        readable_record(session, item_id)
    numbers = _matching_pages(query_text, item_id) if query_text else ()
    with reading(services().database) as session:
        canvases = canvases_of(session, item_id, numbers)
    by_number = {canvas.number: canvas for canvas in canvases if canvas.words}
    matching = [by_number[number] for number in numbers if number in by_number]
    first = screen * _PAGES_PER_ANSWER
    matches: list[Match] = []
    if matching:
        find = services().search.word_matcher(query_text, audience())
        for page in matching[first : first + _PAGES_PER_ANSWER]:
            matches.extend(_matches(page, find))
    following = screen + 1 if first + _PAGES_PER_ANSWER < len(matching) else None
    answer = (_version_1 if version == 1 else _version_2)(item_id, query_text, matches, following)
    return set_policy(jsonify(answer), NO_STORE)


def _matching_pages(query_text: str, item_id: str) -> tuple[int, ...]:
    """Return the pages with all the words: viewers can't say that a match only comes close."""
    return services().search.pages_found(query_text, item_id, audience(), or_close=False) or ()


def _matches(page: Canvas, find: FindWords) -> Iterator[Match]:
    words = unpack(services().derivatives.read(page.words))
    places = {id(word): place for place, word in enumerate(words)}
    hits = sorted(places[id(word)] for word in find_boxes(find, words))
    for _, run in groupby(enumerate(hits), key=lambda hit: (hit[1] - hit[0], words[hit[1]].line)):
        found_places = [place for _, place in run]
        start, end = found_places[0], found_places[-1] + 1
        yield Match(
            page,
            Box.around(words[start:end]),
            _text(words[start:end]),
            _text(words[max(0, start - _WORDS_AROUND) : start]),
            _text(words[end : end + _WORDS_AROUND]),
        )


def _text(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def _address(item_id: str, version: int, query_text: str, screen: int | None = None) -> str:
    return url_for(
        "interfaces.iiif.search",
        item_id=item_id,
        version=version,
        q=query_text,
        trang=screen,
        _external=True,
    )


def _ignored() -> list[str]:
    return [name for name in _NOT_SUPPORTED if name in request.args]


def _version_1(item_id: str, query_text: str, matches: list[Match], following: int | None) -> Json:
    addresses = ItemAddresses.of(item_id)
    resources, hits = [], []
    for place, match in enumerate(matches):
        name = f"{addresses.canvas(match.page.number)}/match/{place}"
        resources.append(
            {
                "@id": name,
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "resource": {"@type": "cnt:ContentAsText", "chars": match.words},
                "on": fragment(addresses, match.page, match.box),
            }
        )
        hits.append(
            {
                "@type": "search:Hit",
                "annotations": [name],
                "match": match.words,
                "before": f"{match.before} ",
                "after": f" {match.after}",
            }
        )
    answer: Json = {
        "@context": [_PRESENTATION_2, CONTEXTS[1]],
        "@id": request.url,
        "@type": "sc:AnnotationList",
        "within": {
            "@type": "sc:Layer",
            "first": _address(item_id, 1, query_text),
            "ignored": _ignored(),
        },
        "startIndex": 0,
        "resources": resources,
        "hits": hits,
    }
    return answer | ({"next": _address(item_id, 1, query_text, following)} if following else {})


def _version_2(item_id: str, query_text: str, matches: list[Match], following: int | None) -> Json:
    addresses = ItemAddresses.of(item_id)
    items, contexts = [], []
    for place, match in enumerate(matches):
        name = f"{addresses.canvas(match.page.number)}/match/{place}"
        body = {"type": "TextualBody", "value": match.words, "format": "text/plain"}
        items.append(
            {
                "id": name,
                "type": "Annotation",
                "motivation": "supplementing",
                "body": body,
                "target": fragment(addresses, match.page, match.box),
            }
        )
        quote = {
            "type": "TextQuoteSelector",
            "prefix": f"{match.before} ",
            "exact": match.words,
            "suffix": f" {match.after}",
        }
        contexts.append(
            {
                "id": f"{name}/context",
                "type": "Annotation",
                "motivation": "contextualizing",
                "target": {"type": "SpecificResource", "source": name, "selector": [quote]},
            }
        )
    answer: Json = {
        "@context": CONTEXTS[2],
        "id": request.url,
        "type": "AnnotationPage",
        "ignored": _ignored(),
        "items": items,
        "annotations": [{"type": "AnnotationPage", "items": contexts}],
    }
    if following is None:
        return answer
    first = {"id": _address(item_id, 2, query_text), "type": "AnnotationPage"}
    collection = {"id": f"{addresses.manifest}/matches", "type": "AnnotationCollection"}
    further = {"id": _address(item_id, 2, query_text, following), "type": "AnnotationPage"}
    return answer | {"partOf": collection | {"first": first}, "next": further}
