"""Marked lines, scrolling together, zoom by taps, and private notes, in a browser."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from library.catalogue.cataloguing import publish
from library.catalogue.models import Item, PageText
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word, pack
from library.database import work
from library.recordings.cues import Cue
from library.recordings.models import Transcript, TranscriptKind
from library.recordings.transcribing import save_transcript
from library.storage.content_store import ContentStore
from tests.makers import make_item
from tests.recordings import add_words, make_recording

pytestmark = pytest.mark.slow


def test_a_line_is_marked_in_the_image_and_in_the_text(context, page_of):
    page = context.new_page()
    page.goto(page_of(2))
    page.hover(".page-text__body [data-at]")
    here = page.locator("rect.line-here")
    assert [here.get_attribute(name) for name in ("x", "y", "width")] == ["100", "200", "440"]
    page.reload()
    box = page.locator(".sheet__paper").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 215 / 1400)
    assert page.inner_text("[data-at].line-here") == "Chợ Kỳ Lừa ngày phiên"
    page.reload()
    page.focus(".page-text__body")
    page.keyboard.press("ArrowDown")
    assert page.locator(".line-here").count() == 2


def test_image_and_text_scroll_together(context, book, page_of, engine, settings):
    with work(engine) as session:
        page_row = session.get_one(Item, book.id).pages[1]
        lines = tuple(Word("dòng" * 4, 100, 40 * n, 300, 30, 1.0, n, n) for n in range(1, 34))
        page_row.words = ContentStore(settings.derivatives).put(pack(lines))
        session.get_one(PageText, page_row.id).text = as_text(lines)
    page = context.new_page()
    page.goto(page_of(2))
    page.hover(".sheet__frame")
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => scrollY > 100")
    box = page.locator(".page-text__body").bounding_box()
    page.mouse.move(box["x"] + 50, 400)
    page.mouse.wheel(0, -3000)
    page.wait_for_function("() => scrollY === 0")
    page.wait_for_function("() => document.querySelector('.sheet__frame').scrollTop < 100")


def test_two_taps_show_the_point_twice_as_large_and_two_more_fit_it(context, page_of):
    page = context.new_page()
    page.goto(page_of(2))
    page.dblclick(".sheet__frame")
    assert page.locator(".sheet__paper--200").count() == 1
    page.dblclick(".sheet__frame")
    assert page.locator(".sheet__paper--100").count() == 1


def test_notes_and_marked_passages_stay_in_the_browser_and_are_exported(context, page_of):
    page = context.new_page()
    page.goto(page_of(2))
    page.click(".my-notes summary")
    page.fill("#ghi-chu", "Hỏi cụ Lan về phiên chợ")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.page-text__body p'))")
    page.click("[data-mark]")
    page.reload()
    expect(page.locator(".page-text__body .noted")).to_have_text("Chợ Kỳ Lừa ngày phiên")
    page.goto("/ghi-chu")
    expect(page.locator("blockquote")).to_have_text("Chợ Kỳ Lừa ngày phiên")
    with page.expect_download() as download:
        page.click("[data-export]")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Hỏi cụ Lan về phiên chợ" in text and page_of(2) in text
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa ghi chú").click()
    expect(page.locator("[data-none]")).to_be_visible()
    assert page.evaluate("localStorage.getItem('ghi-chu')") == "{}"


def test_nothing_can_be_typed_into_a_note_before_it_would_be_saved(chromium, site, page_of):
    context = chromium.new_context(
        base_url=site, service_workers="block"
    )  # it would fetch the script itself
    page = context.new_page()
    late = []
    page.route("**/notes.js*", lambda route: late.append(route), times=1)
    page.goto(page_of(2))
    page.click(".my-notes summary")
    expect(page.locator("#ghi-chu")).to_be_disabled()
    expect(page.locator("[data-mark]")).to_be_disabled()
    while not late:
        page.wait_for_timeout(20)
    late[0].continue_()
    page.fill("#ghi-chu", "Hỏi cụ Lan")
    page.reload()
    expect(page.locator("#ghi-chu")).to_be_enabled()
    expect(page.locator("#ghi-chu")).to_have_value("Hỏi cụ Lan")
    context.close()


def test_a_recording_is_played_and_its_words_follow(context, engine, settings, tmp_path):
    sound = tmp_path / "a.ogg"
    arguments = ("-f", "lavfi", "-i", "sine=duration=306", "-c:a", "libopus", str(sound))
    subprocess.run(("ffmpeg", "-v", "error", *arguments), check=True)
    with work(engine) as session:
        item = make_item(session, "Then cổ", texts=(), published=False)
        make_recording(session, settings, item, 6, content=sound.read_bytes())
        shown = Transcript(
            item_id=item.id, file="a" * 64, kind=TranscriptKind.SPEECH, language="tyz"
        )
        shown.version, shown.cues = 0, ""
        cues = (Cue(298_000, 300_000, "Pú đẩm"), Cue(300_000, 306_000, "Lằng Slửa"))
        save_transcript(session, shown, cues, "kiểm thử")
        publish(session, item, "kiểm thử")
    page = context.new_page()
    page.goto(f"/tai-lieu/{item.id}/trang/1")
    assert page.locator("audio").bounding_box()["height"] > 40
    page.get_by_role("link", name="4:58").click()
    expect(page.locator(".cues [aria-current]")).to_have_text("4:58 Pú đẩm")
    expect(page.locator(".cues [aria-current]")).to_have_text("5:00 Lằng Slửa", timeout=15_000)
    assert page.url.endswith("/trang/2")
    assert page.evaluate("document.querySelector('audio').currentTime") >= 300


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize(("width", "height"), [(1366, 900), (1024, 768), (360, 740)])
def test_the_line_of_a_hit_is_on_the_screen(
    chromium, site, engine, settings, index, width, height, javascript
):
    cues = tuple(Cue(n * 4000, n * 4000 + 4000, f"lời {n} " * 6) for n in range(70))
    hit = Cue(240_000, 244_000, "cầu gãy đôi trong trận lụt")
    with work(engine) as session:
        item = make_item(session, "Then cổ", texts=(), published=False)
        make_recording(session, settings, item, 6)
        add_words(session, item, (*cues[:60], hit, *cues[61:]))
        publish(session, item, "kiểm thử")
    index()
    context = chromium.new_context(
        viewport={"width": width, "height": height}, base_url=site, java_script_enabled=javascript
    )
    page = context.new_page()
    page.goto("/tra-cuu?q=cầu+gãy+đôi")
    page.get_by_role("link", name="4:00", exact=True).click()
    line = page.locator(".cues li", has_text="cầu gãy đôi")
    expect(line).to_be_in_viewport(ratio=1)
    assert line.bounding_box()["y"] > 100  # below the tools and the player
    source = page.locator("source").first.get_attribute("src")
    assert source.endswith("#t=240.0")
    context.close()
