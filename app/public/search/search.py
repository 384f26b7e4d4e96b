"""Search results as a page and as an Atom feed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from flask import Response, render_template, request

from app.accounts.who_asks import audience
from app.public.feedback.questions_and_answers import with_words
from app.public.reader.highlight import FindWords
from app.public.reader.page_articles import articles_by_page
from app.public.search.facets import chosen, groups, orders
from app.public.search.filter_results import VisibleHit, public_texts, visible_hits
from app.public.search.query_address import (
    FILTER_PARAMS,
    address,
    has_criteria,
    missing_collection,
    parameters,
    read_query,
)
from app.server.brief_copies import brief
from app.services import services
from app.web.caching import PRIVATE_REVALIDATE, set_policy
from app.web.usage_counting import count, note_missed_search, note_successful_search
from library.catalogue import queries
from library.catalogue.text.articles import Article
from library.catalogue.text.words import Word
from library.corrections.article_lists import NEWSPAPER_KINDS
from library.database import reading
from library.vietnamese.letters import fold
from points.past_searches import shown_to_all
from points.use_kind import UseKind
from search_index.documents import AskedByMeaning, Order, ResultPage, SearchRequest
from search_index.query.parser import asks_nothing, parse, words_of

_MAX_WORDS = 8
_FEED = "application/atom+xml"
_MAX_ENTRIES = 50
_DECADE = 10
_MIN_BARS, _MAX_DECADES = 2, 60
BAR_WIDTH, GRAPH_HEIGHT = 32, 64
_MIN_HEIGHT = 3
"""Height of the bar of a single hit, so that it is seen."""

_MAX_ARTICLES = 3
"""Articles shown below a hit."""


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article with words of the query, on a page of the item."""

    page: int
    article: Article


@dataclass(frozen=True, slots=True)
class Bar:
    """Hits of a decade or year, and the address of the search narrowed to it."""

    first: int
    last: int
    items: int
    height: int
    address: str
    is_chosen: bool = False


@brief
def results() -> str:
    """Render one screen of results, or suggestions if there are none."""
    query = read_query()
    results = services().search.search(query) if has_criteria(query) else None
    visible = visible_hits(results.in_order) if results else ()
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
    fewer_words = (
        tuple(" ".join((*plain[:at], *plain[at + 1 :])) for at in range(len(plain)))
        if shorter and 1 < len(plain) <= _MAX_WORDS
        else ()
    )
    candidates = dict.fromkeys((unfiltered.typed, " ".join(plain), *fewer_words))
    alternatives = [_alternative(replace(unfiltered, typed=typed)) for typed in candidates if typed]
    useful = [
        alternative
        for alternative in alternatives
        if alternative.items and alternative.address != address(query)
    ]
    return tuple(sorted(useful, key=lambda alternative: -alternative.items))


def _alternative(query: SearchRequest) -> AlternativeQuery:
    results = services().search.search(query)
    return AlternativeQuery(query.typed, results.total, address(query))


def year_graph(query: SearchRequest, results: ResultPage) -> tuple[Bar, ...]:
    """Return the bars of a result; () if its hits are of one decade or their years are unknown."""
    if query.decade is not None:
        counts = dict(_count_years(query)) if results.total or query.year else {}
        step = 1
    else:
        facet = next((facet for facet in results.facets if facet.name == "decade"), None)
        values = facet.values if facet else ()
        counts = {int(value.value): value.items for value in values}
        step = _DECADE
    if not counts or (sum(map(bool, counts.values())) < _MIN_BARS and not query.year):
        return ()
    return tuple(_bars(query, counts, step))


def _bars(query: SearchRequest, counts: dict[int, int], step: int) -> Iterator[Bar]:
    years = sorted(counts)[-_MAX_DECADES:]
    most = max(counts.values()) or 1
    for first in range(years[0], years[-1] + 1, step)[-_MAX_DECADES:]:
        items = counts.get(first, 0)
        height = max(round(GRAPH_HEIGHT * items / most), _MIN_HEIGHT) if items else 0
        is_chosen = step == 1 and query.year == first
        year = None if is_chosen or step > 1 else first
        narrowed = {"year": year} if step == 1 else {"year": year, "decade": first}
        yield Bar(first, first + step - 1, items, height, address(query, **narrowed), is_chosen)


def _count_years(query: SearchRequest) -> Iterator[tuple[int, int]]:
    """Yield the number of hits in each year of the chosen decade."""
    plain = replace(query, screen=1, size=1, facets=False, near=False, meaning=False)
    for year in range(query.decade, query.decade + _DECADE):
        yield year, services().search.search(replace(plain, year=year)).total


def found_articles(hits: Iterable[VisibleHit], query: str) -> dict[str, tuple[FoundArticle, ...]]:
    """Return the articles with most words of the query by item; closed items have none."""
    papers = [
        hit
        for hit in hits
        if hit.hit.page and hit.decision.allowed and hit.hit.item.kind in NEWSPAPER_KINDS
    ]
    if not papers or not query:
        return {}
    find = services().search.word_matcher(query, audience())
    with reading(services().database) as session:
        articles = {
            paper.hit.item_id: articles_by_page(session, paper.hit.item, (paper.hit.page,))
            for paper in papers
        }
    return {item_id: _best(by_page, find) for item_id, by_page in articles.items()}


def _best(by_page: dict[int, tuple[Article, ...]], find: FindWords) -> tuple[FoundArticle, ...]:
    counts = {
        FoundArticle(page, article): _count(article, find)
        for page, articles in by_page.items()
        for article in articles
    }
    most = max(counts.values(), default=0)
    best = [article for article, count in counts.items() if count == most > 0]
    return tuple(best[:_MAX_ARTICLES])


def _count(article: Article, find: FindWords) -> int:
    """Return the number of different words of the query in an article."""
    texts = " ".join((article.title, *article.paragraphs)).split()
    words = tuple(Word(text, 0, 0, 0, 0, 1.0, 0, 0) for text in texts)
    return len({fold(texts[place]).strip(".,;:!?“”\"'()") for place in find(words)})
