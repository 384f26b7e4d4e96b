"""Articles of newspaper pages corrected by people: renamed, merged, removed, and taken back."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Derivative, DerivativeKind, Page
from library.catalogue.text.articles import Article, article_in
from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.models import ArticleList
from library.staff.audit import note

MAX_TITLE = 300

NEWSPAPER_KINDS = ("Báo", "Tạp chí", "Đặc san", "Công báo")
"""Kinds of items whose pages have articles."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page with words on its image, and its articles as stored and as a person corrected them."""

    number: int
    words: str
    width: int
    height: int
    articles: str | None
    """Checksum of the articles that the pipeline found."""
    corrected: ArticleList | None


def printed_pages(
    session: Session, item_id: str, numbers: Iterable[int]
) -> tuple[PrintedPage, ...]:
    """Return the pages of an item that have words on an image, in reading order."""
    columns = Page.number, Page.words, Page.width, Page.height, Derivative.digest, ArticleList
    in_file = and_(Derivative.page_id == Page.id, Derivative.kind == DerivativeKind.ARTICLES)
    rows = session.execute(
        select(*columns)
        .outerjoin(Derivative, in_file)
        .outerjoin(ArticleList, ArticleList.page_id == Page.id)
        .where(Page.item_id == item_id, Page.number.in_(numbers), Page.left_out.is_(False))
        .order_by(Page.place)
    )
    pages = (PrintedPage(*row) for row in rows)
    return tuple(page for page in pages if page.words and page.width and page.height)


def corrected_articles(page: PrintedPage, words: tuple[Word, ...]) -> tuple[Article, ...]:
    """Return the articles of a page as a person left them, with the words of the page."""
    saved = page.corrected
    x, y = page.width / saved.width, page.height / saved.height
    return tuple(
        article_in(
            words,
            article["number"],
            article["title"],
            tuple(_scaled(box, x, y) for box in article["boxes"]),
        )
        for article in saved.articles
    )


def corrected(
    articles: tuple[Article, ...],
    titles: Mapping[int, str],
    removed: frozenset[int],
    merged: Mapping[int, int],
) -> tuple[Article, ...]:
    """Return the articles renamed, without those removed, and with those merged into others."""
    by_number = {article.number: article for article in articles}
    for number, into in merged.items():
        if number != into and into in by_number and number in by_number:
            parts = (*by_number[into].parts, *by_number[number].parts)
            by_number[into] = replace(by_number[into], parts=parts)
    gone = removed | {number for number, into in merged.items() if into in by_number}
    return tuple(
        replace(article, title=titles.get(number) or article.title)
        for number, article in by_number.items()
        if number not in gone
    )


def save(session: Session, page: Page, articles: Iterable[Article], by: str) -> None:
    """Store the articles of a page as a person corrected them."""
    rows = [
        {
            "number": article.number,
            "title": article.title,
            "boxes": [astuple(part) for part in article.parts],
        }
        for article in articles
    ]
    session.merge(
        ArticleList(
            page_id=page.id,
            articles=rows,
            width=page.width,
            height=page.height,
            saved=clock.now(),
            saved_by=by,
        )
    )
    titles = "; ".join(str(row["title"]) for row in rows)
    note(session, by, "page.articles", page.item_id, f"trang {page.number}: {titles}")


def reset(session: Session, page: Page, by: str) -> None:
    """Return to the articles that the machine finds on a page."""
    row = session.get(ArticleList, page.id)
    if row is not None:
        session.delete(row)
        note(session, by, "page.articles.reset", page.item_id, f"trang {page.number}")


def _scaled(box: list[int], x: float, y: float) -> Box:
    x0, y0, x1, y1 = box
    return Box(round(x0 * x), round(y0 * y), round(x1 * x), round(y1 * y))
