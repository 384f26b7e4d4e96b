"""Rules of thumb of the pipeline that can be taken away, and Tesseract with a memory."""

import hashlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from importlib import import_module
from typing import Any
from unittest import mock

from ingest.images.cells import Cell
from ingest.images.picture import Picture
from ingest.images.ruled_tables import Ruling
from ingest.tools import tesseract

_NEVER = re.compile(r"(?!)")
_REPLACEMENTS: Mapping[str, Callable[..., object]] = {
    "first": lambda first, *_: first,
    "second": lambda _first, second, *_: second,
    "text": lambda _previous, word, _following: word.text,
    "nothing": lambda *_: (),
    "none": lambda *_: None,
    "zero": lambda *_: 0.0,
    "one": lambda *_: 1.0,
    "no": lambda *_: False,
    "yes": lambda *_: True,
}
"""Replacements of functions by name; "never" replaces a pattern."""


def first_two(first: object, second: object, *_: object) -> tuple[object, object]:
    """Return the first two arguments."""
    return first, second


def first_alone(first: object, *_: object) -> tuple[object]:
    """Return the first argument as the only one of a sequence."""
    return (first,)


def first_each(first: Iterable[object], *_: object) -> Iterable[object]:
    """Return the members of the first argument."""
    return iter(first)


def third_each(_first: object, _second: object, third: Iterable[object], *_: object) -> Iterator:
    """Return the members of the third argument."""
    return iter(third)


def no_ruling(*_: object) -> Ruling:
    """Return the ruling of a page without tables and dividers."""
    return Ruling()


@contextmanager
def without(places: Iterable[str], instead: str) -> Iterator[None]:
    """Replace functions or patterns, each named `module:attribute`, while the context lasts."""
    with ExitStack() as stack:
        for place in places:
            stack.enter_context(mock.patch.object(*_holder(place), _replacement(instead)))
        yield


@contextmanager
def timed(places: Mapping[str, Iterable[str]]) -> Iterator[dict[str, float]]:
    """Yield the CPU seconds spent in the functions of each name while the context lasts."""
    seconds: dict[str, float] = defaultdict(float)
    with ExitStack() as stack:
        for name, own_places in places.items():
            for holder, attribute in map(_holder, own_places):
                function = getattr(holder, attribute)
                if callable(function):
                    timer = _timer(function, name, seconds)
                    stack.enter_context(mock.patch.object(holder, attribute, timer))
        yield seconds


@contextmanager
def remembered_readings() -> Iterator[None]:
    """Let Tesseract read every picture, and every box of it, only once while the context lasts."""
    readings: dict[tuple[object, ...], Any] = {}
    with ExitStack() as stack:
        for name in ("read_lines", "read_digits", "quarter_turns"):
            function = partial(_read_once, readings, getattr(tesseract, name))
            stack.enter_context(mock.patch.object(tesseract, name, function))
        boxes = partial(_read_boxes_once, readings, tesseract.read_boxes)
        stack.enter_context(mock.patch.object(tesseract, "read_boxes", boxes))
        yield


def _read_once(
    readings: dict[tuple[object, ...], Any],
    read: Callable[..., object],
    picture: Picture,
    *options: object,
) -> object:
    key = (read.__name__, _digest(picture), *options)
    if key not in readings:
        readings[key] = read(picture, *options)
    return readings[key]


def _read_boxes_once(
    readings: dict[tuple[object, ...], Any],
    read: Callable[..., Iterable[object]],
    picture: Picture,
    boxes: Iterable[Cell],
    *options: object,
) -> Iterator[object]:
    boxes = tuple(boxes)
    key = ("read_boxes", _digest(picture), boxes, *options)
    if key not in readings:
        readings[key] = tuple(read(picture, boxes, *options))
    yield from readings[key]


def _digest(picture: Picture) -> tuple[object, ...]:
    return (*picture.shape, hashlib.blake2b(picture.tobytes()).digest())


def _timer(
    function: Callable[..., object], name: str, seconds: dict[str, float]
) -> Callable[..., object]:
    @wraps(function)
    def run(*arguments: object) -> object:
        start = time.process_time()
        result = function(*arguments)
        if isinstance(result, Iterator):
            result = iter(tuple(result))
        seconds[name] += time.process_time() - start
        return result

    return run


def _holder(place: str) -> tuple[object, str]:
    """Return the object that holds an attribute, and the attribute's name."""
    module, _, path = place.partition(":")
    holder: object = import_module(module)
    *owners, attribute = path.split(".")
    for owner in owners:
        holder = getattr(holder, owner)
    return holder, attribute


def _replacement(instead: str) -> object:
    if instead == "never":
        return _NEVER
    if instead in _REPLACEMENTS:
        return _REPLACEMENTS[instead]
    return getattr(*_holder(instead))
