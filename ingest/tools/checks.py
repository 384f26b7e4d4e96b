"""Installation checks of the pipeline's external programs and fonts."""

from collections.abc import Iterator
from pathlib import Path

from ingest.tools import office_documents, tesseract
from library.catalogue.profiles import read_profiles
from library.catalogue.text.languages import NAMES
from library.doctor import Check, guard
from library.errors import LibraryError
from library.settings import Settings

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
    message = office_documents.version()
    if message is None:
        return Check("LibreOffice", False, f"không có: hãy cài {office_documents.PACKAGES}")
    if not office_documents.can_restrict_files():
        message += (
            "; máy chưa ngăn được tài liệu chèn tệp khác của máy (cần util-linux 2.40, Landlock)"
        )
    return Check("LibreOffice", True, message)


def _fonts() -> Check:
    """Check for any outline font: a PDF without embedded fonts is drawn with these."""
    has_fonts = any(
        path for folder in _FONT_FOLDERS for path in folder.rglob("*.[to]tf") if folder.exists()
    )
    if not has_fonts:
        return Check("phông chữ", False, "không có phông chữ nào: hãy cài fonts-dejavu-core")
    return Check("phông chữ", True, "có")
