"""Lost files of pages are noted once and apart from damaged masters."""

import pytest
from sqlalchemy import event

from library.accessions import fixity_schedule
from library.catalogue.models import Derivative, DerivativeKind
from library.catalogue.pages import lost_files
from library.database import reading, work
from library.storage.content_store import ContentStore
from library.storage.fixity import record_check
from library.storage.models import Condition
from tests.makers import make_accession, make_item, make_page


@pytest.fixture
def store(settings):
    """Return the derivative store of the installation."""
    return ContentStore(settings.derivatives)


@pytest.fixture
def pages(engine, store):
    """Create three pages with words and a thumbnail, and return their files by page id."""
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        return dict(_page(session, store, item, number) for number in range(3))


def _page(session, store, item, number):
    words, thumbnail = store.put(f"chữ {number}".encode()), store.put(f"ảnh {number}".encode())
    page = make_page(session, item, "chữ", words=words)
    image = {"media_type": "image/webp", "width": 200, "height": 300, "bytes": 1}
    page.derivatives.append(Derivative(kind=DerivativeKind.THUMBNAIL, digest=thumbnail, **image))
    return page.id, (words, thumbnail)


def _noted(engine):
    with reading(engine) as session:
        return {file.digest: file.condition for file in lost_files.lost_files(session, 9)}


def test_lost_words_and_images_are_noted(engine, store, pages):
    lost = [files[place] for place, files in enumerate(list(pages.values())[:2])]
    for digest in lost:
        store.discard(digest)
    result = lost_files.check_sample(engine, store, 0, 10)
    assert result.files == 6
    assert _noted(engine) == dict.fromkeys(lost, Condition.MISSING)


def test_a_sample_ends_where_the_next_one_starts(engine, store, pages):
    first, second, _ = pages
    assert lost_files.sample(engine, store, 0, 2).next_page_id == second
    assert lost_files.sample(engine, store, second, 2).next_page_id == 0
    assert lost_files.sample(engine, store, first, 1).files == 2


def test_a_file_is_noted_once(engine):
    for condition in (Condition.MISSING, Condition.DAMAGED):
        with work(engine) as session:
            lost_files.note_lost(session, {"a" * 64: condition})
    assert _noted(engine) == {"a" * 64: Condition.MISSING}


def test_the_files_of_a_lost_disk_are_noted_in_many_transactions(engine):
    commits = []
    event.listen(engine, "commit", commits.append)
    lost_files.note_many_lost(engine, {f"{n:064x}": Condition.MISSING for n in range(2001)})
    with reading(engine) as session:
        assert lost_files.lost_count(session) == 2001 and len(commits) >= 3


def test_a_damaged_master_is_no_lost_derivative(engine):
    with work(engine) as session:
        master = make_accession(session).files[0].digest
        record_check(session, master, Condition.DAMAGED)
        lost_files.note_lost(session, {"a" * 64: Condition.MISSING})
        assert lost_files.lost_count(session) == 1
        assert fixity_schedule.report(session).damaged == 1


def test_a_lost_derivative_is_not_checked_among_the_masters(engine):
    with work(engine) as session:
        lost_files.note_lost(session, {"a" * 64: Condition.MISSING})
        at = lost_files.lost_files(session, 1)[0].since
        assert fixity_schedule.damaged(session, checked_before=at.replace(year=9999), count=9) == ()
        assert fixity_schedule.report(session).longest_ago is None
