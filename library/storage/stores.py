"""The stores of an installation, opened from its settings; nothing else decides where files are."""

from collections.abc import Callable
from types import ModuleType

from library import extensions
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.uploads import UploadStore


def master_store(settings: Settings) -> ContentStore:
    """Return the store of delivered files."""
    if settings.files:
        return _bucket().content_store(settings, "masters")
    return ContentStore(settings.masters)


def derivative_store(settings: Settings) -> ContentStore:
    """Return the store of derived files, for those who check or make the files themselves."""
    if settings.files:
        return _bucket().content_store(settings, "derivatives")
    return ContentStore(settings.derivatives)


def verified_derivatives(
    settings: Settings, report_loss: Callable[[str, Condition], object]
) -> DerivativeStore:
    """Return the store of derived files that verifies each before use and reports losses."""
    if settings.files:
        return _bucket().verified_store(settings, "derivatives", report_loss)
    return DerivativeStore(settings.derivatives, report_loss)


def upload_store(settings: Settings) -> UploadStore:
    """Return the store of unfinished uploads."""
    if settings.files:
        return _bucket().upload_store(settings)
    return UploadStore(settings.uploads)


def prepare_stores(settings: Settings) -> None:
    """Create the folders of the stores where they do not exist."""
    if settings.files:
        return  # objects need no folders
    for folder in (settings.masters, settings.derivatives):
        folder.mkdir(parents=True, exist_ok=True)


def may_be_common(settings: Settings) -> bool:
    """Return True if other machines can reach the files: in a bucket, or outside the data folder.

    Two workshops must not have one data folder: each clears its own temporary files.
    """
    folders = (settings.masters, settings.derivatives)
    return bool(settings.files) or all(
        folder.is_symlink() or folder.is_mount() for folder in folders
    )


def masters_to_back_up(settings: Settings) -> ContentStore | None:
    """Return the masters in the data folder, from where backups take them.

    With files in a bucket these are the copy of DIACHI_MASTERS_COPY if it is in the data folder;
    None if there is no such copy.
    """
    if settings.files and settings.masters_copy != settings.masters:
        return None
    return ContentStore(settings.masters)


def check_files(settings: Settings) -> tuple[bool, str]:
    """Return the result of a check of the place of the files, and a sentence about it."""
    if settings.files:
        return _bucket().check(settings)
    return True, f"trong {settings.home}"


def variables(settings: Settings) -> dict[str, str]:
    """Return the variables from which another program reads the same database and stores."""
    return {
        "DIACHI_HOME": str(settings.home),
        "DIACHI_DATABASE_URL": settings.database_url,
        "DIACHI_LIBRARY_NAME": settings.library_name,
        "DIACHI_FILES": settings.files,
        "DIACHI_S3_ENDPOINT": settings.s3_endpoint,
        "DIACHI_S3_REGION": settings.s3_region,
        "DIACHI_S3_KEYS_FILE": str(settings.s3_keys_file or ""),
        "DIACHI_FILES_CACHE_MB": str(settings.files_cache_mb),
    }


def _bucket() -> ModuleType:
    """Return the module that opens stores in a bucket; nothing else loads its libraries."""
    return extensions.load("diachi.stores", "s3")
