"""Reads the words on a page (Tesseract, in this process)."""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

os.putenv("OMP_THREAD_LIMIT", "1")  # read at the import: more are slower

import tesserocr

from ingest.images.preprocess import Picture
from ingest.problems import MissingLanguageError, UnreadablePageError
from library.catalogue.text.languages import is_vertical
from library.catalogue.text.words import Word

_PLACES = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata")
"""Where distributions keep language data."""

Box = tuple[int, int, int, int]
"""Left, top, width and height."""

_NOWHERE: Box = (0, 0, 0, 0)

Line = tuple[Box, tuple[Word, ...]]
Lines = tuple[Line, ...]

ORIENTATION = "osd"
"""The data that tells which way is up."""

_WORD, _LINE = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
_DIGITS_IN = ("eng", "vie")
"""English data knows written digits best; Debian installs it with Tesseract."""

_STRIP_DPI = 200
_CLEAR = 4.0
"""Pages of print reach 10 to 20; blurred ones may be turned wrongly at 1."""


def languages() -> tuple[str, ...]:
    """Name the languages whose data is installed."""
    return _data()[1]


def data_path() -> str:
    """Return the folder the data of languages is in; empty when there is none."""
    return _data()[0]


def version() -> str:
    """Return the version of the library that reads."""
    return tesserocr.tesseract_version().split()[1]


def package_of(language: str) -> str:
    """Return the name of the system package that brings a language."""
    return f"tesseract-ocr-{language.replace('_', '-')}"


def read_words(picture: Picture, wanted: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words on a prepared page in reading order, boxes in its pixels."""
    return tuple(word for _, line in read_lines(picture, wanted, dpi) for word in line)


def read_lines(picture: Picture, wanted: tuple[str, ...], dpi: int) -> Lines:
    """Return the lines on a prepared page in reading order, each with its box and its words.

    The box may be wider than the words: of the last ones Tesseract may have made nothing. It is
    empty where Tesseract tells none.
    """
    reader = _set_reader(wanted)
    _lay(reader, picture, dpi)
    lines = _read(reader)
    reader.Clear()
    return lines


def read_line(picture: Picture, wanted: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words on a picture that holds one line."""
    high, wide = picture.shape
    (words,) = read_boxes(picture, [(0, 0, wide, high)], wanted, dpi, tesserocr.PSM.SINGLE_LINE)
    return words


def read_boxes(
    picture: Picture,
    boxes: Iterable[Box],
    wanted: tuple[str, ...],
    dpi: int,
    mode: tesserocr.PSM = tesserocr.PSM.SINGLE_BLOCK,
) -> Iterator[tuple[Word, ...]]:
    """Give the words in each of some boxes, each of which holds one block of text or as told."""
    reader = _set_reader(wanted)
    _lay(reader, picture, dpi)
    reader.SetPageSegMode(mode)
    try:
        for box in boxes:
            reader.SetRectangle(*box)
            yield tuple(word for _, line in _read(reader) for word in line)
    finally:
        reader.SetPageSegMode(tesserocr.PSM.AUTO)
        reader.Clear()


def read_digits(strip: Picture) -> tuple[str, float]:
    """Return the digits on a strip of one line that holds nothing else, and how sure they are."""
    reader = _digit_reader()
    _lay(reader, strip, _STRIP_DPI)
    read = "".join(reader.GetUTF8Text().split())
    confidence = reader.MeanTextConf() / 100
    reader.Clear()
    return read, confidence


def quarter_turns(picture: Picture, dpi: int) -> int | None:
    """Return how many quarter turns clockwise put the page upright; None when it is not clear."""
    detector = _detector()
    _lay(detector, picture, dpi)
    found = detector.DetectOrientationScript()
    detector.Clear()
    if not found or found["orient_conf"] < _CLEAR:
        return None
    return round(-found["orient_deg"] / 90) % 4


def _lay(reader: tesserocr.PyTessBaseAPI, picture: Picture, dpi: int) -> None:
    high, wide = picture.shape
    reader.SetImageBytes(picture.tobytes(), wide, high, 1, wide)
    reader.SetSourceResolution(dpi)


def _read(reader: tesserocr.PyTessBaseAPI) -> Lines:
    if not reader.Recognize():
        raise UnreadablePageError
    found = reader.GetIterator()
    return tuple(_lines(_words(found))) if found else ()


@lru_cache(maxsize=1)
def _data() -> tuple[str, tuple[str, ...]]:
    """Return the first place that has language data, and the languages there."""
    for place in filter(os.path.isdir, _PLACES):  # of a missing one Tesseract searches elsewhere
        path, found = tesserocr.get_languages(place)
        if found:
            return path, tuple(sorted(found))
    return "", ()


def _set_reader(wanted: tuple[str, ...]) -> tesserocr.PyTessBaseAPI:
    """Return the reader of some languages, which seeks letters of one width in columns only.

    Typewriting comes out the same without, and all pages a little sooner. All readers of a process
    share this setting.
    """
    reader = _reader(wanted)
    reader.SetVariable("textord_all_prop", "F" if is_vertical(wanted) else "T")
    return reader


@lru_cache(maxsize=4)
def _reader(wanted: tuple[str, ...]) -> tesserocr.PyTessBaseAPI:
    _demand(wanted)
    return tesserocr.PyTessBaseAPI(
        path=data_path(),
        lang="+".join(wanted),
        oem=tesserocr.OEM.LSTM_ONLY,
        psm=tesserocr.PSM.AUTO,
    )


@lru_cache(maxsize=1)
def _digit_reader() -> tesserocr.PyTessBaseAPI:
    language = next((name for name in _DIGITS_IN if name in languages()), _DIGITS_IN[-1])
    _demand((language,))
    reader = tesserocr.PyTessBaseAPI(
        path=data_path(), lang=language, oem=tesserocr.OEM.LSTM_ONLY, psm=tesserocr.PSM.SINGLE_LINE
    )
    reader.SetVariable("tessedit_char_whitelist", "0123456789")
    return reader


@lru_cache(maxsize=1)
def _detector() -> tesserocr.PyTessBaseAPI:
    _demand((ORIENTATION,))
    return tesserocr.PyTessBaseAPI(path=data_path(), lang=ORIENTATION, psm=tesserocr.PSM.OSD_ONLY)


def _demand(wanted: tuple[str, ...]) -> None:
    for language in wanted:
        if language not in languages():
            raise MissingLanguageError(language, package_of(language))


def _lines(words: Iterable[tuple[Box, Word]]) -> Iterator[Line]:
    for _, line in groupby(words, key=lambda pair: pair[1].line):
        (box, *_), words = zip(*line, strict=True)
        yield box, words


def _words(found: tesserocr.PyResultIterator) -> Iterator[tuple[Box, Word]]:
    """Give each word with the box of its line."""
    block = line = -1
    line_box = _NOWHERE
    for place in tesserocr.iterate_level(found, _WORD):
        if place.Empty(_WORD):
            continue
        block += place.IsAtBeginningOf(tesserocr.RIL.BLOCK)
        if place.IsAtBeginningOf(_LINE):
            line, line_box = line + 1, _sized(place.BoundingBox(_LINE) or _NOWHERE)
        text, box = place.GetUTF8Text(_WORD), place.BoundingBox(_WORD)
        if text.strip() and box:
            sure = round(place.Confidence(_WORD) / 100, 3)
            yield line_box, Word(text, *_sized(box), sure, block, line)


def _sized(edges: Box) -> Box:
    left, top, right, bottom = edges
    return left, top, right - left, bottom - top
