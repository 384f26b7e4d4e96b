"""IIIF Content Search 1.0 and 2.0: words of an item with their places, by the site's own search.

https://iiif.io/api/search/1.0/ and https://iiif.io/api/search/2.0/
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Response, jsonify, request, url_for

from app.accounts.who_asks import audience
from app.interfaces.iiif.addresses import ItemAddresses
from app.interfaces.iiif.text_lines import fragment
from app.public.items.access import readable_record
from app.public.reader.highlight import FindWords, find_boxes
from app.public.reader.recordings import mark_words
from app.services import services
from app.web.caching import NO_STORE, set_policy
from app.web.url_converters import text_param
from library.catalogue.pages.canvases import Canvas, canvases_of
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word, unpack
from library.database import reading
from library.recordings.playing import StretchWords, recordings_of, words_within
from library.recordings.silenced_words import HIDDEN_TEXT
from library.recordings.stretches import stretches_of

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
    """Neighbouring words of a page or line of a recording that match, with those around them."""

    canvas: str
    target: str
    """Address of the part of the canvas: a box on a page, or a time of a recording."""
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
    first = screen * _PAGES_PER_ANSWER
    with reading(services().database) as session:
        canvases = canvases_of(session, item_id, numbers)
        by_number = {canvas.number: canvas for canvas in canvases if canvas.words}
        stretches = stretches_of(session, item_id)
        matching = [number for number in numbers if number in by_number or number in stretches]
        shown = matching[first : first + _PAGES_PER_ANSWER]
        spoken = {
            number: words_within(session, item_id, stretches[number])
            for number in shown
            if number in stretches
        }
        recordings = recordings_of(session, item_id) if spoken else ()
    addresses, matches = ItemAddresses.of(item_id), []
    first_numbers = {n: recording.number for recording in recordings for n in recording.numbers}
    find = services().search.word_matcher(query_text, audience()) if shown else None
    for number in shown:
        if number in spoken:
            canvas = addresses.canvas(first_numbers.get(number, number))
            matches.extend(_spoken_matches(canvas, spoken[number], find))
        else:
            matches.extend(_matches(addresses, by_number[number], find))
    following = screen + 1 if first + _PAGES_PER_ANSWER < len(matching) else None
    answer = (_version_1 if version == 1 else _version_2)(item_id, query_text, matches, following)
    return set_policy(jsonify(answer), NO_STORE)


def _matching_pages(query_text: str, item_id: str) -> tuple[int, ...]:
    """Return the pages with all the words: viewers can't say that a match only comes close."""
    return services().search.pages_found(query_text, item_id, audience(), or_close=False) or ()


def _spoken_matches(canvas: str, words: Sequence[StretchWords], find: FindWords) -> Iterator[Match]:
    """Yield the lines of a stretch with query words; a silenced one has none that may be found."""
    for shown in (shown for part in mark_words(words, find) for shown in part.cues):
        begin, end = shown.html.find("<mark"), shown.html.rfind("</mark>")
        if begin < 0 or shown.cue.text == HIDDEN_TEXT:
            continue
        texts = shown.html[begin:end], shown.html[:begin], shown.html[end:]
        span = f"{shown.cue.begins / 1000},{max(shown.cue.ends, shown.cue.begins + 1) / 1000}"
        yield Match(canvas, f"{canvas}#t={span}", *(text.striptags() for text in texts))


def _matches(addresses: ItemAddresses, page: Canvas, find: FindWords) -> Iterator[Match]:
    words = unpack(services().derivatives.read(page.words))
    places = {id(word): place for place, word in enumerate(words)}
    hits = sorted(places[id(word)] for word in find_boxes(find, words))
    for _, run in groupby(enumerate(hits), key=lambda hit: (hit[1] - hit[0], words[hit[1]].line)):
        found_places = [place for _, place in run]
        start, end = found_places[0], found_places[-1] + 1
        yield Match(
            addresses.canvas(page.number),
            fragment(addresses, page, Box.around(words[start:end])),
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
    resources, hits = [], []
    for place, match in enumerate(matches):
        name = f"{match.canvas}/match/{place}"
        resources.append(
            {
                "@id": name,
                "@type": "oa:Annotation",
                "motivation": "sc:painting",
                "resource": {"@type": "cnt:ContentAsText", "chars": match.words},
                "on": match.target,
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
    items, contexts = [], []
    for place, match in enumerate(matches):
        name = f"{match.canvas}/match/{place}"
        body = {"type": "TextualBody", "value": match.words, "format": "text/plain"}
        items.append(
            {
                "id": name,
                "type": "Annotation",
                "motivation": "supplementing",
                "body": body,
                "target": match.target,
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
    collection = {
        "id": f"{ItemAddresses.of(item_id).manifest}/matches",
        "type": "AnnotationCollection",
    }
    further = {"id": _address(item_id, 2, query_text, following), "type": "AnnotationPage"}
    return answer | {"partOf": collection | {"first": first}, "next": further}
