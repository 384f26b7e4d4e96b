"""The guide, and its section, that explains each page of the office."""

from flask import request, url_for

_GUIDES: dict[tuple[str, str], tuple[str, ...]] = {
    ("mo-ta-va-cong-bo", ""): ("item", "describe", "like", "check"),
    ("mo-ta-va-cong-bo", "ban-giay-phan-va-bo"): ("holdings", "save_holdings", "put_into"),
    ("mo-ta-va-cong-bo", "bieu-ghi-chua-co-ban-quet"): ("add_scans", "receive_scans"),
    ("mo-ta-va-cong-bo", "chep-bieu-ghi-cua-thu-vien-khac"): ("look_up",),
    ("mo-ta-va-cong-bo", "bieu-ghi-marc-va-dublin-core"): (
        "record",
        "marc",
        "save_marc",
        "check_marc",
    ),
    ("mo-ta-va-cong-bo", "gui-duyet-cong-bo-go"): (
        *("review", "decide_reviews", "give_back", "publish", "schedule", "withdrawal", "withdraw"),
        "preview",
    ),
    ("mo-ta-va-cong-bo", "trang-kho-doc"): (
        *("poor_pages", "next_poor_page", "page", "read_in", "let_be"),
    ),
    ("danh-sach", ""): ("drafts", "drafts_xlsx", "save_view", "delete_view"),
    ("danh-sach", "giao-viec"): ("assign_items", "assign_item"),
    ("danh-sach", "viec-cua-toi"): ("desk", "next_item"),
    ("lam-hang-loat", ""): (
        *("bulk", "choose", "selection", "bulk_changes", "bulk_change", "bulk_apply"),
        *("bulk_undo", "plan_field", "plan_move", "plan_send", "plan_publish", "plan_withdraw"),
        *("come_back", "take_back_sheet", "come_in", "take_in_records", "mappings"),
        *("record_files", "bulk_review"),
    ),
    ("thu-hoach", ""): (
        *("harvests", "harvest", "choose_harvest", "begin_harvest", "change_harvest"),
        *("harvested_change", "keep_own_record"),
    ),
    ("kho-sach", ""): (
        *("stock", "stock_labels", "stock_cards", "stocktakes", "stocktake", "begin_stocktake"),
        *("scan_copy", "remove_scan", "close_stocktake"),
    ),
    ("ke-hoach", ""): (
        *("batches", "new_batch", "make_batch", "batch", "change_batch", "add_to_batch"),
        *("remove_from_batch", "close_batch"),
    ),
    ("ke-hoach", "viec-trong-tuan-ton-dong-chua-ai-doc"): ("week", "backlogs", "unread_items"),
    ("ke-hoach", "chat-luong"): ("quality", "draw_sample", "decide_check"),
    ("ke-hoach", "quy-tac-nhap"): (
        *("rules", "new_rule", "make_rule", "rule", "save_rule", "act_on_rule"),
    ),
    ("nop-tai-lieu", ""): ("delivery", "deliver", "watched", "uploads", "begin_upload"),
    ("bang-mo-ta", ""): ("sheets", "sheet"),
    ("xuong-so-hoa", ""): (
        *("accessions", "accession", "page_history", "pause", "resume", "prioritise", "retry"),
        *("taking_back", "take_back", "restore", "workshop", "rest", "work_on", "triage"),
        *("decide", "failed_pages", "twins", "keep_both", "dropping", "drop", "undecide"),
        *("joining", "part_spread", "let_spread_be"),
    ),
    ("sua-chu", ""): (
        *("correct", "correct_words", "type_page", "corrections", "revert", "alike"),
        *("type_words", "take_in_words", "bring_back_words"),
        *("doubts", "decide_doubt"),
        *("correct_alike", "undo_alike", "astray", "reports", "decide_report"),
        *("decide_mistake", "sweeps", "begin_sweep", "sweep", "change_sweep", "choose_sweep"),
    ),
    ("sua-chu", "ban-doc-cung-chep-chu"): (
        *("readers_lines", "decide_lines", "open_class", "undo_line"),
    ),
    ("sua-chu", "may-hoc-tu-cac-lan-sua"): ("learned_tables", "switch_learned_table"),
    ("ban-do-cu", ""): ("place_map", "change_map"),
    ("sua-chu", "sua-cac-bai-cua-trang-bao"): ("articles", "save_articles"),
    ("mo-ta-va-cong-bo", "ta-tung-tam-anh"): (
        *("pictures", "picture_list", "take_in_pictures"),
        *("picture", "describe_picture"),
    ),
    ("xep-trang", ""): ("light_table", "on_pages", "rescans", "rescan"),
    ("danh-muc-ten", ""): (
        *("authorities", "new_authority", "enter_authority", "authority", "save_authority"),
        *("authorities_alike", "merging", "merge", "part", "tell_apart"),
    ),
    ("danh-muc-ten", "so-dia-danh"): (
        *(
            "units",
            "unit",
            "propose_unit",
            "undo_unit",
            "decide_unit",
            "old_names",
            "read_old_names",
        ),
    ),
    ("danh-muc-ten", "ten-trong-trang-la-noi-nao"): (
        *("place_names", "next_place_name", "place_name", "decide_place_name"),
        *("page_place_names", "place_decisions", "undo_place_decision", "stop_place_lesson"),
    ),
    ("suu-tap", ""): (
        *("profiles", "new_profile", "make_profile", "profile", "save_profile"),
        *("profile_changes", "put_profile_back"),
    ),
    ("chuyen-ke", ""): (
        *("stories", "new_story", "enter_story", "story", "save_story", "preview_story"),
        *("publish_story", "hide_story", "delete_story"),
    ),
    ("dong-y", ""): (
        *("consents", "enter_consent", "set_conditions", "end_consent", "consent_scan"),
        *("consent_form", "enter_withdrawal", "withdrawal_requests", "decide_withdrawal"),
    ),
    ("dong-y", "giu-kin-mot-doan-bang"): (
        *("silence", "mark_silence", "lift_silence", "hear_sealed", "sealed_recording"),
    ),
    ("mo-ta-va-cong-bo", "lich-su"): ("item_history", "history", "undo_change"),
    ("mo-ta-va-cong-bo", "thung-rac"): ("bin", "restore_from_bin", "empty_bin"),
    ("tra-loi-ban-doc", ""): (
        *("questions", "question", "answer_question", "close_question", "publish_question"),
        *("hide_question",),
    ),
    ("tram", ""): (
        *("stations", "new_station", "enter_station", "station", "change_station"),
        *("renew_station", "replace_station", "retire_station", "restore_station"),
        *("order_pack", "stick_pack", "receive_letters"),
    ),
    ("diem-truy-nhap", ""): (
        *("points", "new_point", "enter_point", "renaming", "rename_points", "point"),
        *("change_point", "entrust", "set_hours", "set_exception", "announce", "enter_asset"),
        *("change_asset", "set_links", "set_networks", "say_waits", "begin_lesson"),
        *("end_lesson", "help_calls", "answer_call", "codes", "installation", "renew_waiting"),
        *("renew_device", "revoke_device", "replace_device", "move_device", "tallies", "tally"),
        *("assets", "asset", "correct_asset", "figures", "board"),
        *("apart_uses", "decide_apart_uses", "undo_apart_uses"),
    ),
    ("tai-khoan-cua-toi", ""): (
        *("own_account", "own_password", "end_session", "two_steps", "turn_on_steps"),
        *("change_steps", "confirming", "confirm", "rights"),
    ),
    ("tai-khoan-cua-toi", "bieu-mau-chua-luu"): (
        *("unsaved_forms", "unsaved_form", "remove_form", "store_form"),
    ),
}
"""Endpoints of the office by guide and anchor of the section."""

_BY_ENDPOINT = {f"office.{name}": place for place, names in _GUIDES.items() for name in names}
_PROGRAMME_BOOKS = ("old_books", "old_book", "hand_in_book", "book_import", "decide_import")


def guide_of(endpoint: str) -> tuple[str, str] | None:
    """Return the guide of an endpoint and the anchor of its section; None if there is none."""
    if endpoint.startswith("programme."):
        is_book = endpoint.removeprefix("programme.") in _PROGRAMME_BOOKS
        return ("nhap-so-cu" if is_book else "chuong-trinh", "")
    return _BY_ENDPOINT.get(endpoint)


def page_guide() -> str | None:
    """Return the address of the guide that explains the page of this request."""
    place = guide_of(request.endpoint or "")
    if place is None:
        return url_for("office.guides") if (request.endpoint or "").startswith("office.") else None
    name, anchor = place
    return url_for("office.guide", name=name, _anchor=anchor or None)
