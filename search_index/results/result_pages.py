"""Items of a result page: which of their pages is shown, and the snippet."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from library.catalogue.queries import ItemRecord, records, texts_at
from search_index.documents import ItemHit
from search_index.engine import RankedItem
from search_index.query.interpretation import Phrases
from search_index.results.matching import contains_phrase, description_matches, missing_units
from search_index.results.passages import QuestionWords, passage_score
from search_index.results.run_query import QueryResult
from search_index.results.snippets import snippet

_Ranked = tuple[RankedItem, ...]
_Texts = dict[tuple[str, int], str]
_PASSAGE_SHARE = 0.3
"""Share of the best passage in the order of answers to a question; the rest is the score."""


def hits_of(
    session: Session, answer: QueryResult
) -> tuple[tuple[ItemHit, ...], tuple[ItemHit, ...]]:
    """Return the hits of an answer, and those of the items that only come close.

    Answers to a question are put in the order of their best passages. Hits that come close say
    which words they lack.
    """
    items = records(session, {item.item_id for item in (*answer.result.items, *answer.near)})
    lists = [
        tuple(item for item in ranking if item.item_id in items)
        for ranking in (answer.result.items, answer.near)
    ]
    if answer.question is not None:
        texts = _texts_of(session, (item for ranking in lists for item in ranking))
        lists = [_best_passages_first(ranking, texts, answer.question) for ranking in lists]
    else:
        lists, texts = _with_words_first(session, lists, items, answer.interpretation.phrases)
    hits, near = (
        tuple(_hit(item, items[item.item_id], texts, answer, close=close) for item in ranking)
        for ranking, close in zip(lists, (False, True), strict=True)
    )
    return hits, near


def _texts_of(session: Session, ranking: Iterable[RankedItem]) -> _Texts:
    """Return the texts of all best pages of some items."""
    return texts_at(session, [(item.item_id, page) for item in ranking for page in _pages(item)])


def _pages(item: RankedItem) -> tuple[int, ...]:
    return item.pages or (item.page or 0,)


def _best_passages_first(
    ranking: _Ranked, texts: _Texts, question: QuestionWords
) -> tuple[RankedItem, ...]:
    """Show the page with the best passage of each item; weigh its passage against its score."""
    passages = {
        key: passage_score(texts[key], question)
        for item in ranking
        for key in ((item.item_id, page) for page in _pages(item))
        if key in texts
    }
    best_passage = max(passages.values(), default=0.0) or 1.0
    best_score = max((item.score for item in ranking), default=0.0) or 1.0

    def weight(item: RankedItem) -> float:
        passage = passages.get((item.item_id, item.page or 0), 0.0)
        share = _PASSAGE_SHARE * passage / best_passage
        return share + (1 - _PASSAGE_SHARE) * item.score / best_score

    items = (
        _with_pages(
            item, sorted(_pages(item), key=lambda page: -passages.get((item.item_id, page), 0.0))
        )
        for item in ranking
    )
    return tuple(sorted(items, key=weight, reverse=True))


def _with_words_first(
    session: Session, lists: list[_Ranked], items: Mapping[str, ItemRecord], phrases: Phrases
) -> tuple[list[_Ranked], _Texts]:
    """Move pages that contain the words before pages that match only by the description."""
    together = [item for ranking in lists for item in ranking]
    texts = texts_at(session, [(item.item_id, item.page or 0) for item in together])
    doubtful = [
        item
        for item in together
        if _may_match_description_only(item, items[item.item_id], texts, phrases)
    ]
    if not doubtful:
        return lists, texts
    texts |= _texts_of(session, doubtful)
    leading = {item.item_id: _pages_with_words_first(item, texts, phrases) for item in doubtful}
    return [tuple(leading.get(item.item_id, item) for item in ranking) for ranking in lists], texts


def _may_match_description_only(
    result: RankedItem, item: ItemRecord, texts: _Texts, phrases: Phrases
) -> bool:
    """Return True if the best page may match only by its description, as a cover does."""
    if len(result.pages) < 2 or not description_matches(item, phrases):
        return False
    return not contains_phrase(texts.get((result.item_id, result.page or 0), ""), phrases)


def _pages_with_words_first(result: RankedItem, texts: _Texts, phrases: Phrases) -> RankedItem:
    pages_with_words = [
        page
        for page in result.pages
        if contains_phrase(texts.get((result.item_id, page), ""), phrases)
    ]
    return _with_pages(result, [*pages_with_words, *result.pages])


def _with_pages(result: RankedItem, pages: list[int]) -> RankedItem:
    distinct = tuple(dict.fromkeys(pages))
    return replace(result, page=distinct[0] or None, pages=distinct if result.pages else ())


def _hit(
    result: RankedItem, item: ItemRecord, texts: _Texts, answer: QueryResult, *, close: bool
) -> ItemHit:
    text = texts.get((result.item_id, result.page or 0), "")
    weights = answer.question.words if answer.question else {}
    return ItemHit(
        item=item,
        page=result.page,
        snippet=snippet(text, answer.interpretation.phrases, weights) if answer.snippets else "",
        score=result.score,
        pages_found=result.pages_found,
        pages=result.pages,
        missing=missing_units(answer.interpretation, item, text) if close else (),
    )
