"""The stores of an installation, opened from its settings; nothing else decides where files are."""

from collections.abc import Callable

from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.uploads import UploadStore


def master_store(settings: Settings) -> ContentStore:
    """Return the store of delivered files."""
    return ContentStore(settings.masters)


def derivative_store(settings: Settings) -> ContentStore:
    """Return the store of derived files, for those who check or make the files themselves."""
    return ContentStore(settings.derivatives)


def verified_derivatives(
    settings: Settings, report_loss: Callable[[str, Condition], object]
) -> DerivativeStore:
    """Return the store of derived files that verifies each before use and reports losses."""
    return DerivativeStore(settings.derivatives, report_loss)


def upload_store(settings: Settings) -> UploadStore:
    """Return the store of unfinished uploads."""
    return UploadStore(settings.uploads)


def prepare_stores(settings: Settings) -> None:
    """Create the places of the stores where they do not exist."""
    for folder in (settings.masters, settings.derivatives):
        folder.mkdir(parents=True, exist_ok=True)


def variables(settings: Settings) -> dict[str, str]:
    """Return the variables from which another program reads the same database and stores."""
    return {
        "DIACHI_HOME": str(settings.home),
        "DIACHI_DATABASE_URL": settings.database_url,
        "DIACHI_LIBRARY_NAME": settings.library_name,
    }
