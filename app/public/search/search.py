"""Search results as a page and as an Atom feed."""

from dataclasses import dataclass, replace

from flask import Response, render_template, request

from app.public.feedback.questions_and_answers import with_words
from app.public.search.facets import chosen, groups, orders
from app.public.search.filter_results import public_texts, visible_hits
from app.public.search.found_articles import found_articles
from app.public.search.query_address import (
    FILTER_PARAMS,
    address,
    has_criteria,
    missing_collection,
    parameters,
    read_query,
)
from app.public.search.year_graph import year_graph
from app.server.brief_copies import brief
from app.services import services
from app.web.caching import PRIVATE_REVALIDATE, set_policy
from app.web.usage_counting import count, note_missed_search, note_successful_search
from library.catalogue import queries
from library.database import reading
from points.past_searches import shown_to_all
from points.use_kind import UseKind
from search_index.documents import AskedByMeaning, Order, SearchRequest
from search_index.query.parser import asks_nothing, parse, words_of

_MAX_WORDS = 8
_FEED = "application/atom+xml"
_MAX_ENTRIES = 50


@brief
def results() -> str:
    """Render one screen of results, or suggestions if there are none."""
    query = read_query()
    results = services().search.search(query) if has_criteria(query) else None
    visible = (
        visible_hits(results.in_order, results.answered_query or query.typed) if results else ()
    )
    near_ids = {hit.item_id for hit in results.near} if results else set()
    hits = tuple(visible_hit for visible_hit in visible if visible_hit.hit.item_id not in near_ids)
    near = tuple(visible_hit for visible_hit in visible if visible_hit.hit.item_id in near_ids)
    is_by_meaning = results is not None and results.meaning is AskedByMeaning.ASKED
    if query.typed and query.screen == 1:  # the next screen is not a new search
        count(UseKind.SEARCH)
        if shown_to_all(query.typed, public_texts(hits)):
            note_successful_search(query.typed)
        elif results is not None and not results.total:
            note_missed_search(query.typed)
    return render_template(
        "public/search/search.html",
        typed=query.typed,
        question=query,
        parameters=parameters(query),
        results=results,
        asks_nothing=asks_nothing(query.typed),
        answers=hits,
        near=near,
        articles=found_articles(visible, results.answered_query or query.typed) if results else {},
        by_meaning=visible if is_by_meaning else (),
        meaning_switch=address(query, meaning=not query.meaning),
        names_switch=address(query, other_names=not query.other_names),
        chosen=chosen(query),
        missing_collection=missing_collection(),
        bars=year_graph(query, results) if results else (),
        groups=groups(query, results) if results else (),
        orders=orders(query),
        first_screen=address(query),
        offers=() if not results or results.total else alternative_queries(query, shorter=not near),
        question_hits=with_words(query.typed) if query.screen == 1 else ((), 0),
        counts=_counts() if not (hits or near) else {},
    )


def feed() -> Response:
    """Return an Atom feed of the results, most recently published first."""
    query = replace(read_query(), order=Order.ADDED, size=_MAX_ENTRIES, screen=1, facets=False)
    result_page = services().search.search(query) if has_criteria(query) else None
    link_parameters = parameters(replace(query, order=Order.BEST))
    text = render_template(
        "public/search/search.atom.xml",
        typed=query.typed,
        parameters=link_parameters,
        answers=visible_hits(result_page.hits) if result_page else (),
        rebuilding=result_page is not None and result_page.rebuilding,
        partial=result_page is not None and result_page.partial,
    )
    response = Response(text, mimetype=_FEED)
    response.vary.add("Cookie")  # staff and public computers find more
    set_policy(response, PRIVATE_REVALIDATE)
    response.add_etag()
    return response.make_conditional(request)


def _counts() -> dict[str, tuple[int, int]]:
    with reading(services().database) as session:
        return queries.counts(session)


@dataclass(frozen=True, slots=True)
class AlternativeQuery:
    """Alternative query with its number of matching items."""

    typed: str
    items: int
    address: str


def alternative_queries(query: SearchRequest, *, shorter: bool) -> tuple[AlternativeQuery, ...]:
    """Return alternatives that match: without filters or operators; if `shorter`, a word less."""
    unfiltered = replace(
        query, screen=1, size=1, facets=False, near=False, **dict.fromkeys(FILTER_PARAMS)
    )
    plain = words_of(parse(unfiltered.typed)).split()
    fewer_words = _one_word_less(plain) if shorter and 1 < len(plain) <= _MAX_WORDS else ()
    candidates = dict.fromkeys((unfiltered.typed, " ".join(plain), *fewer_words))
    alternatives = [_alternative(replace(unfiltered, typed=typed)) for typed in candidates if typed]
    useful = [
        alternative
        for alternative in alternatives
        if alternative.items and alternative.address != address(query)
    ]
    return tuple(sorted(useful, key=lambda alternative: -alternative.items))


def _one_word_less(words: list[str]) -> tuple[str, ...]:
    return tuple(" ".join((*words[:place], *words[place + 1 :])) for place in range(len(words)))


def _alternative(query: SearchRequest) -> AlternativeQuery:
    results = services().search.search(query)
    return AlternativeQuery(query.typed, results.total, address(query))
