"""History of fixity in the office: schedule, rounds, findings, one master, and downloads."""

from datetime import timedelta

import pytest

from library import clock
from library.accessions.fixity_rounds import begin_round
from library.database import work
from library.storage.fixity import note_finding, record_check
from library.storage.models import CheckedStore, Condition, Finding
from tests.makers import make_accession

_PAGE = "/can-bo/nguyen-ven"
_DIGEST = "ab" * 32


@pytest.fixture
def number(engine):
    """Enter a damaged master that was healed in a round; return the number of its delivery."""
    with work(engine) as session:
        entry = make_accession(session, "=báo.pdf", received=clock.now() - timedelta(days=9))
        entry.files[0].digest = _DIGEST
        checks = begin_round(session, CheckedStore.MASTERS, 1, 1000)
        checks.files, checks.ended = 1, clock.now()
        note_finding(session, CheckedStore.MASTERS, Finding.DAMAGED, _DIGEST, "", checks.id)
        note_finding(
            session, CheckedStore.MASTERS, Finding.HEALED, _DIGEST, "kho sao lưu", checks.id
        )
        record_check(session, _DIGEST, Condition.SOUND)
        return entry.number


def test_a_new_library_shows_its_schedule(office):
    page = office.visit(_PAGE)
    assert "Tệp gốc: xong một vòng trong 90 ngày; vòng theo lịch chưa bắt đầu." in page.words
    assert "chưa thấy tệp nào hỏng" in page.words


def test_rounds_and_findings_are_shown(office, number):
    page = office.visit(_PAGE)
    assert "2 dòng" in page.words
    assert page.says("td")[3:] == ["1 / 1", "0 byte", "1", "1"]
    assert page.has_link_to(f"{_PAGE}/{_DIGEST}")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("thay=healed", 1),
        ("kho=copy", 0),
        ("ve={number}", 2),
        ("ve=abab", 2),
        ("ve=2020-00001", 0),
        ("tu=2999-01-01", 0),
        ("tu=hôm+nay&kho=?", 2),
    ],
)
def test_findings_are_filtered(office, number, query, count):
    page = office.visit(f"{_PAGE}?{query.format(number=number)}")
    assert (f"{count} dòng" in page.words) == bool(count)


def test_downloads_hold_no_formula(office, number):
    lines = office.client.get(f"{_PAGE}.csv").get_data(as_text=True).splitlines()
    assert len(lines) == 3
    assert f"{_DIGEST},{number},'=báo.pdf,kho sao lưu" in lines[2]
    rounds = office.client.get(f"{_PAGE}/vong.csv").get_data(as_text=True).splitlines()
    assert rounds[1].endswith("1,1,1000,0,0.0,1,1")


def test_a_master_has_its_history_and_premis(office, number):
    page = office.visit(f"{_PAGE}/{_DIGEST}")
    assert "Lần cuối" in page.words
    assert "đã tự chép lại" in page.words
    premis = office.client.get(f"{_PAGE}/lan-nhap/{number}/premis.xml").get_data(as_text=True)
    assert "<premis:eventType>recovery</premis:eventType>" in premis
    assert office.client.get(f"{_PAGE}/{'cd' * 32}").status_code == 404


def test_a_late_round_is_shown_on_the_home_page(office, engine):
    with work(engine) as session:
        begin_round(session, CheckedStore.MASTERS, 9, 9).began = clock.now() - timedelta(days=91)
    assert "sẽ không xong trong 90 ngày" in office.visit("/can-bo").words


@pytest.mark.parametrize(
    ("role", "status"),
    [("reviewer", 200), ("programme-officer", 200), ("cataloguer", 403)],
)
def test_auditors_read_it_too(staff, role, status):
    assert staff(role).client.get(_PAGE).status_code == status
