"""Description forms built from collection profiles."""

import pytest

from library.catalogue import cataloguing
from library.catalogue.models import ItemState
from library.catalogue.queries import item_record
from library.database import reading, work
from tests.app.browser import Page
from tests.makers import make_item, make_settings

_PROFILE = """
title = "Sách"
summary = ""
[[fields]]
name = "creator"
label = "Tác giả"
repeatable = true
help = "Họ trước tên sau."
[[fields]]
name = "kind"
label = "Loại"
values = ["Sách", "Gia phả"]
closed = true
[[fields]]
name = "place"
label = "Nơi in"
values = ["Lạng Sơn"]
[[fields]]
name = "publisher"
label = "Nhà xuất bản"
required = true
"""


@pytest.fixture
def settings(tmp_path):
    """Return settings with test collections."""
    folder = tmp_path / "collections" / "sach"
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text(_PROFILE, encoding="utf-8")
    return make_settings(tmp_path / "nhà", collections=str(folder.parent))


@pytest.fixture
def item(engine):
    """Enter a draft with two authors."""
    with work(engine) as session:
        values = {"creator": "Nguyễn Văn A; Lê B", "publisher": "Nxb. Văn hóa"}
        return make_item(session, "Sách cũ", collection="sach", published=False, **values)


@pytest.fixture
def form(item):
    """Return the address of the form."""
    return f"/can-bo/tai-lieu/{item.id}"


@pytest.fixture
def send(office, form):
    """Return a function that submits the form."""

    def send(status=200, **typed):
        values = {"creator": ["Nguyễn Văn A", "Lê B"], **typed}
        return office.send(form, form, values, status=status)

    return send


@pytest.fixture
def stored_values(engine, item):
    """Return a function that reads the stored values of the item."""

    def now():
        with reading(engine) as session:
            return cataloguing.item_fields(cataloguing.find_item(session, item.id))

    return now


def _typed(page, name):
    return [row.get("value") for row in page.all("input", name=name)]


def test_a_field_that_repeats_has_a_row_for_each_value(office, form):
    assert _typed(office.visit(form), "creator") == ["Nguyễn Văn A", "Lê B"]


def test_a_row_is_added_and_typed_values_stay(send):
    page = send(them="creator", title="Tên khác")
    assert _typed(page, "creator") == ["Nguyễn Văn A", "Lê B", ""]
    assert _typed(page, "title") == ["Tên khác"]


def test_a_row_is_removed(send, stored_values):
    assert _typed(send(bot="creator:0"), "creator") == ["Lê B"]
    assert stored_values()["creator"] == "Nguyễn Văn A; Lê B"


@pytest.mark.parametrize("button", ["creator:9", "creator:-1", "khac:0", ":", "creator:x"])
def test_removing_an_unknown_row_changes_nothing(send, button):
    send(bot=button)


def test_repeated_values_are_saved_once_in_order(send, stored_values):
    send(creator=["Trần C", "", "Trần C", "Lê B"])
    assert stored_values()["creator"] == "Trần C; Lê B"


def test_help_is_shown_next_to_its_field(office, form):
    assert "Họ trước tên sau." in office.visit(form).says("p", class_="field__help")


def test_a_closed_vocabulary_is_a_list_of_choices(office, form):
    options = office.visit(form).all("select", name="kind")[0].iter("option")
    assert [option.text for option in options] == ["(chưa chọn)", "Sách", "Gia phả"]


def test_a_value_outside_a_closed_vocabulary_is_refused(send, stored_values):
    page = send(400, kind="Báo")
    assert "“Báo” không có trong danh mục" in page.says("p", class_="field__problem")[0]
    assert stored_values()["kind"] is None


def test_a_value_older_than_the_vocabulary_may_stay(engine, item, send, stored_values):
    with work(engine) as session:
        row = cataloguing.find_item(session, item.id)
        cataloguing.describe(session, row, {"kind": "Tập bài"}, "ai đó")
    send(title="Tên khác")
    assert (stored_values()["kind"], stored_values()["title"]) == ("Tập bài", "Tên khác")


def test_an_open_vocabulary_only_suggests(office, form, send, stored_values):
    assert office.visit(form).all("datalist", id="danh-muc-place")
    send(place="Cao Bằng")
    assert stored_values()["place"] == "Cao Bằng"


def test_a_collection_specific_field_is_saved(send, stored_values):
    send(publisher="Nxb. Lạng Sơn")
    assert stored_values()["publisher"] == "Nxb. Lạng Sơn"


def test_fields_required_by_the_collection_are_required(send):
    problem = send(400, publisher="").says("p", class_="field__problem")
    assert problem == ["Không được để trống."]


@pytest.mark.parametrize("name", ["extent", "Số ĐKCB cũ"])
def test_delivered_values_without_a_field_are_edited(
    engine, item, office, form, send, stored_values, name
):
    with work(engine) as session:
        stored = cataloguing.find_item(session, item.id)
        stored.other_fields = {**stored.other_fields, name: "120 tr."}
    assert office.visit(form).form(form)[name] == "120 tr."
    send(**{name: "121 tr."})
    assert stored_values()[name] == "121 tr."


def test_readers_see_the_fields_of_the_collection(engine, item, browser):
    with work(engine) as session:
        cataloguing.publish(session, cataloguing.find_item(session, item.id), "ai đó")
    assert "Nxb. Văn hóa" in browser.visit(f"/tai-lieu/{item.id}").says("dd")


def test_saving_and_publishing_is_one_action(engine, item, send):
    send(viec="cong-bo", title="Tên mới")
    with reading(engine) as session:
        record = item_record(session, item.id)
    assert (record.title, record.state) == ("Tên mới", ItemState.PUBLISHED)


def test_values_are_saved_even_if_publishing_fails(engine, form, item, send):
    with work(engine) as session:
        row = cataloguing.find_item(session, item.id)
        row.pages[0].left_out = True
    page = send(viec="cong-bo", title="Tên mới")
    assert "Tên mới" in page.heading
    assert page.says("p", class_="notice--bad")


def test_staff_without_the_publish_permission_send_to_review(engine, item, staff, form):
    cataloguer = staff("cataloguer")
    assert "Lưu và công bố" not in cataloguer.visit(form).says("button")
    cataloguer.send(form, form, {"viec": "gui-duyet"})
    with reading(engine) as session:
        assert item_record(session, item.id).state is ItemState.REVIEW


def test_publishing_without_permission_is_always_refused(staff, form):
    staff("cataloguer").send(form, form, {"viec": "cong-bo"}, status=403)


def test_two_people_never_overwrite_each_other(engine, item, office, form):
    filled = {**office.visit(form).form(form), "title": "Tên của tôi"}
    with work(engine) as session:
        row = cataloguing.find_item(session, item.id)
        cataloguing.describe(session, row, {"title": "Tên của người khác"}, "ai đó")
    with office.client.post(form, data=filled) as answer:
        assert answer.status_code == 409
        assert "Người khác vừa ghi: Tên của người khác" in answer.text
        assert 'value="Tên của tôi"' in answer.text


def _describe(engine, item, **values):
    with work(engine) as session:
        cataloguing.describe(session, cataloguing.find_item(session, item.id), values, "ai đó")


def _stored(engine, item):
    with reading(engine) as session:
        return cataloguing.item_fields(cataloguing.find_item(session, item.id))


def test_changes_of_different_fields_are_both_saved(engine, item, office, form):
    filled = {**office.visit(form).form(form), "title": "Tên của tôi"}
    _describe(engine, item, description="Lời của người khác")
    with office.client.post(form, data=filled, follow_redirects=True) as answer:
        assert "Giữ cả những gì người khác vừa ghi" in answer.text
    stored = _stored(engine, item)
    assert (stored["title"], stored["description"]) == ("Tên của tôi", "Lời của người khác")


def test_a_clash_shows_three_texts_and_wipes_no_other_field(engine, item, office, form):
    filled = {**office.visit(form).form(form), "title": "Tên của tôi"}
    first_title = _stored(engine, item)["title"]
    _describe(engine, item, title="Tên của họ", description="Lời của họ")
    with office.client.post(form, data=filled) as answer:
        page = Page(answer)
    assert page.says("td", class_="typed") == [first_title, "Tên của họ", "Tên của tôi"]
    with office.client.post(form, data=page.form(form)) as answer:
        assert answer.status_code == 303
    stored = _stored(engine, item)
    assert (stored["title"], stored["description"]) == ("Tên của tôi", "Lời của họ")


def test_the_publish_button_sends_what_is_on_the_screen(office, form):
    (button,) = office.visit(form).all("button", value="cong-bo")
    assert button.get("name") == "viec"
    assert office.visit(form).all("form", id="mo-ta")[0].get("action") == form
