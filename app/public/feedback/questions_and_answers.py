"""Published questions of readers with their answers."""

from flask import render_template

from app.public.feedback.ask_library import find_item
from app.services import services
from app.web.url_converters import screen_param, text_param
from library.database import reading
from library.readers import reader_questions
from library.readers.models import Question
from search_index.query.parser import parse, words_of

_SHOWN = 20
_FOUND = 3


def show_all() -> str:
    """Render the published questions, or those with the words that were typed."""
    typed = text_param("q")
    screen = screen_param()
    words = words_of(parse(typed))
    with reading(services().database) as session:
        total = reader_questions.count_published(session, words)
        shown = reader_questions.published(session, words, _SHOWN, first=(screen - 1) * _SHOWN)
    return render_template(
        "public/feedback/questions.html",
        words_typed=typed,
        total=total,
        questions=shown,
        screen=screen,
        size=_SHOWN,
    )


def show(number: int) -> str:
    """Render a published question with its answer, and the page from which it was asked."""
    with reading(services().database) as session:
        question = reader_questions.find_published(session, number)
        record, page = find_item(session, question.place)
    return render_template(
        "public/feedback/question.html", question=question, record=record, number=page
    )


def about_item(item_id: str) -> tuple[Question, ...]:
    """Return the published questions that were asked from an item."""
    with reading(services().database) as session:
        return reader_questions.about_item(session, item_id)


def with_words(typed: str) -> tuple[tuple[Question, ...], int]:
    """Return a few published questions with all the words typed, and the number of all."""
    words = words_of(parse(typed))
    if not words.strip():
        return (), 0
    with reading(services().database) as session:
        found_questions = reader_questions.published(session, words, _FOUND)
        total = reader_questions.count_published(session, words) if found_questions else 0
    return found_questions, total
