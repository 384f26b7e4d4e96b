"""Guides in the office: every file, the link of every page, the search, the tour."""

import pytest

from app.office.guides.guide_pages import Span, guides, parse, spans
from app.office.guides.page_guides import guide_of
from library.database import work
from tests.app.browser import Page
from tests.makers import make_item

_GUIDES = "/can-bo/huong-dan"
_WITHOUT_GUIDE = {
    *("trail", "trail_csv", "trail_xlsx", "staff", "add_staff", "staff_member", "act_on_staff"),
    *("backups", "drill_certificate", "system_health", "acknowledge_alert", "order_maintenance"),
    *("orders", "cancel_order", "repeat_order"),
    *("fixity", "fixity_csv", "fixity_rounds", "master", "fixity_premis"),
    *("sign_in", "enter", "code", "prove", "new_password", "set_password", "sign_out"),
    *("guides", "guide", "guide_picture", "tour", "leave_tour"),
}
"""Endpoints of operators, of signing in, and of the guides themselves."""


@pytest.mark.parametrize("name", sorted(guides()))
def test_every_guide_is_shown_with_its_pictures(office, name):
    page = office.visit(f"{_GUIDES}/{name}")
    assert page.heading == guides()[name].title
    for picture in page.all("img", class_="guide__picture"):
        assert office.fetch(picture.get("src")).status_code == 200
    assert "**" not in page.words
    assert "](" not in page.words


def test_every_link_to_a_section_leads_to_a_heading(app):
    anchors = {
        name: {block.anchor for block in guide.blocks if block.kind == "heading"} | {""}
        for name, guide in guides().items()
    }
    pages = [guide_of(rule.endpoint) for rule in app.url_map.iter_rules()]
    wrong = {page for page in pages if page and page[1] not in anchors.get(page[0], set())}
    assert wrong == set()


def test_every_page_of_the_office_has_its_guide(app):
    pages = {
        rule.endpoint.removeprefix("office.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("office.")
        and "GET" in rule.methods
        and not rule.rule.endswith((".csv", ".xlsx", ".xml", ".mrc", ".json", ".zip"))
        and not {"digest", "kind"} & rule.arguments
    }
    without = {name for name in pages if guide_of(f"office.{name}") is None}
    assert without <= _WITHOUT_GUIDE | _NOT_PAGES


_NOT_PAGES = {"offer_names", "assets_file", "open_board"}


def test_a_page_links_to_the_section_that_explains_it(office, engine):
    with work(engine) as session:
        item = make_item(session, published=False)
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/ban")
    assert page.has_link_to(f"{_GUIDES}/mo-ta-va-cong-bo#ban-giay-phan-va-bo")


def test_a_refusal_links_to_its_section(staff, engine):
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
    address = f"/can-bo/tai-lieu/{item.id}"
    browser = staff("reviewer")
    values = {"csrf_token": browser.visit(address).form(address)["csrf_token"], "ly-do": "thiếu"}
    with browser.client.post(f"{address}/tra-lai", data=values) as response:
        page = Page(response)
    assert page.status == 409
    assert page.has_link_to(f"{_GUIDES}/mo-ta-va-cong-bo#gui-duyet-cong-bo-go")


def test_sections_are_found_without_tones(office):
    page = office.visit(f"{_GUIDES}?q=chi+dung+ban+phim")
    assert page.has_link_to(f"{_GUIDES}/mo-ta-va-cong-bo#chi-dung-ban-phim")
    assert "Không mục nào có" in office.visit(f"{_GUIDES}?q=qwerty").words


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        pytest.param("# A\n\nb\nc\n\n- d\n- e\n  f", ["heading", "paragraph", "list"], id="usual"),
        pytest.param("a\n- b", ["paragraph", "list"], id="a list right below a paragraph"),
        pytest.param("| a | b |\n|---|---|\n| c | d |", ["table"], id="a table"),
        pytest.param("```\n# a\n\nb\n```\nc", ["code", "paragraph"], id="code"),
        pytest.param("1. a\n2. b\n\n![c](d.webp)", ["list", "image"], id="numbers, a picture"),
    ],
)
def test_blocks_are_recognised(source, kinds):
    assert [block.kind for block in parse(source)] == kinds


def test_runs_of_a_line_are_recognised():
    assert spans("bấm **Lưu** (`a`), xem [đây](b.md#c)")[1::2] == (
        Span("strong", "Lưu"),
        Span("code", "a"),
        Span("link", "đây", "b.md#c"),
    )


@pytest.mark.parametrize(
    ("role", "first", "last"),
    [
        ("cataloguer", "Bàn làm việc", "Gửi duyệt và công bố"),
        ("point-librarian", "Bàn làm việc", "Chương trình"),
    ],
)
def test_a_newcomer_is_offered_five_screens(staff, role, first, last):
    browser = staff(role)
    assert browser.visit("/can-bo").has_link_to("/can-bo/lam-quen/1")
    titles = [browser.visit(f"/can-bo/lam-quen/{step}").heading for step in range(1, 6)]
    assert (titles[0], titles[-1]) == (first, last)
    browser.visit("/can-bo/lam-quen/6", status=404)
    browser.send("/can-bo/lam-quen/5", "/can-bo/lam-quen/xong", {})
    assert not browser.visit("/can-bo").has_link_to("/can-bo/lam-quen/1")


def test_the_tour_is_left_at_once_and_stays_among_the_guides(staff):
    browser = staff("cataloguer")
    browser.send("/can-bo", "/can-bo/lam-quen/xong", {})
    assert not browser.visit("/can-bo").has_link_to("/can-bo/lam-quen/1")
    assert browser.visit(_GUIDES).has_link_to("/can-bo/lam-quen/1")
