"""Answers what a reader typed."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup

from app.addresses import asked, asked_screen
from app.counting import count, note_found
from app.house import house, profiles
from app.visitors import reader
from library.catalogue import pictures, shelves
from library.catalogue.models import Access
from library.catalogue.pictures import Picture
from library.catalogue.rights import Decision, may_know, may_read
from library.catalogue.shelves import ItemRecord
from library.database import reading
from library.usage.models import UseKind
from library.usage.past_searches import shown_to_all
from search_index.documents import ItemHit, SearchRequest


@dataclass(frozen=True, slots=True)
class Answer:
    """One hit as it is shown: a refused reader sees the reason instead of the words."""

    hit: ItemHit
    record: ItemRecord
    picture: Picture | None
    decision: Decision


def results() -> str:
    """Show one screen of what was found, or what to try when nothing was."""
    typed, collection = asked(), request.args.get("bst", "")
    question = SearchRequest(
        typed, collection=collection if collection in profiles() else None, screen=asked_screen()
    )
    found = house().search.search(question) if typed else None
    answers = _answers(found.hits) if found else ()
    if typed and question.screen == 1:  # turning to the next screen is not another search
        count(UseKind.SEARCH)
        if shown_to_all(typed, _public_words(answers)):
            note_found(typed)
    return render_template(
        "public/search.html", typed=typed, question=question, found=found, answers=answers
    )


def _public_words(answers: tuple[Answer, ...]) -> Iterator[str]:
    for answer in answers:
        yield answer.record.title
        if answer.record.access is Access.PUBLIC:
            yield Markup(answer.hit.snippet).striptags()  # noqa: S704  (only compared)


def _answers(hits: tuple[ItemHit, ...]) -> tuple[Answer, ...]:
    with reading(house().database) as session:
        records = shelves.records(session, [hit.item_id for hit in hits])
        found = pictures.thumbnails(session, [(hit.item_id, hit.page) for hit in hits])
    return tuple(
        Answer(
            hit=hit,
            record=records[hit.item_id],
            picture=found.get((hit.item_id, hit.page)),
            decision=may_read(records[hit.item_id], reader()),
        )
        for hit in hits
        if hit.item_id in records and may_know(records[hit.item_id], reader())
    )
