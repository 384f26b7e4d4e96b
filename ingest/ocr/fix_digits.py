"""Corrections of digits that Tesseract reads as letters and signs in Vietnamese text.

Its Vietnamese training data has few digits without words around them: it reads 8 as §, alone (ngày
14 tháng § năm 1968) and in amounts (§69.643.000 đồng), ones of days and months as letters (ngày
1] tháng lÏ), and the raised 2 of square metres as a question mark (2.400 m? đất). Only unambiguous
cases are corrected: a section sign (Điều 6§1, § 12, § Nội dung) stays as it is, and so do the signs
read for a raised 3 (m°, mẻ), some of which also stand for a raised 2.
"""

import re

from library.catalogue.text.words import Word

_SECTION_SIGN = "§"
_PUNCTUATION = "()[]“”\"'.,;:%"

_WORDS_BEFORE_NUMBERS = (
    "ngày",
    "tháng",
    "năm",
    "quý",
    "tuần",
    "lớp",
    "trang",
    "tập",
    "kỳ",
    "khóa",
    "tổ",
    "khu",
    "điều",
    "khoản",
)
"""Words that precede a number, but never a section sign."""

_AMOUNT = re.compile(r"\d[\d§]{0,2}(?:\.[\d§]{3})+|§\d{0,2}(?:\.[\d§]{3}){2,}")
_SHORT_AMOUNT = re.compile(r"§\d{0,2}\.[\d§]{3}")
"""Possibly a section and its subsection, unless a counted noun follows: §.739 hộ."""

_SLASHED_DATE = re.compile(r"[\d§]{1,2}/[\d§]{1,2}/[12][\d§]{3}")
_MAX_DAY, _MAX_MONTH = 31, 12
_MAX_NUMBER_BETWEEN = {("ngày", "tháng"): _MAX_DAY, ("tháng", "năm"): _MAX_MONTH}
"""The greatest number possible between these two words; only numbers occur there."""

_SQUARE = re.compile(r"(?P<before>.*?)(?P<unit>[kcdm]?m)\?(?P<after>[,;.:)/-]*)")
_MEASURE = re.compile(r"[(“]*\d+(?:[.,]\d+)*")
_PER_UNIT = re.compile(r"[^\W\d_]+/")
"""As in “đồng/m²”."""

_COUNTED = frozenset(
    (
        *("giờ", "phút", "tháng", "ngày", "người", "hộ", "triệu", "tỷ", "đồng", "ha", "km", "kg"),
        *("tấn", "tạ", "xã", "huyện", "phường", "thôn", "tuổi", "học", "cán", "trường", "lớp"),
    )
)
_ONE_BEFORE_DIGITS = re.compile(r"[Il]\d{1,3}(?:[.,]\d+)*")
"""A one read as a letter before digits: only before a counted noun, where no code stands."""

_LAST_EIGHT = re.compile(r"\d{1,3}§[,.;:)]*")
_LOOK_ALIKES = str.maketrans("lLIÏÌÍïiíì|[]!Oo§", "11111111111111008")


def fix_word(previous: Word | None, word: Word, following: Word | None) -> str:
    """Return the text of a word with misread digits corrected, using its neighbours."""
    text = word.text
    if _SECTION_SIGN in text and _is_misread_eight(previous, word, following):
        text = text.replace(_SECTION_SIGN, "8")
    text = _fix_day_or_month(previous, text, following) or text
    if _ONE_BEFORE_DIGITS.fullmatch(text) and _is_counted(word, following):
        text = text.translate(_LOOK_ALIKES)
    return _fix_square(previous, text, following)


def _fix_square(previous: Word | None, text: str, following: Word | None) -> str:
    """Return the word with its square metres, if the sign can end no question."""
    match = _SQUARE.fullmatch(text)
    goes_on = following is not None and following.text[0].islower()
    if not match or not (match["after"] or goes_on):
        return text
    measure = match["before"] or (previous.text if previous else "")
    is_unit = _MEASURE.fullmatch(measure) or _PER_UNIT.fullmatch(match["before"])
    return f"{match['before']}{match['unit']}²{match['after']}" if is_unit else text


def _fix_day_or_month(previous: Word | None, text: str, following: Word | None) -> str | None:
    """Return the number of a day or month misread as letters; None if it is not one."""
    if previous is None or following is None:
        return None
    greatest = _MAX_NUMBER_BETWEEN.get((previous.text.lower(), following.text.lower()))
    digits = text.translate(_LOOK_ALIKES)
    if greatest is None or not digits.isdecimal() or len(digits) > 2:
        return None
    if greatest == _MAX_MONTH and not text.strip("I"):
        return None  # months are also written in Roman numerals
    return digits if 1 <= int(digits) <= greatest else None


def _is_counted(word: Word, following: Word | None) -> bool:
    is_beside = following is not None and following.line == word.line
    return is_beside and following.text.lower().strip(_PUNCTUATION) in _COUNTED


def _is_misread_eight(previous: Word | None, word: Word, following: Word | None) -> bool:
    bare = word.text.strip(_PUNCTUATION)
    if _LAST_EIGHT.fullmatch(word.text):
        return True  # a section sign stands before its number
    if bare == _SECTION_SIGN:
        follows_number_word = (
            previous is not None and previous.text.lower() in _WORDS_BEFORE_NUMBERS
        )
        return (
            follows_number_word and previous.line == word.line and not _begins_with_digit(following)
        )
    if _SHORT_AMOUNT.fullmatch(bare):
        return following is not None and following.line == word.line and following.text[0].islower()
    return bool(_AMOUNT.fullmatch(bare) or _SLASHED_DATE.fullmatch(bare))


def _begins_with_digit(word: Word | None) -> bool:
    return word is not None and word.text[0].isdecimal()
