"""OCR result of a page next to its image, with word confidence and impossible words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import services
from app.web.actions import action
from library.accessions import page_operations
from library.catalogue import queries
from library.catalogue.text import languages, low_confidence
from library.catalogue.text.quality import LOW_QUALITY
from library.catalogue.text.words import Word, unpack
from library.corrections.article_lists import NEWSPAPER_KINDS
from library.database import reading
from library.triage import instructions
from library.vietnamese.spelling import impossible_parts, suggestions

_UNSURE_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class ProofWord:
    """One word of the OCR text; `proposals` are suggestions for staff only."""

    text: str
    is_unsure: bool
    is_impossible: bool
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofBlock:
    """Text block of the page, line by line."""

    lines: tuple[tuple[ProofWord, ...], ...]

    @property
    def text(self) -> str:
        """Text of the block, used to detect its language."""
        return " ".join(word.text for line in self.lines for word in line)


def show(item_id: str, number: int) -> str:
    """Show the image of a page next to its words."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = queries.page_details(session, item_id, number)
        operations = (
            page_operations.operations_on_page(session, record.accession_id, number)
            if record.accession_id
            else ()
        )
    words = unpack(services().derivatives.read(page.words)) if page.words else ()
    impossible = impossible_parts([word.text for word in words])
    proofs = {word: _proof(word, part) for word, part in zip(words, impossible, strict=True)}
    return render_template(
        "office/corrections/compare.html",
        record=record,
        page=page,
        operations=operations,
        read_in=languages.choices(),
        spoken=page.languages,
        is_poor=page.quality is not None and page.quality < LOW_QUALITY,
        boxes=tuple(word for word in words if proofs[word].is_impossible),
        blocks=tuple(_blocks(words, proofs)),
        has_articles=record.kind in NEWSPAPER_KINDS,
        doubted=list({word.text: word for word in proofs.values() if word.is_impossible}.values()),
    )


@action("office.poor_pages")
def accept_page(session: Session, item_id: str, number: int) -> str:
    """Remove a page from the queue of low OCR confidence."""
    low_confidence.accept_page(session, item_id, number, current_user.name)
    return f"Đã chấp nhận trang {number} như đang có."


@action("office.page")
def reread_page(session: Session, item_id: str, number: int) -> str:
    """Request a new OCR run of a page in other languages."""
    codes = languages.parse_languages(request.form.get("ngon-ngu", ""))
    instructions.reread_in(session, item_id, number, codes, current_user.name)
    language_names = languages.in_words(codes) if codes else "ngôn ngữ của lần nhập"
    return f"Trang {number} đang chờ đọc lại bằng {language_names}. Chữ cũ còn đến khi có chữ mới."


def _proof(word: Word, impossible_part: str | None) -> ProofWord:
    return ProofWord(
        word.text,
        is_unsure=word.confidence < _UNSURE_CONFIDENCE,
        is_impossible=impossible_part is not None,
        proposals=suggestions(impossible_part) if impossible_part else (),
    )


def _blocks(words: tuple[Word, ...], proofs: dict[Word, ProofWord]) -> Iterator[ProofBlock]:
    for _, block in groupby(words, key=lambda word: word.block):
        lines = groupby(block, key=lambda word: word.line)
        yield ProofBlock(tuple(tuple(proofs[word] for word in line) for _, line in lines))
