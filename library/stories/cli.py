"""Commands `diachi story …` for stories told with documents."""

import tomllib
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import work
from library.installation import installation
from library.settings import read_settings
from library.stories import edit_stories
from library.stories.edit_stories import PartDetails, StoryDetails
from library.stories.models import Story, StoryKind
from library.stories.problems import BadStoryFileError


def import_file(session: Session, path: Path, by: str, *, publish: bool) -> Story | None:
    """Add the story of a file; None if this file was imported before."""
    if session.scalar(select(Story.id).where(Story.source_id == path.stem)) is not None:
        return None
    story = edit_stories.enter(session, read_story(path), by)
    story.source_id = path.stem
    if publish:
        edit_stories.publish(session, story, by)
    return story


def read_story(path: Path) -> StoryDetails:
    """Return the story in a TOML file; raise BadStoryFileError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return StoryDetails(
            kind=StoryKind(table.get("kind", StoryKind.STORY)),
            title=table["title"],
            lead=table.get("lead", ""),
            school_class=table.get("school_class", ""),
            theme=table.get("theme", ""),
            sheet=table.get("sheet", ""),
            parts=tuple(_part(part) for part in table.get("parts", ())),
        )
    except KeyError as error:
        raise BadStoryFileError(path.name, f"thiếu mục {error}") from error
    except (ValueError, AttributeError, TypeError, OSError) as error:
        raise BadStoryFileError(path.name, "không phải TOML hợp lệ") from error


def _part(part: dict[str, str]) -> PartDetails:
    return PartDetails(part.get("text", ""), part.get("document", ""), part.get("caption", ""))


_BY = "dòng lệnh"


@click.group(help="Chuyện kể từ tài liệu và bài học.")
def story() -> None:
    """Group the commands on stories."""


@story.command("import", help="Nhập các bài viết trong tệp TOML; tệp đã nhập thì bỏ qua.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--publish", is_flag=True, help="Đăng ngay cho bạn đọc.")
@as_json_option
@cli_command
def import_stories(files: tuple[Path, ...], publish: bool, as_json: bool) -> None:
    """Import one story per file."""
    with installation(read_settings()) as engine:
        for path in files:
            with work(engine) as session:
                new_story = import_file(session, path, _BY, publish=publish)
                number = new_story and new_story.id
            outcome = "đã nhập" if number else "đã có từ trước"
            emit({"file": path.name, "story": number}, f"{path.name}: {outcome}", as_json=as_json)
