"""Installation checks of the pipeline's external programs and fonts."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.tools import office_documents, tesseract
from library.catalogue.profiles import read_profiles
from library.catalogue.text.languages import NAMES
from library.doctor import Check, guard
from library.errors import LibraryError
from library.settings import Settings

_GOOD_OFFICE = (7, 6)
"""Version of LibreOffice from which old fonts, columns and Word 2003 XML come out right."""

_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def checks(settings: Settings) -> Iterator[Check]:
    """Yield the checks of the ingest package: Tesseract languages, LibreOffice, fonts."""
    yield from guard("Tesseract", lambda: _languages(settings))
    yield from guard("LibreOffice", _office)
    yield from guard("phông chữ", _fonts)


def _languages(settings: Settings) -> Check:
    installed = tesseract.languages()
    missing = sorted(_required_languages(settings) - set(installed))
    if missing:
        packages = " ".join(tesseract.package_of(language) for language in missing)
        return Check("Tesseract", False, f"thiếu {', '.join(missing)}: hãy cài {packages}")
    message = f"{tesseract.version()}, {', '.join(installed)}"
    if offered := [tesseract.package_of(name) for name in NAMES if name not in installed]:
        message += f"; cài thêm được {' '.join(offered)}"
    return Check("Tesseract", True, message)


def _required_languages(settings: Settings) -> set[str]:
    """Return the languages of all collections, and the orientation data."""
    try:
        profiles = read_profiles(settings.collections).values()
    except (LibraryError, OSError):
        profiles = ()  # the check on collections reports the error
    collection_languages = {language for profile in profiles for language in profile.languages}
    return collection_languages | {"vie", tesseract.ORIENTATION_DATA}


def _office() -> Check:
    version = office_documents.version()
    if version is None:
        return Check("LibreOffice", False, f"không có: hãy cài {office_documents.PACKAGES}")
    message = version
    if _is_old_office(version):
        message += (
            "; bản trước 7.6 đọc sai vài chữ có dấu của phông cũ trong XLS, PPT, trang web,"
            " và trình bày giấy tờ, cột chữ kém hơn: nên chuyển sang Debian 13"
        )
    if not office_documents.can_restrict_files():
        message += (
            "; máy chưa ngăn được tài liệu chèn tệp khác của máy (cần util-linux 2.40, Landlock)"
        )
    return Check("LibreOffice", True, message)


def _is_old_office(version: str) -> bool:
    """Return True for LibreOffice before 7.6, such as that of Debian 12."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:2]) < _GOOD_OFFICE


def _fonts() -> Check:
    """Check for any outline font: a PDF without embedded fonts is drawn with these."""
    has_fonts = any(
        path for folder in _FONT_FOLDERS for path in folder.rglob("*.[to]tf") if folder.exists()
    )
    if not has_fonts:
        return Check("phông chữ", False, "không có phông chữ nào: hãy cài fonts-dejavu-core")
    return Check("phông chữ", True, "có")
