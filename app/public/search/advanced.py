"""Advanced search form."""

from dataclasses import replace

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from app.public.search.query_address import address, read_query
from app.web.url_converters import text_param
from search_index.query.form_query import AdvancedForm, compose_query

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
"""Fields of AdvancedForm and their parameter names in the form."""


def show() -> ResponseReturnValue:
    """Render the form; when it is filled in, redirect to the search."""
    form_texts = {field: text_param(name) for field, name in _FIELDS.items()}
    query = replace(read_query(), typed=compose_query(AdvancedForm(**form_texts)))
    if query.typed:
        return redirect(address(query), code=303)
    return render_template(
        "public/search/advanced.html", filled=form_texts, names=_FIELDS, question=query
    )
