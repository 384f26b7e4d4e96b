"""The condition of search by meaning, its commands, and the process that follows the catalogue."""

import pytest
from click.testing import CliRunner

from library.cli import main
from library.database import work
from search_index.index import sync
from search_index.meaning import cli, conditions, place
from search_index.meaning.follower import follower, is_due
from search_index.meaning.place import vectors_path
from tests.makers import make_environment, make_item
from tests.search_index.meaning.made_vectors import MODEL, build


@pytest.fixture
def without_model(monkeypatch):
    """Answer as where the extra is not installed."""
    monkeypatch.setattr(conditions, "is_installed", lambda: False)
    monkeypatch.setattr(cli, "is_installed", lambda: False)


@pytest.fixture
def with_model(monkeypatch):
    """Answer as where the made model is installed."""
    monkeypatch.setattr(place, "is_installed", lambda: True)
    monkeypatch.setattr(conditions, "is_installed", lambda: True)
    for module in ("conditions", "follower"):
        monkeypatch.setattr(f"search_index.meaning.{module}.model_identity", lambda: MODEL)


@pytest.fixture
def built(settings, engine):
    """Build the vectors of one published item."""
    with work(engine) as session:
        make_item(session, texts=["Chợ Kỳ Lừa họp năm ngày một phiên."])
    sync.drain(settings, engine)
    build(settings, engine)


def test_without_the_extra_there_is_nothing_to_check(settings, engine, without_model):
    assert conditions.is_complete(settings) is None


def test_doctor_says_how_complete_the_vectors_are(settings, built, with_model):
    assert conditions.is_complete(settings) == (
        True,
        "đang dùng: 1/1 trang, 1 đoạn; còn chờ 0 tài liệu",
    )


def test_doctor_says_that_the_model_is_installed_but_not_in_use(settings, engine, with_model):
    passed, state = conditions.is_complete(settings)
    assert (passed, "diachi meaning build" in state) == (True, True)


def test_doctor_says_that_a_build_is_unfinished(settings, built, with_model):
    place.complete_mark(settings).unlink()
    assert conditions.is_complete(settings)[1].startswith("đang chuẩn bị: 1/1 trang")


def test_doctor_fails_on_a_damaged_file(settings, built, with_model):
    vectors_path(settings).write_bytes(b"?" * 5000)
    assert conditions.is_complete(settings)[0] is False


def test_work_is_due_while_items_wait(settings, engine, built, with_model):
    assert not is_due(settings, engine)
    with work(engine) as session:
        make_item(session, "Lụt")
    sync.drain(settings, engine)
    assert is_due(settings, engine)
    build(settings, engine)
    assert not is_due(settings, engine)


def test_no_process_is_started_where_the_vectors_were_never_built(settings, engine, with_model):
    with follower(settings, engine) as process:
        assert not process.keep_up()


def test_a_build_without_the_extra_says_how_to_install_it(settings, engine, without_model):
    result = CliRunner().invoke(main, ["meaning", "build"], env=make_environment(settings.home))
    assert "pip install diachi[meaning]" in result.output


def test_the_vectors_can_be_removed(settings, engine, built):
    command = ["meaning", "remove", "--yes"]
    assert CliRunner().invoke(main, command, env=make_environment(settings.home)).exit_code == 0
    assert not vectors_path(settings).exists()
