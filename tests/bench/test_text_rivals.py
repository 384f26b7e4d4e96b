"""The engines to compare with answer from the same documents, or say that they are missing."""

import subprocess
import sys
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bench.text_rivals import Fts5, MissingRivalError, PostgreSql, Xapian
from tests.databases import SERVER_URL

_DOCUMENTS = (
    ("a", "Khởi nghĩa Bắc Sơn", "Ngày 27 tháng 9 năm 1940."),
    ("b", "Ca dao", "Đồng Đăng có phố Kỳ Lừa, tỉnh Lạng Sơn"),
    ("c", "Thư viện", "Sách báo"),
)
_SYSTEM_PYTHON = Path("/usr/bin/python3")
_HAS_XAPIAN = (
    _SYSTEM_PYTHON.exists()
    and subprocess.run([_SYSTEM_PYTHON, "-c", "import xapian"], capture_output=True).returncode == 0
)
_RIVALS = (
    pytest.param(Fts5, id="FTS5"),
    pytest.param(
        partial(Xapian, _SYSTEM_PYTHON),
        id="Xapian",
        marks=pytest.mark.needs(_HAS_XAPIAN, "python3-xapian"),
    ),
    pytest.param(
        partial(PostgreSql, SERVER_URL),
        id="PostgreSQL",
        marks=pytest.mark.postgresql("compared with its search"),
    ),
)


@pytest.mark.parametrize("start", _RIVALS)
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("phố Kỳ Lừa", "b", id="as written"),
        pytest.param("ky lua lang son", "b", id="without marks"),
        pytest.param("bac son khoi nghia", "a", id="words of the title"),
        pytest.param('"sách - báo', "c", id="signs that are operators elsewhere"),
    ],
)
def test_the_document_with_the_words_comes_first(start, typed, first):
    with closing(start()) as rival:
        rival.fill(_DOCUMENTS)
        assert rival.ask(typed)[0] == first


@pytest.mark.parametrize("start", _RIVALS)
def test_a_question_without_known_words_finds_nothing(start):
    with closing(start()) as rival:
        rival.fill(_DOCUMENTS)
        assert rival.ask("xyz") == rival.ask("???") == ()


def test_a_python_without_xapian_is_named():
    with pytest.raises(MissingRivalError, match="python3-xapian"):
        Xapian(Path(sys.executable))
