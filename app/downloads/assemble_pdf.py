"""Assembly of page PDFs into one PDF (pikepdf), in a process started by `app.downloads`.

A thick book takes seconds, during which no other reader could be served. Page PDFs are made by
this library: no delivered file is opened here.
"""

import json
import os
import sys
from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Job, Name, Pdf

_QPDF_OPTIONS = (
    "--empty",
    "--stream-data=preserve",
    "--decode-level=none",
    "--remove-unreferenced-resources=no",
    "--object-streams=generate",
    "--deterministic-id",
)
"""qpdf options that never hold more than one image in memory."""


_NICENESS = 10


def assemble(
    leaves: Sequence[str],
    numbers: Sequence[int],
    title: str,
    publisher: str,
    language: str,
    target: str,
) -> None:
    """Write a PDF of these page PDFs with these page numbers; equal input gives equal bytes.

    The pages are joined in a temporary file next to it first.
    """
    pages = f"{target}.pages"
    Job(["pikepdf", *_QPDF_OPTIONS, "--pages", *leaves, "--", pages]).run()
    with Pdf.open(leaves[0]) as first_page, Pdf.open(pages) as pdf:
        _copy_output_intent(pdf, first_page)
        # share one copy of the font, which is the same on every page
        fonts = [page.obj.Resources.Font.F for page in pdf.pages]
        for font in fonts[1:]:
            font.DescendantFonts = fonts[0].DescendantFonts
        pdf.Root.PageLabels = Dictionary(Nums=_page_labels(numbers))
        pdf.Root.Lang = pikepdf.String(language)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "U"
            metadata["dc:title"], metadata["dc:publisher"] = title, {publisher}
        _write(pdf, target)


def _copy_output_intent(pdf: Pdf, page_pdf: Pdf) -> None:
    (intent,) = page_pdf.Root.OutputIntents
    profile = pdf.copy_foreign(intent.DestOutputProfile)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=intent.S,
                OutputConditionIdentifier=intent.OutputConditionIdentifier,
                DestOutputProfile=profile,
            )
        ]
    )


def _page_labels(numbers: Sequence[int]) -> Array:
    """Return page labels that keep the page numbers, also when only some pages are included."""
    labels = Array()
    for index, number in enumerate(numbers):
        if index == 0 or number != numbers[index - 1] + 1:
            labels.extend([index, Dictionary(S=Name.D, St=number)])
    return labels


def _write(pdf: Pdf, target: str) -> None:
    pdf.save(
        target,
        min_version="1.7",
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=False,  # they are already compressed
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )


if __name__ == "__main__":
    os.nice(_NICENESS)
    assemble(**json.load(sys.stdin))
