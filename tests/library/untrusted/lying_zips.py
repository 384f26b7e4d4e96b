"""ZIP files of the tests that state less than they hold."""

import io
import struct
import zipfile
import zlib


def lying_zip(members: dict[str, bytes], liar: str, stated_bytes: int = 100) -> bytes:
    """Return a ZIP file of which one member states a size, and the checksum of so many bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        info = archive.getinfo(liar)
    content = bytearray(buffer.getvalue())
    checksum = zlib.crc32(members[liar][:stated_bytes])
    struct.pack_into("<L", content, info.header_offset + 14, checksum)
    struct.pack_into("<L", content, info.header_offset + 22, stated_bytes)
    entry = content.rindex(liar.encode()) - 46
    struct.pack_into("<L", content, entry + 16, checksum)
    struct.pack_into("<L", content, entry + 24, stated_bytes)
    return bytes(content)


def repacked(book: bytes, **changed: bytes) -> dict[str, bytes]:
    """Return the members of a workbook, some of them changed (`sheet1` for its first sheet)."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in members:
        for short, content in changed.items():
            if name.endswith(f"/{short}.xml"):
                members[name] = content
    return members
