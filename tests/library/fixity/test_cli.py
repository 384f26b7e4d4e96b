"""The command that verifies masters and the files of pages."""

import os

import pytest
from click.testing import CliRunner

from library.catalogue.pages import lost_files
from library.database import reading, work
from library.fixity.cli import fixity
from library.storage.content_store import ContentStore
from tests.makers import make_environment, make_item, make_page


@pytest.fixture
def run(settings, engine, monkeypatch):
    """Return a function that runs the command for pages of which every third lost its words."""
    store = ContentStore(settings.derivatives)
    with work(engine) as session:
        item = make_item(session)
        for number in range(6):
            words = store.put(f"{number}".encode())
            make_page(session, item, "chữ", words=words)
            if number % 3 == 0:
                store.discard(words)
    for name, value in make_environment(settings.home).items():
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(fixity, words)


@pytest.mark.parametrize("words", [("check",), ("check", "--all")])
def test_lost_files_of_pages_are_counted_and_noted(run, engine, words):
    result = run(*words)
    assert "Đã kiểm tra 6 tệp của trang: 2 mất hoặc hỏng" in result.output
    assert result.exit_code == 1
    with reading(engine) as session:
        assert lost_files.lost_count(session) == 2


def test_all_pages_are_verified_in_portions(run, monkeypatch):
    monkeypatch.setattr("library.fixity.cli._SAMPLED_PAGES", 2)
    assert "Đã kiểm tra 6 tệp của trang" in run("check", "--all").output


def test_the_report_counts_files_that_wait(run):
    run("check")
    assert "2 tệp của trang đang chờ làm lại" in run("report").output


def test_files_that_no_row_names_are_listed_once_they_are_a_day_old(run, settings):
    store = ContentStore(settings.derivatives)
    old, young = store.put(b"left by a killed process"), store.put(b"of a delivery in progress")
    os.utime(store.path(old), (1, 1))
    output = run("orphans").output
    assert f"derivatives {old} 24" in output
    assert young not in output
    assert "1 tệp không dòng nào nhắc đến" in output
    assert store.holds(old)
