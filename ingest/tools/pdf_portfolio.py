"""Documents in a PDF portfolio, which is a folder in the form of a PDF (pypdf)."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pypdf

from ingest.tools.pdf_trouble import READ_ERRORS
from library.vietnamese.letters import compose


def extract_documents(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each document; nothing if the PDF is no portfolio."""
    try:
        with pypdf.PdfReader(path) as portfolio:
            if "/Collection" not in portfolio.root_object:
                return
            for attachment in portfolio.attachment_list:
                name = compose(attachment.alternative_name or attachment.name)
                yield PurePosixPath(name).name, attachment.content
    except READ_ERRORS:
        return
