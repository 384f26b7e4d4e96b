"""The one form in which values are signed and compared."""

import hashlib
import json


def canonical(value: object) -> bytes:
    """Return a value as JSON with sorted keys and no spaces: equal values give equal bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
