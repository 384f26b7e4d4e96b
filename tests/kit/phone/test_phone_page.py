"""The HTML file of a phone pack: its text, its limit, its priorities."""

import re
from pathlib import Path

import html5lib
import pytest

from kit.phone import phone_rounds
from kit.phone.phone_rounds import MAX_BYTES
from library.catalogue.models import Derivative, DerivativeKind
from library.database import work
from tests.kit.phone.makers import make_html
from tests.makers import make_item

_LONG = "Chợ Kỳ Lừa họp sáu phiên một tháng. " * 40
_END_OF_SCRIPT = '</script><script>alert("đ")</script>'


def _with_cover(session, title="Bản đồ", digest="a" * 64):
    item = make_item(session, title)
    image = {"kind": DerivativeKind.THUMBNAIL, "media_type": "image/webp", "bytes": 1}
    item.pages[0].derivatives = [Derivative(digest=digest, width=200, height=200, **image)]
    item.cover = digest
    return item


def test_all_text_stands_in_the_file_for_those_without_scripts(engine):
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=["Phiên chợ", "Hoa hồi"], creator="Lan")
    tree = html5lib.parse(make_html(engine, item), namespaceHTMLElements=False)
    text = " ".join(tree.find("body/main").itertext())
    assert all(part in text for part in ("Chợ Kỳ Lừa", "Lan", "Trang 1", "Phiên chợ", "Hoa hồi"))


def test_no_text_of_an_item_ends_the_script_or_begins_one(engine):
    with work(engine) as session:
        item = make_item(
            session, _END_OF_SCRIPT, texts=[_END_OF_SCRIPT], creator=_END_OF_SCRIPT, licence='"<b>'
        )
    html = make_html(engine, item)
    assert html.count("<script") == html.count("</script") == 1


def test_the_same_items_make_the_same_bytes(engine):
    with work(engine) as session:
        items = [_with_cover(session, "Một"), make_item(session, "Hai")]
    first, again = (make_html(engine, *items, images={"a" * 64: b"RIFF"}) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    "max_bytes",
    [
        pytest.param(12_000, id="descriptions alone, and not all"),
        pytest.param(30_000, id="a part of the text"),
        pytest.param(60_000, id="more text"),
        pytest.param(MAX_BYTES, id="everything"),
    ],
)
def test_the_file_is_never_larger_than_its_limit(engine, max_bytes):
    with work(engine) as session:
        items = [_with_cover(session, f"Sách {n}", str(n) * 64) for n in range(3)]
        items += [make_item(session, f"Quyển {n}", texts=[_LONG] * 10) for n in range(4)]
    images = {str(n) * 64: b"x" * 3000 for n in range(3)}
    html = make_html(engine, *items, images=images, max_bytes=max_bytes)
    assert len(html.encode()) <= max_bytes


def test_text_comes_before_images_and_the_most_read_first(engine):
    with work(engine) as session:
        often = make_item(session, "Đọc nhiều", texts=["Chữ một. " * 300])
        seldom = make_item(session, "Đọc ít", texts=["Chữ hai. " * 300])
        picture = _with_cover(session)
    empty = len(make_html(engine).encode())
    html = make_html(
        engine, often, seldom, picture, images={"a" * 64: b"x" * 4000}, max_bytes=empty + 7000
    )
    assert "Chữ một" in html
    assert "Chữ hai" not in html
    assert "Còn 1 trang không vừa gói này" in html
    assert "<img" not in html


def test_covers_come_in_what_room_is_left(engine):
    with work(engine) as session:
        item = _with_cover(session)
    assert 'src="data:image/webp;base64,UklGRg=="' in make_html(
        engine, item, images={"a" * 64: b"RIFF"}
    )
    assert "<img" not in make_html(engine, item)  # its file is lost


def test_of_an_item_that_mentions_a_commune_only_those_pages_are_in_its_pack(engine):
    with work(engine) as session:
        item = make_item(session, texts=["Không nói", "Xã Tân Văn", "Cũng không"])
    html = make_html(engine, item, pages=frozenset({2}))
    assert "Xã Tân Văn" in html
    assert "Không nói" not in html


def test_a_pack_says_its_day_and_where_a_new_one_is(engine):
    html = make_html(engine)
    assert "Gói làm ngày 30/11/2026" in html
    assert 'href="https://thu-vien.vn/suu-tap/dia-chi"' in html


def test_the_script_is_understood_by_phones_of_ten_years_ago():
    script = (Path(phone_rounds.__file__).parent / "templates" / "phone.js").read_text("utf-8")
    assert re.findall(r"\b(?:let|const|async|class)\b|=>|`|\?\.|\.\.\.|\.includes\(", script) == []
