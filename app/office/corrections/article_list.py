"""Correction of the articles of a newspaper page: titles, merging, removal."""

import hashlib

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.public.reader.page_articles import page_articles
from app.services import services
from app.web.actions import action
from library.catalogue import queries
from library.catalogue.text.articles import Article
from library.corrections import article_lists
from library.corrections.article_lists import MAX_TITLE
from library.corrections.page_edits import whole_pages
from library.corrections.problems import ArticlesChangedError, InvalidArticlesError
from library.database import reading
from library.vietnamese.letters import compose


def show(item_id: str, number: int) -> str:
    """Show the articles of a page with their titles."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = queries.page_details(session, item_id, number)
        articles = page_articles(session, record, number)
    return render_template(
        "office/corrections/article_list.html",
        record=record,
        page=page,
        articles=articles,
        base=_digest(articles),
        most=MAX_TITLE,
    )


@action("office.articles")
def save(session: Session, item_id: str, number: int) -> str:
    """Save the titles typed and the articles merged or removed, or return to the machine's."""
    record = queries.item_record(session, item_id)
    page = whole_pages.page_of(session, item_id, number)
    articles = page_articles(session, record, number)
    if request.form.get("tren") != _digest(articles):
        raise ArticlesChangedError
    if request.form.get("viec") == "theo-may":
        article_lists.reset(session, page, current_user.name)
    else:
        article_lists.save(session, page, _typed(articles), current_user.name)
    return "Đã lưu các bài của trang."


def _typed(articles: tuple[Article, ...]) -> tuple[Article, ...]:
    numbers = [article.number for article in articles]
    titles = {n: " ".join(compose(request.form.get(f"nhan-de-{n}", "")).split()) for n in numbers}
    if not articles or any(len(title) > MAX_TITLE for title in titles.values()):
        raise InvalidArticlesError(MAX_TITLE)
    merged = {n: request.form.get(f"gop-{n}", 0, int) for n in numbers}
    removed = frozenset(n for n in numbers if f"xoa-{n}" in request.form)
    chains = {n: into for n, into in merged.items() if into}
    if any(into in chains or into in removed or into not in numbers for into in chains.values()):
        raise InvalidArticlesError(MAX_TITLE)
    return article_lists.corrected(articles, titles, removed, chains)


def _digest(articles: tuple[Article, ...]) -> str:
    """Return the checksum of a list, by which a change made meanwhile is seen."""
    rows = "\n".join(f"{article.number} {article.title} {article.parts}" for article in articles)
    return hashlib.sha256(rows.encode()).hexdigest()
