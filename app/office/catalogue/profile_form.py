"""Holds what a librarian types into the form of a collection's profile."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from flask import request

from library.catalogue.description.fields import several
from library.catalogue.models import Access
from library.catalogue.profiles import KINDS_OF_FIELD, Profile, field_rule

MOST_FIELDS = 60
_DIGITS = 4
_TEXTS = ("title", "summary", "kind", "licence", "order", "moving_wall", "languages", "featured")
_CHOICES = ("access", "look")
_NUMBERS = ("order", "moving_wall")
_LISTS = ("languages", "featured")
_FLAGS = ("required", "repeatable", "closed")
_FIELD_TEXTS = ("name", "label", "kind", "help", "values")


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """One field as it is typed."""

    name: str = ""
    label: str = ""
    kind: str = "text"
    help: str = ""
    values: str = ""
    """One on each line."""
    required: bool = False
    repeatable: bool = False
    closed: bool = False

    def told(self) -> dict[str, object]:
        """Return the field as a profile tells it."""
        lines = tuple(filter(None, map(str.strip, self.values.splitlines())))
        told = {"name": self.name, "label": self.label}
        told |= {"kind": "" if self.kind == "text" else self.kind, "values": lines}
        return told | {name: getattr(self, name) for name in (*_FLAGS, "help")}


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """A profile as it is typed."""

    texts: dict[str, str] = field(default_factory=dict)
    four_eyes: bool = False
    introduction: str = ""
    fields: tuple[FieldDraft, ...] = ()

    def told(self) -> dict[str, object]:
        """Return the profile but for its fields, as the file tells it."""
        told: dict[str, object] = dict(self.texts)
        told |= {name: _number(self.texts[name]) for name in _NUMBERS}
        told |= {name: _list(self.texts[name]) for name in _LISTS}
        told["look"] = "" if told["look"] == "covers" else told["look"]
        return {**told, "four_eyes": self.four_eyes}

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by the control it is typed in."""
        found = {} if self.texts["title"] else {"title": "Không được để trống."}
        for name in _NUMBERS:
            if self.texts[name] and _number(self.texts[name]) is None:
                found[name] = "Phải là một số nguyên, nhiều nhất bốn chữ số."
        names = [one.name for one in self.fields]
        for place, one in enumerate(self.fields):
            found |= {f"truong-{place}": said for said in _wrong(one, names.count(one.name))}
        return found


def of_profile(profile: Profile) -> ProfileDraft:
    """Return the form that shows a profile."""
    texts = {name: _shown(getattr(profile, name)) for name in (*_TEXTS, *_CHOICES)}
    return ProfileDraft(
        texts=texts,
        four_eyes=profile.four_eyes,
        introduction=profile.introduction,
        fields=tuple(_field(rule) for rule in profile.fields),
    )


def empty() -> ProfileDraft:
    """Return the form of a collection that is still to be made."""
    texts = dict.fromkeys((*_TEXTS, *_CHOICES), "")
    texts |= {"access": Access.PUBLIC.value, "look": "covers", "languages": "vie", "order": "100"}
    return ProfileDraft(texts=texts, fields=(FieldDraft("title", "Nhan đề", required=True),))


def sent() -> ProfileDraft:
    """Return the form that was sent, with the rows moved as was asked."""
    texts = {name: request.form.get(name, "").strip() for name in (*_TEXTS, *_CHOICES)}
    count = min(request.form.get("so-truong", 0, int), MOST_FIELDS)
    draft = ProfileDraft(
        texts=texts,
        four_eyes="four_eyes" in request.form,
        introduction=request.form.get("introduction", "").replace("\r\n", "\n").strip(),
        fields=tuple(map(_sent_field, range(max(count, 0)))),
    )
    return replace(draft, fields=tuple(_moved(list(draft.fields))))


def moves_rows() -> bool:
    """Say whether nothing was asked for but other rows, or a look at the form they make."""
    act = request.form.get("viec", "")
    return act in ("xem", "them") or act.partition(":")[0] in ("len", "bo")


def _moved(rows: list[FieldDraft]) -> Iterable[FieldDraft]:
    act, _, told = request.form.get("viec", "").partition(":")
    place = -1 if (number := _number(told)) is None else number
    if act == "them" and len(rows) < MOST_FIELDS:
        rows.append(FieldDraft())
    elif act == "bo" and 0 <= place < len(rows):
        del rows[place]
    elif act == "len" and 0 < place < len(rows):
        rows.insert(place - 1, rows.pop(place))
    return rows


def _sent_field(place: int) -> FieldDraft:
    told = {name: request.form.get(f"{name}-{place}", "").strip() for name in _FIELD_TEXTS}
    told["kind"] = told["kind"] or KINDS_OF_FIELD[0]
    return FieldDraft(**told, **{name: f"{name}-{place}" in request.form for name in _FLAGS})


def _field(rule: object) -> FieldDraft:
    told = {name: getattr(rule, name) for name in ("name", "label", "kind", "help", *_FLAGS)}
    return FieldDraft(**told, values="\n".join(rule.values))


def _wrong(one: FieldDraft, times: int) -> Iterator[str]:
    if not one.name or not one.label:
        yield "Hãy ghi cả tên trong phần mềm và tên trên màn hình, hoặc bỏ ô này."
    elif times > 1:
        yield f"Có hai ô cùng tên “{one.name}”."
    else:
        try:
            field_rule({**one.told(), "kind": one.kind})
        except ValueError as error:
            yield f"{str(error)[:1].upper()}{str(error)[1:]}."


def _shown(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else None


def _list(typed: str) -> tuple[str, ...]:
    return tuple(several(typed.replace(",", ";")))
