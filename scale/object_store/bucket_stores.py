"""The stores of an installation whose files are in a bucket."""

from collections.abc import Callable

from library.settings import Settings
from library.storage.models import Condition
from scale.object_store.bucket_check import check
from scale.object_store.file_cache import FileCache
from scale.object_store.object_bucket import open_bucket
from scale.object_store.s3_store import S3ContentStore, S3DerivativeStore
from scale.object_store.s3_uploads import S3UploadStore

__all__ = ["check", "content_store", "upload_store", "verified_store"]

_MEGABYTE = 1_000_000


def content_store(settings: Settings, name: str) -> S3ContentStore:
    """Return the store of masters or of derivatives."""
    return S3ContentStore(open_bucket(settings), name, _cache(settings))


def verified_store(
    settings: Settings, name: str, report_loss: Callable[[str, Condition], object]
) -> S3DerivativeStore:
    """Return a store that verifies each file before use and reports losses."""
    return S3DerivativeStore(open_bucket(settings), name, _cache(settings), report_loss)


def upload_store(settings: Settings) -> S3UploadStore:
    """Return the store of unfinished uploads."""
    return S3UploadStore(open_bucket(settings))


def _cache(settings: Settings) -> FileCache:
    settings.files_cache.mkdir(parents=True, exist_ok=True)
    return FileCache(settings.files_cache, settings.files_cache_mb * _MEGABYTE)
