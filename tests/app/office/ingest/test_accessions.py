"""Accession register: progress and failures of deliveries."""

from library.accessions import ledger
from library.accessions.models import AccessionState
from library.catalogue.models import PageState
from library.database import work
from library.recordings.models import Stretch
from library.recordings.stretches import DAMAGE
from library.storage.fixity import record_check
from library.storage.models import Condition
from tests.makers import make_accession, make_item, make_page
from tests.recordings import make_recording


def test_the_register_shows_the_newest_first(office, engine):
    with work(engine) as session:
        make_accession(session, "một.pdf", "1")
        make_accession(session, "hai.pdf", "2")
    (register,) = office.visit("/can-bo/lan-nhap").all("ul", class_="register")
    assert [link.text for link in register.iter("a")] == ["hai.pdf", "một.pdf"]


def test_a_finished_delivery_leads_to_the_description_of_its_item(office, engine):
    with work(engine) as session:
        item = make_item(session, published=False)
        make_accession(session, "một.pdf", "1", item_id=item.id, state=AccessionState.DONE)
        make_accession(session, "hai.pdf", "2", state=AccessionState.WAITING)
    (register,) = office.visit("/can-bo/lan-nhap").all("ul", class_="register")
    links = [link.get("href") for link in register.iter("a") if link.text == "Mô tả"]
    assert links == [f"/can-bo/tai-lieu/{item.id}"]


def test_a_cut_recording_is_named_to_who_receives_and_who_publishes(office, engine, settings):
    remark = "Bản ghi “a.mp3” bị thiếu hoặc hỏng: tệp ghi 0:39 nhưng chỉ nghe được 0:15."
    with work(engine) as session:
        entry = make_accession(session, state=AccessionState.DONE)
        item = make_item(session, "Lời kể", texts=(), published=False)
        item.accession_id, entry.item_id = entry.id, item.id
        page = make_recording(session, settings, item)[0]
        session.get_one(Stretch, page.id).technical = {DAMAGE: remark}
    address = f"/can-bo/tai-lieu/{item.id}"
    assert remark in office.visit(f"/can-bo/lan-nhap/{entry.number}").words
    assert remark in office.visit(address).words
    published = office.send(address, address, {"viec": "cong-bo"})
    assert (remark in published.words, "Đã công bố" in published.words) == (True, True)


def test_finished_pages_are_counted(office, engine):
    with work(engine) as session:
        entry = make_accession(session, state=AccessionState.WORKING)
        item = make_item(session, texts=["Một"])
        item.accession_id = entry.id
        make_page(session, item)
        make_page(session, item, state=PageState.FAILED, message="Ảnh hỏng.")
    assert "1/3 trang, 1 trang lỗi" in office.visit("/can-bo/lan-nhap").words


def test_a_register_with_running_jobs_refreshes_itself(office, engine):
    with work(engine) as session:
        make_accession(session)
    assert 'http-equiv="refresh"' in office.visit("/can-bo/lan-nhap").html


def test_a_register_without_jobs_does_not_refresh(office, engine):
    with work(engine) as session:
        make_accession(session, state=AccessionState.DONE)
    assert 'http-equiv="refresh"' not in office.visit("/can-bo/lan-nhap").html


def test_a_delivery_shows_failed_pages_with_reasons(office, engine):
    with work(engine) as session:
        entry = make_accession(session, state=AccessionState.PARTIAL)
        item = make_item(session, texts=["Một"])
        item.accession_id = entry.id
        make_page(session, item, state=PageState.FAILED, message="Ảnh hỏng: hãy quét lại.")
    page = office.visit(f"/can-bo/lan-nhap/{entry.number}")
    assert "Trang 2: Ảnh hỏng: hãy quét lại. Xử lý lại" in page.says("li")


def test_a_delivery_shows_its_steps(office, engine):
    with work(engine) as session:
        entry = make_accession(session)
        for page in (1, 2):
            key = ledger.next_key("x", "recognise", 3, str(page))
            ledger.record_step(
                session, entry.id, page, "recognise", 3, key, output="{}", seconds=1.5
            )
    (step,) = [line for line in _history(office, entry) if "Nhận dạng chữ" in line]
    assert "Nhận dạng chữ: 2 lần xong 1,5 giây mỗi lần, cả thảy 3 giây" in step


def _history(office, entry):
    page = office.visit(f"/can-bo/lan-nhap/{entry.number}")
    return [line for line in page.says("li") if ":" in line]


def test_a_delivery_shows_its_files(office, engine):
    with work(engine) as session:
        entry = make_accession(session, "quyển 1.pdf")
    assert "quyển 1.pdf" in office.visit(f"/can-bo/lan-nhap/{entry.number}").words


def test_an_unknown_number_is_not_found(office):
    office.visit("/can-bo/lan-nhap/1999-00001", status=404)


def test_the_home_page_counts_waiting_deliveries(office, engine):
    with work(engine) as session:
        make_accession(session, state=AccessionState.REFUSED, message="Tệp hỏng.")
        make_item(session, "Bản thảo", published=False)
    page = office.visit("/can-bo")
    assert "1 cần xem lại" in page.says("li")
    assert "Tệp hỏng." in page.words
    assert "Mở việc tiếp theo" in page.says("a")


def test_a_point_librarian_has_no_access(staff):
    assert "chưa có việc" in staff("point-librarian").visit("/can-bo").words


def test_the_home_page_reports_a_damaged_master(office, engine):
    with work(engine) as session:
        entry = make_accession(session, "quyển 1.pdf")
        record_check(session, entry.files[0].digest, Condition.DAMAGED)
    assert "Tệp gốc “quyển 1.pdf”" in office.visit("/can-bo").words


def test_the_history_of_a_delivery_is_exported_as_premis(office, engine):
    with work(engine) as session:
        number = make_accession(session).number
    response = office.fetch(f"/can-bo/lan-nhap/{number}/premis.xml")
    assert response.mimetype == "application/xml"
    assert number in response.headers["Content-Disposition"]


def test_a_delivery_shows_the_fixity_of_its_files(office, engine):
    with work(engine) as session:
        accession = make_accession(session)
        record_check(session, accession.files[0].digest, Condition.DAMAGED)
        number = accession.number
    files = office.visit(f"/can-bo/lan-nhap/{number}").all("ul", class_="list")[-1]
    assert "đã bị hỏng trên đĩa, xem lại" in "".join(files.itertext())


def test_the_history_of_a_page_shows_its_image_operations(office, engine):
    with work(engine) as session:
        entry = make_accession(session)
        values = {"output": '{"treatment": {"turn": 2, "skew": 1.5, "sealed": true}}'}
        ledger.record_step(session, entry.id, 3, "prepare", 4, "k", **values)
        number = entry.number
    page = office.visit(f"/can-bo/lan-nhap/{number}/trang?so=3")
    description = "Xoay 180° theo chiều kim đồng hồ; nắn thẳng 1,5°; gỡ màu con dấu khỏi chữ"
    assert page.says("td")[-1] == description
