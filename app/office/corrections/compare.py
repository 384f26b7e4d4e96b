"""Shows staff a page as it was read: how surely each word, and what cannot be a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import services
from library.accessions import page_operations
from library.catalogue import queries
from library.catalogue.queries import PageSheet
from library.catalogue.text import languages, low_confidence
from library.catalogue.text.words import Word, unpack
from library.database import reading, work
from library.triage import reread_languages
from library.vietnamese.spelling import impossible_in, proposals

_UNSURE = 0.6


@dataclass(frozen=True, slots=True)
class ProofWord:
    """One word as it was read; `proposals` are for a person, and replace nothing."""

    text: str
    is_unsure: bool
    is_impossible: bool
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProofBlock:
    """Words that stand together, line by line."""

    lines: tuple[tuple[ProofWord, ...], ...]

    @property
    def text(self) -> str:
        """What was read there, to tell its language by."""
        return " ".join(word.text for line in self.lines for word in line)


def show(item_id: str, number: int) -> str:
    """Show the image of a page beside its words."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        sheet = queries.page_sheet(session, item_id, number)
        done = (
            page_operations.of_page(session, record.accession_id, number)
            if record.accession_id
            else ()
        )
    words = _words(sheet)
    wrong = impossible_in([word.text for word in words])
    read = {word: _proof(word, part) for word, part in zip(words, wrong, strict=True)}
    return render_template(
        "office/corrections/compare.html",
        record=record,
        sheet=sheet,
        done=done,
        read_in=languages.choices(),
        spoken=sheet.languages,
        is_poor=sheet.quality is not None and sheet.quality < low_confidence.POOR,
        boxes=tuple(word for word in words if read[word].is_impossible),
        blocks=tuple(_blocks(words, read)),
        doubted=_doubted(read.values()),
    )


def let_be(item_id: str, number: int) -> ResponseReturnValue:
    """Take a page off the queue of poor ones."""
    with work(services().database) as session:
        low_confidence.let_be(session, item_id, number, current_user.name)
    flash(f"Đã chấp nhận trang {number} như đang có.", "good")
    return redirect(url_for("office.poor_pages"), code=303)


def read_in(item_id: str, number: int) -> ResponseReturnValue:
    """Have a page read again in other languages."""
    spoken = languages.chosen(request.form.get("ngon-ngu", ""))
    with work(services().database) as session:
        reread_languages.read_in(session, item_id, number, spoken, current_user.name)
    told = languages.named(spoken) if spoken else "ngôn ngữ của lần nhập"
    flash(f"Trang {number} đang chờ đọc lại bằng {told}. Chữ cũ còn đến khi có chữ mới.", "good")
    return redirect(url_for("office.page", item_id=item_id, number=number), code=303)


def _words(sheet: PageSheet) -> tuple[Word, ...]:
    return unpack(services().derivatives.read(sheet.words)) if sheet.words else ()


def _proof(word: Word, wrong: str | None) -> ProofWord:
    return ProofWord(
        word.text,
        is_unsure=word.confidence < _UNSURE,
        is_impossible=wrong is not None,
        proposals=proposals(wrong) if wrong else (),
    )


def _blocks(words: tuple[Word, ...], read: dict[Word, ProofWord]) -> Iterator[ProofBlock]:
    for _, block in groupby(words, key=lambda word: word.block):
        lines = groupby(block, key=lambda word: word.line)
        yield ProofBlock(tuple(tuple(read[word] for word in line) for _, line in lines))


def _doubted(read) -> list[ProofWord]:
    """Return the impossible words, each once."""
    return list({word.text: word for word in read if word.is_impossible}.values())
