"""Page of backups, and its alarms on the office home page."""

import json
from datetime import timedelta

import pytest

from app.office.home import open_tasks
from library import clock
from library.backup.models import BackupRun, RunKind, RunState
from library.database import reading, work

_PAGE = "/can-bo/sao-luu"


@pytest.fixture
def enter(engine):
    """Return a function that enters a run in the history."""

    def enter_run(kind=RunKind.COPY, state=RunState.DONE, days=0, **columns) -> int:
        at = clock.now() - timedelta(days=days)
        run = BackupRun(kind=kind, state=state, started=at, finished=at, **columns)
        with work(engine) as session:
            session.add(run)
        return run.id

    return enter_run


def test_the_page_of_a_new_library_says_what_to_set(office):
    page = office.visit(_PAGE)
    assert "DIACHI_BACKUP_TO" in page.words
    assert "Chưa có bản nào" in page.words


def test_the_page_shows_the_last_copy_and_the_copies_at_hand(office, enter):
    enter(copy_id="a" * 64, in_repository=True, total_bytes=3_400_000, added_bytes=12_000)
    page = office.visit(_PAGE)
    assert "3,4 MB" in page.words
    assert page.says("td") == ["aaaaaaaa", "3,4 MB", "12 KB", "có"]


def test_the_page_shows_the_time_of_a_restore(office, enter):
    enter(RunKind.DRILL, restore_seconds=7260.0, certificate={"rows": 5})
    assert "2 giờ 1 phút" in office.visit(_PAGE).words


def test_a_certificate_can_be_read(office, enter):
    drill = enter(RunKind.DRILL, certificate={"rows": 5})
    assert office.visit(_PAGE).has_link_to(f"{_PAGE}/{drill}.json")
    assert json.loads(office.client.get(f"{_PAGE}/{drill}.json").data) == {"rows": 5}
    assert office.client.get(f"{_PAGE}/{enter()}.json").status_code == 404


def test_an_overdue_backup_is_shown_on_the_home_page(office, enter):
    enter(days=3)
    assert "Đã quá 36 giờ chưa sao lưu trọn vẹn." in office.visit("/can-bo").words


def test_only_administrators_see_backups(staff, engine, enter):
    enter(state=RunState.FAILED, message="hết chỗ")
    with reading(engine) as session:
        administrator, reviewer = (
            [task.endpoint for task in open_tasks(session, role)]
            for role in ("administrator", "reviewer")
        )
    assert ("office.backups" in administrator, "office.backups" in reviewer) == (True, False)
    assert staff("reviewer").client.get(_PAGE).status_code == 403


def test_the_page_shows_the_copies_of_the_database_alone(office, enter):
    enter(RunKind.DATABASE, copy_id="b" * 64, in_repository=True, total_bytes=3_400_000)
    page = office.visit(_PAGE)
    assert "Đang có 1 bản" in page.words
