"""A page on which the process dies does not stop the others for ever."""

from ingest.second_reader.attempts import Attempts


def test_a_page_is_begun_three_times_at_most(tmp_path):
    attempts = Attempts(tmp_path / "in-hand")
    assert [attempts.begin(7, "ab") for _ in range(4)] == [True, True, True, False]


def test_other_words_or_a_finished_page_start_from_the_beginning(tmp_path):
    attempts = Attempts(tmp_path / "in-hand")
    assert all(attempts.begin(7, "ab") for _ in range(3))
    assert attempts.begin(7, "cd")
    attempts.finish()
    assert all(attempts.begin(7, "cd") for _ in range(3))
