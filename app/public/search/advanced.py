"""Asks with a form, for those who do not type operators."""

from dataclasses import replace

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from app.public.search.query_address import address, read_question
from app.web.url_converters import asked
from search_index.form_query import Wish, worded

_FIELDS = {
    "words": "tat-ca",
    "phrase": "nguyen-cum",
    "any_of": "mot-trong",
    "none_of": "khong-co",
    "title": "nhan-de",
    "author": "tac-gia",
    "number": "so",
    "place": "noi-chon",
    "first_year": "tu-nam",
    "last_year": "den-nam",
}
"""The fields of a wish, and their names in the form."""


def ask() -> ResponseReturnValue:
    """Show the form; once it is filled in, lead to the address of the question."""
    filled = {field: asked(name) for field, name in _FIELDS.items()}
    question = replace(read_question(), typed=worded(Wish(**filled)))
    if question.typed:
        return redirect(address(question), code=303)
    return render_template(
        "public/search/advanced.html", filled=filled, names=_FIELDS, question=question
    )
