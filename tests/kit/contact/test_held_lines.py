"""Lists of what stations hold, which arrive in pieces over lines that break."""

import pytest

from kit.contact.held_lines import add_piece, has_lines, pack_lines, read_lines
from kit.contact.problems import MalformedMessageError
from kit.packs.editions import edition_digest
from tests.makers import make_settings

_LINES = [("item", f"i{number}", f"{number:064}") for number in range(99)]
_EDITION = edition_digest(_LINES)


@pytest.fixture
def settings(tmp_path):
    """Settings of a province."""
    return make_settings(tmp_path)


def test_a_last_piece_whose_answer_was_lost_can_come_again(settings):
    content = pack_lines(_LINES)
    add_piece(settings, "a", _EDITION, 0, content[:100], is_last=False)
    sizes = [add_piece(settings, "a", _EDITION, 100, content[100:], is_last=True) for _ in "ab"]
    assert sizes == [len(content)] * 2
    assert read_lines(settings, "a", _EDITION) == _LINES


def test_an_end_without_a_beginning_is_refused(settings):
    with pytest.raises(MalformedMessageError):
        add_piece(settings, "a", _EDITION, 100, b"x", is_last=True)


def test_a_station_fills_the_disk_with_one_list_at_most(settings):
    content = pack_lines(_LINES)
    for station in ("a", "b"):
        add_piece(settings, station, _EDITION, 0, content, is_last=True)
    add_piece(settings, "a", "f" * 64, 0, content, is_last=False)
    assert not has_lines(settings, "a", _EDITION)
    assert has_lines(settings, "b", _EDITION)
