"""The staff office: every address stands here with the permission it asks for."""

from flask import Blueprint

from app.office import (
    accessions,
    alike,
    correcting,
    deliveries,
    descriptions,
    desk,
    door,
    figure_files,
    figures,
    orders,
    proofs,
    publishing,
    quality,
    reports,
    sheets,
    spreads,
    tallies,
    triage,
    twins,
    uploads,
    watched,
    workshop,
)
from app.permissions import write_addresses
from library.people.permissions import Permission

_PAGE = "/tai-lieu/<item:item_id>/trang/<page:number>"
_ALIKE = "/tai-lieu/<item:item_id>/chu-giong"
_LOOK = "/lan-nhap/<number>/anh/<digest:digest>"
_TWINS = "/co-the-trung/<newer>/<older>"
_BOARD = "/so-lieu/<scope>/<period>"
_READ, _WRITE = ("GET",), ("POST",)
_ADDRESSES = (
    ("", "desk", Permission.OFFICE, desk.show, _READ),
    ("/dang-xuat", "sign_out", Permission.OFFICE, door.sign_out, _WRITE),
    ("/lan-nhap", "accessions", Permission.DELIVER, accessions.show_all, _READ),
    ("/lan-nhap/<number>", "accession", Permission.DELIVER, accessions.show, _READ),
    ("/lan-nhap/<number>/trang", "page_history", Permission.DELIVER, accessions.show_page, _READ),
    ("/lan-nhap/<number>/tam-dung", "pause", Permission.DELIVER, orders.pause, _WRITE),
    ("/lan-nhap/<number>/tiep-tuc", "resume", Permission.DELIVER, orders.resume, _WRITE),
    ("/lan-nhap/<number>/thu-tu", "prioritise", Permission.DELIVER, orders.prioritise, _WRITE),
    ("/lan-nhap/<number>/lam-lai", "retry", Permission.DELIVER, orders.retry, _WRITE),
    ("/lan-nhap/<number>/rut", "taking_back", Permission.DELIVER, orders.ask_to_withdraw, _READ),
    ("/lan-nhap/<number>/rut", "take_back", Permission.DELIVER, orders.withdraw, _WRITE),
    ("/lan-nhap/<number>/nhan-lai", "restore", Permission.DELIVER, orders.restore, _WRITE),
    ("/lan-nhap/<number>/premis.xml", "premis", Permission.DELIVER, accessions.send_premis, _READ),
    ("/lan-nhap/<number>/xem-luot", "triage", Permission.DELIVER, triage.show, _READ),
    ("/lan-nhap/<number>/xem-luot", "decide", Permission.DELIVER, triage.decide, _WRITE),
    (_LOOK, "look", Permission.DELIVER, triage.send, _READ),
    ("/co-the-trung", "twins", Permission.CATALOGUE, twins.show, _READ),
    (f"{_TWINS}/giu", "keep_both", Permission.CATALOGUE, twins.keep_both, _WRITE),
    (f"{_TWINS}/bo", "dropping", Permission.PUBLISH, twins.ask, _READ),
    (f"{_TWINS}/bo", "drop", Permission.PUBLISH, twins.drop, _WRITE),
    (f"{_TWINS}/hoan-tac", "undecide", Permission.PUBLISH, twins.undo, _WRITE),
    ("/lan-nhap/<number>/trang-doi/ghep", "joining", Permission.DELIVER, spreads.ask, _READ),
    ("/lan-nhap/<number>/trang-doi", "part_spread", Permission.DELIVER, spreads.part, _WRITE),
    (
        "/lan-nhap/<number>/trang-doi/tu-dong",
        "let_spread_be",
        Permission.DELIVER,
        spreads.let_be,
        _WRITE,
    ),
    ("/xuong", "workshop", Permission.DELIVER, workshop.show, _READ),
    ("/xuong/tam-dung", "rest", Permission.WORKSHOP, workshop.pause, _WRITE),
    ("/xuong/tiep-tuc", "work_on", Permission.WORKSHOP, workshop.resume, _WRITE),
    ("/dem-tay", "tallies", Permission.POINTS, tallies.show, _READ),
    ("/dem-tay", "tally", Permission.POINTS, tallies.enter, _WRITE),
    ("/so-lieu", "figures", Permission.POINTS, figures.show_now, _READ),
    ("/so-lieu/mo", "open_board", Permission.POINTS, figures.open_board, _READ),
    (_BOARD, "board", Permission.POINTS, figures.show, _READ),
    (f"{_BOARD}/so-lieu.csv", "board_csv", Permission.POINTS, figure_files.send_csv, _READ),
    (f"{_BOARD}/so-lieu.xlsx", "board_xlsx", Permission.POINTS, figure_files.send_xlsx, _READ),
    ("/bang-mo-ta", "sheets", Permission.DELIVER, sheets.show_all, _READ),
    ("/bang-mo-ta/<int:sheet_id>", "sheet", Permission.DELIVER, sheets.show, _READ),
    ("/nop", "delivery", Permission.DELIVER, deliveries.show, _READ),
    ("/nop", "deliver", Permission.DELIVER, deliveries.receive, _WRITE),
    ("/thu-muc-nhan", "watched", Permission.DELIVER, watched.show, _READ),
    ("/tai-len", "uploads", Permission.DELIVER, uploads.offer, ("OPTIONS",)),
    ("/tai-len", "begin_upload", Permission.DELIVER, uploads.begin, _WRITE),
    ("/tai-len/<upload_id>", "upload", Permission.DELIVER, uploads.look, ("HEAD",)),
    ("/tai-len/<upload_id>", "go_on", Permission.DELIVER, uploads.go_on, ("PATCH",)),
    ("/tai-len/<upload_id>", "give_up", Permission.DELIVER, uploads.give_up, ("DELETE",)),
    ("/tai-lieu", "drafts", Permission.CATALOGUE, descriptions.show_drafts, _READ),
    ("/tai-lieu/<item:item_id>", "item", Permission.CATALOGUE, descriptions.show, _READ),
    ("/tai-lieu/<item:item_id>", "describe", Permission.CATALOGUE, descriptions.save, _WRITE),
    ("/trang-kho-doc", "poor_pages", Permission.CATALOGUE, quality.show_poor, _READ),
    ("/ban-doc-bao", "reports", Permission.CATALOGUE, reports.show, _READ),
    ("/ban-doc-bao/<int:report_id>", "decide_report", Permission.CATALOGUE, reports.decide, _WRITE),
    (_PAGE, "page", Permission.CATALOGUE, proofs.show, _READ),
    (f"{_PAGE}/sua", "correct", Permission.CATALOGUE, correcting.show, _READ),
    (f"{_PAGE}/sua", "correct_words", Permission.CATALOGUE, correcting.save, _WRITE),
    (
        f"{_PAGE}/sua/lich-su",
        "corrections",
        Permission.CATALOGUE,
        correcting.show_history,
        _READ,
    ),
    (f"{_PAGE}/sua/lich-su", "revert", Permission.CATALOGUE, correcting.revert, _WRITE),
    (_ALIKE, "alike", Permission.CATALOGUE, alike.show, _READ),
    (f"{_ALIKE}/sua", "correct_alike", Permission.CATALOGUE, alike.correct, _WRITE),
    (f"{_ALIKE}/hoan-tac", "undo_alike", Permission.CATALOGUE, alike.undo, _WRITE),
    (f"{_PAGE}/doc-lai", "read_in", Permission.CATALOGUE, proofs.read_in, _WRITE),
    (f"{_PAGE}/chap-nhan", "let_be", Permission.CATALOGUE, proofs.let_be, _WRITE),
    ("/tai-lieu/<item:item_id>/cong-bo", "publish", Permission.PUBLISH, publishing.publish, _WRITE),
    ("/tai-lieu/<item:item_id>/go", "withdrawal", Permission.PUBLISH, publishing.ask, _READ),
    ("/tai-lieu/<item:item_id>/go", "withdraw", Permission.PUBLISH, publishing.withdraw, _WRITE),
)

blueprint = Blueprint("office", __name__, url_prefix="/can-bo")
blueprint.add_url_rule("/dang-nhap", "sign_in", door.show)
blueprint.add_url_rule("/dang-nhap", "enter", door.sign_in, methods=["POST"])
blueprint.after_request(door.keep_nothing)
write_addresses(blueprint, _ADDRESSES)
