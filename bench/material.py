"""Benchmark data (texts, scans, Hán-Nôm, MARC) as catalogue records."""

import csv
import gzip
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ingest.images import preprocess
from ingest.ocr.read_page import read_page
from ingest.tools import pdf
from library.catalogue.text.plain_text import as_text

_MARC = "{http://www.loc.gov/MARC21/slim}"
_DPI = 200

Record = dict[str, object]


def records(data: Path) -> Iterator[Record]:
    """Yield every record, with the id that the relevance judgements use."""
    yield from typed_records(data)
    yield from _scans(data)
    yield from _kieu(data)
    yield from _dictionary(data)
    yield from _marc(data)


def typed_records(data: Path) -> Iterator[Record]:
    """Yield the records whose text was typed, not read from a scan or a table."""
    for file in sorted((data / "text").glob("*.jsonl.gz")):
        with gzip.open(file, "rt") as lines:
            yield from map(json.loads, lines)


def _scans(data: Path) -> Iterator[Record]:
    for file in sorted((data / "scans").glob("*/*.pdf")):
        yield {"id": f"scan:{file.stem}", "title": file.stem, "text": "\f".join(_read(file))}


def _read(file: Path) -> Iterator[str]:
    for index in pdf.pages(file, file.name):
        drawn = pdf.draw(file, index, _DPI)
        treatment = preprocess.plan_treatment(drawn, _DPI)
        cleaned = preprocess.clean(preprocess.straighten(drawn, treatment), treatment)
        yield as_text(read_page(cleaned, ("vie",), _DPI))


def _kieu(data: Path) -> Iterator[Record]:
    rows = _table(data / "hannom/kieu1866/kieu1866_nom_quocngu.tsv")
    for page, lines in groupby(rows, key=lambda row: row["page"]):
        text = "\n".join(f"{line['nom']}\n{line['quoc_ngu']}" for line in lines)
        yield {
            "id": f"hannom:kieu1866#{page}",
            "title": f"Truyện Kiều 1866, tờ {page}",
            "text": text,
        }


def _dictionary(data: Path) -> Iterator[Record]:
    rows = _table(data / "hannom/nung_tay_viet_dictionary.tsv")
    text = "\n".join(" ".join(filter(None, row.values())) for row in rows)
    name = "nung_tay_viet_dictionary"
    yield {"id": f"hannom:{name}", "title": "Từ điển Việt - Tày Nùng", "text": text}


def _marc(data: Path) -> Iterator[Record]:
    """Yield the library's own records; the other records of the file repeat the texts."""
    tree = ElementTree.parse(data / "marc/van_ban_marcxml.xml")  # noqa: S314  (our own material)
    for record in tree.getroot().iter(f"{_MARC}record"):
        number = record.findtext(f"{_MARC}controlfield[@tag='001']", "")
        if not number.isdigit():
            continue
        fields = [
            " ".join(part.text or "" for part in field)
            for field in record.iter(f"{_MARC}datafield")
        ]
        title = record.find(f"{_MARC}datafield[@tag='245']")
        title_text = " ".join(part.text or "" for part in title) if title is not None else number
        yield {"id": f"marc:{number}", "title": title_text, "text": "\n".join(fields)}


def _table(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines, delimiter="\t")
