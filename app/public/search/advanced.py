"""Advanced search form, and suggestions for the search box."""

import json
from dataclasses import replace

from flask import Response, redirect, render_template
from flask.typing import ResponseReturnValue

from app.public.search.query_address import address, read_query
from app.services import services
from app.web.caching import for_seconds, set_policy
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


_MAX_AGE_SECONDS = 30


def send_suggestions() -> Response:
    """Return suggestions as JSON; they are the same for everyone, so any cache may store them."""
    suggestions = services().suggestions.suggest(text_param())
    answer = [{"text": suggestion.text, "kind": suggestion.kind} for suggestion in suggestions]
    response = Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")
    set_policy(response, for_seconds(_MAX_AGE_SECONDS, public=True))
    return response
