"""Pages of stories and lessons: the two lists, one story, the teacher's sheet."""

from flask import abort, render_template
from sqlalchemy.orm import Session

from app.public.shown_pictures import ShownPicture
from app.public.stories.story_parts import paragraphs, shown_parts
from app.services import services
from library.database import reading
from library.stories import story_records
from library.stories.models import StoryKind
from library.stories.story_records import StoryRecord


def show_stories() -> str:
    """Render the list of stories, the newest first."""
    return _show_all(StoryKind.STORY)


def show_lessons() -> str:
    """Render the list of lessons, by class."""
    return _show_all(StoryKind.LESSON)


def show(number: int) -> str:
    """Render one published story."""
    with reading(services().database) as session:
        story = story_records.record(session, number, only_published=True)
        return render_story(session, story)


def show_sheet(number: int) -> str:
    """Render the teacher's sheet of a lesson, to print."""
    with reading(services().database) as session:
        story = story_records.record(session, number, only_published=True)
        if not story.is_lesson:
            abort(404)
        parts = shown_parts(session, story_records.parts(session, number))
    return render_template(
        "public/stories/sheet.html", story=story, parts=parts, tasks=paragraphs(story.sheet)
    )


def render_story(session: Session, story: StoryRecord, *, previewing: bool = False) -> str:
    """Return the page of a story, also of a draft that staff look at."""
    parts = shown_parts(session, story_records.parts(session, story.id))
    return render_template(
        "public/stories/story.html", story=story, parts=parts, previewing=previewing
    )


def pictures_of(session: Session, stories: tuple[StoryRecord, ...]) -> dict[int, ShownPicture]:
    """Return the first picture of each story that readers see."""
    first = story_records.first_documents(session, [story.id for story in stories])
    pictures = {number: shown_parts(session, (part,))[0].picture for number, part in first.items()}
    return {number: picture for number, picture in pictures.items() if picture}


def _show_all(kind: StoryKind) -> str:
    with reading(services().database) as session:
        stories = story_records.published(session, kind)
        pictures = pictures_of(session, stories)
    if kind is StoryKind.LESSON:
        stories = tuple(sorted(stories, key=lambda story: (story.school_class, story.theme)))
    return render_template(
        "public/stories/stories.html",
        stories=stories,
        pictures=pictures,
        are_lessons=kind is StoryKind.LESSON,
    )
