"""Changes by the second reader: shown, undone, never over what a person did."""

import pytest
from sqlalchemy import select

from library.catalogue.models import IndexDue
from library.catalogue.text.words import pack, unpack
from library.corrections import due_pages
from library.corrections import second_readings as store
from library.corrections.models import Misreading, ReadingOutcome, RevisionKind, SecondReading
from library.corrections.page_edits import edit, page_history
from library.corrections.page_edits.edit import EditContext
from library.corrections.second_readings import SecondReadingResult, store_result
from library.storage.content_store import ContentStore
from tests.library.corrections.changes import change_of
from tests.library.corrections.pages import set_lines, texts
from tests.makers import BY, make_item, make_page

_MODEL = "model.1"


@pytest.fixture
def context(session, tmp_path):
    """Return the context in which the machine stores."""
    return EditContext(session, ContentStore(tmp_path / "derivatives"), store.BY, ("vie",))


@pytest.fixture
def page(session, context):
    """Add a page with two misreadings."""
    item = make_item(session, texts=(), published=False)
    words = context.store.put(pack(set_lines("Ủy ban câp tỉnh", "Lạng Sơn thê thao")))
    return make_page(session, item, "-", words=words, width=1000, height=500, quality=0.5)


@pytest.fixture
def person(context):
    """Return the context of a person."""
    return EditContext(context.session, context.store, BY, ("vie",))


def _change(context, page, seen, corrected):
    words = unpack(context.store.read(page.as_read or page.words))
    return change_of(words, seen, corrected)


def _read(context, page, reader=_MODEL, changes=(("câp", "cấp"), ("thê", "thể"))):
    base = page.as_read or page.words
    changes = tuple(_change(context, page, *pair) for pair in changes)
    result = SecondReadingResult(base, reader, ReadingOutcome.READ, changes=changes)
    return store_result(context, page.id, result)


def _lines(context, page):
    return texts(unpack(context.store.read(page.words)))


def test_changes_are_applied_with_their_probability_and_stay_unconfirmed(context, page):
    _read(context, page)
    assert _lines(context, page) == ["Ủy ban cấp tỉnh", "Lạng Sơn thể thao"]
    (word,) = (word for word in unpack(context.store.read(page.words)) if word.text == "cấp")
    assert (word.confidence, word.checked) == (0.96, False)


def test_the_history_shows_both_readings_and_both_confidences(context, page):
    _read(context, page, changes=(("câp", "cấp"),))
    (step,) = page_history.history(context.session, page)
    assert (step.kind, step.by) == (RevisionKind.MACHINE, store.BY)
    assert step.changes == (("câp", "cấp", (0.7, 0.96)),)


def test_the_page_is_indexed_again(context, page, session):
    _read(context, page)
    assert page.number in session.scalars(select(IndexDue.page_number)).all()


def test_what_the_machine_changed_teaches_no_usual_corrections(context, page, session):
    _read(context, page)
    edit.undo(context, page, edit.revisions_of(session, page))
    assert session.scalars(select(Misreading)).all() == []


def test_a_word_that_a_person_changed_first_is_left_alone(context, person, page):
    edit.save(person, page, page.words, {0: "Ủy ban cập tỉnh"})
    _read(context, page)
    assert _lines(context, page) == ["Ủy ban cập tỉnh", "Lạng Sơn thể thao"]


def test_a_word_that_a_person_confirmed_is_left_alone(context, person, page):
    edit.save(person, page, page.words, {}, confirmed_indexes=(2,))
    _read(context, page)
    assert _lines(context, page)[0] == "Ủy ban câp tỉnh"


def test_a_person_may_correct_what_the_machine_changed(context, person, page):
    _read(context, page)
    edit.save(person, page, page.words, {0: "Ủy ban cập tỉnh"})
    assert _lines(context, page)[0] == "Ủy ban cập tỉnh"


def test_undone_changes_are_not_made_again(context, person, page, session):
    _read(context, page)
    edit.undo(person, page, edit.revisions_of(session, page))
    assert _lines(context, page)[0] == "Ủy ban câp tỉnh"
    _read(context, page, reader="model.2")
    assert _lines(context, page)[0] == "Ủy ban câp tỉnh"


def test_a_newer_model_replaces_what_an_older_one_changed(context, page):
    _read(context, page, changes=(("câp", "cập"),))
    _read(context, page, reader="model.2", changes=(("câp", "cấp"),))
    assert _lines(context, page)[0] == "Ủy ban cấp tỉnh"


def test_changes_do_not_follow_into_a_new_ocr_run(context, page, session):
    _read(context, page)
    page.words = page.as_read = context.store.put(pack(set_lines("Ủy ban cập tỉnh")))
    edit.apply_revisions(session, context.store, page, ("vie",))
    assert _lines(context, page) == ["Ủy ban cập tỉnh"]
    (step,) = page_history.history(session, page)
    assert (step.is_outdated, step.astray) == (True, 0)


def test_a_reading_of_words_that_were_replaced_meanwhile_is_not_stored(context, page, session):
    changes = (_change(context, page, "câp", "cấp"),)
    result = SecondReadingResult("0" * 64, _MODEL, ReadingOutcome.READ, changes=changes)
    assert store_result(context, page.id, result) is None
    assert session.scalars(select(SecondReading)).all() == []


def test_a_page_waits_until_it_is_read_and_again_after_a_new_ocr_run(context, page, session):
    def waiting():
        page = due_pages.next_page(session, _MODEL)
        return page and page.id

    assert waiting() == page.id
    _read(context, page)
    assert waiting() is None
    assert due_pages.next_page(session, "model.2").id == page.id
    page.as_read = context.store.put(pack(set_lines("Khác")))
    session.flush()
    assert waiting() == page.id


def test_progress_counts_pages_and_changed_words(context, page, session):
    _read(context, page)
    progress = due_pages.progress(session, _MODEL)
    assert (progress.waiting, progress.read, progress.changed_words) == (0, 1, 2)


def test_all_changes_can_be_undone_at_once(context, person, page):
    _read(context, page)
    assert store.undo_all(person, page) == 1
    assert _lines(context, page)[0] == "Ủy ban câp tỉnh"
