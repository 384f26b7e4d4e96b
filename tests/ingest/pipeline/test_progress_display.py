"""Tests of the progress display."""

import io

import pytest

from ingest.pipeline.progress_display import Progress, sentence


class Terminal(io.StringIO):
    """Output stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


@pytest.mark.parametrize(
    ("pages_done", "pages_total", "pace", "expected"),
    [
        pytest.param(0, 9, None, "0/9 trang", id="no pace before the first pages"),
        pytest.param(2, 4, 30, "2/4 trang · 30 trang/phút · còn chưa đầy một phút", id="soon"),
        pytest.param(30, 1000, 30, "30/1000 trang · 30 trang/phút · còn 32 phút", id="later"),
        pytest.param(10, 1000, 10, "10/1000 trang · 10 trang/phút · còn 1 giờ 39 phút", id="long"),
        pytest.param(4, 4, 30, "4/4 trang · 30 trang/phút", id="nothing left"),
    ],
)
def test_the_line_shows_pages_pace_and_remaining_time(pages_done, pages_total, pace, expected):
    assert sentence(pages_done, pages_total, pace) == expected


def test_a_terminal_shows_one_rewritten_line():
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


def test_without_work_nothing_is_printed():
    out = Terminal()
    Progress(out).close()
    assert out.getvalue() == ""
