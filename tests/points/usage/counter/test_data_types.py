"""Data types of recordings in COUNTER reports."""

import pytest

from library.recordings.extents import Extent
from library.recordings.models import RecordingKind
from points.usage.counter.item_totals import _data_type


@pytest.mark.parametrize(
    ("kind", "data_type"),
    [
        pytest.param(RecordingKind.SOUND, "Sound", id="a sound"),
        pytest.param(RecordingKind.FILM, "Audiovisual", id="a film"),
    ],
)
def test_recordings_have_the_data_type_of_their_medium(kind, data_type):
    name = "film" if kind is RecordingKind.FILM else "sound"
    lengths = {f"{name}s": 1, f"{name}_ms": 9}
    assert _data_type("Sách", Extent(**lengths)) == data_type
    assert _data_type("Sách", Extent(pages=3, **lengths)) == "Book_Segment"
