"""Form data of a collection profile."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from flask import request

from library.catalogue.description.fields import several
from library.catalogue.models import Access
from library.catalogue.profiles import FIELD_KINDS, Profile, field_rule
from library.catalogue.text.languages import NAMES
from library.vietnamese.letters import fold

MOST_FIELDS = 60
_LABELS = {
    "ma": "Mã sưu tập",
    "title": "Tên sưu tập",
    "summary": "Giới thiệu trong một câu",
    "introduction": "Lời giới thiệu cho bạn đọc",
    "title_en": "Tên tiếng Anh",
    "summary_en": "Giới thiệu tiếng Anh",
    "introduction_en": "Lời giới thiệu tiếng Anh",
    "terms_en": "Từ tiếng Anh của loại, quyền sử dụng",
    "access": "Ai được đọc tài liệu mới nhập",
    "kind": "Loại tài liệu",
    "licence": "Quyền sử dụng",
    "languages": "Ngôn ngữ nhận dạng",
    "moving_wall": "Mở cho bạn đọc sau bao nhiêu năm tròn",
    "look": "Cách trình bày",
    "featured": "Tài liệu tiêu biểu đứng đầu",
    "order": "Thứ tự trong danh sách",
    "four_eyes": "Người công bố phải khác người gửi duyệt",
    "onsite_text_is_found": "Ở nhà tra được chữ trong tài liệu chỉ đọc tại chỗ",
    "embargoed_text_is_found": "Tra được chữ trong tài liệu chưa đến ngày mở",
}
_ROW_LABELS = {
    "label": "tên trên màn hình",
    "kind": "kiểu",
    "help": "lời nhắc",
    "values": "danh mục",
    "required": "bắt buộc",
    "repeatable": "nhiều giá trị",
    "closed": "chỉ chọn trong danh mục",
}
ORDER = "thứ tự các ô"
"""Name of the order of the fields among the compared values."""

_MAX_DIGITS = 4
_ENGLISH = ("title_en", "summary_en", "introduction_en", "terms_en")
_TEXTS = (
    *("title", "summary", "kind", "licence", "order", "moving_wall", "languages", "featured"),
    *_ENGLISH,
)
_CHOICES = ("access", "look")
_SWITCHES = ("four_eyes", "embargoed_text_is_found", "onsite_text_is_found")
_NUMBERS = ("order", "moving_wall")
_LISTS = ("languages", "featured")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FLAGS = ("required", "repeatable", "closed")
_FIELD_TEXTS = ("name", "label", "kind", "help", "values")


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """One field of the profile as typed."""

    name: str = ""
    label: str = ""
    kind: str = "text"
    help: str = ""
    values: str = ""
    """Allowed values, one per line."""
    required: bool = False
    repeatable: bool = False
    closed: bool = False

    def file_values(self) -> dict[str, object]:
        """Return the field as a mapping for the profile file."""
        lines = _lines(self.values)
        values = {"name": self.name, "label": self.label}
        values |= {"kind": "" if self.kind == "text" else self.kind, "values": lines}
        return values | {name: getattr(self, name) for name in (*_FLAGS, "help")}


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """Collection profile as typed."""

    texts: dict[str, str] = field(default_factory=dict)
    switches: dict[str, bool] = field(default_factory=dict)
    introduction: str = ""
    fields: tuple[FieldDraft, ...] = ()

    def file_values(self) -> dict[str, object]:
        """Return the profile without its fields as a mapping for the profile file."""
        values: dict[str, object] = dict(self.texts)
        values |= {name: _number(self.texts[name]) for name in _NUMBERS}
        values |= {name: _list(self.texts[name]) for name in _LISTS}
        values["terms_en"] = _lines(self.texts["terms_en"])
        values["look"] = "" if values["look"] == "covers" else values["look"]
        return {**values, **self.switches}

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the OCR languages."""
        return _list(self.texts["languages"])

    def problems(self) -> dict[str, str]:
        """Return the error messages by form control."""
        problems = {} if self.texts["title"] else {"title": "Không được để trống."}
        for name in _NUMBERS:
            if self.texts[name] and _number(self.texts[name]) is None:
                problems[name] = "Phải là một số nguyên, nhiều nhất bốn chữ số."
        if any("=" not in line for line in _lines(self.texts["terms_en"])):
            problems["terms_en"] = "Mỗi dòng cần dạng: tiếng Việt = tiếng Anh."
        if not self.languages:
            problems["languages"] = "Hãy chọn ít nhất một ngôn ngữ."
        names = [row.name for row in self.fields]
        for place, row in enumerate(self.fields):
            problems |= {
                f"truong-{place}": message
                for message in _field_problems(row, names.count(row.name))
            }
        return problems


def draft_of_profile(profile: Profile) -> ProfileDraft:
    """Return the draft of an existing profile."""
    texts = {name: _display_text(getattr(profile, name)) for name in (*_TEXTS, *_CHOICES)}
    texts["terms_en"] = "\n".join(profile.terms_en)
    return ProfileDraft(
        texts=texts,
        switches={name: getattr(profile, name) for name in _SWITCHES},
        introduction=profile.introduction,
        fields=tuple(_field(rule) for rule in profile.fields),
    )


def values_of_draft(draft: ProfileDraft) -> dict[str, str]:
    """Return a draft as texts by name, to compare it with other people's changes.

    The order of the fields is a text of its own, a name on each line.
    """
    values = {**draft.texts, "introduction": draft.introduction}
    values |= {name: _switch_text(is_on) for name, is_on in draft.switches.items()}
    values[ORDER] = "\n".join(row.name for row in draft.fields)
    for row in draft.fields:
        values |= {f"{row.name}.{name}": getattr(row, name) for name in _FIELD_TEXTS}
        values |= {f"{row.name}.{name}": _switch_text(getattr(row, name)) for name in _FLAGS}
    return values


def labels_of_draft(draft: ProfileDraft) -> dict[str, str]:
    """Return the Vietnamese names of the texts of `values_of_draft`."""
    of_rows = {
        f"{row.name}.{part}": f"Ô {row.label or row.name}: {label}"
        for row in draft.fields
        for part, label in _ROW_LABELS.items()
    }
    return {**_LABELS, **of_rows}


def draft_of_values(values: Mapping[str, str]) -> ProfileDraft:
    """Return the draft that `values_of_draft` describes."""
    return ProfileDraft(
        texts={name: values[name] for name in (*_TEXTS, *_CHOICES)},
        switches={name: bool(values[name]) for name in _SWITCHES},
        introduction=values["introduction"],
        fields=tuple(
            FieldDraft(
                **{part: values.get(f"{name}.{part}", "") for part in _FIELD_TEXTS},
                **{flag: bool(values.get(f"{name}.{flag}")) for flag in _FLAGS},
            )
            for name in values[ORDER].splitlines()
        ),
    )


def empty_draft() -> ProfileDraft:
    """Return the draft of a new collection."""
    texts = dict.fromkeys((*_TEXTS, *_CHOICES), "")
    texts |= {"access": Access.PUBLIC.value, "look": "covers", "languages": "vie", "order": "100"}
    return ProfileDraft(texts=texts, fields=(FieldDraft("title", "Nhan đề", required=True),))


def submitted_draft() -> ProfileDraft:
    """Return the submitted draft after the requested row change."""
    names = (*_TEXTS, *_CHOICES)
    texts = {name: request.form.get(name, "").replace("\r\n", "\n").strip() for name in names}
    texts["languages"] = _ticked_languages(texts["languages"])
    count = min(request.form.get("so-truong", 0, int), MOST_FIELDS)
    draft = ProfileDraft(
        texts=texts,
        switches={name: name in request.form for name in _SWITCHES},
        introduction=request.form.get("introduction", "").replace("\r\n", "\n").strip(),
        fields=tuple(map(_submitted_field, range(max(count, 0)))),
    )
    return replace(draft, fields=tuple(_apply_row_button(list(draft.fields))))


def _ticked_languages(previous: str) -> str:
    """Return the ticked languages, in the order of the profile; new ones last."""
    ticked_codes = [code for code in NAMES if f"doc-{code}" in request.form]
    kept_codes = [code for code in _list(previous) if code in ticked_codes or code not in NAMES]
    return "; ".join(dict.fromkeys((*kept_codes, *ticked_codes)))


def only_changes_layout() -> bool:
    """Return True if the request only changes rows or asks for a preview."""
    act = request.form.get("viec", "")
    return act in ("xem", "them") or act.partition(":")[0] in ("len", "bo")


def _apply_row_button(rows: list[FieldDraft]) -> Iterable[FieldDraft]:
    act, _, typed_place = request.form.get("viec", "").partition(":")
    place = -1 if (number := _number(typed_place)) is None else number
    if act == "them" and len(rows) < MOST_FIELDS:
        rows.append(FieldDraft())
    elif act == "bo" and 0 <= place < len(rows):
        del rows[place]
    elif act == "len" and 0 < place < len(rows):
        rows.insert(place - 1, rows.pop(place))
    return rows


def problem_links(
    draft: ProfileDraft, problems: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """Return the anchor, label and message of each problem, for the list above the form."""
    labels = dict(_LABELS)
    for place, row in enumerate(draft.fields):
        labels[f"truong-{place}"] = f"Ô {place + 1}{f': {row.label}' if row.label else ''}"
    return tuple(
        (name if name.startswith("truong-") else f"o-{name}", labels.get(name, name), message)
        for name, message in problems.items()
    )


def _make_name(name_text: str, label: str) -> str:
    """Return the name of a field, made of the typed name or label if it is not one already."""
    if _FIELD_NAME.fullmatch(name_text):
        return name_text
    words = "_".join(re.findall(r"[a-z0-9]+", fold(name_text or label)))
    return f"o_{words}" if words[:1].isdigit() else words


def _submitted_field(place: int) -> FieldDraft:
    texts = {name: request.form.get(f"{name}-{place}", "").strip() for name in _FIELD_TEXTS}
    texts["name"] = _make_name(texts["name"], texts["label"])
    texts["kind"] = texts["kind"] or FIELD_KINDS[0]
    return FieldDraft(**texts, **{name: f"{name}-{place}" in request.form for name in _FLAGS})


def _field(rule: object) -> FieldDraft:
    texts = {name: getattr(rule, name) for name in ("name", "label", "kind", "help", *_FLAGS)}
    return FieldDraft(**texts, values="\n".join(rule.values))


def _field_problems(row: FieldDraft, name_count: int) -> Iterator[str]:
    if not row.name or not row.label:
        yield "Hãy ghi tên trên màn hình của ô, hoặc bỏ ô này."
    elif name_count > 1:
        yield f"Có hai ô cùng tên “{row.name}”."
    else:
        try:
            field_rule({**row.file_values(), "kind": row.kind})
        except ValueError as error:
            yield f"{str(error)[:1].upper()}{str(error)[1:]}."


def _switch_text(is_on: bool) -> str:
    return "có" if is_on else ""


def _display_text(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.splitlines())))


def _list(text: str) -> tuple[str, ...]:
    return tuple(several(text.replace(",", ";")))
