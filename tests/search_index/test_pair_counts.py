"""Counts of pairs of syllables, by which spelling is corrected."""

from library.catalogue.access.rights import Audience
from search_index.analysis import exact_pair, folded_pair, tokens
from search_index.clauses import Layer
from tests.search_index.makers import page


def test_a_pair_is_counted_with_its_marks_or_with_any(index):
    index.put(page("a", "bàn tay"), page("b", "bàn táy"))
    reader, pair = index.engine.open_reader(index.folder), tokens("bàn tay")
    counts = [
        reader.pages_with(Layer.PAIRS, term, Audience.ANYONE)
        for term in (exact_pair(*pair), folded_pair(*pair))
    ]
    reader.close()
    assert counts == [1, 2]
