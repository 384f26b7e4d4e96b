"""Tests that a page without a date gets years proposed from the units that it names."""

from ingest.stages.propose import propose_years
from library.places.edition import shipped_history


def test_units_that_existed_together_propose_their_years():
    (proposal,) = propose_years("Nhà ta ở xã Hồng Phong, huyện Văn Lãng", shipped_history())
    assert (proposal.field, proposal.value, proposal.is_sure) == ("date", "1964-1981", False)


def test_a_page_of_today_proposes_no_years():
    assert not list(propose_years("Nhà ta ở huyện Bình Gia", shipped_history()))
