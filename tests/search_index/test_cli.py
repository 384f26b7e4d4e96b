"""Search and index commands."""

import json

import pytest
from click.testing import CliRunner

from library.cli import main
from library.database import work
from tests.makers import make_environment, make_item


@pytest.fixture
def diachi(settings, engine):
    """Return a function that runs the CLI of an installation with one item."""
    with work(engine) as session:
        make_item(session, "Trận lụt ở Lạng Sơn", texts=["Năm ấy có trận lụt."])
    environment = make_environment(settings.home)
    return lambda *words: CliRunner().invoke(main, words, env=environment)


def test_search_answers_with_one_json_object(diachi):
    answer = json.loads(diachi("search", "trận lụt", "--json").stdout)
    assert answer["total"] == 1
    keys = {"item", "source_id", "title", "collection", "page", "snippet", "score"}
    assert set(answer["hits"][0]) == keys


def test_search_prints_snippets(diachi):
    assert "Năm ấy có [trận lụt]." in diachi("search", "trận lụt").stdout


def test_search_prints_the_corrected_query(diachi):
    assert "đây là kết quả cho: Lạng Sơn." in diachi("search", "Lạng Sơm").stdout


def test_search_prints_explanations(diachi):
    answer = json.loads(diachi("search", "trận lụt", "--explain", "--json").stdout)
    because = " ".join(reason["because"] for reason in answer["hits"][0]["because"])
    assert "nhan đề" in because
    assert "hai âm tiết liền nhau, đúng dấu: tran lut" in because


def test_each_question_of_a_file_is_answered(diachi, tmp_path):
    (tmp_path / "câu hỏi").write_text('"trận lụt"\nkhông có\n')
    lines = diachi("index", "answer", str(tmp_path / "câu hỏi")).stdout.splitlines()
    answers = {line["query"]: len(line["items"]) for line in map(json.loads, lines)}
    assert answers == {'"trận lụt"': 1, "không có": 0}


@pytest.mark.parametrize("task", ["rebuild", "check", "drain"])
def test_index_commands_succeed(diachi, task):
    assert diachi("index", task).exit_code == 0


def test_a_collection_without_hits_returns_none(diachi):
    answer = json.loads(diachi("search", "lụt", "--collection", "bao-chi", "--json").stdout)
    nothing = {"near": [], "answered_query": None, "corrected_query": None}
    assert answer == {"total": 0, "hits": [], **nothing}


def test_json_tells_what_comes_close_and_what_was_answered(diachi):
    answer = json.loads(diachi("search", "trận lụt lớn", "--json").stdout)
    assert (answer["total"], len(answer["near"])) == (0, 1)
    answer = json.loads(diachi("search", "Lạng Sơm", "--json").stdout)
    assert (answer["total"], answer["answered_query"]) == (1, "Lạng Sơn")


def test_signs_alone_are_no_question(diachi):
    assert "Chưa có chữ nào" in diachi("search", "????").stdout


def test_an_unknown_collection_is_an_error_that_lists_the_known_ones(diachi):
    result = diachi("search", "lụt", "--collection", "khac")
    assert result.exit_code == 2
    assert "Không có sưu tập “khac”" in result.stderr
    assert "dia-chi" in result.stderr
