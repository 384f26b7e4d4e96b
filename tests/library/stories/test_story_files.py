"""Import of stories from files."""

from pathlib import Path

import pytest

from library import cli
from library.database import work
from library.stories import story_records
from library.stories.models import StoryKind
from library.stories.story_records import BadStoryDocumentError, BadStoryFileError
from tests.makers import make_item

_DEMO = Path(__file__).parents[3] / "demo" / "chuyen-ke"


def _write(folder, text):
    path = folder / "chợ.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_imported_once(engine, tmp_path):
    path = _write(tmp_path, 'title = "Chợ"\n[[parts]]\ntext = "Chợ phiên."')
    with work(engine) as session:
        assert cli.import_file(session, path, "a", publish=True).title == "Chợ"
        assert cli.import_file(session, path, "a", publish=True) is None
        assert story_records.newest(session, StoryKind.STORY).title == "Chợ"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title =", BadStoryFileError),
        ('lead = "x"', BadStoryFileError),
        ('title = "x"\nkind = "y"', BadStoryFileError),
        ('title = "x"\n[[parts]]\ndocument = "000000000000"', BadStoryDocumentError),
    ],
)
def test_a_bad_file_is_refused(engine, tmp_path, text, problem):
    path = _write(tmp_path, text)
    with pytest.raises(problem), work(engine) as session:
        cli.import_file(session, path, "a", publish=True)


def test_the_demo_stories_can_be_read():
    for path in _DEMO.glob("*.toml"):
        details = cli.read_story(path)
        assert details.title and details.lead and all(part.document for part in details.parts)


def test_a_document_is_named_by_address_or_id(engine):
    with work(engine) as session:
        item = make_item(session)
        for typed, number in (
            (item.id, None),
            (f"/tai-lieu/{item.id}/trang/1", 1),
            (f"https://thu-vien.example/tai-lieu/{item.id}/trang/1?q=a#b", 1),
        ):
            assert cli.edit_stories.read_document(session, typed) == (item.id, number)
