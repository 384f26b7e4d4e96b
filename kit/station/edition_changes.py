"""The difference between the edition that is held and that of a pack, checked to the last digit."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.models import HeldRecord
from kit.packs import pack_files
from kit.packs.contents import ITEM, KINDS
from kit.packs.editions import edition_digest
from kit.packs.pack_files import Manifest
from kit.packs.problems import PackDamagedError
from kit.station.problems import NewerProgramPackError

RecordName = tuple[str, str]
"""Kind and key."""

_MAX_NEW_ITEMS = 100
_SAID_EACH = 500
"""Records between two words about the progress."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Records of a pack by name, with their digests, and what becomes of those that are held."""

    digests: dict[RecordName, str]
    """Records that are new or other than what is held."""
    removed: frozenset[RecordName]
    held: frozenset[RecordName]

    @property
    def new_count(self) -> int:
        """Number of records that the station did not have."""
        return sum(name not in self.held for name in self.digests)

    @property
    def new_items(self) -> list[str]:
        """Ids of the first new items, in the order of the pack."""
        items = (key for kind, key in self.digests if kind == ITEM and (kind, key) not in self.held)
        return [key for key, _ in zip(items, range(_MAX_NEW_ITEMS), strict=False)]


def read_changes(
    session: Session, folder: Path, manifest: Manifest, say: Callable[[str], object]
) -> Changes:
    """Return the changes of a pack; raise PackDamagedError unless they give its edition.

    Nothing is changed here, and nothing of the records stays in memory but their digests.
    """
    rows = session.execute(select(HeldRecord.kind, HeldRecord.key, HeldRecord.digest))
    held = {(kind, key): digest for kind, key, digest in rows}
    removed = set(pack_files.removals(folder, manifest))
    digests = _digests(folder, manifest, say)
    if manifest.base is None:
        removed = held.keys() - digests.keys()
    elif not removed <= held.keys() - digests.keys():
        raise PackDamagedError(pack_files.REMOVALS)
    lines = {name: digest for name, digest in held.items() if name not in removed} | digests
    if edition_digest((*name, digest) for name, digest in lines.items()) != manifest.edition:
        raise PackDamagedError(pack_files.MANIFEST)
    changed = {name: digest for name, digest in digests.items() if held.get(name) != digest}
    return Changes(changed, frozenset(removed), frozenset(held))


def _digests(
    folder: Path, manifest: Manifest, say: Callable[[str], object]
) -> dict[RecordName, str]:
    digests: dict[RecordName, str] = {}
    for record in pack_files.records(folder, manifest):
        name = record.kind, record.key
        if record.kind not in KINDS:
            raise NewerProgramPackError(manifest.program)
        if name in digests:
            raise PackDamagedError(f"{record.kind} {record.key}")
        digests[name] = record.digest
        if len(digests) % _SAID_EACH == 0:
            say(f"Đang đọc gói: {len(digests)}/{manifest.record_count} mục")
    return digests
