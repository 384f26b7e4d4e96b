"""Tantivy engine: segment files, estimated and cached counts."""

from pathlib import Path

import pytest

from search_index.clauses import Layer
from search_index.documents import SearchRequest
from search_index.engines import tantivy_engine
from tests.search_index.makers import Index, page, run

_COMMITS = 40


@pytest.mark.slow
def test_many_small_commits_do_not_pile_up_segments(tmp_path: Path):
    index = Index(tantivy_engine, tmp_path)
    for number in range(_COMMITS):
        index.put(page("sach", "trận lụt", number=number))
    assert len(list(tmp_path.glob("*.store"))) < _COMMITS / 2


def test_facet_counts_of_a_large_result_are_estimated(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(tantivy_engine, "_MAX_PAGES_COUNTED_EXACTLY", 200)
    index = Index(tantivy_engine, tmp_path)
    index.put(
        *(page(f"s{item}", "lụt", number=n, kind="Sách") for item in range(300) for n in (1, 2, 3)),
        *(page(f"b{item}", "lụt", kind="Báo") for item in range(100)),
        page("ban-do", "lụt", kind="Bản đồ"),
    )
    kinds = index.counts("lụt")[Layer.KIND]
    assert index.search("lụt").is_estimate
    assert kinds["Sách"] == pytest.approx(300, rel=0.1)
    assert kinds["Báo"] == pytest.approx(100, rel=0.1)
    assert "Bản đồ" in kinds


def test_cached_counts_are_dropped_after_a_commit(tmp_path: Path):
    index = Index(tantivy_engine, tmp_path)
    index.put(*(page(f"s{n // 2}", "lụt", number=n % 2 + 1, kind="Sách") for n in range(400)))
    reader = index.engine.open_reader(index.folder)
    clause = run(reader, SearchRequest("lụt")).clause
    index.put(page("b", "lụt", kind="Báo"))
    reader.refresh()
    assert reader.counts(clause)[Layer.KIND] == {"Sách": 200, "Báo": 1}
    reader.close()


def test_the_total_is_the_sum_of_the_facet_counts(tmp_path: Path):
    index = Index(tantivy_engine, tmp_path)
    index.put(*(page(f"s{n // 2}", "lụt", number=n % 2 + 1, kind="Sách") for n in range(800)))
    assert (index.search("lụt").total, index.counts("lụt")[Layer.KIND]) == (400, {"Sách": 400})
