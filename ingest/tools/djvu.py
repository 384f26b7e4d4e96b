"""DjVu documents: sizes, pictures and text layers of pages (ddjvu, djvused of djvulibre-bin).

Both programs run in the sandbox: their readers were written for files of friends.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy
from PIL import Image

from ingest.images.picture import Picture, drop_unused_colour
from ingest.problems import (
    BrokenFileError,
    MissingProgramError,
    NoPagesError,
    PageTooSlowError,
    PartsElsewhereError,
    TooManyPagesError,
    UnreadablePageError,
)
from ingest.tools.image_files import MAX_PAGES, MAX_SIDE, PLAUSIBLE_DPI, Facts, raise_if_too_large
from library.catalogue.text.words import Word
from library.process.sandboxed_programs import program_path, run_on_file
from library.vietnamese.letters import compose

PACKAGE = "djvulibre-bin"
PROGRAM = _INFORMANT = "djvused"
_PAINTER = "ddjvu"
_OUTPUT = "output"
_SECONDS = 120
_LIMITS = {"as": 2 << 30, "cpu": _SECONDS, "fsize": 512 << 20, "nofile": 32}
_TEXT_LIMITS = {**_LIMITS, "as": 1 << 30, "fsize": 4 << 20}
"""For the answers about a page: the words of a newspaper page take half a megabyte."""

_MANY_PAGES, _DIRECTORY_FLAGS_AT, _BUNDLED = b"DJVM", 24, 0x80
_TYPE_AT = slice(12, 16)

_SIZE = re.compile(r"width=(\d+) height=(\d+)")
_RESOLUTION = re.compile(r"INFO \[\d+\][^\n]*, (\d+) dpi")
_TURNED = re.compile(r"rotation=[123]")
_TOKEN = re.compile(r'[()]|"(?:[^"\\]|\\.)*"|[^\s()"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\([0-7]{1,3}|.)", re.DOTALL)
_SPECIAL = {"n": "\n", "t": "\t", "r": "\r"}
_WORD_ZONES, _PARTS_OF_WORDS = ("word",), ("char",)


def pages(path: Path, name: str) -> range:
    """Return the page indexes of a document; raise a ProblemError if it cannot be opened."""
    with path.open("rb") as content:
        head = content.read(_DIRECTORY_FLAGS_AT + 1)
    is_list = head[_TYPE_AT] == _MANY_PAGES and len(head) > _DIRECTORY_FLAGS_AT
    if is_list and not head[_DIRECTORY_FLAGS_AT] & _BUNDLED:
        raise PartsElsewhereError(name)
    answer = _ask(path, "n").strip()
    if not answer.isdecimal():
        raise BrokenFileError(name)
    if int(answer) == 0:
        raise NoPagesError(name)
    if int(answer) > MAX_PAGES:
        raise TooManyPagesError(name, int(answer), MAX_PAGES)
    return range(int(answer))


def facts(path: Path, index: int) -> Facts:
    """Return the size and resolution of a page; raise an error before it takes much memory."""
    answer = _ask(path, f"select {index + 1}; size; dump")
    size = _SIZE.search(answer)
    if size is None:
        raise UnreadablePageError
    width, height = map(int, size.groups())
    raise_if_too_large(width, height)
    resolution = _RESOLUTION.search(answer)
    dpi = int(resolution[1]) if resolution else 0
    return Facts(width, height, dpi if dpi in PLAUSIBLE_DPI else None)


def draw(path: Path, index: int) -> Picture:
    """Return a page in its own resolution."""
    facts(path, index)
    return drop_unused_colour(numpy.asarray(_painted(path, index)))


def draw_thumbnail(path: Path, index: int, width: int) -> Picture:
    """Return a page in grey and not wider than `width`."""
    facts(path, index)
    return numpy.asarray(_painted(path, index, f"-size={width}x{MAX_SIDE}").convert("L"))


def layer_words(path: Path, index: int) -> tuple[Word, ...]:
    """Return the words of a page's text layer, with boxes in pixels; none if the page is turned."""
    answer = _ask(path, f"select {index + 1}; size; print-txt")
    size = _SIZE.search(answer)
    if size is None or _TURNED.search(answer[: size.end() + 20]):
        return ()
    reader = _LayerReader(int(size[2]))
    reader.read(answer[size.end() :])
    return tuple(reader.words)


@dataclass(slots=True)
class _Zone:
    """A zone of the text layer: page, column, region, para, line, word or char."""

    kind: str
    sides: list[int] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class _LayerReader:
    """Reader of the text layer, which is a tree of zones written in parentheses.

    The tree is read without recursion: somebody else decided how deep it is.
    """

    height: int
    words: list[Word] = field(default_factory=list)
    _zones: list[_Zone] = field(default_factory=list)
    _block: int = -1
    _line: int = -1

    def read(self, layer: str) -> None:
        """Append the words of a layer."""
        is_name = False
        for match in _TOKEN.finditer(layer):
            symbol = match[0]
            if symbol == "(":
                is_name = True
            elif symbol == ")":
                self._end_zone()
            elif is_name:
                self._zones.append(_Zone(symbol))
                if symbol in ("page", "column", "region", "para"):
                    self._block += 1
                if symbol not in (*_WORD_ZONES, *_PARTS_OF_WORDS):
                    self._line += 1
                is_name = False
            elif self._zones:
                self._add(symbol)

    def _add(self, symbol: str) -> None:
        zone = self._zones[-1]
        if symbol.startswith('"'):
            zone.text += _ESCAPE.sub(_unescaped, symbol[1:-1])
        elif len(zone.sides) < 4 and symbol.lstrip("-").isdecimal():
            zone.sides.append(int(symbol[:9]))

    def _end_zone(self) -> None:
        if not self._zones:
            return
        zone = self._zones.pop()
        if zone.kind in _PARTS_OF_WORDS and self._zones:
            self._zones[-1].text += zone.text
        elif len(zone.sides) == 4 and zone.kind != "page":
            self.words.extend(self._words(zone))

    def _words(self, zone: _Zone) -> Iterator[Word]:
        """Yield the words of a zone; in a line of text without boxes by their share of letters."""
        x_start, bottom, x_end, top = zone.sides
        texts = compose(zone.text).split()
        letters = max(sum(map(len, texts)) + len(texts) - 1, 1)
        start = 0
        for text in texts:
            x0, x1 = (
                x_start + (x_end - x_start) * place // letters
                for place in (start, start + len(text))
            )
            start += len(text) + 1
            place = (x0, self.height - top, max(x1 - x0, 1), max(top - bottom, 1))
            yield Word(text, *place, 1.0, max(self._block, 0), max(self._line, 0))


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code, 8)) if code[0] in "01234567" else _SPECIAL.get(code, code)


def _painted(path: Path, index: int, *options: str) -> Image.Image:
    with tempfile.TemporaryDirectory(prefix="doc-") as folder:
        arguments = ("-format=pnm", f"-page={index + 1}", *options, str(path.resolve()), _OUTPUT)
        _run(_PAINTER, arguments, path, Path(folder), _LIMITS)
        try:
            with Image.open(Path(folder, _OUTPUT), formats=("PPM",)) as picture:
                picture.load()
                return picture.convert("L") if picture.mode == "1" else picture
        except (OSError, ValueError, SyntaxError) as error:
            raise UnreadablePageError from error


def _ask(path: Path, question: str) -> str:
    with tempfile.TemporaryDirectory(prefix="doc-") as folder:
        arguments = ("-u", "-e", question, str(path.resolve()))
        _run(_INFORMANT, arguments, path, Path(folder), _TEXT_LIMITS, _OUTPUT)
        return Path(folder, _OUTPUT).read_text("utf-8", "replace")


def _run(program: str, arguments: Iterable[str], path: Path, folder: Path, *limits: object) -> None:
    place = program_path(program)
    if place is None:
        raise MissingProgramError(PACKAGE)
    try:
        run_on_file(place, tuple(arguments), path, folder, *limits)
    except subprocess.TimeoutExpired as error:
        raise PageTooSlowError(_SECONDS) from error
