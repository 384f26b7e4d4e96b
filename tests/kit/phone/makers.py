"""Makers of phone packs."""

from sqlalchemy import Engine

from kit.phone.phone_rounds import MAX_BYTES, PhoneFacts, write_page
from kit.phone.phone_subjects import Choice, PhoneSubject, SubjectKind
from library.catalogue import queries
from library.catalogue.models import Item
from library.database import reading

SUBJECT = PhoneSubject(SubjectKind.COLLECTION, "dia-chi", "Địa chí xứ Lạng")


def make_html(
    engine: Engine,
    *items: Item,
    pages: frozenset[int] | None = None,
    images: dict[str, bytes] | None = None,
    max_bytes: int = MAX_BYTES,
) -> str:
    """Return the pack of these items, the most read first."""
    facts = PhoneFacts(
        SUBJECT, "Thư viện tỉnh", "https://thu-vien.vn/suu-tap/dia-chi", "2026-11-30"
    )
    with reading(engine) as session:
        records = queries.records(session, [item.id for item in items])
        choices = [Choice(records[item.id], pages) for item in items]
        return write_page(session, facts, choices, (images or {}).get, max_bytes)
