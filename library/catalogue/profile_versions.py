"""Profiles of the collections in the database: every version, when it was saved and by whom."""

from contextlib import suppress
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import clock
from library.accessions.models import Accession
from library.accessions.requeue import requeue_collection
from library.catalogue import profile_files
from library.catalogue.models import Item
from library.catalogue.profile_files import ProfileFile
from library.catalogue.profiles import parse
from library.database import Base, reading, work
from library.errors import (
    BadProfileError,
    CollectionInUseError,
    CollectionNotFoundError,
    CollectionTakenError,
    ProfileChangedError,
    ProfileVersionNotFoundError,
)
from library.staff.audit import note

_FROM_FILES = "nhập từ tệp"
"""Author of the first versions, which were taken from the files of an installation."""


class ProfileVersion(Base):
    """A profile as it was once saved; the newest one of a collection applies.

    Rows are only added, one transaction at a time, so the highest id stands for all of them.
    """

    __tablename__ = "profile_version"
    __table_args__ = (Index("ix_profile_version_collection_id", "collection", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    collection: Mapped[str]
    text: Mapped[str]
    """Content of profile.toml; empty if the collection was removed."""
    introduction: Mapped[str]
    saved: Mapped[datetime]
    saved_by: Mapped[str]

    @property
    def file(self) -> ProfileFile:
        """The two texts of a profile."""
        return ProfileFile(self.text, self.introduction)


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """A version of a profile, with the lines in which it differs from the one before."""

    id: int
    saved: datetime
    saved_by: str
    removed: tuple[str, ...]
    added: tuple[str, ...]
    is_current: bool
    is_removal: bool


def newest_id(session: Session) -> int:
    """Return a number that changes with every change of any profile; 0 if there are none."""
    return session.scalar(select(func.max(ProfileVersion.id))) or 0


def state(session: Session) -> tuple[int, ...]:
    """Return numbers that change with every change of any profile.

    At a station a pack may add a profile that the province saved long before its latest one.
    """
    ids = ProfileVersion.id
    numbers = select(func.coalesce(func.max(ids), 0), func.count(ids), func.sum(ids))
    return tuple(session.execute(numbers).one())


def current(session: Session) -> dict[str, ProfileVersion]:
    """Return the version that applies to each collection."""
    ids = select(func.max(ProfileVersion.id)).group_by(ProfileVersion.collection)
    rows = select(ProfileVersion).where(ProfileVersion.id.in_(ids), ProfileVersion.text != "")
    return {row.collection: row for row in session.scalars(rows)}


def versions(session: Session, collection: str) -> list[ProfileVersion]:
    """Return all versions of a profile, the newest first."""
    return list(session.scalars(_newest_first(collection)))


def history(session: Session, collection: str) -> tuple[ProfileChange, ...]:
    """Return all changes of a profile, the newest first."""
    rows = versions(session, collection)
    if not rows:
        raise _not_found(session, collection)
    files = [*(row.file for row in rows), ProfileFile("", "")]
    return tuple(
        ProfileChange(
            row.id,
            row.saved,
            row.saved_by,
            *earlier_file.difference(row.file),
            row is rows[0],
            is_removal=not row.text,
        )
        for row, earlier_file in zip(rows, files[1:], strict=True)
    )


def read(session: Session, collection: str) -> ProfileFile:
    """Return the profile of a collection; raise CollectionNotFoundError."""
    newest = session.scalar(_newest_first(collection).limit(1))
    if newest is None or not newest.text:
        raise _not_found(session, collection)
    return newest.file


def changes_only_review(session: Session, collection: str) -> bool:
    """Return True if the newest version changes nothing but the need of two people."""
    rows = versions(session, collection)[:2]
    with suppress(BadProfileError):  # another version of the code understood it
        shown = [replace(parse(collection, *astuple(row.file)), four_eyes=False) for row in rows]
        return shown[0] == shown[-1]
    return False


def earlier(session: Session, collection: str, version_id: int) -> ProfileFile:
    """Return an earlier version of a profile; raise ProfileVersionNotFoundError."""
    row = session.get(ProfileVersion, version_id)
    if row is None or row.collection != collection or not row.text:
        raise ProfileVersionNotFoundError(version_id, collection)
    return row.file


def save(
    session: Session, collection: str, file: ProfileFile, by: str, *, edition: str | None = None
) -> None:
    """Replace the profile of a collection in the turn of an ordinary write.

    Raises BadProfileError for an invalid profile, ProfileChangedError when somebody else has
    changed the one of this edition.
    """
    parse(collection, file.text, file.introduction)
    old = read(session, collection)
    if edition not in (None, old.edition):
        raise ProfileChangedError(collection)
    if _changes_pictures(collection, old, file):
        requeue_collection(session, collection)
    _add(session, collection, (old, file), "collection.edit", by)


def create(session: Session, collection: str, file: ProfileFile, by: str) -> None:
    """Add the profile of a new collection."""
    profile_files.require_slug(collection)
    parse(collection, file.text, file.introduction)
    if collection in current(session):
        raise CollectionTakenError(collection)
    _add(session, collection, (ProfileFile("", ""), file), "collection.make", by)


def store(session: Session, collection: str, file: ProfileFile, by: str) -> bool:
    """Create or replace a profile; return False if it is the same already."""
    row = current(session).get(collection)
    if row is None:
        create(session, collection, file, by)
    elif row.file != file:
        save(session, collection, file, by)
    else:
        return False
    return True


def remove(session: Session, collection: str, by: str) -> None:
    """Remove a collection that holds nothing; its history stays."""
    old = read(session, collection)
    held = sum(
        session.scalar(select(func.count()).where(table.collection == collection))
        for table in (Item, Accession)
    )
    if held:
        raise CollectionInUseError(collection, held)
    _add(session, collection, (old, ProfileFile("", "")), "collection.remove", by)


def files_edited_since(session: Session, folder: Path) -> list[str]:
    """Return the collections whose file was changed after their profile was saved."""
    return [
        slug
        for slug, row in current(session).items()
        if profile_files.is_newer(folder, slug, row.saved, row.file)
    ]


def import_once(database: Engine, folder: Path) -> None:
    """Take the profiles of a database that has none yet from the files of a folder, all or none.

    Raises BadProfileError if one of them is invalid.
    """
    with reading(database) as session:
        if newest_id(session):
            return
    files = profile_files.read_folder(folder)
    if not files:
        return
    with work(database) as session:
        if newest_id(session):
            return  # another machine was faster
        for collection, file in sorted(files.items()):
            _insert(session, collection, file, _FROM_FILES)


def _newest_first(collection: str) -> Select[tuple[ProfileVersion]]:
    rows = select(ProfileVersion).where(ProfileVersion.collection == collection)
    return rows.order_by(ProfileVersion.id.desc())


def _add(
    session: Session, collection: str, change: tuple[ProfileFile, ProfileFile], act: str, by: str
) -> None:
    """Add a version and its entry in the audit trail."""
    old, new = change
    removed, added = ({"profile.toml": "\n".join(lines)} for lines in old.difference(new))
    note(session, by, act, collection, old=removed, new=added)
    _insert(session, collection, new, by)


def _insert(session: Session, collection: str, file: ProfileFile, by: str) -> None:
    session.add(
        ProfileVersion(
            collection=collection,
            text=file.text,
            introduction=file.introduction,
            saved=clock.now(),
            saved_by=by,
        )
    )
    session.flush()


def _changes_pictures(collection: str, old: ProfileFile, new: ProfileFile) -> bool:
    """Return True if pages of the collection are made as pictures from now on, or no longer."""
    try:
        was_pictures = parse(collection, old.text).holds_pictures
    except BadProfileError:
        return True
    return was_pictures != parse(collection, new.text).holds_pictures


def _not_found(session: Session, collection: str) -> CollectionNotFoundError:
    return CollectionNotFoundError(collection, ", ".join(sorted(current(session))))
