"""Silenced spans: what they withdraw and hide, and what lifting gives back."""

import pytest
from sqlalchemy import select

from library import clock
from library.accessions.models import Accession, AccessionState, IngestStep
from library.catalogue.models import Derivative, DerivativeKind, Item, Page, PageText
from library.corrections.text_reports import cues_on
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import SilenceReason, TranscriptKind
from library.recordings.playing import captions, played_stretch, recordings_of
from library.recordings.problems import (
    BadTimeError,
    NoLiftReasonError,
    NoSilenceReasonError,
    ReversedSpanError,
    SpanOutsideError,
)
from library.recordings.silenced_words import HIDDEN_TEXT, mask, silences, unmask
from library.recordings.silencing import (
    SpanFacts,
    enforce,
    lift,
    mark,
    read_time,
    spans_of,
    write_time,
)
from tests.makers import BY, make_item
from tests.recordings import add_words, make_recording

FILE = "a" * 64
_CUES = (
    Cue(1000, 4000, "trước", "Bà"),
    Cue(5000, 9000, "tên ông Bí", "Bà"),
    Cue(9000, 12000, "sau"),
)


def _facts(begins, ends, reason=SilenceReason.THIRD_PERSON, **fields):
    return SpanFacts(begins, ends, reason, **fields)


@pytest.fixture
def item_id(engine, settings):
    """Enter a tape of eleven minutes with words in two languages and a chapter."""
    with work(engine) as session:
        item = make_item(session, "Then cổ", texts=(), published=False)
        make_recording(session, settings, item)
        add_words(session, item, _CUES)
        add_words(session, item, (Cue(5000, 9000, "lằng Bí"),), language="tyz")
        chapter = (Cue(0, 660_000, "Mở"), Cue(6000, 660_000, "Ông Bí"))
        add_words(session, item, chapter, TranscriptKind.CHAPTERS)
        return item.id


def _mark(engine, item_id, begins=5000, ends=9000, **fields):
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        return mark(session, item, FILE, _facts(begins, ends, **fields), BY).id


def _shown(engine, item_id):
    """Return all that readers may get of the words, as one text."""
    with reading(engine) as session:
        page = session.scalars(select(Page).where(Page.item_id == item_id)).first()
        stretch = played_stretch(session, item_id, 1)
        texts = session.scalars(select(PageText.text)).all()
        files = [captions(session, item_id, FILE, language) for language in ("vi", "tyz")]
        cues = [cue.text for words in stretch.words for cue in words.cues]
        titles = [chapter.title for chapter in stretch.chapters]
        reported = [spoken.cue.text for spoken in cues_on(session, page)]
        parts = recordings_of(session, item_id)
        sections = [title for part in parts for *_, title in part.sections]
    return "\n".join((*texts, *files, *cues, *titles, *reported, *sections))


def test_words_of_a_silenced_span_vanish_in_every_language(engine, item_id):
    assert "Bí" in _shown(engine, item_id)
    _mark(engine, item_id)
    shown = _shown(engine, item_id)
    assert ("Bí" in shown, HIDDEN_TEXT in shown, "trước" in shown, "sau" in shown) == (
        *(False, True, True),
        True,
    )


def test_copies_and_the_wave_of_the_span_are_withdrawn_at_once(engine, item_id):
    with work(engine) as session:
        for page in session.scalars(select(Page).where(Page.item_id == item_id)):
            image = {"media_type": "image/webp", "width": 9, "height": 9, "bytes": 1}
            image["digest"] = f"{page.number}" * 64
            page.derivatives.append(Derivative(kind=DerivativeKind.THUMBNAIL, **image))
        session.get_one(Item, item_id).cover = "1" * 64
    _mark(engine, item_id)
    with reading(engine) as session:
        rows = session.scalars(select(Derivative.digest)).all()
        assert rows == ["2" * 64, "3" * 64]
        assert session.get_one(Item, item_id).cover == "2" * 64


def test_the_delivery_is_queued_again_and_no_page_counts_as_made(engine, item_id):
    with work(engine) as session:
        delivery = Accession(number="2026-1", collection="a", source="a", digest="d")
        delivery.received, delivery.received_by = clock.now(), BY
        delivery.state = AccessionState.DONE
        session.add(delivery)
        session.flush()
        session.get_one(Item, item_id).accession_id = delivery.id
        step = {"stage": "deliver", "version": 1, "key": "k", "output": "", "seconds": 0}
        session.add(IngestStep(accession_id=delivery.id, page_number=1, at=clock.now(), **step))
    _mark(engine, item_id)
    with reading(engine) as session:
        assert session.query(Accession.state).scalar() is AccessionState.WAITING
        assert session.query(IngestStep).count() == 0


def test_lifting_gives_the_words_back_and_keeps_the_history(engine, item_id):
    old_text = _shown(engine, item_id)
    number = _mark(engine, item_id)
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        with pytest.raises(NoLiftReasonError):
            lift(session, item, number, " ", BY)
        lift(session, item, number, "gia đình đồng ý", BY)
        lift(session, item, number, "bấm hai lần", "người khác")
    assert _shown(engine, item_id).count("Bí") >= old_text.count("Bí") - 1  # sections need copies
    with reading(engine) as session:
        (row,) = spans_of(session, item_id, FILE)
        assert (row.lifted_by, row.lift_reason) == (BY, "gia đình đồng ý")


def test_overlapping_spans_are_one_in_effect(engine, item_id):
    for span in ((5000, 9000), (8000, 20_000), (5000, 9000), (30_000, 31_000)):
        _mark(engine, item_id, *span)
    with reading(engine) as session:
        assert silences(session, item_id, FILE) == ((5000, 20_000, False), (30_000, 31_000, False))
    first = _mark(engine, item_id, 40_000, 41_000, hides_picture=True)
    assert first == 4
    with reading(engine) as session:
        assert silences(session, item_id, FILE)[-1] == (40_000, 41_000, True)


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        pytest.param(_facts(9000, 5000), ReversedSpanError, id="reversed"),
        pytest.param(_facts(5000, 5000), ReversedSpanError, id="empty"),
        pytest.param(_facts(-1, 5000), ReversedSpanError, id="before the beginning"),
        pytest.param(_facts(5000, 661_000), SpanOutsideError, id="beyond the end"),
        pytest.param(_facts(660_000, 660_500), SpanOutsideError, id="after the end"),
        pytest.param(_facts(1, 2, None), NoSilenceReasonError, id="without a reason"),
    ],
)
def test_a_span_that_cannot_be_is_refused(engine, item_id, facts, error):
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        with pytest.raises(error):
            mark(session, item, FILE, facts, BY)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        pytest.param("4:05", 245_000, id="minutes"),
        pytest.param(" 1:04:05,5 ", 3_845_500, id="hours and a fraction"),
    ],
)
def test_times_are_read_as_typed(text, milliseconds):
    assert read_time(text) == milliseconds
    assert write_time(milliseconds) == text.strip()


@pytest.mark.parametrize("text", ["", "-0:05", "5", "0:75", "٠:٠٥", "9" * 9999])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(BadTimeError):
        read_time(text)


def test_hidden_words_pass_through_a_form_as_they_are():
    spans = ()
    masked = (_CUES[0], _CUES[1]._replace(text=HIDDEN_TEXT, speaker=""), _CUES[2])
    assert mask(_CUES, spans) == _CUES
    assert unmask(masked, _CUES) == _CUES
    assert unmask((masked[1],), ()) == ()


def test_copies_that_came_from_a_backup_are_withdrawn_again(engine, item_id, settings):
    _mark(engine, item_id)
    with work(engine) as session:
        item = session.get_one(Item, item_id)
        image = {"media_type": "audio/webm", "width": 24, "height": 0, "bytes": 1}
        page = session.scalars(select(Page).where(Page.item_id == item_id)).first()
        page.derivatives.append(Derivative(kind=DerivativeKind.OPUS, digest="9" * 64, **image))
        session.merge(PageText(page_id=page.id, text="tên ông Bí"))
        session.flush()
        enforce(session, item)
    assert "Bí" not in _shown(engine, item_id)
    with reading(engine) as session:
        assert session.scalars(select(Derivative.digest)).all() == []
