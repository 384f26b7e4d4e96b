"""Version of a record from which a form began: a signed field, compared when the form is sent."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from flask import Flask, g, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from app.accounts.unsaved_forms import reopened
from app.services import services
from app.web.failed_saves import address_of_request
from library.errors import FieldsClashError, FormReopenedError
from library.installation import secret_key
from library.settings import Settings
from library.three_way import Merge, merge_fields, plain

BASE_FIELD = "ban-goc"
"""Field with the values that the form showed at first."""


@dataclass(frozen=True, slots=True)
class ShownClash:
    """A field that two people changed, as the page shows it."""

    name: str
    label: str
    base: str
    mine: str
    theirs: str


def install(app: Flask, _settings: Settings) -> None:
    """Make the version of a form and the clashes of this request available to templates."""
    app.jinja_env.globals.update(form_base=form_base, clashes_now=lambda: g.get("clashes", ()))


def signed_base(values: Mapping[str, str]) -> str:
    """Return the values of a record as text for the hidden field of its form."""
    return _serializer().dumps({name: plain(text) for name, text in values.items()})


def submitted_base() -> dict[str, str] | None:
    """Return the values from which the submitted form began; None if it names none."""
    try:
        return _serializer().loads(request.form.get(BASE_FIELD, ""))
    except BadData:
        return None


def form_base(values: Mapping[str, str], action: str) -> str:
    """Return the version from which a form with this action begins when it is shown.

    Stored values, unless the form comes back from a request: then the values with which it was
    merged, or those from which it began.
    """
    if request.method != "POST" or address_of_request() != action:
        return signed_base(values)
    return g.get("merged_base") or request.form.get(BASE_FIELD) or signed_base(values)


def merge_form(
    current: Mapping[str, str], labels: Mapping[str, str], lists: Container[str] = ()
) -> str:
    """Merge the fields of this request with the current values; the request gets the result.

    Returns the sentence about fields that other people changed. Raises FieldsClashError if a person
    has to decide, and FormReopenedError if the form is only to be shown.
    """
    mine = {name: request.form.get(name, "") for name in current}
    merge = merge_values(mine, current, labels, lists)
    form = MultiDict(request.form)
    for name in (*merge.taken, *(clash.name for clash in merge.clashes)):
        form[name] = merge.values[name]
    request.form = ImmutableMultiDict(form)
    require_decided(merge)
    return taken_over(merge, labels)


def merge_values(
    mine: Mapping[str, str],
    current: Mapping[str, str],
    labels: Mapping[str, str],
    lists: Container[str] = (),
    separator: str = "\n",
) -> Merge:
    """Return the merge of submitted with current values; the page of this request shows it."""
    base = submitted_base()
    merge = merge_fields(current if base is None else base, mine, current, lists, separator)
    show_clashes(current, shown_clashes(merge, labels))
    return merge


def show_clashes(current: Mapping[str, str], clashes: tuple[ShownClash, ...]) -> None:
    """Let the page of this request show clashes, and its form begin from the current values."""
    g.merged_base, g.clashes = signed_base(current), clashes


def require_decided(merge: Merge) -> None:
    """Raise FieldsClashError for a merge with clashes, and FormReopenedError (see below)."""
    stop_if_reopened()
    if merge.clashes:
        raise FieldsClashError


def stop_if_reopened() -> None:
    """Raise FormReopenedError if the form is only to be shown, with stored values."""
    if reopened():
        raise FormReopenedError


def shown_clashes(merge: Merge, labels: Mapping[str, str]) -> tuple[ShownClash, ...]:
    """Return the clashes of a merge with the labels of their fields."""
    return tuple(
        ShownClash(
            clash.name, labels.get(clash.name, clash.name), clash.base, clash.mine, clash.theirs
        )
        for clash in merge.clashes
    )


def taken_over(merge: Merge, labels: Mapping[str, str]) -> str:
    """Return the sentence about the fields that other people changed meanwhile, or nothing."""
    if not merge.taken:
        return ""
    names = ", ".join(f"“{labels.get(name, name)}”" for name in merge.taken)
    return f" Giữ cả những gì người khác vừa ghi ở {names}."


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(secret_key(services().settings), salt=BASE_FIELD)
