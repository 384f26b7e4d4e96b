"""Read-only queries of stories."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Select, String, cast, func, select
from sqlalchemy.orm import Session

from library.errors import name_problems, problem
from library.staff import bin_entries
from library.stories.models import Story, StoryKind, StoryPart, StoryState


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story without its parts."""

    id: int
    kind: StoryKind
    state: StoryState
    title: str
    lead: str
    school_class: str
    theme: str
    sheet: str
    changed: datetime
    changed_by: str
    published: datetime | None

    @property
    def is_lesson(self) -> bool:
        """True for a lesson for school."""
        return self.kind is StoryKind.LESSON

    @property
    def is_published(self) -> bool:
        """True if readers see it."""
        return self.state is StoryState.PUBLISHED


@dataclass(frozen=True, slots=True)
class PartRecord:
    """A part of a story; `item_id` is empty for text alone."""

    text: str
    item_id: str | None
    page_number: int | None
    caption: str


_COLUMNS = tuple(getattr(Story, field.name) for field in fields(StoryRecord))


def record(session: Session, number: int, *, only_published: bool = False) -> StoryRecord:
    """Return a story; raise StoryNotFoundError, also for a draft if it has to be published."""
    row = session.execute(select(*_COLUMNS).where(Story.id == number)).first()
    story = StoryRecord(*row) if row else None
    if story is None or (only_published and not story.is_published):
        raise StoryNotFoundError
    return story


def parts(session: Session, number: int) -> tuple[PartRecord, ...]:
    """Return the parts of a story in order."""
    columns = (StoryPart.text, StoryPart.item_id, StoryPart.page_number, StoryPart.caption)
    query = select(*columns).where(StoryPart.story_id == number).order_by(StoryPart.place)
    return tuple(PartRecord(*row) for row in session.execute(query))


def published(session: Session, kind: StoryKind) -> tuple[StoryRecord, ...]:
    """Return the stories that readers see, the newest first."""
    query = _published().where(Story.kind == kind)
    return tuple(StoryRecord(*row) for row in session.execute(query))


def newest(session: Session, kind: StoryKind) -> StoryRecord | None:
    """Return the story that was published last."""
    row = session.execute(_published().where(Story.kind == kind).limit(1)).first()
    return StoryRecord(*row) if row else None


def all_records(session: Session) -> tuple[StoryRecord, ...]:
    """Return all stories and lessons but deleted ones, those changed last first."""
    in_bin = cast(Story.id, String).in_(bin_entries.subjects("story"))
    query = select(*_COLUMNS).where(~in_bin).order_by(Story.changed.desc(), Story.id.desc())
    return tuple(StoryRecord(*row) for row in session.execute(query))


def first_documents(session: Session, numbers: list[int]) -> dict[int, PartRecord]:
    """Return for each story the first part that has a document."""
    first = (
        select(StoryPart.story_id, func.min(StoryPart.place).label("place"))
        .where(StoryPart.story_id.in_(numbers), StoryPart.item_id.is_not(None))
        .group_by(StoryPart.story_id)
        .subquery()
    )
    rows = session.execute(
        select(
            StoryPart.story_id,
            StoryPart.text,
            StoryPart.item_id,
            StoryPart.page_number,
            StoryPart.caption,
        ).join(
            first,
            (first.c.story_id == StoryPart.story_id) & (first.c.place == StoryPart.place),
        )
    )
    return {row.story_id: PartRecord(*row[1:]) for row in rows}


def _published() -> Select[tuple[object, ...]]:
    query = select(*_COLUMNS).where(Story.state == StoryState.PUBLISHED)
    return query.order_by(Story.published.desc(), Story.id.desc())


StoryNotFoundError = problem("Không có bài này, hoặc bài chưa đăng.", status=404)
NoStoryTitleError = problem("Bài chưa có tên. Hãy ghi tên bài.", status=400)
BadStoryDocumentError = problem(
    "Không thấy tài liệu hoặc trang “{0}”. Hãy mở trang ấy như bạn đọc, chép địa chỉ trên "
    "thanh địa chỉ rồi dán vào đây, hoặc ghi mã tài liệu.",
    status=400,
)
EmptyStoryError = problem("Bài chưa có phần nào. Hãy viết ít nhất một phần rồi đăng.", status=409)
StoryIsPublicError = problem(
    "Bài này đang đăng, nên chỉ người có quyền công bố sửa được, và gỡ xuống rồi mới xóa "
    "được. Hãy nhờ người ấy sửa, hoặc tạm gỡ bài xuống.",
    status=403,
)
BadStoryFileError = problem("Không đọc được tệp bài “{0}”: {1}.", status=400)

name_problems(globals())
