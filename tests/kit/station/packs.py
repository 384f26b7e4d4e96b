"""Small signed packs for the tests of a station, made without a province."""

import io
import json
import lzma
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from kit.canonical import canonical
from kit.packs.editions import edition_digest
from kit.packs.pack_files import MANIFEST, SIGNATURE, Manifest, Part, manifest_bytes
from kit.packs.record_rows import KINDS
from kit.signatures import public_bytes
from kit.station.station_identity import Identity
from library.catalogue.models import Access, Item, ItemState, Page, PageState, PageText
from library.database import Base, as_json
from library.schema_version import newest_version
from tests.makers import make_moment

PROVINCE_KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
IDENTITY = Identity("tram-1", "xa-1", "https://a.vn", public_bytes(PROVINCE_KEY), None)
STATE_AT = make_moment("2026-11-25 20:00")


@dataclass(frozen=True)
class PackedRecord:
    """A record of a pack that is made."""

    kind: str
    key: str
    line: bytes

    @property
    def name(self) -> tuple[str, str]:
        """Kind and key."""
        return self.kind, self.key

    @property
    def digest(self) -> str:
        """Checksum of the line."""
        return sha256(self.line).hexdigest()


def make_record(kind: str, key: str, *rows: Base, files: Iterable[str] = ()) -> PackedRecord:
    """Return a record with the columns that go of these rows."""
    by_table = {
        shipped.name: [
            {name: as_json(getattr(row, name)) for name in shipped.shipped}
            for row in rows
            if row.__table__ is shipped.table
        ]
        for shipped in KINDS[kind]
    }
    content = {"kind": kind, "key": key, "rows": by_table, "files": sorted(files)}
    return PackedRecord(kind, key, canonical(content))


def item_record(item_id: str, title: str, page_count: int = 1) -> PackedRecord:
    """Return the record of a published item."""
    item = Item(
        id=item_id,
        collection="van-ban",
        title=title,
        title_sort=title.lower(),
        language="vi",
        other_fields={},
        access=Access.PUBLIC,
        state=ItemState.PUBLISHED,
        page_count=page_count,
        created=STATE_AT,
        changed=STATE_AT,
        published=STATE_AT,
    )
    return make_record("item", item_id, item)


def page_record(item_id: str, number: int, text: str, words: str | None = None) -> PackedRecord:
    """Return the record of a page with its text."""
    page_id = int(sha256(f"{item_id}/{number}".encode()).hexdigest()[:12], 16)
    page = Page(
        id=page_id,
        item_id=item_id,
        number=number,
        place=number,
        state=PageState.DONE,
        quality=1.0,
        words=words,
    )
    rows = page, PageText(page_id=page_id, text=text)
    return make_record("page", f"{item_id}/{number}", *rows, files=[words] if words else [])


def make_pack(
    folder: Path,
    records: Iterable[PackedRecord],
    *,
    held: Mapping[tuple[str, str], str] | None = None,
    removals: Iterable[tuple[str, str]] = (),
    files: Iterable[bytes] = (),
    key: Ed25519PrivateKey = PROVINCE_KEY,
    **chosen: object,
) -> Manifest:
    """Write a pack to a folder: a full one, or one that builds on the records that are held."""
    records, removals, files = list(records), list(removals), list(files)
    lines = {name: digest for name, digest in (held or {}).items() if name not in removals}
    lines |= {record.name: record.digest for record in records}
    folder.mkdir(parents=True, exist_ok=True)
    part = _part(records, removals, files)
    (folder / "part-0001.tar").write_bytes(part)
    manifest = Manifest(
        format=1,
        station=IDENTITY.station,
        point=IDENTITY.point,
        base=_edition(held) if held is not None else None,
        edition=_edition(lines),
        number=1,
        state_at=STATE_AT.isoformat(),
        revision=newest_version(),
        program="0.2.0",
        parts=(Part("part-0001.tar", len(part), sha256(part).hexdigest()),),
        record_count=len(records),
        removed_count=len(removals),
        file_count=len(files),
    )
    manifest = replace(manifest, **chosen)
    sign(folder, manifest, key)
    return manifest


def sign(folder: Path, manifest: Manifest, key: Ed25519PrivateKey = PROVINCE_KEY) -> None:
    """Write a manifest and its signature."""
    content = manifest_bytes(manifest)
    (folder / MANIFEST).write_bytes(content)
    (folder / SIGNATURE).write_text(key.sign(content).hex())


def held_by(*records: PackedRecord) -> dict[tuple[str, str], str]:
    """Return the lines of the edition that has these records."""
    return {record.name: record.digest for record in records}


def rows_of(engine: Engine) -> dict[str, list[str]]:
    """Return every row of every table that packs fill, and what is held."""
    tables = {shipped.table for kind in KINDS.values() for shipped in kind}
    names = sorted({table.name for table in tables} | {"held_record", "held_edition"})
    with engine.connect() as connection:
        return {
            name: sorted(
                json.dumps(list(map(str, row)))
                for row in connection.exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608
            )
            for name in names
        }


def _edition(lines: Mapping[tuple[str, str], str]) -> str:
    return edition_digest(sorted((kind, key, digest) for (kind, key), digest in lines.items()))


def _part(
    records: list[PackedRecord], removals: list[tuple[str, str]], files: list[bytes]
) -> bytes:
    members = {
        "removals": lzma.compress(b"".join(f"{kind} {key}\n".encode() for kind, key in removals)),
        "records-0001": lzma.compress(b"".join(record.line + b"\n" for record in records)),
        **{f"files/{sha256(content).hexdigest()}": content for content in files},
    }
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return target.getvalue()
