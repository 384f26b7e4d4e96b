"""One article of a newspaper page, cut out as pictures and text with its source."""

from flask import abort, render_template

from app.public.items.access import readable_record
from app.public.items.citations import citation
from app.public.reader.page_html import read_words, without_lost_images
from app.public.reader.view_options import View
from app.services import services
from app.web.usage_counting import count
from library.catalogue.queries import PageDetails, page_details
from library.catalogue.text.articles import Article, articles_of
from library.database import reading
from points.use_kind import UseKind


def show(item_id: str, number: int, article: int) -> str:
    """Render an article; its pictures are parts of the page image, drawn by the browser."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
    articles = articles_on(page)
    if not 1 <= article <= len(articles):
        abort(404)
    count(UseKind.REQUEST, item_id, number)
    (page,) = without_lost_images((page,), View.PAGE)
    return render_template(
        "public/reader/article.html",
        record=record,
        page=page,
        articles=articles,
        place=article,
        article=articles[article - 1],
        citation=citation(record, number),
        cited_page=number,
    )


def articles_on(page: PageDetails) -> tuple[Article, ...]:
    """Return the articles of a page; () if it has none or its words are lost."""
    words = read_words(page) if page.words and page.width and page.height else None
    return articles_of(words, page.width, page.height) if words else ()
