"""Version of a record from which a form began: a signed field, compared when the form is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from app.services import services
from library.installation import secret_key
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


def signed_base(values: Mapping[str, str]) -> str:
    """Return the values of a record as text for the hidden field of its form."""
    return _serializer().dumps({name: plain(text) for name, text in values.items()})


def submitted_base() -> dict[str, str] | None:
    """Return the values from which the submitted form began; None if it names none."""
    try:
        return _serializer().loads(request.form.get(BASE_FIELD, ""))
    except BadData:
        return None


def compare(mine: Mapping[str, str], current: Mapping[str, str]) -> Merge:
    """Merge the submitted values with those that other people stored since the form was opened."""
    base = submitted_base()
    return merge_fields(current if base is None else base, mine, current)


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
