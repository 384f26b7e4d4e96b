"""Electronic books for tests."""

from pathlib import Path

from tests.ingest.parcels import write_zip

_CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'


def write_book(
    path: Path, chapters: list[str], files: dict[str, bytes] | None = None, package: str = ""
) -> Path:
    """Write a book of chapters (the content of their bodies) and other files."""
    numbers = range(1, len(chapters) + 1)
    items = "".join(
        f'<item id="c{number}" href="text/{number}.xhtml" media-type="application/xhtml+xml"/>'
        for number in numbers
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in numbers)
    opf = f"{package}<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    pages = {
        f"OEBPS/text/{number}.xhtml": (
            f"<html><head><title>Sách</title></head><body>{chapter}</body></html>".encode()
        )
        for number, chapter in zip(numbers, chapters, strict=True)
    }
    return write_zip(
        path,
        {
            "mimetype": b"application/epub+zip",
            "META-INF/container.xml": _CONTAINER.encode(),
            "OEBPS/book.opf": opf.encode(),
            **pages,
            **(files or {}),
        },
    )
