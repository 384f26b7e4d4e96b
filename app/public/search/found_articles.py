"""Newspaper articles that contain the words of a query, for the hits on a screen of results."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.accounts.who_asks import audience
from app.public.reader.highlight import FindWords
from app.public.reader.page_articles import articles_by_page
from app.public.search.filter_results import VisibleHit
from app.services import services
from library.catalogue.text.articles import Article
from library.catalogue.text.words import Word
from library.corrections.article_lists import NEWSPAPER_KINDS
from library.database import reading
from library.vietnamese.letters import fold

_MAX_ARTICLES = 3
"""Articles shown below a hit."""


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article with words of the query, on a page of the item."""

    page: int
    article: Article


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
