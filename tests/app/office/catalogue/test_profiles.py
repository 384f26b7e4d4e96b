"""Creation and editing of collection profiles in the browser."""

import tomllib

import pytest
from sqlalchemy import select

from library import clock
from library.accessions.models import Accession, AccessionState
from library.catalogue.access.models import Publication
from library.catalogue.profile_versions import ProfileVersion
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.app.browser import Page
from tests.makers import BY, make_accession, make_item, profile_text, save_profile

_ALL, _NEW, _OLD = "/can-bo/suu-tap", "/can-bo/suu-tap/them", "/can-bo/suu-tap/van-ban"


@pytest.fixture
def stored(engine):
    """Return a function that returns the text of the edited profile."""
    return lambda: profile_text(engine, "van-ban")


@pytest.fixture
def replaced(engine, stored):
    """Return a function that replaces words of the profile, as another person does."""
    return lambda old, new: save_profile(engine, "van-ban", stored().replace(old, new))


@pytest.fixture
def send(office):
    """Return a function that submits the profile form."""
    return lambda status=200, on=_OLD, **fields: office.send(on, on, fields, status=status)


def test_a_profile_is_edited_and_its_comments_stay(send, stored, replaced, office):
    replaced("title =", "# của tỉnh\ntitle =")
    send(title="Văn bản của tỉnh")
    assert stored().startswith('# của tỉnh\ntitle = "Văn bản của tỉnh"')
    assert "Văn bản của tỉnh" in office.visit(_ALL).words


def test_saving_unchanged_values_keeps_the_text(office, stored):
    previous = stored()
    filled = office.visit(_OLD).form(_OLD)
    office.client.post(_OLD, data={**filled, "required-0": "on", "repeatable-3": "on"})
    assert stored() == previous


def test_a_field_is_added_and_shows_in_the_form_of_descriptions(office, send):
    count = len(office.visit(_OLD).all("details", class_="profile-field"))
    page = send(viec="them")
    assert len(page.all("details", class_="profile-field")) == count + 1
    named = {f"name-{count}": "signer", f"label-{count}": "Người ký", "so-truong": str(count + 1)}
    shown = send(**named, viec="xem")
    assert "Người ký" in " ".join(shown.says("label"))
    assert shown.all("section", class_="preview")


def test_rows_are_moved_and_dropped(send):
    assert send(viec="len:1").all("input", name="name-0")[0].get("value") == "kind"
    assert send(viec="bo:0").all("input", name="name-0")[0].get("value") == "kind"
    send(viec="len:99")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"title": " "}, "Không được để trống", id="no title"),
        pytest.param({"order": "đầu"}, "số nguyên", id="no number"),
        pytest.param({"moving_wall": "9" * 5000}, "số nguyên", id="a number without end"),
        pytest.param({"name-1": "ban"}, "dành riêng", id="a name of the form itself"),
        pytest.param({"name-1": "", "label-1": ""}, "bỏ ô này", id="a field without a name"),
        pytest.param({"name-1": "title"}, "hai ô cùng tên", id="a name twice"),
        pytest.param({"repeatable-0": "on"}, "không lặp được", id="two titles"),
        pytest.param({"closed-2": "on"}, "không có giá trị nào", id="closed and empty"),
    ],
)
def test_errors_are_shown_next_to_fields_and_nothing_is_written(send, stored, fields, message):
    previous = stored()
    page = send(400, **fields)
    assert any(message in problem for problem in page.says("p", class_="field__problem"))
    (summary,) = page.all("div", class_="notice--bad")
    addresses = [link.get("href") for link in summary.iter("a")]
    anchors = [address for address in addresses if address.startswith("#")]
    assert anchors
    assert all(_has_id(page, anchor.removeprefix("#")) for anchor in anchors)
    assert stored() == previous


def test_languages_are_ticked_in_words_and_one_at_least(office, stored):
    filled = office.visit(_OLD).form(_OLD)
    office.client.post(_OLD, data={**filled, "doc-fra": "on"}).close()
    assert 'languages = ["vie", "fra"]' in stored()
    page = office.visit(_OLD)
    assert "tiếng Pháp" in page.says("label")
    without = {name: text for name, text in page.form(_OLD).items() if "doc-" not in name}
    with office.client.post(_OLD, data=without) as answer:
        assert (answer.status_code, "ít nhất một ngôn ngữ" in answer.text) == (400, True)


def _has_id(page, identifier):
    return any(element.get("id") == identifier for element in page.tree.iter())


def test_two_people_never_overwrite_each_other(office, stored, replaced):
    filled = {**office.visit(_OLD).form(_OLD), "title": "Của tôi"}
    replaced("order = 10", "order = 11")
    with office.client.post(_OLD, data=filled) as answer:
        assert answer.status_code == 303
    text = stored()
    assert "order = 11" in text
    assert 'title = "Của tôi"' in text


def test_a_field_that_two_people_changed_asks(office, stored, replaced):
    filled = {**office.visit(_OLD).form(_OLD), "order": "12"}
    replaced("order = 10", "order = 11")
    with office.client.post(_OLD, data=filled) as answer:
        assert answer.status_code == 409
        page = Page(answer)
    assert page.says("td", class_="typed") == ["10", "11", "12"]
    with office.client.post(_OLD, data=page.form(_OLD)) as answer:
        assert answer.status_code == 303
    assert "order = 12" in stored()


def test_two_people_change_other_lines_of_the_text(office, stored, replaced):
    address = f"{_OLD}?cach=toml"
    filled = office.visit(_OLD).form(address)
    filled["toml"] += "\n# dòng của tôi\n"
    replaced("order = 10", "order = 11")
    with office.client.post(address, data=filled) as answer:
        assert answer.status_code == 303
    text = stored()
    assert "order = 11" in text
    assert "# dòng của tôi" in text


def test_a_collection_is_created(send, office):
    page = send(on=_NEW, ma="anh-tu-lieu", title="Ảnh tư liệu", summary="Ảnh cũ")
    assert page.heading == "Hồ sơ sưu tập: Ảnh tư liệu"
    assert office.visit("/suu-tap/anh-tu-lieu").heading == "Ảnh tư liệu"


@pytest.mark.parametrize(
    ("typed", "slug"), [("Ảnh Tư liệu", "anh-tu-lieu"), ("../a", "a"), ("", "ban-do-co")]
)
def test_a_slug_is_made_of_what_is_typed(send, office, typed, slug):
    send(on=_NEW, ma=typed, title="Bản đồ cổ")
    assert office.visit(f"/suu-tap/{slug}").heading == "Bản đồ cổ"


@pytest.mark.parametrize(
    ("typed", "label", "name"),
    [("Người ký", "x", "nguoi_ky"), ("", "Năm 1", "nam_1"), ("", "2 mặt", "o_2_mat")],
)
def test_a_field_name_is_made_of_what_is_typed(send, stored, typed, label, name):
    send(**{"name-1": typed, "label-1": label})
    assert f'name = "{name}"' in stored()


@pytest.mark.parametrize(("slug", "status"), [("!", 400), ("them", 400), ("van-ban", 409)])
def test_an_invalid_slug_is_refused_and_typed_values_stay(send, slug, status):
    page = send(status, on=_NEW, ma=slug, title="Ảnh tư liệu")
    assert page.all("input", name="title")[0].get("value") == "Ảnh tư liệu"


def test_a_too_deeply_nested_profile_shows_an_error_message(office):
    page = office.send(_OLD, f"{_OLD}?cach=toml", {"toml": "title = " + "[" * 5000}, status=400)
    assert "lồng nhau quá nhiều lớp" in page.words


def test_an_invalid_profile_is_repaired_in_the_browser(office, stored, engine, browser):
    good, bad = stored(), "title = Văn bản"
    row = {"collection": "van-ban", "text": bad, "introduction": "", "saved_by": BY}
    with work(engine) as session:
        session.add(ProfileVersion(**row, saved=clock.now()))
    assert browser.visit("/suu-tap/van-ban").heading == "Văn bản hành chính"
    assert any("dòng 1" in text for text in office.visit("/can-bo").says("p"))
    assert "dòng 1" in office.visit(_ALL).words
    office.send(_OLD, f"{_OLD}?cach=toml", {"toml": "title = "}, status=400)
    office.send(_OLD, f"{_OLD}?cach=toml", {"toml": good})
    assert stored() == good


def test_an_edit_is_in_the_audit_log(send, engine):
    send(title="Văn bản của tỉnh")
    with reading(engine) as session:
        query = select(AuditEntry).where(AuditEntry.action == "collection.edit")
        (line,) = session.scalars(query)
    assert line.subject == "van-ban"
    assert "Văn bản của tỉnh" in line.after["profile.toml"]


@pytest.fixture
def four_eyes(send):
    """Let the collection require two people; return its form."""
    return send(four_eyes="on").form(_OLD)


def test_only_an_administrator_ends_the_four_eyes_rule(office, staff, stored, four_eyes):
    reviewer = staff("reviewer")
    filled = {**reviewer.visit(_OLD).form(_OLD), "title": "Tên khác"}
    filled.pop("four_eyes")
    with reviewer.client.post(_OLD, data=filled) as answer:
        assert (answer.status_code, "Tên khác" in answer.text) == (403, True)
        assert "Chỉ quản trị bỏ được điều kiện hai người" in answer.text
    assert "four_eyes = true" in stored()
    text = stored().replace("four_eyes = true", "four_eyes = false")
    token = {"csrf_token": filled["csrf_token"]}
    with reviewer.client.post(f"{_OLD}?cach=toml", data={**token, "toml": text}) as answer:
        assert answer.status_code == 403


def test_only_an_administrator_opens_items_that_came_from_review(staff, engine, send, stored):
    send(moving_wall="50")
    with work(engine) as session:
        session.add(
            Publication(item_id=make_item(session, collection="van-ban").id, two_people=True)
        )
    reviewer = staff("reviewer")
    filled = {**reviewer.visit(_OLD).form(_OLD), "moving_wall": ""}
    with reviewer.client.post(_OLD, data=filled) as answer:
        assert answer.status_code == 403
    assert "moving_wall = 50" in stored()


def test_ending_the_four_eyes_rule_is_in_the_audit_log(office, engine, stored, four_eyes):
    filled = office.visit(_OLD).form(_OLD)
    filled.pop("four_eyes")
    office.client.post(_OLD, data=filled).close()
    assert "four_eyes = true" not in stored()
    with reading(engine) as session:
        query = select(AuditEntry).where(AuditEntry.action == "collection.four_eyes_off")
        (line,) = session.scalars(query)
    assert (line.who, line.subject) == ("administrator", "van-ban")


def test_an_unknown_collection_is_not_found(office):
    office.visit("/can-bo/suu-tap/khong-co", status=404)


def test_english_texts_are_edited_and_checked(send, stored):
    refused = send(terms_en="Bản đồ", status=400)
    assert "tiếng Việt = tiếng Anh" in refused.words
    assert refused.form(_OLD)["terms_en"] == "Bản đồ"
    send(title_en="Papers", terms_en="Nghị quyết = Resolution\nKế hoạch = Plan")
    profile = tomllib.loads(stored())
    assert profile["title_en"] == "Papers"
    assert profile["terms_en"] == ["Nghị quyết = Resolution", "Kế hoạch = Plan"]


@pytest.mark.parametrize(
    ("look", "state"), [("wall", AccessionState.WAITING), ("covers", AccessionState.DONE)]
)
def test_pages_are_made_again_when_a_collection_becomes_one_of_pictures(engine, send, look, state):
    with work(engine) as session:
        make_accession(session, state=AccessionState.DONE)
    send(look=look, title="Văn bản của tỉnh")
    with reading(engine) as session:
        assert session.scalars(select(Accession.state)).one() is state


def test_the_changes_are_listed_and_one_is_put_back(office, send, stored, engine):
    previous = stored()
    send(title="Văn bản của tỉnh")
    page = office.visit(f"{_OLD}/lich-su")
    assert "administrator" in page.says("b")
    assert 'title = "Văn bản của tỉnh"' in page.says("ins")
    (address,) = [
        form.get("action") for form in page.all("form") if "/lich-su/" in form.get("action")
    ]
    office.send(f"{_OLD}/lich-su", address, {})
    assert stored() == previous
    assert len(office.visit(f"{_OLD}/lich-su").all("time")) == 3


def test_putting_back_obeys_the_four_eyes_rule(staff, stored, four_eyes):
    reviewer, page = staff("reviewer"), f"{_OLD}/lich-su"
    address = reviewer.visit(page).all("form", method="post")[-1].get("action")
    assert "/lich-su/" in address
    reviewer.send(page, address, {}, status=403)
    assert "four_eyes = true" in stored()
