"""Files of the second reader's model, found without importing the package that carries them."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest
from importlib.metadata import Distribution, PackageNotFoundError
from importlib.util import find_spec
from pathlib import Path

from library.errors import SecondReaderChangedError, SecondReaderNotInstalledError
from library.settings import Settings

_PACKAGE = "asterocr"
"""Its code is never run: it also holds tools that talk to outside services."""

_LIBRARIES = ("onnx", "onnxruntime")
_MODEL, _VOCABULARY = "asterocr/assets/asternet.onnx", "asterocr/assets/vocab.json"
_CHECKSUMS = {
    _MODEL: "10c96b533e1f64031d73edfddafd7d4b13595544f11891f0531bcd72cb29be80",
    _VOCABULARY: "82c6df018ceca8c10876947e0f7df798ed321825276ed7f3bb12ae3ed6dc647b",
}
"""The edition that was measured; another one may read worse, or need other pixels."""

_RULES_VERSION = 3
"""Version of the rules by which words are changed; raising it has all pages read again."""

IDENTITY = f"{_CHECKSUMS[_MODEL][:16]}.{_RULES_VERSION}"
"""Model and rules; when either changes, all pages are read again."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Paths of the installed model and its vocabulary, with the right content."""

    model: Path
    vocabulary: Path


def is_installed() -> bool:
    """Return True if the extra `second-reader` is installed, in whatever edition."""
    return _files() is not None and all(find_spec(name) is not None for name in _LIBRARIES)


def model_files() -> ModelFiles:
    """Return the installed files; raise an error if they are missing or have other content."""
    files = _files() if is_installed() else None
    if files is None:
        raise SecondReaderNotInstalledError
    for name, path in files.items():
        state = path.stat()
        if _checksum(path, state.st_size, state.st_mtime_ns) != _CHECKSUMS[name]:
            raise SecondReaderChangedError(path.name)
    return ModelFiles(files[_MODEL], files[_VOCABULARY])


def small_model_path(settings: Settings) -> Path:
    """Return the path of the model in 8 bits that this installation makes for itself."""
    return settings.home / "second-reader" / f"{_CHECKSUMS[_MODEL][:16]}.onnx"


def _files() -> dict[str, Path] | None:
    try:
        package = Distribution.from_name(_PACKAGE)
    except PackageNotFoundError:
        return None
    paths = {name: Path(str(package.locate_file(name))) for name in _CHECKSUMS}
    return paths if all(path.is_file() for path in paths.values()) else None


@lru_cache(maxsize=8)
def _checksum(path: Path, _size: int, _changed_ns: int) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
