"""Asks and keeps the index from the command line."""

import json

import pytest
from click.testing import CliRunner

from library.cli import main
from library.database import work
from tests.makers import make_item


@pytest.fixture
def diachi(settings, engine):
    """Return the command of an installation that holds one item."""
    with work(engine) as session:
        make_item(session, "Trận lụt ở Lạng Sơn", texts=["Năm ấy có trận lụt."])
    environment = {"DIACHI_HOME": str(settings.home)}
    return lambda *words: CliRunner().invoke(main, words, env=environment)


def test_search_answers_with_one_json_object(diachi):
    told = json.loads(diachi("search", "trận lụt", "--json").stdout)
    assert told["total"] == 1
    keys = {"item", "source_id", "title", "collection", "page", "snippet", "score"}
    assert set(told["hits"][0]) == keys


def test_search_speaks_to_people(diachi):
    assert "Năm ấy có [trận lụt]." in diachi("search", "trận lụt").stdout


def test_search_says_what_was_probably_meant(diachi):
    assert "Có phải bạn tìm: lạng sơn?" in diachi("search", "Lạng Sơm").stdout


def test_search_explains(diachi):
    told = json.loads(diachi("search", "trận lụt", "--explain", "--json").stdout)
    because = " ".join(reason["because"] for reason in told["hits"][0]["because"])
    assert "nhan đề" in because
    assert "bậc 1: đủ 2 điều (đúng dấu: trận; đúng dấu: lụt)" in because


@pytest.mark.parametrize("task", ["rebuild", "check", "drain"])
def test_the_index_is_kept_from_the_command_line(diachi, task):
    assert diachi("index", task).exit_code == 0


def test_a_collection_without_an_answer_has_none(diachi):
    told = json.loads(diachi("search", "lụt", "--collection", "bao-chi", "--json").stdout)
    assert told == {"total": 0, "hits": []}


def test_a_collection_that_is_not_there_is_an_error_that_names_those_there_are(diachi):
    told = diachi("search", "lụt", "--collection", "khac")
    assert told.exit_code == 2
    assert "Không có sưu tập “khac”" in told.stderr
    assert "dia-chi" in told.stderr
