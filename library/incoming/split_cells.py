"""Cells of lists as people write them: imprint, extent, date, language, copies, price."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from library import clock
from library.catalogue.dates.archival import canonical
from library.catalogue.models import Condition
from library.exchange.abbreviations import DATA, ditto, is_nothing, is_place
from library.exchange.list_rows import clean
from library.exchange.vocabulary import language_of
from library.incoming.written_amounts import read_amount
from library.vietnamese.letters import fold

_MAX_COPIES = 200
"""Copies of one row; a longer range of numbers is a mistake."""

_MAX_LENGTH, _MAX_NUMBER_LENGTH = 500, 60
"""Longest cell and register number that are taken apart; longer ones are kept as they are."""

_READ_AS = "Đọc “{0}” là {1}."
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20\d{2})(?!\d)")
_THOUSANDS = re.compile(r"(?<![\d.,])([12])[.,](\d{3})(?![\d.,])")
_BEFORE_YEAR = re.compile(r"(?:(?<=[\s,;:.])c|©|\bcop\.?)\s*$|[\[(]\s*$")
_AROUND_YEAR = re.compile(
    r"^(?:in(?: xong)?|xb|xuất bản|năm|©|cop\.?|c(?=\d)|[\s([])+|[)\]\s.]+$", re.I
)
_SERIAL_DAY = re.compile(r"[2-4]\d{4}")
_SPACED_YEAR = re.compile(r"[12](?:\s?\d){3}")
_APOSTROPHES = "`´‘’'ʼ"
_YEAR_OF_TWO = rf"(?:[{_APOSTROPHES}]|\bnăm)\s?(?P<short>\d\d)(?!\d)"
_YEAR_OF_IMPRINT = re.compile(
    rf"(?:\bT\.?\d{{1,2}}[/.-]|{_YEAR.pattern}\s*[-–/]\s*)?{_YEAR.pattern}|{_YEAR_OF_TWO}",
    re.IGNORECASE,
)
_MONTH_AND_YEAR = re.compile(
    rf"(?:(?:t|th|tháng)\.?\s*(?P<month>\d{{1,2}})\s*(?:[-–/.,]|năm|\s)\s*)?"
    rf"(?:(?P<year>[12]\d{{3}})|{_YEAR_OF_TWO})",
    re.IGNORECASE,
)
_PAGES_BEHIND = re.compile(
    r"[\s,.;–-]+(\d+\s*(?:tr|trang|t)\b\.?(?:\s*[;,]\s*\d+\s*cm)?)$", re.IGNORECASE
)
_SLASH = re.compile(r"\s+/\s*(?!\d)|\s*/\s+(?!\d)")
_VOLUME_BEHIND = re.compile(r"(.*\w)\.\s+((?:T|Tập|Q|Quyển)\.?\s*(?:\d+|[IVX]+))\.?")
_AREA = re.compile(r"\.\s*[-–—]\s+|\.[-–—](?=\d)")
_AREA_OF_EXTENT = re.compile(
    r"\[?\d+\]?\s*(?:tr|trang|t|tờ|tập|p|quyển|q|bản đồ|đĩa)\b", re.IGNORECASE
)
_AREA_OF_EDITION = re.compile(
    r"(?:in )?(?:tái bản|lần|xb lần|xuất bản lần|bản in|in lần)\b", re.IGNORECASE
)
_IMPRINT_PARTS = re.compile(r"\s*[:,]\s*")
_PRINTED_AGAIN = re.compile(r"\s*[(\[](?:tái bản|in lại|in lần)[^()\[\]]*[)\]]", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"\s*[,;()]\s*|\s+-\s+")
_LETTERS_FOR_DIGITS = str.maketrans("OoIl", "0011")
_DIGITS = re.compile(r"(?<![^\W\d])[\dOoIl]{4}(?![^\W\d])")
_DAY = re.compile(r"\d\s*[/.\-]\s*\d")
_DAY_OF_TWO = re.compile(r"(\d{1,2}[/.-]\d{1,2}[/.-])(\d\d)")
_PAGES = re.compile(r"^(\d+)\s*(?:tr|trang|t|p|pages?)?\.?$", re.IGNORECASE)
_SIZE = re.compile(
    r"^(?:khổ\s*)?(\d+(?:[,.]\d+)?(?:\s*[x×*]\s*\d+(?:[,.]\d+)?)?)\s*(cm|mm)?\.?$", re.IGNORECASE
)
_EXTENT = re.compile(r"^(.+?)\s*[;,:]\s*(?:khổ\s*)?([\dx×*.,\s]+(?:cm|mm)\.?)$", re.IGNORECASE)
_RANGE = re.compile(
    r"(.*?)(\d+)\s*(-+>|=+>|[-‐‑–—−~÷→⟶>/]|\.{2,}|…|đến|tới)\s*(.*?)(\d+)", re.IGNORECASE
)
_NUMBERS = re.compile(r"\s*(?:[;,\n+&]|\s+và\s)\s*")
_PREFIX = re.compile(r"(?:[^\W\d]\D*)?")
_SHELF_NUMBERS = re.compile(r"(?:[^\W\d]{1,6}[.\-]?\d+\s+)+[^\W\d]{1,6}[.\-]?\d+")
_COUNT_WORD = r"\s*(?:b|bản|c|cuốn|q|quyển|bộ|tập|tờ|chiếc|cái|đĩa|băng|số|đơn vị|copy|copies)?\.?"
_COUNT = re.compile(
    rf"(?:x|sl[:.]?)?\s*(?:[a-z]{{0,3}}\.?0*1\s*[-–÷→]\s*[a-z]{{0,3}}\.?)?0*(\d{{1,3}}){_COUNT_WORD}"
    rf"(?:\s*\(\s*\w+{_COUNT_WORD}\))?",
    re.IGNORECASE,
)
_COUNT_AND_WORD = re.compile(r"(\d+ ?(?:b|bản|cuốn|q|quyển|bộ|tập|tờ|cái)) [^\d]{1,15}")
_COUNTS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_PER_COPY = re.compile(r"\s*/\s*(?:0?1\s*)?(?:c|cuốn|b|bản|q|quyển|bộ|tập|tờ)\.?$", re.IGNORECASE)
_GIFTS = frozenset({"bieu", "tang", "cho", "luu chieu", "trao doi", "sach bieu", "sach tang"})
_THOUSANDS_OF_DONG = re.compile(r"\d{1,3},\d")
_MIN_PRICE = 100
"""Dong; a smaller number without its unit may mean thousands."""

_LANGUAGES = re.compile(r"\s*[,;|/+&–-]\s*|\s+và\s+|\s*\|\|\s*", re.IGNORECASE)
_LANGUAGES_BEFORE = re.compile(
    r"\b(?:song ngữ|tiếng|chữ)\b\s*:?\s*|(?<=\w) (?:văn|ngữ)\b", re.IGNORECASE
)
_HAN_NOM = re.compile(r"\bhán[ -]+nôm\b", re.IGNORECASE)
_NOM = re.compile(r"\bnôm (?=\w)|\bquốc(?: ngữ)?$", re.IGNORECASE)


def one_spacing(text: str) -> str:
    """Return a cell without empty lines, its words one space apart."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in clean(text).split("\n"))))


def split_title(text: str) -> tuple[str, str]:
    """Return a title and the statement of responsibility after its slash."""
    title, *statement = _SLASH.split(clean(text), maxsplit=1)
    return (title.strip(), statement[0].strip()) if statement else (title, "")


def split_areas(text: str) -> Iterator[tuple[str, str]]:
    """Yield the areas of a description in one cell, “Title / people. - Place: publisher, year”.

    Yield nothing for a title alone.
    """
    title, *areas = _AREA.split(one_spacing(text)) if len(text) <= _MAX_LENGTH else [text]
    fields = [_area_field(area) for area in areas]
    if not {"imprint", "extent"}.isdisjoint(fields):
        yield "title", title.strip()
        yield from zip(fields, (area.strip(" .") for area in areas), strict=True)


def _area_field(area: str) -> str:
    if _AREA_OF_EXTENT.match(area):
        return "extent"
    if _AREA_OF_EDITION.match(area):
        return "edition"
    return "imprint" if _YEAR_OF_IMPRINT.search(area) or ":" in area[:30] else "note"


def field_of_note(text: str) -> str:
    """Return the field of which a note tells: “tái bản lần 3”, “196tr; 19cm”."""
    if _AREA_OF_EDITION.match(text) and len(text) <= _MAX_NUMBER_LENGTH and re.search(r"\d", text):
        return "edition"
    return "extent" if _AREA_OF_EXTENT.match(text) and _EXTENT.match(text) else "note"


def imprint_below(text: str, above: str) -> str:
    """Return an imprint with the parts that ditto marks take from the imprint above it."""
    parts = _IMPRINT_PARTS.split(text) if len(text) <= _MAX_LENGTH else [text]
    if len(parts) == 1 or all(ditto(part, "") is None for part in parts):
        return text
    last = {"place": "", "publisher": "", "date": ""} | dict(split_imprint(above))
    *names, year = [None if ditto(part, "") is not None else part for part in parts]
    publisher = names[-1] or last["publisher"]
    place = names[0] if len(names) > 1 and names[0] else last["place"]
    return f"{place}: {publisher}, {year or last['date']}".strip(" :,")


def split_volume(text: str) -> tuple[str, str]:
    """Return a statement of responsibility and the volume that is written behind it."""
    match = _VOLUME_BEHIND.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    return (match[1], match[2]) if match else (text, "")


def split_imprint(text: str) -> Iterator[tuple[str, str]]:
    """Yield place, publisher and date of a cell such as “Hà Nội : Kim Đồng, 1998”."""
    plain = _THOUSANDS.sub(r"\1\2", _PRINTED_AGAIN.sub("", one_spacing(text))).strip(" .;,")
    if len(plain) > _MAX_LENGTH:
        yield "publisher", plain
        return
    plain, *areas = _AREA.split(plain)
    yield from (("extent", tidy_extent(area)) for area in areas if _area_field(area) == "extent")
    if match := _PAGES_BEHIND.search(plain):
        yield "extent", tidy_extent(match[1])
        plain = plain[: match.start()]
    years = list(_YEAR_OF_IMPRINT.finditer(plain))
    if years:
        last = years[-1]
        yield "date", last[0]
        plain = _BEFORE_YEAR.sub("", plain[: last.start()]) + plain[last.end() :]
        plain = plain.strip(" .;,:-–[]()?")
    place, colon, publisher = plain.partition(":")
    if colon:
        yield from _place_and_publisher(place, publisher)
        return
    parts = [part for part in _BETWEEN_PARTS.split(plain) if part and not is_nothing(part)]
    places = [part for part in parts if is_place(part)]
    publishers = [part for part in parts if part not in places]
    yield from _place_and_publisher(", ".join(places), ", ".join(publishers))


def _place_and_publisher(place: str, publisher: str) -> Iterator[tuple[str, str]]:
    if place := place.strip(" ,;"):
        yield "place", place
    if publisher := publisher.strip(" ,;"):
        yield "publisher", publisher


def extent_of(pages: str, size: str) -> str:
    """Return pages and size as “123 tr. ; 19 cm”."""
    page_match, size_match = _PAGES.match(pages.strip()), _SIZE.match(size.strip())
    pages_text = f"{page_match[1]} tr." if page_match else pages.strip()
    unit = f"{size_match[1]} {size_match[2] or 'cm'}" if size_match else size.strip()
    return " ; ".join(filter(None, (pages_text, unit)))


def tidy_extent(text: str) -> str:
    """Return the extent of one cell in the same form; words that are not understood stay."""
    cell = one_spacing(text)
    match = _EXTENT.match(cell.strip(" .")) if len(cell) <= _MAX_LENGTH else None
    return extent_of(*match.groups()) if match else extent_of(cell, "")


def read_date(text: str) -> tuple[str, str]:
    """Return a date, and a doubt about how it was understood; raise ValueError."""
    plain = _THOUSANDS.sub(r"\1\2", clean(text)).strip(" .;,")
    bare = _AROUND_YEAR.sub("", plain)
    if _SPACED_YEAR.fullmatch(bare):
        bare = "".join(bare.split())
    if match := _MONTH_AND_YEAR.fullmatch(bare):
        year = match["year"] or _year_of_two(match["short"])
        return canonical(f"{year}-{match['month']}" if match["month"] else year), ""
    for words in (plain.strip("'"), bare):
        try:
            return canonical(words), ""
        except ValueError:
            continue
    if day := _day_of(bare):
        return day, _READ_AS.format(plain, day)
    digits = _DIGITS.sub(lambda match: match[0].translate(_LETTERS_FOR_DIGITS), plain)
    years = set(_YEAR.findall(digits))
    if bare.isdecimal() and len(bare) == len("93"):
        years = {_year_of_two(bare)}
    if len(years) != 1 or _DAY.search(plain):
        raise ValueError(text)
    year = canonical(years.pop())
    return year, _READ_AS.format(plain[:60], f"năm {year}")


def _day_of(text: str) -> str:
    """Return a day with two digits of its year, or the number that a spreadsheet has for a day."""
    if match := _DAY_OF_TWO.fullmatch(text):
        return canonical(match[1] + _year_of_two(match[2]))
    is_number = _SERIAL_DAY.fullmatch(text)
    return (date(1899, 12, 30) + timedelta(int(text))).isoformat() if is_number else ""


def _year_of_two(digits: str) -> str:
    """Return the last year, up to this one, that ends in two digits."""
    this_year = clock.today().year
    return str(this_year - (this_year - int(digits)) % 100)


def read_languages(text: str) -> tuple[str, str]:
    """Return the code of the first language of a cell, and all of it if there are several."""
    plain = _HAN_NOM.sub("Hán, Nôm", _LANGUAGES_BEFORE.sub("", clean(text)))
    plain = _NOM.sub("", plain) or "Việt"
    try:
        return language_of(clean(text)), ""
    except ValueError:
        parts = [part for part in _LANGUAGES.split(plain) if part]
    try:
        codes = [language_of("Việt" if part.lower() == "nôm" else part) for part in parts]
    except ValueError:  # song ngữ Tày Việt
        codes = [language_of(word) for part in parts for word in part.split()]
    if not codes:
        raise ValueError(text)
    return codes[0], clean(text) if len(set(codes)) > 1 else ""


def copy_numbers(text: str, count: int | None = None) -> tuple[str, ...]:
    """Return the register numbers of a cell, ranges written out; raise ValueError for nonsense.

    A part that may be a range or one number is the one that fits the `count` of copies.
    """
    cell = one_spacing(text)
    parts = cell.split() if _SHELF_NUMBERS.fullmatch(cell[:_MAX_LENGTH]) else _NUMBERS.split(cell)
    numbers = [number for part in parts if part for number in _range(part, count)]
    if len(numbers) > _MAX_COPIES:
        raise ValueError(text)
    prefix = _PREFIX.match(numbers[0])[0] if numbers else ""
    full: list[str] = []
    for number in numbers:
        if full and number.isdecimal() and len(number) < len(full[-1]):
            longer = full[-1][: -len(number)] + number  # 01362, 63
            is_short = longer > full[-1] and (len(number) > 1 or full[-1][0] not in "123456789")
            number = longer if is_short and full[-1][-len(number) :].isdecimal() else number
        full.append(f"{prefix}{number}" if number.isdecimal() else number)
    return tuple(dict.fromkeys(full))


def _range(text: str, count: int | None) -> list[str]:
    match = _RANGE.fullmatch(text.strip()) if len(text) <= _MAX_NUMBER_LENGTH else None
    if not match:
        return [text.strip()]
    prefix, first, mark, prefix_again, last = match.groups()
    is_short = not prefix_again.strip() and len(last) < len(first)
    end = int(first[: -len(last)] + last) if is_short else int(last)
    length = end - int(first) + 1
    is_range = prefix_again.strip() in ("", prefix.strip())
    if is_short or mark == "/":  # 00010-14 is a range; 2015-16 and 12/15 only if the count says so
        is_range &= length == count or (count is None and first[0] == "0")
    if not is_range or length < 1:
        return [text.strip()]  # a number with a hyphen, such as VN-12
    if length > _MAX_COPIES:
        raise ValueError(text)
    return [f"{prefix}{int(first) + step:0{len(first)}}" for step in range(length)]


def read_count(text: str) -> int:
    """Return a number of copies: 2b, 02 cuốn, b1-b3, hai; raise ValueError."""
    if len(text) > _MAX_NUMBER_LENGTH:
        raise ValueError(text)
    match = _COUNT.fullmatch(_COUNT_AND_WORD.sub(r"\1", text.strip()))
    word = text.lower().split()[0] if text.strip() else ""
    count = int(match[1]) if match else _COUNTS.index(word) + 1  # ValueError for another word
    if not 1 <= count <= _MAX_COPIES:
        raise ValueError(text)
    return count


def read_price(text: str) -> int | None:
    """Return the price of a copy; None for a gift; raise ValueError."""
    if len(text) > _MAX_NUMBER_LENGTH:
        raise ValueError(text)
    plain = _PER_COPY.sub("", clean(text))
    if fold(plain).strip(" .") in _GIFTS:
        return None
    if _THOUSANDS_OF_DONG.fullmatch(plain):
        return round(float(plain.replace(",", ".")) * 1000)
    amount = read_amount(plain)
    is_small = plain.isdecimal() and amount is not None and 0 < amount < _MIN_PRICE
    if amount is None or is_small or not 0 <= amount < 10**12:
        raise ValueError(text)
    return int(amount)


def condition_of(text: str) -> Condition:
    """Return the condition that a cell names; other words mean a good copy."""
    words = f" {fold(text)} "
    table = DATA["conditions"].items()
    fitting = (Condition(name) for name, some in table if any(f" {w} " in words for w in some))
    return next(fitting, Condition.GOOD)


def is_only_condition(text: str) -> bool:
    """Return True if a cell says nothing beside a condition that copies have."""
    usual = {word for words in DATA["conditions"].values() for word in words}
    return fold(text).strip(" .") in usual | {"tot", "moi", "con tot", "nguyen ven"}
