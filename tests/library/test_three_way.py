"""Two people's changes are combined; only a place that both changed asks."""

import pytest

from library.three_way import Clash, merge_fields, merge_rows

_BASE = {"title": "Sổ", "note": "cũ"}


@pytest.mark.parametrize(
    ("mine", "theirs", "values", "taken"),
    [
        pytest.param({"title": "Tập"}, {"note": "mới"}, ("Tập", "mới"), ("note",), id="one each"),
        pytest.param({}, {"title": "Tập"}, ("Tập", "cũ"), ("title",), id="only the other"),
        pytest.param({"title": "Tập"}, {}, ("Tập", "cũ"), (), id="only mine"),
        pytest.param({"note": "x"}, {"note": " x"}, ("Sổ", "x"), (), id="both the same"),
        pytest.param({"note": "cũ\r\n"}, {"note": ""}, ("Sổ", ""), ("note",), id="line ends"),
    ],
)
def test_what_one_person_changed_is_combined(mine, theirs, values, taken):
    merge = merge_fields(_BASE, {**_BASE, **mine}, {**_BASE, **theirs})
    assert (merge.values["title"], merge.values["note"]) == values
    assert (merge.clashes, merge.taken) == ((), taken)


def test_a_field_that_both_changed_asks_and_keeps_the_typed_text():
    merge = merge_fields(_BASE, {**_BASE, "note": "tôi"}, {"title": "Tập", "note": "họ"})
    assert merge.clashes == (Clash("note", "cũ", "tôi", "họ"),)
    assert merge.values == {"title": "Tập", "note": "tôi"}


def test_a_field_that_the_form_does_not_send_keeps_the_stored_text():
    assert merge_fields(_BASE, {"title": "Tập"}, {**_BASE, "note": "họ"}).values["note"] == "họ"


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        pytest.param("abc", "aXbc", "abcY", "aXbcY", id="two places"),
        pytest.param("abc", "ac", "abcd", "acd", id="one removed, one added"),
        pytest.param("abc", "abc", "", "", id="the other removed all"),
        pytest.param("", "ab", "ab", "ab", id="the same added"),
        pytest.param("ab", "Xb", "aY", "XY", id="two rows side by side"),
        pytest.param("a", "X", "aY", "XY", id="one changed, one added after it"),
        pytest.param("a", "Ya", "X", "YX", id="one added before it, one changed"),
        pytest.param("abc", "aXc", "aYc", None, id="the same row in two ways"),
        pytest.param("abc", "ac", "aYc", None, id="removed here, changed there"),
        pytest.param("", "a", "b", None, id="two first rows"),
    ],
)
def test_lists_are_combined_row_by_row(base, mine, theirs, merged):
    merge = merge_rows(base, mine, theirs)
    assert (None if merge.clashes else "".join(merge.rows)) == merged


def test_a_clash_of_rows_keeps_the_other_changes_of_both():
    merge = merge_rows("abcde", "abXdE", "AbYde")
    assert "".join(merge.rows) == "AbXdE"
    assert merge.clashes == ((["c"], ["X"], ["Y"]),)


def test_a_clash_in_a_list_of_lines_keeps_the_other_lines_of_both():
    texts = ({"links": text} for text in ("a\nb\nc", "a\nX\nc", "A\nY\nc"))
    merge = merge_fields(*texts, lists=("links",))
    assert merge.values["links"] == "A\nX\nc"
    assert [clash.name for clash in merge.clashes] == ["links"]


def test_rows_that_two_people_add_to_one_field_both_stay():
    texts = ({"creator": text} for text in ("An", "An; Bình", "An; Chi"))
    merge = merge_fields(*texts, lists=("creator",), separator="; ")
    assert (merge.values, merge.clashes) == ({"creator": "An; Chi; Bình"}, ())


def test_thousands_of_rows_changed_here_and_there_are_merged_at_once():
    base = [f"lời {number}" for number in range(20_000)]
    mine = [f"{row} a" if number % 4 == 1 else row for number, row in enumerate(base)]
    theirs = [f"{row} b" if number % 4 == 3 else row for number, row in enumerate(base)]
    merge = merge_rows(base, mine, theirs)
    assert merge.clashes == ()
    assert merge.rows[:4] == ("lời 0", "lời 1 a", "lời 2", "lời 3 b")
