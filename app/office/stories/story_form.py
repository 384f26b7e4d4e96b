"""Form of a story: its fields by name, with as many parts as are written and a few empty ones."""

import re
from collections.abc import Iterator, Mapping

from flask import request

from library.stories.edit_stories import MAX_PARTS, PartDetails, StoryDetails
from library.stories.models import StoryKind
from library.stories.story_records import PartRecord, StoryRecord

_EMPTY_PARTS = 2
_PART_FIELD = re.compile(r"phan-(\d{1,2})-(loi|tai-lieu|chu-thich)")
_MAX_LENGTHS = {"ten": 300, "gioi-thieu": 600, "lop": 60, "chu-de": 120, "phieu": 20_000}
_LABELS = {
    "loai": "Loại bài",
    "ten": "Tên bài",
    "gioi-thieu": "Giới thiệu",
    "lop": "Lớp",
    "chu-de": "Chủ đề",
    "phieu": "Phiếu cho giáo viên",
}
_PART_LABELS = {"loi": "lời", "tai-lieu": "tài liệu", "chu-thich": "chú thích"}


def empty_form() -> dict[str, str]:
    """Return the fields of a new story."""
    return dict.fromkeys(_LABELS, "") | {"loai": StoryKind.STORY.value}


def stored_form(story: StoryRecord, parts: tuple[PartRecord, ...]) -> dict[str, str]:
    """Return the fields of a stored story."""
    form = {
        "loai": story.kind.value,
        "ten": story.title,
        "gioi-thieu": story.lead,
        "lop": story.school_class,
        "chu-de": story.theme,
        "phieu": story.sheet,
    }
    for place, part in enumerate(parts, start=1):
        form |= {
            f"phan-{place}-loi": part.text,
            f"phan-{place}-tai-lieu": _address(part),
            f"phan-{place}-chu-thich": part.caption,
        }
    return form


def typed_form() -> dict[str, str]:
    """Return the fields of this request."""
    names = [*_LABELS, *(name for name in request.form if _PART_FIELD.fullmatch(name))]
    return {name: request.form.get(name, "") for name in names}


def comparable(form: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """Return a form that has the part fields of both, empty where it has none."""
    return {name: form.get(name, "") for name in (*form, *other)}


def labels(form: Mapping[str, str]) -> dict[str, str]:
    """Return the label of each field."""
    parts = {name: _part_label(name) for name in form if _PART_FIELD.fullmatch(name)}
    return _LABELS | parts


def places(form: Mapping[str, str]) -> range:
    """Return the numbers of the parts to show: the written ones, and a few empty ones."""
    numbers = [int(m[1]) for name in form if (m := _PART_FIELD.fullmatch(name)) and form[name]]
    return range(1, min(max(numbers, default=0) + _EMPTY_PARTS, MAX_PARTS) + 1)


def documents(form: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each field with a document."""
    yield from ((name, text) for name, text in form.items() if name.endswith("-tai-lieu"))


def read_form(form: Mapping[str, str]) -> StoryDetails:
    """Return the story that a form describes."""
    kinds = {kind.value: kind for kind in StoryKind}
    values = {name: form.get(name, "")[:length] for name, length in _MAX_LENGTHS.items()}
    return StoryDetails(
        kind=kinds.get(form.get("loai", ""), StoryKind.STORY),
        title=values["ten"],
        lead=values["gioi-thieu"],
        school_class=values["lop"],
        theme=values["chu-de"],
        sheet=values["phieu"],
        parts=tuple(_parts(form)),
    )


def _parts(form: Mapping[str, str]) -> Iterator[PartDetails]:
    for place in range(1, MAX_PARTS + 1):
        text, document, caption = (form.get(f"phan-{place}-{name}", "") for name in _PART_LABELS)
        yield PartDetails(text, document, caption)


def _part_label(name: str) -> str:
    match = _PART_FIELD.fullmatch(name)
    return f"Phần {match[1]}: {_PART_LABELS[match[2]]}"


def _address(part: PartRecord) -> str:
    if part.item_id is None:
        return ""
    page = f"/trang/{part.page_number}" if part.page_number else ""
    return f"/tai-lieu/{part.item_id}{page}"
