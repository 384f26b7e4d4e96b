"""Query of an office list, read from its address: words, filters, order and screen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.web.url_converters import screen_param, text_param
from library.staff import saved_views
from library.staff.saved_views import View
from library.vietnamese.letters import compose

WORDS, ORDER, SCREEN = "q", "xep", "trang"
"""Names of the query parameters that every list has."""

_MAX_LENGTH = 300
_SIZE = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter of a list: a closed choice, or a text box if it has no options."""

    name: str
    label: str
    options: Mapping[str, str] | None = None
    """Captions by value."""

    default: str = ""
    """Value that applies when the address names none; `ANY` then stands for all."""

    max_length: int = _MAX_LENGTH


ANY = "moi"
"""Value of a filter with a default for showing everything."""


@dataclass(frozen=True, slots=True)
class ListForm:
    """The possible queries of one list."""

    endpoint: str
    orders: Mapping[str, str] = field(default_factory=dict)
    """Captions by value; the first is the default."""

    choices: tuple[Choice, ...] = ()
    search_help: str = ""
    """Explanation of the columns that are searched; a list without it has no search."""

    size: int = _SIZE
    hidden: Mapping[str, object] = field(default_factory=dict)
    """Further parameters of the address, which the form keeps."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the parameters that a saved view stores."""
        return (WORDS, ORDER, *(choice.name for choice in self.choices))


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The query of one request, with everything that the macro shows."""

    form: ListForm
    words: str
    chosen: Mapping[str, str]
    """Values of the filters; those that are off are absent."""

    order: str
    screen: int
    views: tuple[View, ...] = ()
    total: int = 0

    @property
    def first(self) -> int:
        """Number of rows on earlier screens."""
        return (self.screen - 1) * self.form.size

    @property
    def count(self) -> int:
        """Number of rows on one screen."""
        return self.form.size

    @property
    def is_narrowed(self) -> bool:
        """True if words or filters other than the defaults hide rows."""
        defaults = {choice.name: choice.default for choice in self.form.choices if choice.default}
        return bool(self.words) or dict(self.chosen) != defaults

    @property
    def parameters(self) -> dict[str, str]:
        """Return the query parameters of this query, without the screen."""
        filters = {
            choice.name: self.chosen.get(choice.name, ANY if choice.default else "")
            for choice in self.form.choices
            if self.chosen.get(choice.name, "") != choice.default
        }
        order = {} if self.order == next(iter(self.form.orders), "") else {ORDER: self.order}
        return {**({WORDS: self.words} if self.words else {}), **filters, **order}

    @property
    def query_string(self) -> str:
        """Return the parameters as the query string that a saved view stores."""
        return urlencode(self.parameters)

    def address(self, **changes: object) -> str:
        """Return the address of this query with other parameters."""
        return url_for(self.form.endpoint, **{**self.form.hidden, **self.parameters, **changes})

    def counted(self, total: int) -> "ListQuery":
        """Return the query with the number of its rows."""
        return replace(self, total=total)


def read_list(session: Session, form: ListForm) -> ListQuery:
    """Return the query of this request; values that the form does not offer are ignored."""
    order = request.args.get(ORDER, "")
    return ListQuery(
        form=form,
        words=text_param(WORDS) if form.search_help else "",
        chosen=_read_choices(form, request.args),
        order=order if order in form.orders else next(iter(form.orders), ""),
        screen=screen_param(SCREEN),
        views=saved_views.views_of(session, current_user.id, form.endpoint),
    )


def read_form(form: ListForm, source: Mapping[str, str]) -> ListQuery:
    """Return the query that a submitted form repeats in hidden fields."""
    words = compose(source.get(WORDS, "")).replace("\0", " ").strip()[:_MAX_LENGTH]
    return ListQuery(form, words, _read_choices(form, source), next(iter(form.orders), ""), 1)


def _read_choices(form: ListForm, source: Mapping[str, str]) -> dict[str, str]:
    values = {choice.name: _read_choice(choice, source) for choice in form.choices}
    return {name: value for name, value in values.items() if value}


def _read_choice(choice: Choice, source: Mapping[str, str]) -> str:
    text = compose(source.get(choice.name, "")).replace("\0", "").strip()[: choice.max_length]
    if text and (choice.options is None or text in choice.options):
        return text
    return "" if text == ANY else choice.default
