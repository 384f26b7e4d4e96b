"""Healing of damaged and lost masters from the folder of copies or the backup repository."""

import shutil
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from library.backup.problems import RepositoryDamagedError
from library.backup.repository import open_repository
from library.database_failures import failure_of
from library.errors import LibraryError
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.storage.problems import NoSoundCopyError


class MasterCopies(Protocol):
    """A place with copies of masters."""

    name: str
    """Name within a sentence."""

    def opened(self, digest: str, size: int) -> Generator[BinaryIO]:
        """Yield the content of one version of a master after the other, newest first."""


@dataclass(frozen=True, slots=True)
class CopyFolder:
    """The folder DIACHI_MASTERS_COPY."""

    folder: Path
    name: str = "thư mục bản sao"

    def opened(self, digest: str, size: int) -> Generator[BinaryIO]:
        """Yield the copy, if there is one."""
        place = self.folder / digest[:2] / digest
        with suppress(FileNotFoundError), place.open("rb") as content:
            yield content


@dataclass(frozen=True, slots=True)
class CopyRepository:
    """The backup repository, opened when it is needed."""

    settings: Settings
    name: str = "kho sao lưu"

    def opened(self, digest: str, size: int) -> Generator[BinaryIO]:
        """Yield the versions that the copies hold; a damaged one has often another size."""
        path, repository = f"masters/{digest[:2]}/{digest}", open_repository(self.settings)
        for copy_id in repository.versions_of(path, size):
            # a damaged version must not hide an older sound one
            with (
                suppress(RepositoryDamagedError),
                repository.opened(copy_id, path) as content,
            ):
                yield content


def copy_folder(settings: Settings) -> tuple[CopyFolder, ...]:
    """Return the folder of copies, if it is set."""
    return (CopyFolder(settings.masters_copy),) if settings.masters_copy else ()


def copy_repository(settings: Settings) -> tuple[CopyRepository, ...]:
    """Return the backup repository, if it is set."""
    return (CopyRepository(settings),) if settings.backup_to else ()


def has_repository(sources: Sequence[MasterCopies]) -> bool:
    """Return True if the backup repository is among the sources."""
    return any(isinstance(source, CopyRepository) for source in sources)


def heal(store: ContentStore, digest: str, size: int, sources: Sequence[MasterCopies]) -> str:
    """Put a sound copy in the place of a master, and return the name of its source.

    Raises NoSoundCopyError with the reason if no source has a sound copy, or no room is left.
    """
    reasons = []
    for source in sources:
        try:
            if _heal_from(store, digest, size, source):
                return source.name
            reasons.append(f"{source.name} không có bản lành")
        except LibraryError as error:
            reasons.append(f"{source.name}: {str(error).rstrip('.')}")
        except OSError as error:
            reason = failure_of(error) or error.strerror or error
            reasons.append(f"{source.name}: {str(reason).rstrip('.')}")
    raise NoSoundCopyError("; ".join(reasons) or "chưa đặt nơi nào có bản sao")


def _heal_from(store: ContentStore, digest: str, size: int, source: MasterCopies) -> bool:
    with closing(source.opened(digest, size)) as versions:
        return any(store.heal(digest, partial(shutil.copyfileobj, content)) for content in versions)
