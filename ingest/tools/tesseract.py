"""OCR with Tesseract, in this process."""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

os.putenv("OMP_THREAD_LIMIT", "1")  # read at import: more threads are slower

import tesserocr

from ingest.images.preprocess import Picture
from ingest.problems import MissingLanguageError, UnreadablePageError
from library.catalogue.text.languages import is_vertical
from library.catalogue.text.words import Word

_DATA_FOLDERS = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata")
"""Folders where distributions keep language data."""

Box = tuple[int, int, int, int]
"""Left, top, width and height."""

_EMPTY_BOX: Box = (0, 0, 0, 0)

Line = tuple[Box, tuple[Word, ...]]
Lines = tuple[Line, ...]

ORIENTATION_DATA = "osd"
"""Language data for orientation detection."""

_WORD, _LINE = tesserocr.RIL.WORD, tesserocr.RIL.TEXTLINE
_DIGIT_LANGUAGES = ("eng", "vie")
"""English data recognises digits best; Debian installs it with Tesseract."""

_DIGITS = "0123456789"

_STRIP_DPI = 200
_MIN_ORIENTATION_CONFIDENCE = 4.0
"""Printed pages reach 10 to 20; blurred ones may be rotated wrongly at 1."""


def languages() -> tuple[str, ...]:
    """Return the languages whose data is installed."""
    return _data()[1]


def data_path() -> str:
    """Return the language data folder; empty if there is none."""
    return _data()[0]


def version() -> str:
    """Return the version of the Tesseract library."""
    return tesserocr.tesseract_version().split()[1]


def package_of(language: str) -> str:
    """Return the name of the system package that installs a language."""
    return f"tesseract-ocr-{language.replace('_', '-')}"


def read_words(picture: Picture, languages: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words on a prepared page in reading order, with boxes in its pixels."""
    return tuple(word for _, line in read_lines(picture, languages, dpi) for word in line)


def read_lines(picture: Picture, languages: tuple[str, ...], dpi: int) -> Lines:
    """Return the lines on a prepared page in reading order, each with its box and its words.

    The box may be wider than the words, because Tesseract may have dropped the last ones. It is
    empty if Tesseract reports none.
    """
    reader = _configured_reader(languages)
    _set_image(reader, picture, dpi)
    lines = _recognise(reader)
    reader.Clear()
    return lines


def read_line(picture: Picture, languages: tuple[str, ...], dpi: int) -> tuple[Word, ...]:
    """Return the words on a picture of one text line."""
    high, wide = picture.shape
    (words,) = read_boxes(picture, [(0, 0, wide, high)], languages, dpi, tesserocr.PSM.SINGLE_LINE)
    return words


def read_boxes(
    picture: Picture,
    boxes: Iterable[Box],
    languages: tuple[str, ...],
    dpi: int,
    mode: tesserocr.PSM = tesserocr.PSM.SINGLE_BLOCK,
) -> Iterator[tuple[Word, ...]]:
    """Yield the words in each box; each box holds one block of text, or as `mode` says."""
    reader = _configured_reader(languages)
    _set_image(reader, picture, dpi)
    reader.SetPageSegMode(mode)
    try:
        for box in boxes:
            reader.SetRectangle(*box)
            yield tuple(word for _, line in _recognise(reader) for word in line)
    finally:
        reader.SetPageSegMode(tesserocr.PSM.AUTO)
        reader.Clear()


def read_digits(strip: Picture, marks: str = "") -> tuple[str, float]:
    """Return the digits on a strip of one line, and their confidence.

    The strip contains only digits, and the given marks.
    """
    reader = _digit_reader()
    reader.SetVariable("tessedit_char_whitelist", _DIGITS + marks)
    _set_image(reader, strip, _STRIP_DPI)
    digits = "".join(reader.GetUTF8Text().split())
    confidence = reader.MeanTextConf() / 100
    reader.Clear()
    return digits, confidence


def quarter_turns(picture: Picture, dpi: int) -> int | None:
    """Return the quarter turns clockwise that make the page upright; None if it is unclear."""
    detector = _detector()
    _set_image(detector, picture, dpi)
    orientation = detector.DetectOrientationScript()
    detector.Clear()
    if not orientation or orientation["orient_conf"] < _MIN_ORIENTATION_CONFIDENCE:
        return None
    return round(-orientation["orient_deg"] / 90) % 4


def _set_image(reader: tesserocr.PyTessBaseAPI, picture: Picture, dpi: int) -> None:
    high, wide = picture.shape
    reader.SetImageBytes(picture.tobytes(), wide, high, 1, wide)
    reader.SetSourceResolution(dpi)


def _recognise(reader: tesserocr.PyTessBaseAPI) -> Lines:
    if not reader.Recognize():
        raise UnreadablePageError
    iterator = reader.GetIterator()
    return tuple(_lines(_words(iterator))) if iterator else ()


@lru_cache(maxsize=1)
def _data() -> tuple[str, tuple[str, ...]]:
    """Return the first folder with language data, and its languages."""
    for folder in filter(
        os.path.isdir, _DATA_FOLDERS
    ):  # for a missing one Tesseract searches elsewhere
        path, names = tesserocr.get_languages(folder)
        if names:
            return path, tuple(sorted(names))
    return "", ()


def _configured_reader(languages: tuple[str, ...]) -> tesserocr.PyTessBaseAPI:
    """Return the reader of some languages, with fixed-pitch detection for vertical text only.

    Typewritten text has the same result without it, and all pages are slightly faster. All readers
    of a process share this setting.
    """
    reader = _reader(languages)
    reader.SetVariable("textord_all_prop", "F" if is_vertical(languages) else "T")
    return reader


@lru_cache(maxsize=4)
def _reader(languages: tuple[str, ...]) -> tesserocr.PyTessBaseAPI:
    _raise_if_missing(languages)
    return tesserocr.PyTessBaseAPI(
        path=data_path(),
        lang="+".join(languages),
        oem=tesserocr.OEM.LSTM_ONLY,
        psm=tesserocr.PSM.AUTO,
    )


@lru_cache(maxsize=1)
def _digit_reader() -> tesserocr.PyTessBaseAPI:
    language = next(
        (name for name in _DIGIT_LANGUAGES if name in languages()), _DIGIT_LANGUAGES[-1]
    )
    _raise_if_missing((language,))
    return tesserocr.PyTessBaseAPI(
        path=data_path(), lang=language, oem=tesserocr.OEM.LSTM_ONLY, psm=tesserocr.PSM.SINGLE_LINE
    )


@lru_cache(maxsize=1)
def _detector() -> tesserocr.PyTessBaseAPI:
    _raise_if_missing((ORIENTATION_DATA,))
    return tesserocr.PyTessBaseAPI(
        path=data_path(), lang=ORIENTATION_DATA, psm=tesserocr.PSM.OSD_ONLY
    )


def _raise_if_missing(names: tuple[str, ...]) -> None:
    for language in names:
        if language not in languages():
            raise MissingLanguageError(language, package_of(language))


def _lines(words: Iterable[tuple[Box, Word]]) -> Iterator[Line]:
    for _, line in groupby(words, key=lambda pair: pair[1].line):
        (box, *_), words = zip(*line, strict=True)
        yield box, words


def _words(iterator: tesserocr.PyResultIterator) -> Iterator[tuple[Box, Word]]:
    """Yield each word with the box of its line."""
    block = line = -1
    line_box = _EMPTY_BOX
    for position in tesserocr.iterate_level(iterator, _WORD):
        if position.Empty(_WORD):
            continue
        block += position.IsAtBeginningOf(tesserocr.RIL.BLOCK)
        if position.IsAtBeginningOf(_LINE):
            line, line_box = line + 1, _box_from_edges(position.BoundingBox(_LINE) or _EMPTY_BOX)
        text, box = position.GetUTF8Text(_WORD), position.BoundingBox(_WORD)
        if text.strip() and box:
            confidence = round(position.Confidence(_WORD) / 100, 3)
            yield line_box, Word(text, *_box_from_edges(box), confidence, block, line)


def _box_from_edges(edges: Box) -> Box:
    x0, y0, x1, y1 = edges
    return x0, y0, x1 - x0, y1 - y0
