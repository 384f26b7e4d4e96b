"""Conditions of the pipeline's external programs and fonts."""

import shutil
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ingest.recordings import programs
from ingest.tools import djvu, office_documents, other_archives, tesseract
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.text.languages import NAMES
from library.errors import LibraryError
from library.installation import installation
from library.monitoring.conditions import Condition, Finding
from library.settings import Settings

_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_PROGRAMS = (
    ("archives", "gói nén", other_archives.PROGRAM, other_archives.PACKAGE, "tệp 7z, RAR, tar"),
    ("djvu", "DjVu", djvu.PROGRAM, djvu.PACKAGE, "tệp DjVu"),
)
"""Code, name, program, package and kinds of files of further programs."""

_NOM_FONTS = ("HanaMin*", "BabelStone*", "*Nom*Tong*")
"""Files of the fonts that have the Nôm letters beyond the first plane of Unicode."""


def _languages(settings: Settings) -> Finding:
    installed_languages = tesseract.languages()
    missing = sorted(_required_languages(settings) - set(installed_languages))
    if missing:
        packages = " ".join(tesseract.package_of(language) for language in missing)
        return False, f"thiếu {', '.join(missing)}: hãy cài {packages}"
    message = f"{tesseract.version()}, {', '.join(installed_languages)}"
    if offers := [tesseract.package_of(name) for name in NAMES if name not in installed_languages]:
        message += f"; cài thêm được {' '.join(offers)}"
    return True, message


def _required_languages(settings: Settings) -> set[str]:
    """Return the languages of all collections, and the orientation data."""
    try:
        with installation(settings) as engine:
            profiles = usable_profiles(engine).values()
    except (LibraryError, DBAPIError):
        profiles = ()  # the check on the database reports the error
    collection_languages = {language for profile in profiles for language in profile.languages}
    return collection_languages | {"vie", tesseract.ORIENTATION_DATA}


def _office(_settings: Settings) -> Finding:
    message = office_documents.version()
    if message is None:
        return False, f"không có: hãy cài {office_documents.PACKAGES}"
    if not office_documents.can_restrict_files():
        return True, (
            "chưa ngăn được tài liệu chèn tệp khác của máy, vì hạt nhân không có Landlock "
            f"(từ Linux 5.13, như Debian 12); đang dùng {message}"
        )
    return True, message


def _ffmpeg(_settings: Settings) -> Finding:
    message = programs.version()
    missing = f"không có: băng và phim nộp vào bị từ chối. Hãy cài {programs.PACKAGE}"
    return message is not None, message or missing


def _program(name: str, package: str, kinds: str, _settings: Settings) -> Finding:
    """Report a program without which files of some kinds are refused."""
    if shutil.which(name) is None:
        return False, f"không có {name}: {kinds} bị từ chối. Hãy cài {package}"
    return True, f"có {name}, đọc {kinds}"


def _fonts(_settings: Settings) -> Finding:
    """Check for any outline font: a PDF without embedded fonts is drawn with these."""
    if not _find_fonts("*.[to]tf"):
        return False, "không có phông chữ nào: hãy cài fonts-dejavu-core"
    if not any(_find_fonts(pattern) for pattern in _NOM_FONTS):
        return True, "có; thiếu phông chữ Nôm để vẽ tệp văn bản: hãy cài fonts-hanazono"
    return True, "có"


def _find_fonts(pattern: str) -> bool:
    return any(path for folder in _FONT_FOLDERS for path in folder.rglob(pattern))


CONDITIONS = (
    Condition("tesseract", "Tesseract", _languages, at_station=False),
    Condition("libreoffice", "LibreOffice", _office, at_station=False),
    Condition("ffmpeg", "ffmpeg (âm thanh và phim)", _ffmpeg, at_station=False),
    *(
        Condition(code, title, partial(_program, *program), at_station=False)
        for code, title, *program in _PROGRAMS
    ),
    Condition("fonts", "phông chữ", _fonts, at_station=False),
)
