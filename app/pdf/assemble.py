"""Binds leaves into a book (pikepdf), in a process of its own that `app.pdf.cache` starts.

Binding a thick book takes seconds in which no other reader could be served. Leaves are our own
files: nothing that was delivered is opened here.
"""

import json
import sys
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Job, Name, Pdf

_AS_THEY_ARE = (
    "--empty",
    "--stream-data=preserve",
    "--decode-level=none",
    "--remove-unreferenced-resources=no",
    "--object-streams=generate",
    "--deterministic-id",
)
"""Of the ways to join files, the one that never holds more than one image in memory."""


def bind(
    leaves: Sequence[str],
    numbers: Sequence[int],
    title: str,
    publisher: str,
    language: str,
    target: str,
) -> None:
    """Write a book of these leaves, which are the pages with these numbers; the same, the same.

    The pages are joined beside it first.
    """
    pages = f"{target}.pages"
    Job(["pikepdf", *_AS_THEY_ARE, "--pages", *leaves, "--", pages]).run()
    with Pdf.open(leaves[0]) as leaf, Pdf.open(pages) as book:
        _take_over_colours(book, leaf)
        _share_font(book)
        book.Root.PageLabels = Dictionary(Nums=_labels(numbers))
        _entitle(book, title, publisher, language)
        _write(book, target)


def _take_over_colours(book: Pdf, leaf: Pdf) -> None:
    (intent,) = leaf.Root.OutputIntents
    profile = book.copy_foreign(intent.DestOutputProfile)
    book.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=intent.S,
                OutputConditionIdentifier=intent.OutputConditionIdentifier,
                DestOutputProfile=profile,
            )
        ]
    )


def _share_font(book: Pdf) -> None:
    """Let all pages use one copy of the font, which is the same on each."""
    fonts = [page.obj.Resources.Font.F for page in book.pages]
    for font in fonts[1:]:
        font.DescendantFonts = fonts[0].DescendantFonts


def _labels(numbers: Sequence[int]) -> Array:
    """Return page labels by which every page keeps its number, also in a part of a book."""
    labels = Array()
    for place, number in enumerate(numbers):
        if place == 0 or number != numbers[place - 1] + 1:
            labels.extend([place, Dictionary(S=Name.D, St=number)])
    return labels


def _entitle(book: Pdf, title: str, publisher: str, language: str) -> None:
    book.Root.Lang = pikepdf.String(language)
    book.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with book.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "U"
        metadata["dc:title"], metadata["dc:publisher"] = title, {publisher}


def _write(book: Pdf, target: str) -> None:
    book.save(
        target,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=False,  # they are packed as well as can be
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )


if __name__ == "__main__":
    bind(**json.load(sys.stdin))
