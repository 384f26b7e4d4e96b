"""Test packages of other digitisers: images with METS, ALTO or hOCR."""

import zipfile
from pathlib import Path

from tests.ingest import papers
from tests.ingest.ocr_import.test_mets import described, group, make, page, structure

WORDS = ("Báo", "Lạng", "Sơn", "số", "bảy", "ra", "ngày", "mồng", "hai", "tháng", "chín")
TITLE = (
    "<mods:mods><mods:titleInfo><mods:title>Báo Lạng Sơn</mods:title></mods:titleInfo></mods:mods>"
)


def alto(*words: str, sure: float = 0.95) -> str:
    """Return the words of a page, one line, as ALTO."""
    strings = "".join(
        f'<String CONTENT="{word}" HPOS="{100 + 100 * place}" VPOS="200" WIDTH="80" HEIGHT="30"'
        f' WC="{sure}"/>'
        for place, word in enumerate(words)
    )
    return (
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description>'
        "<MeasurementUnit>pixel</MeasurementUnit></Description><Layout><Page>"
        f"<TextBlock><TextLine>{strings}</TextLine></TextBlock></Page></Layout></alto>"
    )


def write_package(folder: Path, *, lacking: str = "") -> Path:
    """Write a package of two pages whose METS order differs from the order of their names."""
    for name in ("images", "alto"):
        (folder / name).mkdir(parents=True)
    for place, words in (("1", WORDS), ("2", (*WORDS, "cuối"))):
        papers.write_scan(folder / "images" / f"{place}.png")
        (folder / "alto" / f"{place}.xml").write_text(alto(*words), encoding="utf-8")
    files = group(
        "master",
        i1="images/1.png",
        i2="images/2.png",
        t1="file://./alto/1.xml",
        t2="file://./alto/2.xml",
    )
    pages = structure(page("i2", "t2", ORDER="1", ORDERLABEL="iv"), page("i1", "t1", ORDER="2"))
    (folder / "mets.xml").write_bytes(make(described(TITLE), files, pages))
    if lacking:
        (folder / lacking).unlink()
    return folder


def zipped(folder: Path) -> Path:
    """Return a ZIP file of a folder."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder.parent))
    return path
