"""Public site: open to everyone without an account."""

from flask import Blueprint

from app.public import home, reading_list
from app.public.browse import (
    authorities,
    browse,
    galleries,
    phone_packs,
    picture_wall,
    place_lists,
    places,
    serials,
)
from app.public.feedback import (
    ask_library,
    questions_and_answers,
    report_description,
    request_early_reading,
)
from app.public.helping import type_lines
from app.public.items import (
    access_denied,
    citations,
    epub_download,
    item_page,
    pdf_download,
    reading_queue,
    related,
    text_download,
)
from app.public.items.reading_seats import SeatAwaitedError
from app.public.maps import old_maps, over_map
from app.public.reader import (
    article_view,
    compare,
    deep_zoom,
    find_in_item,
    images,
    page_view,
    recordings,
)
from app.public.search import advanced, facets, search
from app.public.stories import stories
from app.web import data_saver, language, offline
from library.catalogue.access.reading_conditions import conditions_of, describe_conditions
from library.errors import ItemWithdrawnError, MayNotReadError
from library.vietnamese.old_words import words_in

blueprint = Blueprint("public", __name__)
blueprint.app_errorhandler(MayNotReadError)(access_denied.show)
blueprint.app_errorhandler(ItemWithdrawnError)(access_denied.show_withdrawn)
blueprint.app_errorhandler(SeatAwaitedError)(reading_queue.send_to_queue)
blueprint.app_context_processor(
    lambda: {
        "reading_places": access_denied.reading_places,
        "old_words_in": words_in,
        "is_picture": galleries.is_picture,
        "asked_from": ask_library.asked_from,
        "field_label": item_page.field_label,
        "conditions_on": lambda record: tuple(describe_conditions(conditions_of(record))),
        "page_address": citations.page_address,
        "place_label": facets.place_label,
        "questions_about": questions_and_answers.about_item,
    }
)
blueprint.add_url_rule("/", "home", home.show)
blueprint.add_url_rule("/tro-giup", "help", home.show_help)
blueprint.add_url_rule("/quyen-rieng-tu", "privacy", home.show_privacy)
blueprint.add_url_rule("/kha-nang-tiep-can", "accessibility", home.show_accessibility)
blueprint.add_url_rule("/du-lieu-mo", "open_data", home.show_open_data)
blueprint.add_url_rule("/robots.txt", "robots", home.show_robots_txt)
blueprint.add_url_rule("/ngon-ngu/<code>", "language", language.switch)
blueprint.add_url_rule("/luong-du-lieu/<code>", "budget", data_saver.choose)
blueprint.add_url_rule("/giu.js", "keeper", offline.send_worker)
blueprint.add_url_rule("/dia-chi.webmanifest", "manifest", offline.show_manifest)
blueprint.add_url_rule("/mat-mang", "offline", offline.show_offline_page)
blueprint.add_url_rule("/danh-sach", "reading_list", reading_list.show)
blueprint.add_url_rule(
    "/danh-sach.<any(txt, ris, bib):kind>", "reading_list_file", reading_list.send
)
blueprint.add_url_rule("/tra-cuu", "search", search.results)
blueprint.add_url_rule("/goi-y", "suggest", advanced.send_suggestions)
blueprint.add_url_rule("/tra-cuu.atom", "feed", search.feed)
blueprint.add_url_rule("/tra-cuu/nang-cao", "advanced", advanced.show)
blueprint.add_url_rule("/duyet", "browse", browse.show)
blueprint.add_url_rule("/duyet/bao-chi", "newspapers", galleries.show_newspapers)
blueprint.add_url_rule("/duyet/ban-do", "maps", galleries.show_maps)
blueprint.add_url_rule("/ban-do-cu", "old_maps", old_maps.show)
blueprint.add_url_rule("/du-lieu/ban-do-cu.geojson", "sheets_geojson", old_maps.send_geojson)
blueprint.add_url_rule("/duyet/anh", "pictures", galleries.show_pictures)
blueprint.add_url_rule("/duyet/anh/tung-tam", "picture_wall", picture_wall.show)
blueprint.add_url_rule("/chuyen-ke", "stories", stories.show_stories)
blueprint.add_url_rule("/bai-hoc", "lessons", stories.show_lessons)
blueprint.add_url_rule("/chuyen-ke/<int:number>", "story", stories.show)
blueprint.add_url_rule("/chuyen-ke/<int:number>/phieu", "teacher_sheet", stories.show_sheet)
blueprint.add_url_rule("/tu-ngu", "glossary", browse.show_glossary)
blueprint.add_url_rule("/duyet/huyen-cu", "former", browse.show_former)
for _way in authorities.KINDS_BY_PATH:
    blueprint.add_url_rule(
        f"/duyet/{_way}", "authorities", authorities.show_all, defaults={"way": _way}
    )
blueprint.add_url_rule("/ten/<int:number>", "authority", authorities.show)
blueprint.add_url_rule("/dia-danh", "places", place_lists.show_year)
blueprint.add_url_rule("/dia-danh/ban-do.svg", "places_map", place_lists.send_map)
blueprint.add_url_rule("/dia-danh/doi-ten", "renamed_places", place_lists.show_renamed)
blueprint.add_url_rule(
    "/dia-danh.<any(csv, geojson, jsonld, mrc, marcxml):form>", "place_file", place_lists.send
)
blueprint.add_url_rule("/dia-danh/<slug:slug>", "place", places.show)
blueprint.add_url_rule("/duyet/ban-do-tinh.svg", "province_map", browse.send_province_map)
blueprint.add_url_rule("/duyet/tinh-co", "by_chance", browse.open_random_item)
blueprint.add_url_rule("/suu-tap/<slug:collection>", "collection", browse.show_collection)
blueprint.add_url_rule("/suu-tap/<slug:collection>/lich", "serials", serials.show)
blueprint.add_url_rule(
    "/goi-que-em/<any('xa', 'suu-tap'):kind>/<slug:slug>.html", "phone_pack", phone_packs.send
)
blueprint.add_url_rule("/tai-lieu/<item:item_id>", "item", item_page.show)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/trang", "turn_to", page_view.turn_to)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/trang/<page:number>", "page", page_view.show)
blueprint.add_url_rule(
    "/tai-lieu/<item:item_id>/trang/<page:number>/bai/<page:article>", "article", article_view.show
)
blueprint.add_url_rule("/ghi-chu", "notes", article_view.show_notes)
blueprint.add_url_rule("/so-sanh", "compare", compare.show)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/tim", "find_inside", find_in_item.find)
blueprint.add_url_rule(
    "/tai-lieu/<item:item_id>/p/<page:page_id>", "lasting_page", page_view.show_by_id
)
_IMAGE = "/tai-lieu/<item:item_id>/trang/<page:number>/anh/<digest:digest>"
blueprint.add_url_rule(_IMAGE, "image", images.send)
blueprint.add_url_rule(
    "/tai-lieu/<item:item_id>/trang/<page:number>/anh-nho", "thumbnail", images.find_thumbnail
)
blueprint.add_url_rule(
    "/tai-lieu/<item:item_id>/trang/<page:number>/bang/<digest:digest>",
    "recording",
    recordings.send_copy,
)
blueprint.add_url_rule(
    "/tai-lieu/<item:item_id>/trang/<page:number>/loi/<slug:language>.vtt",
    "captions",
    recordings.send_captions,
)
blueprint.add_url_rule(_IMAGE + ".webp", "image", images.send, alias=True)  # former address
blueprint.add_url_rule(
    "/tai-lieu/<item:item_id>/xin-doc-som", "ask", request_early_reading.ask, methods=["POST"]
)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/cho-doc", "reading_queue", reading_queue.show)
blueprint.add_url_rule(
    "/tai-lieu/<item:item_id>/tra-cho", "leave_seat", reading_queue.leave, methods=["POST"]
)

_ASKING = "/tai-lieu/<item:item_id>/xin-go"
blueprint.add_url_rule(_ASKING, "asking_withdrawal", report_description.show_withdrawal)
blueprint.add_url_rule(
    _ASKING, "ask_withdrawal", report_description.submit_withdrawal, methods=["POST"]
)
_WARNING = "/tai-lieu/<item:item_id>/loi-bao-truoc"
blueprint.add_url_rule(_WARNING, "confirm_warning", access_denied.confirm, methods=["POST"])
blueprint.add_url_rule("/hoi-thu-vien", "ask_library", ask_library.show)
blueprint.add_url_rule("/hoi-thu-vien", "send_question", ask_library.submit, methods=["POST"])
blueprint.add_url_rule("/hoi-thu-vien/cau/<token>", "own_question", ask_library.show_own)
blueprint.add_url_rule("/hoi-dap", "questions", questions_and_answers.show_all)
blueprint.add_url_rule("/hoi-dap/<int:number>", "question", questions_and_answers.show)
_REPORT = "/tai-lieu/<item:item_id>/trang/<page:number>/bao-loi"
blueprint.add_url_rule(_REPORT, "reporting", report_description.show_misreading)
blueprint.add_url_rule(_REPORT, "report", report_description.submit_misreading, methods=["POST"])
blueprint.add_url_rule("/cung-chep", "help_type", type_lines.show)
blueprint.add_url_rule("/cung-chep", "send_line", type_lines.submit, methods=["POST"])
blueprint.add_url_rule("/cung-chep/lop/<token>", "class_progress", type_lines.show_class)
blueprint.add_url_rule("/cung-chep/<item:item_id>/<page:number>", "type_line", type_lines.show_page)
_MISTAKE = "/tai-lieu/<item:item_id>/bao-sai"
blueprint.add_url_rule(_MISTAKE, "mistake", report_description.show)
blueprint.add_url_rule(_MISTAKE, "report_mistake", report_description.submit, methods=["POST"])

_ITEM, _PAGE = "/tai-lieu/<item:item_id>", "/tai-lieu/<item:item_id>/trang/<page:number>"
for place, name, view in (
    (f"{_ITEM}/gan", "nearby", related.show),
    (f"{_ITEM}/trich-dan.bib", "bibtex", citations.send_bibtex),
    (f"{_ITEM}/trich-dan.ris", "ris", citations.send_ris),
    (f"{_ITEM}/marc.mrc", "marc", citations.send_marc),
    (f"{_ITEM}/marc.xml", "marcxml", citations.send_marcxml),
    (f"{_ITEM}/dublin-core.xml", "dublin_core", citations.send_dublin_core),
    (f"{_PAGE}/phong-to", "zoom", deep_zoom.show),
    (f"{_PAGE}/tren-ban-do", "over_map", over_map.show),
    (f"{_PAGE}/manh/<digest:digest>/<path:name>", "tile", deep_zoom.send),
    (f"{_ITEM}/tai-ve/tai-lieu.pdf", "pdf", pdf_download.send),
    (f"{_ITEM}/tai-ve/sach.epub", "epub", epub_download.send),
    (f"{_ITEM}/tai-ve/chon-trang", "choose_pages", pdf_download.choose),
    (f"{_ITEM}/tai-ve/van-ban.txt", "text", text_download.send_text),
    (f"{_PAGE}/tai-ve/van-ban.txt", "page_text", text_download.send_text),
    (f"{_PAGE}/tai-ve/anh.jpg", "page_jpeg", images.download),
    (f"{_ITEM}/tai-ve/hocr.html", "hocr", text_download.send_hocr),
    (f"{_PAGE}/tai-ve/hocr.html", "page_hocr", text_download.send_hocr),
    (f"{_ITEM}/tai-ve/alto.zip", "alto", text_download.send_alto_zip),
    (f"{_PAGE}/tai-ve/alto.xml", "page_alto", text_download.send_alto),
):
    blueprint.add_url_rule(place, name, view)
