"""Damage to the files of a Tantivy index, and failures of Tantivy itself."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from library.errors import IndexDamagedError, IndexNotWrittenError, SearchFailedError
from search_index.clauses import Everything
from search_index.engines import tantivy_engine
from search_index.engines.tantivy_files import SegmentFiles, guard
from tests.search_index.makers import Index, damage_file, page

_SUFFIXES = ("idx", "pos", "term", "store", "fast", "fieldnorm")


class PanicException(BaseException):
    """Stand-in for the exception of a panic, which no module exports."""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Return a Tantivy index of some pages."""
    index = Index(tantivy_engine, tmp_path)
    index.put(*(page(f"s{n}", f"trận lụt năm {1880 + n}", number=n) for n in range(1, 30)))
    return index


def _overwrite(path: Path) -> None:
    content, place = path.read_bytes(), path.stat().st_size // 3
    with path.open("r+b") as file:
        file.seek(place)
        file.write(bytes([content[place] ^ 0xFF]))


def _replace_with_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


# A truncated file is not among these: whoever touches its mapped pages is killed (SIGBUS).
_DAMAGES = (
    pytest.param(_overwrite, id="one byte overwritten"),
    pytest.param(Path.unlink, id="deleted"),
    pytest.param(_replace_with_folder, id="a folder"),
)


@pytest.mark.parametrize("damage", _DAMAGES)
@pytest.mark.parametrize("suffix", [*_SUFFIXES, "json"])
def test_damage_is_noticed_before_an_open_reader_touches_it(
    index: Index, suffix: str, damage: Callable[[Path], None]
):
    reader = index.engine.open_reader(index.folder)
    damage(next(index.folder.glob(f"[!.]*.{suffix}")))
    with pytest.raises(IndexDamagedError):
        reader.refresh()


@pytest.mark.parametrize("suffix", _SUFFIXES)
def test_a_damaged_index_is_not_opened(index: Index, suffix: str):
    _overwrite(next(index.folder.glob(f"*.{suffix}")))
    with pytest.raises(IndexDamagedError):
        index.search("lụt")


def test_a_panic_over_damaged_files_is_an_error_of_the_library(index: Index):
    reader = index.engine.open_reader(index.folder)
    damage_file(next(index.folder.glob("*.store")))
    with pytest.raises(IndexDamagedError):
        reader.find(Everything(), first=0, size=20)


def test_a_panic_over_sound_files_condemns_only_the_query(index: Index):
    files = SegmentFiles(index.folder)
    with pytest.raises(SearchFailedError), guard(files, SearchFailedError):
        raise PanicException("index out of bounds")


def test_a_stop_signal_is_not_a_failure_of_the_engine(index: Index):
    with pytest.raises(KeyboardInterrupt), guard(SegmentFiles(index.folder), SearchFailedError):
        raise KeyboardInterrupt


def test_a_mistake_in_our_own_code_keeps_its_name(index: Index):
    with pytest.raises(KeyError), guard(SegmentFiles(index.folder), SearchFailedError):
        raise KeyError("page")


def test_a_full_disk_is_named_without_the_path(index: Index):
    full = "An IO error occurred: 'No space left on device (os error 28) at path \"/srv/x\"'"
    files = SegmentFiles(index.folder)
    with (
        pytest.raises(IndexNotWrittenError, match=r"\(No space left on device\)"),
        guard(files, IndexNotWrittenError),
    ):
        raise ValueError(full)


def test_commits_and_merges_are_not_damage(index: Index):
    files = SegmentFiles(index.folder)
    for number in range(12):
        index.put(page(f"b{number}", "lụt"))
        index.remove(f"s{number}")
        files.check()
    files.check(thorough=True)


def test_what_a_disk_loses_silently_is_found_by_reading_all(index: Index):
    files = SegmentFiles(index.folder)
    files.check()
    path = next(index.folder.glob("*.pos"))
    times = path.stat()
    _overwrite(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    files.check()
    with pytest.raises(IndexDamagedError):
        files.check(thorough=True)
