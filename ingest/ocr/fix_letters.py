"""Corrections of frequent, unambiguous Tesseract errors in Vietnamese pages.

It outputs Icelandic letters, waves for the dashes of a list, and document numbers such as
46/QĐĐ-UBND. For digits see `ingest.ocr.fix_letters`, for numbers torn apart
`ingest.ocr.fix_letters`.
"""

import re
from collections.abc import Iterable, Iterator

from ingest.images.cells import bounding_box
from ingest.metadata_extraction.official_documents import KIND_CODES
from ingest.ocr.insert_lines import word_box
from library.catalogue.text.words import Word

_MAX_GAP_RATIO = 0.25
"""Gap inside a number, relative to the height of its digits; a space is at least 0.35 wide."""

_MAX_SPACE_RATIO = 0.8
"""Gap before a word that cannot begin one."""

_MAX_WIDE_GAP_RATIO = 1.2
"""Gap after a digit that no sentence could have there; a justified space is seldom wider."""

_TORN_KINDS = "|".join(sorted(KIND_CODES, key=len, reverse=True))
_TORN_BODIES = "UBND|HĐND|CP|TTg"
_TORN_AMOUNT = re.compile(r"\(?\d{1,3}(?:\.\d{3})+[,.;:)]*")
_TORN_NUMBER = re.compile(
    rf"\(?\d{{1,5}}(?:/(?:19|20)\d\d)?/(?:{_TORN_KINDS})-(?:{_TORN_BODIES})[,.;:)]*"
)
_THOUSANDS = re.compile(r"\.\d{3}(?:\.\d{3})*[,;:)]*|\.\d{3}(?:\.\d{3})*\.")
_YEAR_AND_KIND = re.compile(rf"/(?:19|20)\d\d/(?:{_TORN_KINDS})-(?:{_TORN_BODIES})[,.;:)]*")
_KIND_OF_PARTY = re.compile(r"-?[A-ZĐ]{2}/(?:TW|T[UƯ]|HU|ĐU|BCĐ)[,.;:)]*")
"""As in 08-QĐ/TW, a number of the Party."""

_TORN_FIGURES = re.compile(r"\(?\d{1,5}")
_FIGURES_AND_HYPHEN = re.compile(r"\(?\d{1,5}-")
_ONE_LOOK_ALIKES = str.maketrans("Il|!", "1111")
_FIRST_DIGIT = re.compile(r"[\dIl|!]")
_WHOLE_NUMBER = re.compile(
    rf"\d{{1,3}}/(?:19|20)\d\d(?:/(?:{_TORN_KINDS})(?:-[A-ZĐ]\w*)?)?[,.;:)]*"
    rf"|\d{{1,4}}/(?:{_TORN_KINDS})-[A-ZĐ]\w*(?:-\w+)*[,.;:)]*"
)
_BEFORE_NUMBER = ("số", "số:")
_KIND_WORDS = ("định", "quyết", "tư", "thị", "luật", "lệnh", "thông", "văn")
"""Last words of kinds of documents: before “số”, or before the number itself."""

_DATE_PART = re.compile(r"\d{1,2}/(?:\d{1,2}/)?")
_DATE_REST = re.compile(r"(?:\d{1,2}/)?(?:19|20)\d\d[,.;:)]*")
_WHOLE_DATE = re.compile(r"(?:[0-2]?\d|3[01])/(?:0?\d|1[0-2])/(?:19|20)\d\d[,.;:)]*")
_KIND_AND_HYPHEN = re.compile(rf".*\d/(?:{_TORN_KINDS})-")
_KIND = re.compile(rf".*\d/(?:{_TORN_KINDS})")
_OF_COMMITTEE = re.compile(r"\d+/(?:UBND|HĐND|VP)-[A-ZĐ]{2,}[,.;:)]*")
"""As in 6658/UBND-KTTH, a letter."""

_BODY = re.compile(rf"(?:{_TORN_BODIES})[,.;:)]*")


def join_torn_numbers(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words of a page, the parts of a torn number as one word."""
    pending: Word | None = None
    preceding = ("", "")
    for word in words:
        if pending is not None and _belong_together(pending, word):
            pending = _joined(pending, word)
            continue
        if pending is not None and _is_first_digit(preceding, pending, word):
            pending = _joined(pending._replace(text=pending.text.translate(_ONE_LOOK_ALIKES)), word)
            continue
        if pending is not None:
            yield pending
            preceding = (preceding[1], pending.text.lower())
        pending = word
    if pending is not None:
        yield pending


def _is_first_digit(preceding: tuple[str, str], first: Word, second: Word) -> bool:
    """Return True for a digit that a cited document's number lost: “số I 02/2024/NĐ-CP”."""
    second_last, last = preceding
    is_number = _FIRST_DIGIT.fullmatch(first.text) and _WHOLE_NUMBER.fullmatch(second.text)
    is_cited = last in _KIND_WORDS or (last in _BEFORE_NUMBER and second_last in _KIND_WORDS)
    return bool(is_number and is_cited and _are_near(first, second, _MAX_WIDE_GAP_RATIO))


def _belong_together(first: Word, second: Word) -> bool:
    if not _are_near(first, second, _MAX_SPACE_RATIO):
        return False
    return _cannot_stand_alone(first.text, second.text) or (
        _are_near(first, second, _MAX_GAP_RATIO) and _is_one_number(first.text, second.text)
    )


def _are_near(first: Word, second: Word, max_gap_ratio: float) -> bool:
    if first.line != second.line or first.checked or second.checked:
        return False
    gap = (second.left - first.left - first.width) / max(min(first.height, second.height), 1)
    return -1 < gap < max_gap_ratio


def _cannot_stand_alone(first: str, second: str) -> bool:
    """Return True if the second word continues the first, however wide the gap."""
    if _TORN_FIGURES.fullmatch(first):
        is_amount = bool(_THOUSANDS.fullmatch(second) and _TORN_AMOUNT.fullmatch(first + second))
        is_of_party = second[0] == "-" and _KIND_OF_PARTY.fullmatch(second)
        return is_amount or bool(is_of_party or _YEAR_AND_KIND.fullmatch(second))
    if _FIGURES_AND_HYPHEN.fullmatch(first):
        return bool(_KIND_OF_PARTY.fullmatch(second))
    if _DATE_PART.fullmatch(first) and _DATE_REST.fullmatch(second):
        return bool(_WHOLE_DATE.fullmatch(first + second))
    if "-" in (first[-1], second[0]) and _OF_COMMITTEE.fullmatch(first + second):
        return True
    if _KIND_AND_HYPHEN.fullmatch(first):
        return bool(_BODY.fullmatch(second))
    return bool(_KIND.fullmatch(first) and second[0] == "-" and _BODY.fullmatch(second[1:]))


def _is_one_number(first: str, second: str) -> bool:
    """Return True if two words that touch are a number only together."""
    together = first + second
    is_split_before = first.rstrip(".")[-1:].isdecimal() and second[:1].isdecimal()
    return is_split_before and bool(
        _TORN_AMOUNT.fullmatch(together) or _TORN_NUMBER.fullmatch(together)
    )


def _joined(first: Word, second: Word) -> Word:
    box = bounding_box(map(word_box, (first, second)))
    confidence = min(first.confidence, second.confidence)
    return Word(first.text + second.text, *box.box, confidence, first.block, first.line)


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
_DIGIT_LOOK_ALIKES = str.maketrans("lLIÏÌÍïiíì|[]!Oo§", "11111111111111008")


def fix_word(previous: Word | None, word: Word, following: Word | None) -> str:
    """Return the text of a word with misread digits corrected, using its neighbours."""
    text = word.text
    if _SECTION_SIGN in text and _is_misread_eight(previous, word, following):
        text = text.replace(_SECTION_SIGN, "8")
    text = _fix_day_or_month(previous, text, following) or text
    if _ONE_BEFORE_DIGITS.fullmatch(text) and _is_counted(word, following):
        text = text.translate(_DIGIT_LOOK_ALIKES)
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
    digits = text.translate(_DIGIT_LOOK_ALIKES)
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
            follows_number_word
            and previous.line == word.line
            and not (following is not None and following.text[0].isdecimal())
        )
    if _SHORT_AMOUNT.fullmatch(bare):
        return following is not None and following.line == word.line and following.text[0].islower()
    return bool(_AMOUNT.fullmatch(bare) or _SLASHED_DATE.fullmatch(bare))


_FOREIGN_LETTERS = (("Ð", "Đ"), ("NÑ", "N"), ("⁄/", "/"), ("/⁄", "/"), ("⁄", "/"))
"""The stroke of fractions is read for that of dates and numbers."""

_WAVE, _DASH = "~", "-"
"""Bullet of a list item; before a number it may mean “about”."""

_COMMITTEES = ("UBND", "HĐND")
_BODIES = (*_COMMITTEES, "CP", "TTg")
"""Bodies that make digits and letters without a slash a document number: 1080HD-TV is none."""

_PROPOSAL = "TTr"
_LIKE_A_PROPOSAL = re.compile(r"TT?[I1l]r")
_LIKE_A_COMMITTEE_PROPOSAL = re.compile(r"TT?[I1l][rT]?")
"""Committees issue no circulars (TT), which other bodies may have issued."""

_DOUBLED_D = re.compile(r"([QN])Đ+")
_CHAIRMAN = "CT"
"""Before UBND without a hyphen this means its chairman."""

_MISREAD_KINDS = "|".join((_DOUBLED_D.pattern, _LIKE_A_COMMITTEE_PROPOSAL.pattern))
_KINDS = "|".join(sorted(KIND_CODES, key=len, reverse=True))
_NUMBER = re.compile(
    r"(?<![\w/])(?P<figures>\d{1,5}(?:/(?:19|20)\d\d)?)(?P<stroke>[/Il|]?)"
    rf"(?P<kind>{_MISREAD_KINDS}|{_KINDS})(?P<hyphen>-{{0,2}})(?P<body>[A-ZĐ][\w-]*)"
)

_LOOK_ALIKES = str.maketrans("Il|!OoÒ", "1111000")
_FIGURE = r"[\dIl|!OoÒ]"
_LETTERS_AMONG_FIGURES = re.compile(
    rf"(?<![\w/.-])(?P<figures>{_FIGURE}{{1,5}}(?:/{_FIGURE}{{4}})?)(?P<stroke>⁄?/|⁄)"
    rf"(?=(?:{_KINDS})Đ?-(?:{'|'.join(_BODIES)})(?!\w))"
)
_FIGURES = re.compile(r"[1-9]\d*|0\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")


def fix_words(words: tuple[Word, ...]) -> Iterator[Word]:
    """Yield the words of a page with letters, digits and signs corrected."""
    words = tuple(join_torn_numbers(words))
    for previous, word, following in zip((None, *words), words, (*words[1:], None), strict=False):
        text = fix_word(previous, word, following)
        text = _fix_document_number(_fix_foreign_letters(text))
        if text == _WAVE and _begins_list_item(previous, word, following):
            text = _DASH
        yield word if text == word.text else word._replace(text=text)


def _begins_list_item(previous: Word | None, word: Word, following: Word | None) -> bool:
    is_first = previous is None or previous.line != word.line
    goes_on = following is not None and following.line == word.line and following.text[0].isalpha()
    return is_first and goes_on


def _fix_foreign_letters(text: str) -> str:
    for foreign, letter in _FOREIGN_LETTERS:
        text = text.replace(foreign, letter)
    return text


def _fix_document_number(text: str) -> str:
    """Return the word with its letters and figures corrected if it is a document number.

    A number is written digits, slash, kind, hyphen, body (Nghị định 30/2020/NĐ-CP, annexes I, III).
    Only impossible forms are corrected: a kind that does not exist (QĐĐ, TIr, TTIr), two hyphens, a
    missing slash or hyphen although kind and body are clear, or letters among the figures before
    the kind (I5/2020/NĐ-CP).
    """
    return _NUMBER.sub(_fix_number, _LETTERS_AMONG_FIGURES.sub(_fix_figures, text))


def _fix_figures(match: re.Match[str]) -> str:
    figures, _, year = match["figures"].translate(_LOOK_ALIKES).partition("/")
    is_number = _FIGURES.fullmatch(figures) and (not year or _YEAR.fullmatch(year))
    has_digit = any(map(str.isdecimal, match["figures"]))
    if not is_number or not has_digit:
        return match[0]
    return f"{figures}/{year}/" if year else f"{figures}/"


def _fix_number(match: re.Match[str]) -> str:
    body, kind = match["body"], _fix_kind(match["kind"], match["body"])
    has_stroke, has_hyphen = match["stroke"] == "/", bool(match["hyphen"])
    if not has_hyphen:
        is_number = has_stroke and body in _COMMITTEES and kind != _CHAIRMAN
    else:
        is_number = has_stroke or body in _BODIES
    return f"{match['figures']}/{kind}-{body}" if is_number and kind in KIND_CODES else match[0]


def _fix_kind(kind: str, body: str) -> str:
    pattern = _LIKE_A_COMMITTEE_PROPOSAL if body.startswith(_COMMITTEES) else _LIKE_A_PROPOSAL
    return _PROPOSAL if pattern.fullmatch(kind) else _DOUBLED_D.sub(r"\1Đ", kind)
