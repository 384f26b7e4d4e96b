"""The stores of an installation whose files are in a bucket, and the check of that bucket."""

import shutil
from collections.abc import Callable
from secrets import token_hex

from library.errors import FilesUnreachableError
from library.settings import Settings
from library.storage.models import Condition
from scale.object_store.file_cache import FileCache
from scale.object_store.object_bucket import ObjectBucket, open_bucket
from scale.object_store.s3_store import S3ContentStore, S3DerivativeStore
from scale.object_store.s3_uploads import S3UploadStore

_CONTENT, _OTHER = b"dia chi", b"not dia chi"
_MB = 1 << 20
_LONGEST_REASON = 300
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


def check(settings: Settings) -> tuple[bool, str]:
    """Return True and a sentence about the bucket, or False and a sentence with the remedy."""
    try:
        problem = _problem(open_bucket(settings), f"checks/{token_hex(8)}")
    except FilesUnreachableError as error:
        reason = str(error.__cause__).partition("\n")[0][:_LONGEST_REASON]
        problem = f"{error} ({reason})"
    if problem:
        return False, f"{settings.files}: {problem}"
    free = shutil.disk_usage(settings.home).free // _MB
    return True, (
        f"{settings.files} trả lời, ghi một lần, đọc lại đúng; chỗ trống do kho S3 tự lo. Máy này "
        f"giữ bản tạm trong tối đa {settings.files_cache_mb} MB (đĩa còn {free} MB)"
    )


def _problem(bucket: ObjectBucket, key: str) -> str | None:
    """Write an object twice and read it; return the sentence of the first thing that is wrong."""
    problem = None
    if not bucket.create_bytes(key, _CONTENT):
        problem = "máy chủ S3 báo đã có một tệp chưa hề được ghi. Hãy dùng máy chủ khác."
    elif bucket.create_bytes(key, _OTHER) or bucket.read(key) != _CONTENT:
        problem = (
            "máy chủ S3 này ghi đè tệp đã có dù được dặn không ghi (If-None-Match: *), nên tệp gốc "
            "không an toàn. Hãy dùng máy chủ giữ điều kiện ấy: SeaweedFS, Ceph, AWS S3…"
        )
    bucket.delete(key)
    return problem
