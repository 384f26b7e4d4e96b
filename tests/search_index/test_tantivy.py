"""Watches the disk under Tantivy, which keeps what it merged until it is told to let go."""

from pathlib import Path

from search_index.engines import tantivy_engine
from tests.search_index.makers import Index, page

_COMMITS = 40


def test_many_small_commits_do_not_pile_up_segments(tmp_path: Path):
    index = Index(tantivy_engine, tmp_path)
    for number in range(_COMMITS):
        index.put(page("sach", "trận lụt", number=number))
    assert len(list(tmp_path.glob("*.store"))) < _COMMITS / 2
