"""Measures how many letters of documents from before Unicode come out right."""

import argparse
import gzip
import json
import re
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from bench.form import Row, report
from ingest.convert.file_type import kind_of
from ingest.convert.to_pdf import printed, uncut
from ingest.problems import ProblemError
from ingest.record import FileKind
from ingest.tools import pdf, pdf_text
from library.vietnamese.legacy_fonts import Run, modern
from library.vietnamese.letters import compose

_LETTER = re.compile(r"[^\W\d_]")
_FIELD_NAMES = "page formtext embed pbrush mergeformat includepicture hyperlink"
"""What the truth has in the place of fields and pictures, and no page."""

_APART = frozenset({"p", "h", "s", "tab", "line-break", "table-cell"})
_NO_TEXT = frozenset({"binary-data", "annotation", "meta", "settings", "scripts"})
_REPEATED = "number-columns-repeated"

_RIGHT, _OF_ALL = 0.995, 0.95


def main() -> None:
    """Convert every document, and compare its words with the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the measuring material")
    parser.add_argument("--each", action="store_true", help="name the documents below the mark")
    parser.add_argument("--pages", action="store_true", help="print them too, which takes longer")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    began = time.monotonic()
    corpus = chosen.data / "legacy" / "viparse-corpus"
    found = dict(_measured(corpus, _words_converted))
    seconds = (time.monotonic() - began) / len(found)
    if chosen.each:
        for name, share in sorted(found.items(), key=lambda one: one[1]):
            if share < _RIGHT:
                print(f"{share:.4f}  {name}")
    pages = dict(_measured(corpus, _words_on_pages)).values() if chosen.pages else ()
    shares = found.values()
    right = sum(share >= _RIGHT for share in shares) / len(found)
    texts = tuple(_of_today(chosen.data / "text"))
    spoilt = sum(modern([Run(text)])[0] != (text,) for text in texts)
    rows = [
        Row(f"documents of which {_RIGHT:.1%} is right", right, "share", _OF_ALL, "higher"),
        Row("letters right, mean of all documents", mean(shares), "share"),
        Row("letters right, the worst document", min(shares), "share"),
        Row("documents that do not open", sum(not share for share in shares), "documents", 0),
        Row(f"of {len(texts)} paragraphs of today, spoilt", spoilt, "paragraphs", 0),
        Row("a document", seconds, "s"),
        *(Row("letters on the pages, mean", mean(pages), "share") for _ in range(bool(pages))),
    ]
    report("legacy", rows, as_json=chosen.json)


def _measured(corpus: Path, read: Callable[[Path], list[str]]) -> Iterator[tuple[str, float]]:
    for truth in sorted((corpus / "ground-truth").glob("*.txt")):
        for document in sorted((corpus / "corpus").glob(f"*/*/{truth.stem}.*")):
            yield document.name, share_right(read(document), _words(truth.read_text()))


def share_right(read: list[str], meant: list[str]) -> float:
    """Return the share of the letters of the words meant that were read.

    A word in another place of the document counts too: text boxes, columns, heads and feet stand
    in the order of whoever wrote them down.
    """
    changes = SequenceMatcher(None, read, meant, autojunk=False).get_opcodes()
    apart = [(read[a:b], meant[c:d]) for change, a, b, c, d in changes if change != "equal"]
    moved = _count(words for words, _ in apart) & _count(words for _, words in apart)
    left, missed = moved.copy(), moved.copy()
    wrong = sum(_wrong(_without(words, left), _without(told, missed)) for words, told in apart)
    return 1 - wrong / max(sum(map(len, meant)), 1)


def _count(passages: Iterable[list[str]]) -> Counter[str]:
    return Counter(word for passage in passages for word in passage)


def _without(words: list[str], moved: Counter[str]) -> str:
    """Return a passage without the words that stand elsewhere, each taken off as it is met."""
    kept = []
    for word in words:
        if moved[word]:
            moved[word] -= 1
        else:
            kept.append(word)
    return "".join(kept)


def _wrong(read: str, meant: str) -> int:
    """Count the letters meant that were not read."""
    alike = SequenceMatcher(None, read, meant, autojunk=False).get_matching_blocks()
    return len(meant) - sum(block.size for block in alike)


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters: the truth does not know fonts of capitals.

    Numbers are left out, which every program rounds in its own way.
    """
    fields = _FIELD_NAMES.split()
    words = compose(text).casefold().replace("|", " ").split()
    return [word for word in words if _LETTER.search(word) and word not in fields]


def _words_converted(document: Path) -> list[str]:
    """Return the words of a document as they are before it is printed, hidden ones too."""
    if kind_of(document, document.name) is FileKind.PDF:
        return _words_on_pages(document)
    with TemporaryDirectory() as folder:
        source, _ = uncut(document, document.name, Path(folder))
        body = ElementTree.parse(source).getroot()  # noqa: S314  (LibreOffice wrote it)
        return _words("".join(_letters(body)))


def _letters(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name in _NO_TEXT:
        return
    yield "\n" if name in _APART else element.text or ""
    if name in _APART:
        yield element.text or ""
    for inside in element:
        repeated = next((v for k, v in inside.attrib.items() if k.endswith(_REPEATED)), "1")
        letters = "".join(_letters(inside))
        yield letters * (int(repeated) if letters.strip() else 1)
        yield inside.tail or ""


def _words_on_pages(document: Path) -> list[str]:
    with TemporaryDirectory() as folder:
        try:
            path = _as_pdf(document, Path(folder))
            pages = pdf.pages(path, document.name)
        except ProblemError:
            return []
        words = (word.text for page in pages for word in pdf_text.layer_words(path, page, 72))
        return _words(" ".join(words))


def _as_pdf(document: Path, folder: Path) -> Path:
    kind = kind_of(document, document.name)
    if kind is FileKind.PDF:
        return document
    made = folder / "made.pdf"
    made.write_bytes(printed(document, kind, document.name).pdf)
    return made


def _of_today(texts: Path) -> Iterator[str]:
    """Give paragraphs in Unicode, none of which must change."""
    for file in sorted(texts.glob("*.jsonl.gz")):
        with gzip.open(file, "rt") as lines:
            for line in lines:
                yield from filter(None, compose(json.loads(line)["text"]).splitlines())


if __name__ == "__main__":
    main()
