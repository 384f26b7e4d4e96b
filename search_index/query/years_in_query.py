"""Years that a query names in words: of an era (Minh Mạng thứ 10), or a range of them."""

import re
from collections.abc import Iterator

from library.catalogue.dates.date_errors import NotADateError
from library.catalogue.dates.eras import in_era
from library.catalogue.dates.reigns import REIGNS
from library.vietnamese.letters import fold

_ERA_NAME = "|".join(sorted(map(re.escape, REIGNS), key=len, reverse=True))
_NUMBER = r"\d{1,2}|nguyen nien|nhat|nhi|tam|tu|ngu|luc|that|bat|cuu|thap"
_STEMS = "giap|at|binh|dinh|mau|ky|canh|tan|nham|quy"
_BRANCHES = "ty|suu|dan|mao|meo|thin|ngo|mui|than|dau|tuat|hoi"
_OF_ERA = re.compile(
    rf"(?<!\w)(?:nien hieu )?(?:{_ERA_NAME})(?: (?:nam|thu|nien))* "
    rf"(?:{_NUMBER}|(?:{_STEMS}) (?:{_BRANCHES}))(?!\w)"
)
_YEAR = r"(1\d{3}|20\d\d)"
_RANGE = re.compile(
    rf"(?<!\w)(?:tu|giua)(?: nam)? {_YEAR}(?: (?:den|toi|va)|\s?[-–])(?: nam)? {_YEAR}(?!\w)"
    rf"|(?<!\w){_YEAR}\s?(?:\.\.+|…)\s?{_YEAR}(?!\w)"
)


def year_spans(text: str) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Yield the start, the end and the first and last solar year of each named year or range."""
    folded_text = fold(text)
    if len(folded_text) != len(text):
        return  # positions would differ
    for match in _OF_ERA.finditer(folded_text):
        try:
            years = in_era(text[match.start() : match.end()])
        except NotADateError:
            continue
        if years is not None:
            yield *match.span(), (years.first, years.last)
    for match in _RANGE.finditer(folded_text):
        first, last = (int(year) for year in match.groups() if year)
        if first <= last:
            yield *match.span(), (first, last)
