"""Pages of an article of a newspaper page, and of the notes that a browser keeps."""

from flask import abort, render_template

from app.public.items.access import readable_record
from app.public.items.citations import citation
from app.public.reader.page_articles import page_articles
from app.public.reader.page_html import without_lost_images
from app.public.reader.view_options import View
from app.services import services
from app.web.usage_counting import count
from library.catalogue.queries import page_details
from library.database import reading
from points.use_kind import UseKind


def show(item_id: str, number: int, article: int) -> str:
    """Render an article; its pictures are parts of the page image, drawn by the browser."""
    with reading(services().database) as session:
        record = readable_record(session, item_id)
        page = page_details(session, item_id, number)
        articles = page_articles(session, record, number)
    place = next((at for at, other in enumerate(articles) if other.number == article), None)
    if place is None:
        abort(404)
    count(UseKind.REQUEST, item_id, number)
    (page,) = without_lost_images((page,), View.PAGE)
    return render_template(
        "public/reader/article.html",
        record=record,
        page=page,
        article=articles[place],
        previous=articles[place - 1] if place else None,
        following=articles[place + 1] if place + 1 < len(articles) else None,
        citation=citation(record, number, articles[place]),
        cited_page=number,
    )


def show_notes() -> str:
    """Render the page; a script fills it with the notes of this browser."""
    return render_template("public/reader/notes.html")
