"""Looks whether what the workshop leans on is installed."""

from collections.abc import Iterator
from pathlib import Path

from ingest.tools import office_documents, tesseract
from library.catalogue.profiles import read_profiles
from library.catalogue.text.languages import NAMES
from library.doctor import Check
from library.errors import LibraryError
from library.settings import Settings

_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))


def checks(settings: Settings) -> Iterator[Check]:
    """Give the checks of this room: Tesseract's languages, LibreOffice, fonts."""
    yield _languages(settings)
    yield _office()
    yield _fonts()


def _languages(settings: Settings) -> Check:
    there = tesseract.languages()
    missing = sorted(_wanted(settings) - set(there))
    if missing:
        packages = " ".join(tesseract.package_of(language) for language in missing)
        return Check("Tesseract", False, f"thiếu {', '.join(missing)}: hãy cài {packages}")
    told = f"{tesseract.version()}, {', '.join(there)}"
    if offered := [tesseract.package_of(name) for name in NAMES if name not in there]:
        told += f"; cài thêm được {' '.join(offered)}"
    return Check("Tesseract", True, told)


def _wanted(settings: Settings) -> set[str]:
    """Name the languages of all collections, and the data that tells which way is up."""
    try:
        profiles = read_profiles(settings.collections).values()
    except LibraryError:
        profiles = ()  # the check on collections says what is wrong there
    spoken = {language for profile in profiles for language in profile.languages}
    return spoken | {"vie", tesseract.ORIENTATION}


def _office() -> Check:
    there = office_documents.version()
    if there is None:
        return Check("LibreOffice", False, f"không có: hãy cài {office_documents.PACKAGES}")
    if not office_documents.shuts_files_out():
        there += (
            "; máy chưa ngăn được tài liệu chèn tệp khác của máy (cần util-linux 2.40, Landlock)"
        )
    return Check("LibreOffice", True, there)


def _fonts() -> Check:
    """Look for any outline font: a PDF that carries none of its own is drawn with these."""
    found = any(
        path for folder in _FONT_FOLDERS for path in folder.rglob("*.[to]tf") if folder.exists()
    )
    if not found:
        return Check("phông chữ", False, "không có phông chữ nào: hãy cài fonts-dejavu-core")
    return Check("phông chữ", True, "có")
