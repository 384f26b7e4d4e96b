"""Stories in the office: list, form, preview, publishing and hiding."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.field_problems import at_field
from app.office.stories import story_form
from app.public.stories.stories import render_story
from app.public.stories.story_parts import shown_parts
from app.services import services
from app.web.form_versions import merge_form, stop_if_reopened
from library.database import reading, work
from library.errors import LibraryError
from library.staff.permissions import Permission
from library.stories import edit_stories, story_records
from library.stories.edit_stories import StoryDetails
from library.stories.models import StoryState
from library.stories.problems import StoryIsPublicError
from library.stories.story_records import StoryRecord


def show_all() -> str:
    """Show all stories and lessons, and which of them name a document that readers do not see."""
    with reading(services().database) as session:
        stories = story_records.all_records(session)
        hidden_counts = {story.id: _count_hidden(session, story.id) for story in stories}
    return render_template("office/stories/stories.html", stories=stories, hidden=hidden_counts)


def show_new() -> str:
    """Show the form of a new story."""
    return _new_form(story_form.empty_form())


@reopens
def enter() -> ResponseReturnValue:
    """Add a draft, or show the form again with the error."""
    form = story_form.typed_form()
    try:
        stop_if_reopened()
        with work(services().database) as session:
            details = _read(session, form)
            with at_field("ten"):
                number = edit_stories.enter(session, details, current_user.name).id
    except LibraryError as error:
        return _new_form(form, str(error)), error.status
    flash("Đã lưu bản nháp. Bạn đọc chưa thấy cho đến khi đăng.", "good")
    return redirect(url_for("office.story", number=number), code=303)


def show(number: int) -> str:
    """Show the form of a story."""
    with reading(services().database) as session:
        story = story_records.record(session, number)
        return _form(session, story, _stored(session, story))


@reopens
def save(number: int) -> ResponseReturnValue:
    """Save a story, or show the form again with the error."""
    form = story_form.typed_form()
    try:
        with work(services().database) as session:
            story = edit_stories.find(session, number)
            current = story_form.comparable(
                _stored(session, story_records.record(session, number)), form
            )
            merge_note = merge_form(current, story_form.labels(current))
            form = story_form.typed_form()
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


def hide(number: int) -> ResponseReturnValue:
    """Take a story from readers."""
    with work(services().database) as session:
        edit_stories.hide(session, edit_stories.find(session, number), current_user.name)
    flash("Đã gỡ xuống: bạn đọc không còn thấy. Bài vẫn ở đây, đăng lại lúc nào cũng được.", "good")
    return redirect(url_for("office.story", number=number), code=303)


def delete(number: int) -> ResponseReturnValue:
    """Put a story into the bin."""
    with work(services().database) as session:
        edit_stories.delete_story(
            session,
            edit_stories.find(session, number),
            current_user.name,
            may_publish=current_user.may(Permission.PUBLISH),
            reason=request.form.get("ly-do", "").strip()[:500],
        )
    flash("Đã xóa bài. Khôi phục được ở Thùng rác.", "good")
    return redirect(url_for("office.stories"), code=303)


def _new_form(form: Mapping[str, str], problem: str = "") -> str:
    return render_template(
        "office/stories/new_story.html",
        field_values=form,
        places=story_form.places(form),
        problem=problem,
        parts=(),
    )


def _form(session: Session, story: StoryRecord, form: Mapping[str, str], problem: str = "") -> str:
    stored_form = story_form.comparable(_stored(session, story), form)
    return render_template(
        "office/stories/story.html",
        story=story,
        field_values=form,
        current=stored_form,
        places=story_form.places(form),
        problem=problem,
        parts=shown_parts(session, story_records.parts(session, story.id)),
        may_publish=current_user.may(Permission.PUBLISH),
    )


def _stored(session: Session, story: StoryRecord) -> dict[str, str]:
    return story_form.stored_form(story, story_records.parts(session, story.id))


def _count_hidden(session: Session, number: int) -> int:
    return sum(
        part.is_hidden for part in shown_parts(session, story_records.parts(session, number))
    )


def _read(session: Session, form: Mapping[str, str]) -> StoryDetails:
    """Return the story of a form; an unknown document is reported at its field."""
    for name, document in story_form.documents(form):
        with at_field(name):
            edit_stories.read_document(session, document)
    return story_form.read_form(form)
