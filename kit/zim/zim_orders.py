"""ZIM files that the office ordered: a note of each, its file, and the items in it.

The site and the pipeline service change notes, under one lock of the folder. A note names a file
only when the file is whole.
"""

import json
import secrets
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from kit.handouts.problems import TooManyZimFilesError, ZimFileNotFoundError
from library import clock
from library.errors import WrongStateError
from library.process.atomic_files import write_atomically
from library.process.locks import FileLock, holding
from library.settings import Settings

_MAX_FILES = 40
_MAX_ATTEMPTS = 3
_ID_BYTES = 6
_INTERRUPTED = (
    "Bị ngắt giữa chừng ba lần (máy tắt, hoặc hết bộ nhớ). Hãy chọn ảnh nhỏ hơn hay ít tài liệu "
    "hơn, rồi bấm “Làm lại”."
)


@dataclass(frozen=True, slots=True)
class ZimNote:
    """A ZIM file as the office lists it: its order, and the file that was made last."""

    id: str
    title: str
    collection: str
    """Slug of the collection whose items are in it; empty for a selection."""
    view: str
    """Query string of the list that was searched for them; empty for chosen items."""
    chosen: int
    """Number of items of a selection."""
    images: str
    ordered: str
    ordered_by: str
    is_open: bool = True
    """True until the order is done, cancelled, or has failed."""
    attempts: int = 0
    written_items: int = 0
    """Items in the file so far, of `total`."""
    total: int = 0
    problem: str = ""
    file: str = ""
    """Name of the whole file that was made last; empty if there is none."""
    contents_at: str = ""
    """Time from which its contents and their rights are."""
    profiles: int = 0
    """Newest version of the collection profiles at that time."""
    bytes: int = 0
    items: int = 0
    pages: int = 0
    left_out: int = 0
    """Items that were asked for and may not be handed out."""

    @property
    def made_at(self) -> datetime | None:
        """Return the time of the file."""
        return datetime.fromisoformat(self.contents_at) if self.contents_at else None

    @property
    def ordered_at(self) -> datetime:
        """Return the time of the order."""
        return datetime.fromisoformat(self.ordered)


def all_notes(settings: Settings) -> tuple[ZimNote, ...]:
    """Return the notes, the latest order first."""
    notes = (_read(file) for file in folder_of(settings).glob("*.json"))
    return tuple(sorted(filter(None, notes), key=lambda note: note.ordered, reverse=True))


def find(settings: Settings, note_id: str) -> ZimNote:
    """Return a note; raise ZimFileNotFoundError."""
    note = next((note for note in all_notes(settings) if note.id == note_id), None)
    if note is None:
        raise ZimFileNotFoundError
    return note


def place(settings: Settings, draft: ZimNote, item_ids: tuple[str, ...] = ()) -> ZimNote:
    """Order a file; raise WrongStateError if the same contents are in the list."""
    with _changing(settings):
        notes = all_notes(settings)
        if any(_contents(note) == _contents(draft) for note in notes):
            raise WrongStateError("viết tệp ZIM này", "đã có trong danh sách; hãy làm lại tệp ấy")
        if len(notes) >= _MAX_FILES:
            raise TooManyZimFilesError(_MAX_FILES)
        if item_ids:
            write_atomically(_chosen_file(settings, draft.id), "\n".join(item_ids))
        return _write(settings, draft)


def new_note(title: str, images: str, by: str, **contents: object) -> ZimNote:
    """Return the note of a new order."""
    fields = {"collection": "", "view": "", "chosen": 0, **contents}
    now = clock.now().isoformat()
    return ZimNote(
        secrets.token_hex(_ID_BYTES), title, **fields, images=images, ordered=now, ordered_by=by
    )


def order_again(settings: Settings, note_id: str, by: str, item_ids: tuple[str, ...] = ()) -> None:
    """Order a file anew; the former file stays until the new one is whole."""
    with _changing(settings):
        note = find(settings, note_id)
        if note.is_open:
            raise WrongStateError("làm lại", "tệp ấy đang chờ hoặc đang làm")
        if item_ids:
            write_atomically(_chosen_file(settings, note_id), "\n".join(item_ids))
        _write(
            settings,
            replace(
                note,
                ordered=clock.now().isoformat(),
                ordered_by=by,
                chosen=len(item_ids) or note.chosen,
                is_open=True,
                attempts=0,
                written_items=0,
                total=0,
                problem="",
            ),
        )


def cancel(settings: Settings, note_id: str) -> None:
    """End an order; the file that was made before stays."""
    with _changing(settings):
        _write(settings, replace(find(settings, note_id), is_open=False, written_items=0, total=0))


def remove(settings: Settings, note_id: str) -> None:
    """Remove a file with its order."""
    with _changing(settings):
        find(settings, note_id)
        _note_file(settings, note_id).unlink()
        for file in folder_of(settings).glob(f"{note_id}.*"):
            file.unlink()


def begin_next(settings: Settings) -> ZimNote | None:
    """Return the order that waits longest, with one more attempt; None if there is none."""
    with _changing(settings):
        for note in reversed(all_notes(settings)):
            if note.is_open and note.attempts >= _MAX_ATTEMPTS:
                _write(settings, replace(note, is_open=False, problem=_INTERRUPTED))
            elif note.is_open:
                return _write(settings, replace(note, attempts=note.attempts + 1))
    return None


def change_open_order(settings: Settings, order: ZimNote, **changes: object) -> bool:
    """Change the note of an order; return False if it was cancelled, removed or ordered anew."""
    with _changing(settings):
        note = _read(_note_file(settings, order.id))
        if note is None or not note.is_open or note.ordered != order.ordered:
            return False
        _write(settings, replace(note, **changes))
        return True


def chosen_ids(settings: Settings, note: ZimNote) -> tuple[str, ...]:
    """Return the items of a selection."""
    return _ids(_chosen_file(settings, note.id))


def held_ids(settings: Settings, note: ZimNote) -> tuple[str, ...]:
    """Return the items in the file of a note."""
    return _ids(folder_of(settings) / f"{note.file}.items")


def write_held(file: Path, item_ids: Iterable[str]) -> None:
    """Write the ids of the items in a file beside it."""
    write_atomically(file.with_name(f"{file.name}.items"), "\n".join(item_ids))


def file_of(settings: Settings, note: ZimNote) -> Path | None:
    """Return the whole file of a note; None without one."""
    file = folder_of(settings) / note.file
    return file if note.file and file.is_file() else None


def remove_unnamed(settings: Settings) -> None:
    """Remove files that no note names: former ones, and the halves of a process that was killed."""
    with _changing(settings):
        notes = all_notes(settings)
        names = {name for note in notes for name in (note.file, f"{note.file}.items")}
        names |= {f"{note.id}.{ending}" for note in notes for ending in ("json", "chosen")}
        names |= {"orders.lock", "making.lock"}
        for file in folder_of(settings).iterdir():
            if file.name not in names:
                file.unlink(missing_ok=True)


def folder_of(settings: Settings) -> Path:
    """Return the folder of ZIM files, made if it is missing."""
    folder = settings.home / "kit" / "zim"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _changing(settings: Settings) -> AbstractContextManager[None]:
    return holding(FileLock(folder_of(settings) / "orders.lock"))


def _contents(note: ZimNote) -> tuple[object, ...]:
    is_selection = not (note.collection or note.view)
    return note.collection, note.view, note.images, note.id if is_selection else note.title


def _read(file: Path) -> ZimNote | None:
    try:
        return ZimNote(**json.loads(file.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _write(settings: Settings, note: ZimNote) -> ZimNote:
    write_atomically(_note_file(settings, note.id), json.dumps(asdict(note), ensure_ascii=False))
    return note


def _ids(file: Path) -> tuple[str, ...]:
    with suppress(FileNotFoundError):
        return tuple(file.read_text(encoding="utf-8").split())
    return ()


def _note_file(settings: Settings, note_id: str) -> Path:
    return folder_of(settings) / f"{note_id}.json"


def _chosen_file(settings: Settings, note_id: str) -> Path:
    return folder_of(settings) / f"{note_id}.chosen"
