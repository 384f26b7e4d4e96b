"""The object store of the tests: settings of a bucket's own part, and access to its objects."""

import os
from uuid import uuid4

from library.settings import Settings


def bucket_variables() -> dict[str, str]:
    """Return `make_settings` values for an empty prefix in the bucket of `bin/with-scale`."""
    return {
        "files": f"s3://diachi-test/{uuid4().hex}",
        "s3_endpoint": os.environ["TEST_S3_URL"],
        "s3_keys_file": os.environ["TEST_S3_KEYS_FILE"],
    }


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the variables of the bucket of settings, for a program of its own."""
    return {
        "DIACHI_FILES": settings.files,
        "DIACHI_S3_ENDPOINT": settings.s3_endpoint,
        "DIACHI_S3_KEYS_FILE": str(settings.s3_keys_file),
    }
