"""Tests of what a person sees while the workshop works."""

import io

import pytest

from ingest.pipeline.progress_display import Progress, sentence


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


@pytest.mark.parametrize(
    ("done", "found", "pace", "said"),
    [
        pytest.param(0, 9, None, "0/9 trang", id="no pace before the first pages"),
        pytest.param(2, 4, 30, "2/4 trang · 30 trang/phút · còn chưa đầy một phút", id="soon"),
        pytest.param(30, 1000, 30, "30/1000 trang · 30 trang/phút · còn 32 phút", id="later"),
        pytest.param(10, 1000, 10, "10/1000 trang · 10 trang/phút · còn 1 giờ 39 phút", id="long"),
        pytest.param(4, 4, 30, "4/4 trang · 30 trang/phút", id="nothing left"),
    ],
)
def test_tells_pages_pace_and_time_left(done, found, pace, said):
    assert sentence(done, found, pace) == said


def test_a_terminal_sees_one_line_rewritten():
    out = Terminal()
    progress = Progress(out)
    progress.pages_found(2)
    progress.show()
    progress.show()
    assert out.getvalue() == "\r\033[K0/2 trang" * 2


def test_a_log_is_not_filled_with_lines():
    out = io.StringIO()
    progress = Progress(out)
    progress.pages_found(2)
    progress.show()
    assert out.getvalue() == ""


def test_where_there_was_nothing_to_do_nothing_is_said():
    out = Terminal()
    Progress(out).close()
    assert out.getvalue() == ""
