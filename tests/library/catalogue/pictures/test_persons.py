"""Lines with the persons of a picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.catalogue.pictures.describing import PersonBox, read_persons, write_persons
from library.catalogue.pictures.problems import BadPersonError, TooManyPersonsError


@st.composite
def _persons(draw):
    name = draw(st.sampled_from(["Nguyễn Văn A", "Bà Lợi", "hồ sơ", "10 20 15 30"]))
    x, y = draw(st.integers(0, 999)), draw(st.integers(0, 999))
    width, height = draw(st.integers(1, 1000 - x)), draw(st.integers(1, 1000 - y))
    box = draw(st.sampled_from([(0, 0, 0, 0), (x, y, width, height)]))
    return PersonBox(name, *box, is_linked=draw(st.booleans()))


@given(st.lists(_persons(), max_size=5, unique=True).map(tuple))
def test_written_lines_are_read_back(persons):
    assert read_persons(write_persons(persons)) == persons


@pytest.mark.parametrize(
    "line",
    ["A | 10 20 15", "A | 10 20 95 30", "A | -1 0 5 5", "A | 1 2 0 5", "| 1 2 3 4", "A | b | c"],
)
def test_a_line_without_a_name_or_with_a_wrong_box_is_refused(line):
    with pytest.raises(BadPersonError):
        read_persons(line)


def test_a_crowd_is_refused():
    with pytest.raises(TooManyPersonsError):
        read_persons("\n".join(map(str, range(101))))
