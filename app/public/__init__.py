"""The reading room: for everyone, without an account."""

from flask import Blueprint

from app import budget, keeping, language
from app.public import (
    advanced,
    asking,
    authorities,
    books,
    browsing,
    citing,
    home,
    images,
    inside,
    items,
    mistakes,
    nearby,
    pages,
    places,
    points,
    reading_list,
    records,
    refusing,
    reporting,
    search,
    serials,
    shelves,
    suggesting,
    taking_home,
    zooming,
)
from library.errors import MayNotReadError

blueprint = Blueprint("public", __name__)
blueprint.app_errorhandler(MayNotReadError)(refusing.show)
blueprint.app_context_processor(lambda: {"reading_places": refusing.reading_places})
blueprint.add_url_rule("/", "home", home.show)
blueprint.add_url_rule("/tro-giup", "help", home.show_help)
blueprint.add_url_rule("/robots.txt", "robots", home.tell_robots)
blueprint.add_url_rule("/ngon-ngu/<code>", "language", language.switch)
blueprint.add_url_rule("/luong-du-lieu/<code>", "budget", budget.choose)
blueprint.add_url_rule("/giu.js", "keeper", keeping.send_worker)
blueprint.add_url_rule("/mat-mang", "offline", keeping.show_kept)
blueprint.add_url_rule("/danh-sach", "reading_list", reading_list.show)
blueprint.add_url_rule(
    "/danh-sach.<any(txt, ris, bib):kind>", "reading_list_file", reading_list.send
)
blueprint.add_url_rule("/tra-cuu", "search", search.results)
blueprint.add_url_rule("/goi-y", "suggest", suggesting.show)
blueprint.add_url_rule("/tra-cuu.atom", "feed", search.feed)
blueprint.add_url_rule("/tra-cuu/nang-cao", "advanced", advanced.ask)
blueprint.add_url_rule("/diem-truy-nhap", "points", points.show_all)
blueprint.add_url_rule("/diem-truy-nhap/<slug:code>", "point", points.show)
blueprint.add_url_rule("/duyet", "browse", browsing.show)
blueprint.add_url_rule("/duyet/huyen-cu", "former", browsing.show_former)
for _way in authorities.WAYS:
    blueprint.add_url_rule(
        f"/duyet/{_way}", "authorities", authorities.show_all, defaults={"way": _way}
    )
blueprint.add_url_rule("/ten/<int:number>", "authority", authorities.show)
blueprint.add_url_rule("/dia-danh/<slug:slug>", "place", places.show)
blueprint.add_url_rule("/duyet/tinh-co", "by_chance", browsing.go_by_chance)
blueprint.add_url_rule("/suu-tap/<slug:collection>", "collection", shelves.show)
blueprint.add_url_rule("/suu-tap/<slug:collection>/lich", "serials", serials.show)
blueprint.add_url_rule("/tai-lieu/<item:item_id>", "item", items.show)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/trang", "turn_to", pages.turn_to)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/trang/<page:number>", "page", pages.show)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/tim", "find_inside", inside.find)
blueprint.add_url_rule("/tai-lieu/<item:item_id>/p/<page:page_id>", "lasting_page", pages.find)
_IMAGE = "/tai-lieu/<item:item_id>/trang/<page:number>/anh/<digest:digest>"
blueprint.add_url_rule(_IMAGE, "image", images.send)
blueprint.add_url_rule(_IMAGE + ".webp", "image", images.send, alias=True)  # as it was called once
blueprint.add_url_rule("/tai-lieu/<item:item_id>/xin-doc-som", "ask", asking.ask, methods=["POST"])

_REPORT = "/tai-lieu/<item:item_id>/trang/<page:number>/bao-loi"
blueprint.add_url_rule(_REPORT, "reporting", reporting.ask)
blueprint.add_url_rule(_REPORT, "report", reporting.take, methods=["POST"])
_MISTAKE = "/tai-lieu/<item:item_id>/bao-sai"
blueprint.add_url_rule(_MISTAKE, "mistake", mistakes.ask)
blueprint.add_url_rule(_MISTAKE, "report_mistake", mistakes.take, methods=["POST"])

_ITEM, _PAGE = "/tai-lieu/<item:item_id>", "/tai-lieu/<item:item_id>/trang/<page:number>"
for place, name, view in (
    (f"{_ITEM}/gan", "nearby", nearby.show),
    (f"{_ITEM}/trich-dan.bib", "bibtex", citing.send_bibtex),
    (f"{_ITEM}/trich-dan.ris", "ris", citing.send_ris),
    (f"{_ITEM}/marc.mrc", "marc", records.send_marc),
    (f"{_ITEM}/marc.xml", "marcxml", records.send_marcxml),
    (f"{_ITEM}/dublin-core.xml", "dublin_core", records.send_dublin_core),
    (f"{_PAGE}/phong-to", "zoom", zooming.show),
    (f"{_PAGE}/manh/<digest:digest>/info.json", "tiles", zooming.describe),
    (f"{_PAGE}/manh/<digest:digest>/<path:name>", "tile", zooming.send),
    (f"{_ITEM}/tai-ve/tai-lieu.pdf", "pdf", books.send),
    (f"{_ITEM}/tai-ve/chon-trang", "choose_pages", books.choose),
    (f"{_ITEM}/tai-ve/van-ban.txt", "text", taking_home.send_text),
    (f"{_PAGE}/tai-ve/van-ban.txt", "page_text", taking_home.send_text),
    (f"{_ITEM}/tai-ve/hocr.html", "hocr", taking_home.send_hocr),
    (f"{_PAGE}/tai-ve/hocr.html", "page_hocr", taking_home.send_hocr),
    (f"{_ITEM}/tai-ve/alto.zip", "alto", taking_home.send_alto_parcel),
    (f"{_PAGE}/tai-ve/alto.xml", "page_alto", taking_home.send_alto),
):
    blueprint.add_url_rule(place, name, view)
