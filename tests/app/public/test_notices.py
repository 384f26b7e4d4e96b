"""The notices say what is kept, by which law, and how far the site is accessible."""

from datetime import date

import pytest

from points.programme.registers.schema import register_of, with_deadline


def test_the_privacy_page_names_the_law_the_time_and_whom_to_ask(browser):
    page = browser.visit("/quyen-rieng-tu")
    for words in ("91/2025/QH15", "356/2025/NĐ-CP", "trong 2 ngày làm việc", "tại quầy"):
        assert words in page.words
    assert page.has_link_to("/hoi-thu-vien")
    assert browser.visit("/").has_link_to("/quyen-rieng-tu")


def test_accounts_are_mentioned_only_where_there_are_any(browser):
    assert "Tài khoản bạn đọc" not in browser.visit("/quyen-rieng-tu").words


@pytest.mark.parametrize(
    ("address", "heading"),
    [("/quyen-rieng-tu", "Privacy"), ("/kha-nang-tiep-can", "Accessibility")],
)
def test_both_notices_are_wholly_in_english(browser, address, heading):
    page = browser.visit(f"{address}?nn=en")
    assert page.heading == heading
    for word in ("của", "không", "được"):
        assert word not in page.words.split()


@pytest.mark.parametrize(
    ("received", "due"), [("2026-11-30", "2026-12-02"), ("2026-11-27", "2026-12-01")]
)
def test_a_request_is_answered_within_two_working_days(received, due):
    day = date.fromisoformat(received)
    assert with_deadline(register_of("yeu-cau-du-lieu"), day, {})["deadline"] == due
