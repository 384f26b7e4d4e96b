"""Stories in the office: list, form, preview, publishing and hiding."""

import re
from collections.abc import Iterator, Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.field_problems import at_field
from app.public.stories.stories import render_story
from app.public.stories.story_parts import shown_parts
from app.services import services
from app.web.actions import action
from app.web.form_versions import merge_form, stop_if_reopened
from library.database import reading, work
from library.errors import LibraryError
from library.staff.permissions import Permission
from library.stories import edit_stories, story_records
from library.stories.edit_stories import MAX_PARTS, PartDetails, StoryDetails
from library.stories.models import StoryKind, StoryState
from library.stories.story_records import PartRecord, StoryIsPublicError, StoryRecord


def show_all() -> str:
    """Show all stories and lessons, and which of them name a document that readers do not see."""
    with reading(services().database) as session:
        stories = story_records.all_records(session)
        hidden_counts = {story.id: _count_hidden(session, story.id) for story in stories}
    return render_template("office/stories/stories.html", stories=stories, hidden=hidden_counts)


def show_new(problem: str = "") -> str:
    """Show the form of a new story."""
    form = typed_form() if problem else empty_form()
    return render_template(
        "office/stories/new_story.html",
        field_values=form,
        places=places(form),
        problem=problem,
        parts=(),
    )


@action(form_again=show_new)
@reopens
def enter(session: Session) -> tuple[str, str]:
    """Add a draft, or show the form again with the error."""
    stop_if_reopened()
    details = _read(session, typed_form())
    with at_field("ten"):
        number = edit_stories.enter(session, details, current_user.name).id
    message = "Đã lưu bản nháp. Bạn đọc chưa thấy cho đến khi đăng."
    return message, url_for("office.story", number=number)


def show(number: int) -> str:
    """Show the form of a story."""
    with reading(services().database) as session:
        story = story_records.record(session, number)
        return _form(session, story, _stored(session, story))


@reopens
def save(number: int) -> ResponseReturnValue:
    """Save a story, or show the form again with the error."""
    form = typed_form()
    try:
        with work(services().database) as session:
            story = edit_stories.find(session, number)
            current = comparable(_stored(session, story_records.record(session, number)), form)
            merge_note = merge_form(current, labels(current))
            form = typed_form()
            if story.state is StoryState.PUBLISHED and not current_user.may(Permission.PUBLISH):
                raise StoryIsPublicError
            details = _read(session, form)
            with at_field("ten"):
                edit_stories.edit(session, story, details, current_user.name)
    except LibraryError as error:
        with reading(services().database) as session:
            story = story_records.record(session, number)
            return _form(session, story, form, str(error)), error.status
    flash(f"Đã lưu.{merge_note}", "good")
    return redirect(url_for("office.story", number=number), code=303)


def preview(number: int) -> str:
    """Show a story as its readers will see it."""
    with reading(services().database) as session:
        return render_story(session, story_records.record(session, number), previewing=True)


def publish(number: int) -> ResponseReturnValue:
    """Show a story to readers."""
    try:
        with work(services().database) as session:
            edit_stories.publish(session, edit_stories.find(session, number), current_user.name)
    except LibraryError as error:
        flash(str(error), "bad")
    else:
        flash("Đã đăng. Bài mới đăng nhất hiện ở trang đầu.", "good")
    return redirect(url_for("office.story", number=number), code=303)


@action("office.story")
def hide(session: Session, number: int) -> str:
    """Take a story from readers."""
    edit_stories.hide(session, edit_stories.find(session, number), current_user.name)
    return "Đã gỡ xuống: bạn đọc không còn thấy. Bài vẫn ở đây, đăng lại lúc nào cũng được."


@action("office.stories")
def delete(session: Session, number: int) -> str:
    """Put a story into the bin."""
    edit_stories.delete_story(
        session,
        edit_stories.find(session, number),
        current_user.name,
        may_publish=current_user.may(Permission.PUBLISH),
        reason=request.form.get("ly-do", "").strip()[:500],
    )
    return "Đã xóa bài. Khôi phục được ở Thùng rác."


def _form(session: Session, story: StoryRecord, form: Mapping[str, str], problem: str = "") -> str:
    stored_form = comparable(_stored(session, story), form)
    return render_template(
        "office/stories/story.html",
        story=story,
        field_values=form,
        current=stored_form,
        places=places(form),
        problem=problem,
        parts=shown_parts(session, story_records.parts(session, story.id)),
        may_publish=current_user.may(Permission.PUBLISH),
    )


def _stored(session: Session, story: StoryRecord) -> dict[str, str]:
    return stored_form(story, story_records.parts(session, story.id))


def _count_hidden(session: Session, number: int) -> int:
    return sum(
        part.is_hidden for part in shown_parts(session, story_records.parts(session, number))
    )


def _read(session: Session, form: Mapping[str, str]) -> StoryDetails:
    """Return the story of a form; an unknown document is reported at its field."""
    for name, document in documents(form):
        with at_field(name):
            edit_stories.read_document(session, document)
    return read_form(form)


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
