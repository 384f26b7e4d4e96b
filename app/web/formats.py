"""Template filters for numbers, sizes, dates and texts in Vietnamese formats."""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Protocol

from flask import Flask
from flask_babel import format_date, format_decimal

from app.web.language import current_language
from library import clock
from library.catalogue.authorities.lifetimes import time_in_words
from library.catalogue.queries import ItemRecord
from library.catalogue.text.passages import language_of
from library.jobs.throughput import format_duration
from library.recordings.cues import clock_text
from library.recordings.extents import length_text
from library.settings import Settings
from library.vietnamese.letters import compose
from library.xml_io import xml_safe

_WORDS = {
    "mountain": ("địa danh", "địa lý", "địa hình", "núi", "sông", "hang", "đèo", "ải"),
    "flag": ("khởi nghĩa", "chiến dịch", "chiến thắng", "cách mạng", "kháng chiến", "du kích"),
    "roof": ("khảo cổ", "di tích", "kiến trúc", "đền thờ", "chùa", "thành cổ", "lễ hội"),
    "book": ("tiếng tày", "tiếng nùng", "chữ", "ngôn ngữ", "văn học", "thơ", "truyện", "giáo dục"),
}
"""Words of titles by the name of their picture in `static/motifs`; `đến` is no `đền`."""

_NOT_A_LETTER = re.compile(r"\W+")


def cover_motif(title: str) -> str:
    """Return the motif of a title; empty for the star of all others."""
    padded = f" {_NOT_A_LETTER.sub(' ', compose(title).lower())} "
    motifs = (
        name for name, words in _WORDS.items() if any(f" {word} " in padded for word in words)
    )
    return next(motifs, "")


class Dated(Protocol):
    """Anything with a beginning and an end in time."""

    begins: str | None
    ends: str | None


_HANOI = timezone(timedelta(hours=7))
_UNITS = ("byte", "KB", "MB", "GB", "TB")
_BLANK_LINE = re.compile(r"\n\s*\n")
_ABOUT = "khoảng "


def install(app: Flask, _settings: Settings) -> None:
    """Register the template filters."""
    app.jinja_env.filters.update(
        number=number,
        size=size,
        day=day,
        item_date=item_date,
        moment=moment,
        age=age,
        timestamp=timestamp,
        duration=format_duration,
        length_text=recording_length,
        paragraphs=paragraphs,
        xml=xml_safe,
        lifespan=lifespan,
        from_iso=datetime.fromisoformat,
        language_of=language_of,
        motif=cover_motif,
    )
    app.jinja_env.globals.update(month_title=month_title, day_of_month=day_of_month)
    app.jinja_env.tests["web_address"] = is_web_address


def number(value: float) -> str:
    """Return 12.345 in Vietnamese, 12,345 in English."""
    return format_decimal(value)


def recording_length(milliseconds: int) -> str:
    """Return the length of a recording: 45 phút, 1 giờ 5 phút; 45:00, 1:05:00 in English."""
    return (length_text if current_language() == "vi" else clock_text)(milliseconds)


def size(count: int) -> str:
    """Return a number of bytes as 640 byte, 12 KB, 3,4 MB."""
    value, unit = float(count), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{format_decimal(round(value, 1 if unit > 1 else 0))} {_UNITS[unit]}"


def day(date_text: str | None) -> str:
    """Return a date as far as it is known: 22/8/2017, 8/2017, 1886; 22 August 2017 in English."""
    if not date_text:
        return ""
    parts = [int(part) for part in date_text.split("-")]
    if current_language() == "vi":
        return "/".join(map(str, reversed(parts)))
    year, month, number_of_day = [*parts, 1, 1][:3]
    pattern = ("y", "MMMM y", "d MMMM y")[len(parts) - 1]
    return format_date(date(year, month, number_of_day), pattern)


def month_title(year: int, month: int) -> str:
    """Return Tháng 9 năm 2024, or September 2024 in English."""
    in_vietnamese = current_language() == "vi"
    return format_date(date(year, month, 1), "'Tháng' M 'năm' y" if in_vietnamese else "MMMM y")


def day_of_month(month: int, number_of_day: int) -> str:
    """Return 22/8, or 22 August in English."""
    in_leap_year = date(2000, month, number_of_day)
    return format_date(in_leap_year, "d/M" if current_language() == "vi" else "d MMMM")


def item_date(record: ItemRecord) -> str:
    """Return the date of an item: as it was written when that says more.

    Dates that are written with “khoảng” are approximate; other written dates stay Vietnamese.
    """
    date_text = record.date_text or ""
    if current_language() == "en" and date_text.lower().startswith(_ABOUT):
        return f"about {date_text[len(_ABOUT) :]}"
    return date_text or day(record.date)


def moment(when: datetime | None) -> str:
    """Return a time in the time zone of Hà Nội: 08:30 24/11/2026."""
    return "" if when is None else f"{when.astimezone(_HANOI):%H:%M %d/%m/%Y}"


def age(when: datetime) -> str:
    """Return the waiting time in days."""
    days = (clock.now() - when).days
    return f"{days} ngày" if days else "hôm nay"


def timestamp(when: datetime) -> str:
    """Return a time in ISO 8601."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}"


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, separated by blank lines."""
    return [part.strip() for part in _BLANK_LINE.split(text) if part.strip()]


def lifespan(record: Dated) -> str:
    """Return a life span or period of existence: 1911–1969, khoảng 1442 –, – 1886."""
    begins, ends = time_in_words(record.begins), time_in_words(record.ends)
    return f"{begins} – {ends}".strip() if begins or ends else ""


def is_web_address(text: str | None) -> bool:
    """Return True if a text is an http or https address, so that it is safe as a link."""
    return bool(text) and text.lower().startswith(("https://", "http://"))
