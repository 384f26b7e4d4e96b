"""The whole loop: corrections, a candidate, its measure, a person who uses it, and the way back."""

from collections import Counter

import pytest
from click.testing import CliRunner

from ingest.language import learned_tables
from ingest.language.corrected_lines import is_locked
from ingest.language.neighbours import find_corrections
from ingest.language.syllable_pairs import shipped_pairs
from library.catalogue.text.words import pack
from library.cli import main
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import set_lines
from tests.makers import BY, make_environment, make_item, make_page

_READ, _PRINTED = "thống nhất quycn hạn của", "thống nhất quyền hạn của"
_ALSO_READ, _ALSO_PRINTED = "có chuycn môn tốt", "có chuyền môn tốt"


@pytest.fixture
def corrections(settings, engine):
    """Enter corrected documents of eight lines: three to measure, six or more to learn from."""
    store, documents = ContentStore(settings.derivatives), Counter()
    with work(engine) as session:
        while documents[True] < 3 or documents[False] < 6:
            lines = (_READ, _ALSO_READ) * 4
            words = store.put(pack(set_lines(*lines, confidence=0.97)))
            item = make_item(session, texts=(), published=False)
            page = make_page(session, item, "-", words=words, width=2000, height=1000, quality=0.9)
            typed = dict(enumerate((_PRINTED, _ALSO_PRINTED) * 4))
            edit.save(EditContext(session, store, BY, ("vie",)), page, page.words, typed)
            documents[is_locked(item.id)] += 1


def _run(settings, *arguments):
    command = ["second-reader", *map(str, arguments)]
    return CliRunner().invoke(main, command, env=make_environment(settings.home))


def _corrected(engine):
    with reading(engine) as session:
        return find_corrections(_READ.split(), learned_tables.pairs_in_use(session))


def test_a_table_is_learned_measured_used_and_left_again(settings, engine, corrections):
    result = _run(settings, "learn")
    assert result.exit_code == 0, result.output
    assert "sai 0" in result.output
    assert _corrected(engine) == {}
    assert "Từ nay dùng bảng học số 1" in _run(settings, "use", 1).output
    assert "(đang dùng)" in _run(settings, "tables").output
    assert _corrected(engine) == {2: "quyền"}
    _run(settings, "use", 0)
    assert _corrected(engine) == {}


def test_too_few_corrections_make_no_table(settings, engine):
    result = _run(settings, "learn")
    assert (result.exit_code, "Mới có 0 dòng" in result.output) == (1, True)
    assert _run(settings, "tables").output == ""


def test_a_table_that_does_not_exist_is_not_used(settings, engine):
    result = _run(settings, "use", 7)
    assert (result.exit_code, "Không có bảng học số 7" in result.output) == (1, True)
    with reading(engine) as session:
        assert learned_tables.pairs_in_use(session) is shipped_pairs()
