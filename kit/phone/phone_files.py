"""Phone packs on disk: the newest file of each subject, and a note of what it holds."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from kit.canonical import digest
from kit.phone.handout_items import lasting_records
from kit.phone.phone_subjects import PhoneSubject
from library.process.atomic_files import write_atomically
from library.settings import Settings


@dataclass(frozen=True, slots=True)
class PhonePack:
    """The newest pack of a subject; one of no bytes says that there is nothing to hand out."""

    file: str
    day: str
    bytes: int
    state: str
    """State of the library from which it was made."""
    item_ids: tuple[str, ...]


def read_pack(settings: Settings, name: str) -> PhonePack | None:
    """Return the pack of a subject by its name; None if none was made yet, or its file is gone."""
    try:
        fields = json.loads((_folder(settings) / f"{name}.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    pack = PhonePack(**{**fields, "item_ids": tuple(fields["item_ids"])})
    return pack if not pack.bytes or file_of(settings, pack).exists() else None


def is_lasting(session: Session, pack: PhonePack, today: str) -> bool:
    """Return True if all that a pack holds may still be handed out."""
    return len(lasting_records(session, pack.item_ids, today)) == len(pack.item_ids)


def recall(settings: Settings, session: Session, today: str) -> None:
    """Remove the packs with items that may not be handed out any more."""
    for note in _folder(settings).glob("*.json"):
        pack = read_pack(settings, note.stem)
        if pack is None or not is_lasting(session, pack, today):
            note.unlink()
            for file in _folder(settings).glob(f"{note.stem}.*.html"):
                file.unlink()


def file_of(settings: Settings, pack: PhonePack) -> Path:
    """Return the path of a pack's file."""
    return _folder(settings) / pack.file


def write_pack(
    settings: Settings,
    subject: PhoneSubject,
    html: str,
    day: str,
    state: str,
    item_ids: tuple[str, ...],
) -> PhonePack:
    """Make a file the pack of its subject in one step: the note names it when it is whole."""
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    content = html.encode()
    file = f"{subject.name}.{digest(content)[:16]}.html"
    if html:
        write_atomically(folder / file, html)
    pack = PhonePack(file, day, len(content), state, item_ids)
    write_atomically(folder / f"{subject.name}.json", json.dumps(asdict(pack)))
    for former in folder.glob(f"{subject.name}.*.html"):
        if former.name != file:
            former.unlink()
    return pack


def _folder(settings: Settings) -> Path:
    return settings.home / "kit" / "phone"
