"""Takes the documents out of a PDF portfolio, which is a folder in the shape of a PDF (pypdf)."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pypdf

from ingest.tools.pdf_trouble import BREAKS
from library.vietnamese.letters import compose


def documents_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Give the name and the content of each document; none when the PDF is no portfolio."""
    try:
        with pypdf.PdfReader(path) as portfolio:
            if "/Collection" not in portfolio.root_object:
                return
            for attachment in portfolio.attachment_list:
                name = compose(attachment.alternative_name or attachment.name)
                yield PurePosixPath(name).name, attachment.content
    except BREAKS:
        return
