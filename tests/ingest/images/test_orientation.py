"""Tests of page orientation from the diacritics of letters."""

from functools import partial

import numpy
import pytest

from ingest.images import orientation
from tests.ingest import papers
from tests.ingest.papers import scan


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_the_orientation_of_a_printed_page_is_detected(turn):
    lying = numpy.ascontiguousarray(numpy.rot90(numpy.asarray(scan().convert("L")), turn))
    assert orientation.quarter_turns(lying) == turn
    assert orientation.is_upright(lying) == (turn == 0)


def test_a_long_strip_is_not_enlarged_for_analysis():
    strip = numpy.tile(numpy.asarray(scan().convert("L"))[:, 200:400], (6, 1))
    assert (orientation.is_upright(strip), orientation.quarter_turns(strip)) == (False, 0)


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(papers.blank, id="blank"),
        pytest.param(papers.han_columns, id="columns of Hán"),
        pytest.param(partial(papers.noise, 1240, 1754), id="noise"),
    ],
)
def test_pages_without_latin_print_have_no_detectable_orientation(drawn):
    page = numpy.asarray(drawn().convert("L"))
    assert orientation.quarter_turns(page) == 0
    assert not orientation.is_upright(page)
