"""Measures how many letters of documents from before Unicode come out right."""

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

from bench.form import Row, json_parser, report
from ingest.convert.file_type import detect_kind
from ingest.convert.to_pdf import prepare_office_document
from ingest.problems import ProblemError
from ingest.record import FileKind
from ingest.tools import pdf, pdf_text
from library.vietnamese.legacy_fonts import Run, to_unicode
from library.vietnamese.letters import compose

_LETTER = re.compile(r"[^\W\d_]")
_FIELD_NAMES = "page formtext embed pbrush mergeformat includepicture hyperlink"
"""Names that the ground truth has in place of fields and pictures, and no page."""

_BREAKING_ELEMENTS = frozenset({"p", "h", "s", "tab", "line-break", "table-cell"})
_NO_TEXT = frozenset({"binary-data", "annotation", "meta", "settings", "scripts"})
_REPEATED = "number-columns-repeated"

_MIN_SHARE_RIGHT, _TARGET_SHARE = 0.995, 0.95


def main() -> None:
    """Convert every document, and compare its words with the ground truth."""
    parser = json_parser(__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the measuring material")
    parser.add_argument("--each", action="store_true", help="name the documents below the mark")
    args = parser.parse_args()
    began = time.monotonic()
    corpus = args.data / "legacy" / "viparse-corpus"
    share_by_name = dict(_shares_right(corpus, _words_converted))
    seconds = (time.monotonic() - began) / len(share_by_name)
    if args.each:
        for name, share in sorted(share_by_name.items(), key=lambda entry: entry[1]):
            if share < _MIN_SHARE_RIGHT:
                print(f"{share:.4f}  {name}")
    shares = share_by_name.values()
    share_of_right = sum(share >= _MIN_SHARE_RIGHT for share in shares) / len(share_by_name)
    texts = tuple(_unicode_paragraphs(args.data / "text"))
    spoilt = sum(to_unicode([Run(text)])[0] != (text,) for text in texts)
    rows = [
        Row(
            f"documents of which {_MIN_SHARE_RIGHT:.1%} is right",
            share_of_right,
            "share",
            _TARGET_SHARE,
            "higher",
        ),
        Row("letters right, mean of all documents", mean(shares), "share"),
        Row("letters right, the worst document", min(shares), "share"),
        Row("documents that do not open", sum(not share for share in shares), "documents", 0),
        Row(f"of {len(texts)} paragraphs of today, spoilt", spoilt, "paragraphs", 0),
        Row("a document", seconds, "s"),
    ]
    report("legacy", rows, as_json=args.json)


def _shares_right(corpus: Path, read: Callable[[Path], list[str]]) -> Iterator[tuple[str, float]]:
    for truth in sorted((corpus / "ground-truth").glob("*.txt")):
        for document in sorted((corpus / "corpus").glob(f"*/*/{truth.stem}.*")):
            yield document.name, share_right(read(document), _words(truth.read_text()))


def share_right(read: list[str], expected: list[str]) -> float:
    """Return the share of the letters of the expected words that were read.

    A word in another place of the document counts too: text boxes, columns, heads and feet have no
    fixed order.
    """
    changes = SequenceMatcher(None, read, expected, autojunk=False).get_opcodes()
    different = [(read[a:b], expected[c:d]) for change, a, b, c, d in changes if change != "equal"]
    moved = _count(read_words for read_words, _ in different) & _count(
        read_words for _, read_words in different
    )
    unmatched_read, unmatched_expected = moved.copy(), moved.copy()
    wrong = sum(
        _count_missing_letters(
            _drop_moved_words(read_words, unmatched_read),
            _drop_moved_words(expected_words, unmatched_expected),
        )
        for read_words, expected_words in different
    )
    return 1 - wrong / max(sum(map(len, expected)), 1)


def _count(passages: Iterable[list[str]]) -> Counter[str]:
    return Counter(word for passage in passages for word in passage)


def _drop_moved_words(words: list[str], moved: Counter[str]) -> str:
    """Return a passage without words that occur elsewhere, and count these down."""
    remaining = []
    for word in words:
        if moved[word]:
            moved[word] -= 1
        else:
            remaining.append(word)
    return "".join(remaining)


def _count_missing_letters(read: str, expected: str) -> int:
    """Return the number of expected letters that were not read."""
    equal_blocks = SequenceMatcher(None, read, expected, autojunk=False).get_matching_blocks()
    return len(expected) - sum(block.size for block in equal_blocks)


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case: the ground truth does not know capital fonts.

    Numbers are omitted, because every program rounds them differently.
    """
    fields = _FIELD_NAMES.split()
    words = compose(text).casefold().replace("|", " ").split()
    return [word for word in words if _LETTER.search(word) and word not in fields]


def _words_converted(document: Path) -> list[str]:
    """Return the words of a document before it is printed, including hidden ones."""
    if detect_kind(document, document.name) is FileKind.PDF:
        return _words_on_pages(document)
    with TemporaryDirectory() as folder:
        source, _ = prepare_office_document(document, document.name, Path(folder))
        body = ElementTree.parse(source).getroot()  # noqa: S314  (LibreOffice wrote it)
        return _words("".join(_letters(body)))


def _letters(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name in _NO_TEXT:
        return
    yield "\n" if name in _BREAKING_ELEMENTS else element.text or ""
    if name in _BREAKING_ELEMENTS:
        yield element.text or ""
    for inside in element:
        repeated = next((v for k, v in inside.attrib.items() if k.endswith(_REPEATED)), "1")
        letters = "".join(_letters(inside))
        yield letters * (int(repeated) if letters.strip() else 1)
        yield inside.tail or ""


def _words_on_pages(document: Path) -> list[str]:
    try:
        pages = pdf.pages(document, document.name)
    except ProblemError:
        return []
    words = (word.text for page in pages for word in pdf_text.layer_words(document, page, 72))
    return _words(" ".join(words))


def _unicode_paragraphs(texts: Path) -> Iterator[str]:
    """Yield paragraphs in Unicode, none of which may change."""
    for file in sorted(texts.glob("*.jsonl.gz")):
        with gzip.open(file, "rt") as lines:
            for line in lines:
                yield from filter(None, compose(json.loads(line)["text"]).splitlines())


if __name__ == "__main__":
    main()
