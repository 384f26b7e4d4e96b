"""Images and records of finished pages, as the pipeline read them."""

from sqlalchemy.orm import Session

from ingest.record import PageRecord
from ingest.stages.tidy import tidy
from library.accessions import ledger
from library.catalogue.text.languages import VIETNAMESE
from library.corrections.due_pages import DuePage

_LAST_STAGE = tidy.name
"""Stage that leaves the words of a page as the second reader finds them."""


def record_of(session: Session, page: DuePage) -> PageRecord | None:
    """Return the record from which a page was made; None if the page has no recognised words.

    Text of the file itself, words recognised elsewhere and other languages are not this reader's.
    """
    if page.accession_id is None:
        return None
    keys = ledger.newest_keys(session, page.accession_id, _LAST_STAGE, (page.number,))
    for output in ledger.outputs_by_key(session, tuple(keys.values())).values():
        record = PageRecord.from_json(output)
        if record.words == page.words and _is_recognised(record):
            return record
    return None


def _is_recognised(record: PageRecord) -> bool:
    own_text = record.has_text or record.blank or record.place.layout
    return not own_text and VIETNAMESE in record.languages
