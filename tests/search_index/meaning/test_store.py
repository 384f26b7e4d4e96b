"""Vectors on disk: what is stored is found, what is removed is not, and kills lose nothing."""

import subprocess
import sys
from contextlib import closing

import numpy as np
import pytest

from library.errors import MeaningFailedError
from search_index.meaning.page_division import Passage
from search_index.meaning.stock import model_of, stock_of
from search_index.meaning.store import FileReader, FileWriter, create_vectors
from tests.search_index.meaning.made_vectors import WIDTH, made_vector

_WORDS = ("chợ", "lụt", "núi", "sông")


@pytest.fixture
def path(tmp_path):
    """Return the path of an empty file of vectors."""
    file = tmp_path / "vectors.sqlite"
    create_vectors(file, "made", np.zeros(WIDTH, np.float32))
    return file


@pytest.fixture
def writer(path):
    """Return a writer."""
    with closing(FileWriter(path)) as writer:
        yield writer


@pytest.fixture
def reader(path):
    """Return a reader that is open while others write."""
    with closing(FileReader(path)) as reader:
        yield reader


def _put(writer, *words: str, page: int = 1) -> None:
    for word in words:
        writer.put(word, page, b"1", [(Passage(0, 9), made_vector(word))])
    writer.save()


def _nearest(reader, word: str, **where) -> str | None:
    return next((near.item_id for near in reader.nearest(made_vector(word), 1, **where)), None)


def test_the_nearest_passage_is_found_with_its_place(writer, reader):
    writer.put("sách", 7, b"1", [(Passage(3, 60), made_vector("lụt"))])
    writer.save()
    (near,) = reader.nearest(made_vector("lụt"), 5)
    assert (near.item_id, near.page, near.passage) == ("sách", 7, Passage(3, 60))
    assert near.cosine == pytest.approx(1, abs=0.01)


def test_an_open_reader_sees_what_is_saved_and_no_more(writer, reader):
    _put(writer, "chợ")
    writer.put("lụt", 1, b"1", [(Passage(0, 9), made_vector("lụt"))])
    assert _nearest(reader, "lụt") == "chợ"
    writer.save()
    assert _nearest(reader, "lụt") == "lụt"


def test_a_removed_page_is_not_found(writer, reader):
    _put(writer, *_WORDS)
    assert _nearest(reader, "lụt") == "lụt"
    writer.remove_page("lụt", 1)
    writer.save()
    assert _nearest(reader, "lụt") != "lụt"


def test_a_page_put_again_replaces_its_passages(writer, reader):
    _put(writer, "chợ")
    writer.put("chợ", 1, b"2", [(Passage(0, 9), made_vector("lụt"))])
    writer.save()
    assert [near.item_id for near in reader.nearest(made_vector("lụt"), 9)] == ["chợ"]
    assert writer.digests("chợ") == {1: b"2"}


def test_only_the_items_asked_for_are_found(writer, reader):
    _put(writer, *_WORDS)
    assert _nearest(reader, "lụt", items=("chợ", "núi")) in ("chợ", "núi")
    assert _nearest(reader, "lụt", items=()) is None


def test_the_nearest_of_many_is_found_by_its_code(writer, reader):
    words = [f"từ {number}" for number in range(3000)]
    _put(writer, *words)
    nearest = [_nearest(reader, word) for word in words[::100]]
    assert nearest == words[::100]


def test_stale_codes_of_removed_pages_do_not_crowd_out_others(writer, reader):
    _put(writer, *(f"từ {number}" for number in range(2500)))
    assert _nearest(reader, "từ 7") == "từ 7"
    for number in range(2400):
        writer.remove_page(f"từ {number}", 1)
    writer.save()
    assert len(reader.nearest(made_vector("từ 7"), 200)) == 100


def test_a_damaged_file_is_an_expected_error(path):
    path.write_bytes(b"?" * 5000)
    assert (model_of(path), stock_of(path)) == (None, None)
    with pytest.raises(MeaningFailedError):
        FileReader(path)


@pytest.mark.slow
def test_a_process_killed_while_it_writes_loses_only_what_was_not_saved(path):
    code = f"""
import os, signal
from tests.search_index.meaning.test_store import _put
from tests.search_index.meaning.made_vectors import made_vector
from search_index.meaning.page_division import Passage
from search_index.meaning.store import FileWriter
from pathlib import Path
writer = FileWriter(Path({str(path)!r}))
_put(writer, "chợ", "lụt")
writer.put("núi", 1, b"1", [(Passage(0, 9), made_vector("núi"))])
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    with closing(FileWriter(path)) as writer, closing(FileReader(path)) as reader:
        assert sorted(writer.item_ids()) == ["chợ", "lụt"]
        _put(writer, "núi")
        assert _nearest(reader, "núi") == "núi"
