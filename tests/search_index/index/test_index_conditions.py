"""The conditions of the index: it answers, its files are sound, and it was damaged lately."""

from library.database import work
from search_index.index import index_conditions, sync
from search_index.index.generations import live_generation
from tests.makers import make_item
from tests.search_index.makers import damage_file


def _index(settings, engine):
    with work(engine) as session:
        make_item(session, "Trận lụt")
    sync.drain(settings, engine)


def test_an_empty_library_needs_no_index(settings, engine):
    assert index_conditions.answers(settings)[0]
    assert index_conditions.is_sound(settings) is None


def test_a_missing_index_is_reported(settings, engine):
    with work(engine) as session:
        make_item(session)
    passed, advice = index_conditions.answers(settings)
    assert (passed, "diachi index rebuild" in advice) == (False, True)


def test_a_sound_index_passes(settings, engine):
    _index(settings, engine)
    for check in (index_conditions.answers, index_conditions.is_sound):
        assert check(settings)[0]
    assert index_conditions.was_sound_lately(settings)[0]


def test_damage_is_news_for_a_day_even_when_the_index_is_whole_again(settings, engine):
    _index(settings, engine)
    folder = live_generation(settings).place(settings)
    largest = max((path for path in folder.iterdir()), key=lambda path: path.stat().st_size)
    damage_file(largest)
    assert not index_conditions.is_sound(settings)[0]
    assert not index_conditions.answers(settings)[0]
    sync.rebuild(settings, engine)
    assert index_conditions.answers(settings)[0]
    assert "chỉ mục bị hỏng lúc" in index_conditions.was_sound_lately(settings)[1]
