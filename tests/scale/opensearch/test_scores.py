"""The scores of a cluster are those of the index in a folder, so both rank the same."""

import pytest

from scale.opensearch.cluster_index import ClusterIndex
from search_index.analysis import exact_pair, folded_pair, normalise, tokens
from search_index.clauses import (
    Everything,
    Fuzzy,
    Layer,
    OneOf,
    Pattern,
    Phrase,
    Prefix,
    Term,
    Years,
)
from search_index.engine import engine_named
from tests.opensearch_cluster import needs_real_nodes
from tests.search_index.makers import Index, page

pytestmark = [pytest.mark.scale, needs_real_nodes]
_PAIR = tokens(normalise("trận lụt"))
_PAGES = (
    page("a", "Trận lụt lụt lụt ở Đức Thọ.", title="Trận lụt", creator="Lê Văn Lụt", quality=0.5),
    page("b", f"Trận lớn {'dài lê thê ' * 40} lụt, ngày 22/8/1886", title="Đê", year=1886),
    page("c", "Lụt to ở trận tuyến.", title="Kế hoạch số 149/KH-UBND chống lụt"),
    *(page(f"d{n}", f"Trận lụt {'nữa ' * n}", title=f"Sách {n}") for n in range(9)),
)


@pytest.mark.parametrize(
    "clause",
    [
        Term(Layer.FOLDED, "lut"),
        Term(Layer.EXACT, "lụt"),
        Term(Layer.TITLE, "lut"),
        Term(Layer.TITLE_EXACT, "lụt"),
        Term(Layer.AUTHOR, "lut"),
        Term(Layer.NUMBER, "149"),
        Term(Layer.SIGNS, "1886-08-22"),
        Term(Layer.PAIRS, exact_pair(*_PAIR)),
        Term(Layer.TITLE_PAIRS, exact_pair(*_PAIR)),
        Prefix(Layer.PAIRS, folded_pair(*_PAIR)),
        Phrase(("tran", "lut", "lut")),
        Phrase(("tran", "lut"), 4),
        Fuzzy(Layer.FOLDED, "lat"),
        Pattern(Layer.EXACT, "l*"),
        Years(1880, 1890),
        OneOf(Layer.ITEM, ("a", "c")),
        Everything(),
    ],
    ids=repr,
)
def test_a_page_scores_the_same_on_a_cluster_and_in_a_folder(clause, cluster, tmp_path):
    place = ClusterIndex(cluster, f"{cluster.prefix}-1-0001")
    indexes = (
        Index(engine_named("tantivy"), tmp_path / "i"),
        Index(engine_named("opensearch"), place),
    )
    in_folder, on_cluster = (_scores(index, clause) for index in indexes)
    assert in_folder
    assert on_cluster == pytest.approx(in_folder, rel=1e-4)


def _scores(index, clause):
    index.put(*_PAGES)
    reader = index.engine.open_reader(index.folder)
    try:
        rows = reader.find(clause, first=0, size=50, by_page=True).items
        return {row.item_id: row.score for row in rows}
    finally:
        reader.close()
