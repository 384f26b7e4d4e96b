"""Answers what a reader asked, on the screen and as a feed."""

from dataclasses import replace

from flask import Response, render_template, request

from app.public.search.facets import chosen, groups, orders
from app.public.search.filter_results import answers, public_words
from app.public.search.no_results import offers
from app.public.search.query_address import (
    address,
    asks_something,
    missing_collection,
    parameters,
    read_question,
)
from app.services import services
from app.web.usage_counting import count, note_found
from library.catalogue import queries
from library.database import reading
from library.usage.models import UseKind
from library.usage.past_searches import shown_to_all
from search_index.documents import Order

_FEED = "application/atom+xml"
_ENTRIES = 50


def results() -> str:
    """Show one screen of what was found, or what to try when nothing was."""
    question = read_question()
    found = services().search.search(question) if asks_something(question) else None
    shown = answers(found.hits) if found else ()
    if question.typed and question.screen == 1:  # turning to the next screen is no other search
        count(UseKind.SEARCH)
        if shown_to_all(question.typed, public_words(shown)):
            note_found(question.typed)
    return render_template(
        "public/search/search.html",
        typed=question.typed,
        question=question,
        parameters=parameters(question),
        found=found,
        answers=shown,
        chosen=chosen(question),
        missing_collection=missing_collection(),
        groups=groups(question, found) if found else (),
        orders=orders(question),
        first_screen=address(question),
        offers=offers(question) if found and not found.total else (),
        counts=_counts() if not found or not found.total else {},
    )


def feed() -> Response:
    """Tell feed readers what answers a question, what was published last first."""
    question = replace(read_question(), order=Order.ADDED, size=_ENTRIES, screen=1, facets=False)
    found = services().search.search(question) if asks_something(question) else None
    told = parameters(replace(question, order=Order.BEST))
    text = render_template(
        "public/search/search.atom.xml",
        typed=question.typed,
        parameters=told,
        answers=answers(found.hits) if found else (),
    )
    response = Response(text, mimetype=_FEED)
    response.add_etag()
    return response.make_conditional(request)


def _counts() -> dict[str, tuple[int, int]]:
    with reading(services().database) as session:
        return queries.counts(session)
