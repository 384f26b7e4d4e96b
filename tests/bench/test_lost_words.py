"""Words lost against plain reading, and words read where nothing is printed."""

from dataclasses import replace

import numpy
import pytest
from PIL import Image, ImageDraw

from bench import reading
from bench.lost_words import count_lost, ghost_words, lost_and_invented, lost_words
from library.catalogue.text.words import Word
from tests.ingest.papers import FACE

TEXT = "Hội chợ xuân mở từ sáng sớm"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory):
    """Return the pipeline after it has read one line."""
    folder = tmp_path_factory.mktemp("home")
    image = Image.new("L", (800, 300), 255)
    ImageDraw.Draw(image).text((100, 120), TEXT, font=FACE, fill=0)
    image.save(folder / "line.png", dpi=(200, 200))
    pipeline = reading.Pipeline(folder)
    pipeline(folder / "line.png")
    return pipeline


def _with_words(pipeline: reading.Pipeline, words: tuple[Word, ...]):
    return replace(pipeline.last, words=pipeline.tools.keep_words(words))


def test_nothing_is_lost_if_every_word_stands_in_its_place(pipeline):
    assert count_lost(pipeline, [TEXT]) == 0


def test_words_without_a_counterpart_in_their_place_are_lost(pipeline):
    words = pipeline.tools.words(pipeline.last)
    page = _with_words(pipeline, words[:-2])
    assert [word.text for word in lost_words(page, pipeline.tools, [TEXT])] == ["sáng", "sớm"]


def test_a_word_read_otherwise_in_its_place_is_not_lost(pipeline):
    words = pipeline.tools.words(pipeline.last)
    page = _with_words(pipeline, (*words[:-1], words[-1]._replace(text="som")))
    assert lost_words(page, pipeline.tools, [TEXT]) == ()


def test_a_word_that_the_page_has_elsewhere_is_not_lost(pipeline):
    words = pipeline.tools.words(pipeline.last)
    page = _with_words(pipeline, (*words[:-1], words[-1]._replace(top=5)))
    assert lost_words(page, pipeline.tools, [TEXT]) == ()


def test_a_word_that_is_not_in_the_truth_cannot_be_lost(pipeline):
    page = _with_words(pipeline, ())
    assert [word.text for word in lost_words(page, pipeline.tools, ["sáng"])] == ["sáng"]


def test_a_word_under_a_tall_smear_of_another_row_is_lost(pipeline):
    words = pipeline.tools.words(pipeline.last)
    smear = words[0]._replace(text="I", top=0, height=300)
    page = _with_words(pipeline, (smear, *words[1:]))
    assert [word.text for word in lost_words(page, pipeline.tools, [TEXT])] == ["Hội"]


def test_a_word_where_neither_plain_reading_nor_truth_has_one_is_invented(pipeline):
    words = pipeline.tools.words(pipeline.last)
    ghost, misread = words[0]._replace(text="vHt", top=20), words[1]._replace(text="chơ")
    page = _with_words(pipeline, (ghost, words[0], misread, *words[2:]))
    lost, invented = lost_and_invented(page, pipeline.tools, [TEXT], 0.5)
    assert (lost, [word.text for word in invented]) == ((), ["vHt"])


def test_every_word_on_an_empty_page_is_invented(pipeline):
    lost, invented = lost_and_invented(pipeline.last, pipeline.tools, [""], 0.5)
    assert lost == ()
    assert len(invented) == len(TEXT.split())


def test_other_readers_lose_nothing(pipeline):
    assert count_lost(lambda _image: "", [TEXT]) == 0


def test_a_word_over_unprinted_paper_is_a_ghost(pipeline):
    printed = numpy.full((300, 800), 255, numpy.uint8)
    printed[120:160:2, 100:300] = 0
    words = pipeline.tools.words(pipeline.last)
    assert words[0] not in ghost_words(pipeline.last, pipeline.tools, printed)
    assert words[-1] in ghost_words(pipeline.last, pipeline.tools, printed)
