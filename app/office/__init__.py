"""Staff office blueprint: every URL with the permission that it requires."""

from flask import Blueprint

from app.accounts.permissions import register_addresses
from app.office import bin_pages, fixity, home, question_desk, system_health
from app.office.account import (
    audit_log,
    own_account,
    sign_in,
    staff,
    unsaved_form_pages,
)
from app.office.bulk import addresses as bulk
from app.office.catalogue import (
    authorities,
    copy_cataloguing,
    edit_item,
    edit_marc,
    field_checks,
    holdings,
    merge_authorities,
    name_suggestions,
    page_order,
    picture_forms,
    place_register,
    profiles,
    publishing,
    record_history,
    record_views,
    rescans,
)
from app.office.consents import consent_addresses
from app.office.corrections import (
    article_list,
    batch_edits,
    compare,
    edit_page,
    figure_queue,
    learned_tables,
    page_queues,
    readers_lines,
    recording_words,
    same_word_in_item,
    text_reports,
    transcribe,
)
from app.office.field_problems import problem_at, refused_fields
from app.office.guides import guide_pages, tour
from app.office.guides.page_guides import page_guide
from app.office.harvest import harvest_addresses
from app.office.ingest import (
    accessions,
    description_lists,
    duplicates,
    job_monitor,
    review,
    spreads,
    tus,
    upload_form,
)
from app.office.lists import item_list, view_forms
from app.office.maps import place_map
from app.office.office_menu import office_menu
from app.office.places import place_addresses
from app.office.planning import planning_addresses
from app.office.stock import stock_addresses
from app.office.stories import stories
from library.accessions.refused_files import refusals_by_suffix
from library.changes import row_words
from library.planning.description_quality import MISTAKE_NAMES
from library.staff.permissions import Permission

_PAGE = "/tai-lieu/<item:item_id>/trang/<page:number>"
_WORDS = f"{_PAGE}/sua/loi"
_SAME_WORD = "/tai-lieu/<item:item_id>/chu-giong"
_BATCH_EDITS, _BATCH_EDIT = "/sua-hang-loat", "/sua-hang-loat/<int:sweep_id>"
_PAGE_ORDER = "/tai-lieu/<item:item_id>/trang"
_RESCANS, _EARLIER_IMAGE = (
    "/tai-lieu/<item:item_id>/quet-lai",
    "<int:mending_id>/<int:place>/<kind>",
)
_TRIAGE_IMAGE = "/lan-nhap/<number>/anh/<digest:digest>"
_DUPLICATES = "/co-the-trung/<newer>/<older>"
_ITEM = "/tai-lieu/<item:item_id>"
_PICTURES = f"{_ITEM}/anh"
_HISTORY = f"{_ITEM}/lich-su"
_OTHER_HISTORY = "/lich-su/<kind>/<int:number>"
_PROFILE = "/suu-tap/<collection>"
_PROFILE_CHANGES = f"{_PROFILE}/lich-su"
_PROFILE_CHANGE = f"{_PROFILE_CHANGES}/<int:version>"
_STAFF_PAGE = "/nguoi/<int:member_id>"
_STAFF_ACTIONS = (
    "'vai-tro', dong, 'mo-lai', 'lien-ket', 'tat-hai-buoc', 'ket-thuc-phien', 'mo-khoa'"
)
_UNITS, _UNIT = "/dia-danh", "/dia-danh/<slug:unit>"
_READERS_LINES, _LEARNED = "/chep-chu", "/bang-hoc"
_DESCRIPTION_REPORT = "/ban-doc-bao/mo-ta/<int:report_id>"
_AUTHORITIES, _AUTHORITY = "/ten", "/ten/<int:number>"
_BIN = "/thung-rac"
_HEALTH_PAGE = "/suc-khoe"
_UNSAVED = "/chua-luu"
_FIXITY_PAGE = "/nguyen-ven"
_GUIDE_PICTURE = "/huong-dan/anh/<slug:name>.webp"
_READ, _WRITE = ("GET",), ("POST",)
_STORIES, _STORY = "/chuyen-ke", "/chuyen-ke/<int:number>"
_QUESTIONS, _QUESTION = "/hoi-thu-vien", "/hoi-thu-vien/<int:number>"
_QUESTION_ACT = f"{_QUESTION}/<any('dong', 'mo-lai'):act>"
_LET_SPREAD = "/lan-nhap/<number>/trang-doi/tu-dong"
_ALERT = f"{_HEALTH_PAGE}/canh-bao/<int:alert_id>"
_ORDERS = "/viec-cua-may"
_MAINTENANCE = f"{_HEALTH_PAGE}/viec/<kind>"
_PREMIS = f"{_FIXITY_PAGE}/lan-nhap/<number>/premis.xml"
_ALIKE = f"{_AUTHORITIES}/giong-nhau"
_DISTINCT = f"{_AUTHORITY}/khac/<int:other>"
_UNIT_DECISION = f"{_UNITS}/de-xuat/<int:number>/<any('nhan', 'bo'):act>"
_ANSWER, _AUDIT, _BACKUPS = Permission.ANSWER, Permission.AUDIT, Permission.BACKUPS
_CATALOGUE, _COLLECTIONS, _DELIVER = (
    Permission.CATALOGUE,
    Permission.COLLECTIONS,
    Permission.DELIVER,
)
_FIXITY, _HEALTH, _OFFICE = Permission.FIXITY, Permission.HEALTH, Permission.OFFICE
_PUBLISH, _STAFF, _WORKSHOP = Permission.PUBLISH, Permission.STAFF, Permission.WORKSHOP
_ADDRESSES = (
    (_QUESTIONS, "questions", _ANSWER, question_desk.show_all, _READ),
    (_QUESTION, "question", _ANSWER, question_desk.show, _READ),
    (_QUESTION, "answer_question", _ANSWER, question_desk.answer, _WRITE),
    (_QUESTION_ACT, "close_question", _ANSWER, question_desk.close, _WRITE),
    (f"{_QUESTION}/dang", "publish_question", _PUBLISH, question_desk.publish, _WRITE),
    (f"{_QUESTION}/go", "hide_question", _PUBLISH, question_desk.hide, _WRITE),
    (_STORIES, "stories", _CATALOGUE, stories.show_all, _READ),
    (f"{_STORIES}/moi", "new_story", _CATALOGUE, stories.show_new, _READ),
    (f"{_STORIES}/moi", "enter_story", _CATALOGUE, stories.enter, _WRITE),
    (_STORY, "story", _CATALOGUE, stories.show, _READ),
    (_STORY, "save_story", _CATALOGUE, stories.save, _WRITE),
    (f"{_STORY}/xem-truoc", "preview_story", _CATALOGUE, stories.preview, _READ),
    (f"{_STORY}/dang", "publish_story", _PUBLISH, stories.publish, _WRITE),
    (f"{_STORY}/go", "hide_story", _PUBLISH, stories.hide, _WRITE),
    (f"{_STORY}/xoa", "delete_story", _CATALOGUE, stories.delete, _WRITE),
    (_BIN, "bin", _OFFICE, bin_pages.show, _READ),
    (_BIN, "restore_from_bin", _OFFICE, bin_pages.restore, _WRITE),
    (f"{_BIN}/don", "empty_bin", _HEALTH, bin_pages.empty, _WRITE),
    ("", "desk", _OFFICE, home.show, _READ),
    ("/dang-xuat", "sign_out", _OFFICE, sign_in.sign_out, _WRITE),
    ("/lan-nhap", "accessions", _DELIVER, accessions.show_all, _READ),
    ("/lan-nhap/<number>", "accession", _DELIVER, accessions.show, _READ),
    ("/lan-nhap/<number>/trang", "page_history", _DELIVER, accessions.show_page, _READ),
    ("/lan-nhap/<number>/tam-dung", "pause", _DELIVER, job_monitor.pause_delivery, _WRITE),
    ("/lan-nhap/<number>/tiep-tuc", "resume", _DELIVER, job_monitor.resume_delivery, _WRITE),
    ("/lan-nhap/<number>/thu-tu", "prioritise", _DELIVER, job_monitor.prioritise, _WRITE),
    ("/lan-nhap/<number>/lam-lai", "retry", _DELIVER, job_monitor.retry, _WRITE),
    ("/lan-nhap/<number>/rut", "taking_back", _DELIVER, job_monitor.ask_to_withdraw, _READ),
    ("/lan-nhap/<number>/rut", "take_back", _DELIVER, job_monitor.withdraw, _WRITE),
    ("/lan-nhap/<number>/nhan-lai", "restore", _DELIVER, job_monitor.restore, _WRITE),
    ("/lan-nhap/<number>/premis.xml", "premis", _DELIVER, accessions.send_premis, _READ),
    ("/lan-nhap/<number>/xem-luot", "triage", _DELIVER, review.show, _READ),
    ("/lan-nhap/<number>/xem-luot", "decide", _DELIVER, review.decide, _WRITE),
    (_TRIAGE_IMAGE, "look", _DELIVER, review.send, _READ),
    ("/co-the-trung", "twins", _CATALOGUE, duplicates.show, _READ),
    (f"{_DUPLICATES}/giu", "keep_both", _CATALOGUE, duplicates.keep_both, _WRITE),
    (f"{_DUPLICATES}/bo", "dropping", _PUBLISH, duplicates.ask, _READ),
    (f"{_DUPLICATES}/bo", "drop", _PUBLISH, duplicates.drop, _WRITE),
    (f"{_DUPLICATES}/hoan-tac", "undecide", _PUBLISH, duplicates.undo, _WRITE),
    ("/lan-nhap/<number>/trang-doi/ghep", "joining", _DELIVER, spreads.ask, _READ),
    ("/lan-nhap/<number>/trang-doi", "part_spread", _DELIVER, spreads.split, _WRITE),
    (_LET_SPREAD, "let_spread_be", _DELIVER, spreads.decide_automatically, _WRITE),
    ("/xuong", "workshop", _DELIVER, job_monitor.show, _READ),
    ("/xuong/tam-dung", "rest", _WORKSHOP, job_monitor.pause, _WRITE),
    ("/xuong/tiep-tuc", "work_on", _WORKSHOP, job_monitor.resume, _WRITE),
    ("/xac-nhan", "confirming", _OFFICE, sign_in.show_confirm_form, _READ),
    ("/xac-nhan", "confirm", _OFFICE, sign_in.confirm_password, _WRITE),
    ("/quyen", "rights", _OFFICE, staff.show_rights, _READ),
    ("/tai-khoan", "own_account", _OFFICE, own_account.show, _READ),
    ("/tai-khoan/mat-khau", "own_password", _OFFICE, own_account.change_password, _WRITE),
    ("/tai-khoan/phien", "end_session", _OFFICE, own_account.end_session, _WRITE),
    ("/tai-khoan/hai-buoc", "two_steps", _OFFICE, own_account.show_second_factor, _READ),
    ("/tai-khoan/hai-buoc", "turn_on_steps", _OFFICE, own_account.turn_on_second_factor, _WRITE),
    ("/tai-khoan/hai-buoc/doi", "change_steps", _OFFICE, own_account.change_second_factor, _WRITE),
    (_UNSAVED, "unsaved_forms", _OFFICE, unsaved_form_pages.show_all, _READ),
    (_UNSAVED, "store_form", _OFFICE, unsaved_form_pages.store, _WRITE),
    (f"{_UNSAVED}/<draft_id>", "unsaved_form", _OFFICE, unsaved_form_pages.show, _READ),
    (f"{_UNSAVED}/<draft_id>/bo", "remove_form", _OFFICE, unsaved_form_pages.remove, _WRITE),
    ("/nguoi", "staff", _STAFF, staff.show_all, _READ),
    ("/nguoi", "add_staff", _STAFF, staff.add, _WRITE),
    (_STAFF_PAGE, "staff_member", _STAFF, staff.show, _READ),
    (f"{_STAFF_PAGE}/<any({_STAFF_ACTIONS}):act>", "act_on_staff", _STAFF, staff.act, _WRITE),
    ("/nhat-ky", "trail", _AUDIT, audit_log.show, _READ),
    ("/nhat-ky.csv", "trail_csv", _AUDIT, audit_log.send_csv, _READ),
    ("/nhat-ky.xlsx", "trail_xlsx", _AUDIT, audit_log.send_xlsx, _READ),
    ("/sao-luu", "backups", _BACKUPS, system_health.show_backups, _READ),
    (
        "/sao-luu/<int:run_id>.json",
        "drill_certificate",
        _BACKUPS,
        system_health.send_certificate,
        _READ,
    ),
    (_HEALTH_PAGE, "system_health", _HEALTH, system_health.show, _READ),
    (_ALERT, "acknowledge_alert", _HEALTH, system_health.acknowledge, _WRITE),
    (_MAINTENANCE, "order_maintenance", _HEALTH, system_health.order, _WRITE),
    (_ORDERS, "orders", _OFFICE, job_monitor.show_orders, _READ),
    (f"{_ORDERS}/<int:order_id>/huy", "cancel_order", _OFFICE, job_monitor.cancel_order, _WRITE),
    (f"{_ORDERS}/<int:order_id>/lai", "repeat_order", _OFFICE, job_monitor.repeat_order, _WRITE),
    (_FIXITY_PAGE, "fixity", _FIXITY, fixity.show, _READ),
    (f"{_FIXITY_PAGE}.csv", "fixity_csv", _FIXITY, fixity.send_csv, _READ),
    (f"{_FIXITY_PAGE}/vong.csv", "fixity_rounds", _FIXITY, fixity.send_rounds, _READ),
    (f"{_FIXITY_PAGE}/<digest:digest>", "master", _FIXITY, fixity.show_master, _READ),
    (_PREMIS, "fixity_premis", _FIXITY, accessions.send_premis, _READ),
    ("/bang-mo-ta", "sheets", _DELIVER, description_lists.show_all, _READ),
    ("/bang-mo-ta/<int:sheet_id>", "sheet", _DELIVER, description_lists.show, _READ),
    ("/nop", "delivery", _DELIVER, upload_form.show, _READ),
    ("/nop", "deliver", _DELIVER, upload_form.receive, _WRITE),
    ("/thu-muc-nhan", "watched", _DELIVER, job_monitor.show_folder, _READ),
    ("/tai-len", "uploads", _DELIVER, tus.show_options, ("OPTIONS",)),
    ("/tai-len", "begin_upload", _DELIVER, tus.create, _WRITE),
    ("/tai-len/<upload_id>", "upload", _DELIVER, tus.show_offset, ("HEAD",)),
    ("/tai-len/<upload_id>", "go_on", _DELIVER, tus.append, ("PATCH",)),
    ("/tai-len/<upload_id>", "give_up", _DELIVER, tus.terminate, ("DELETE",)),
    ("/tai-lieu", "drafts", _CATALOGUE, item_list.show, _READ),
    ("/tai-lieu.xlsx", "drafts_xlsx", _CATALOGUE, item_list.send_xlsx, _READ),
    ("/giao-viec", "assign_items", _CATALOGUE, item_list.assign, _WRITE),
    ("/tai-lieu/xoa", "delete_drafts", _CATALOGUE, item_list.delete, _WRITE),
    (f"{_ITEM}/xoa", "delete_draft", _CATALOGUE, item_list.delete_one, _WRITE),
    ("/viec-tiep-theo", "next_item", _CATALOGUE, item_list.open_next, _READ),
    (f"{_ITEM}/giao", "assign_item", _CATALOGUE, item_list.assign_one, _WRITE),
    ("/huong-dan", "guides", _OFFICE, guide_pages.show_all, _READ),
    ("/huong-dan/<slug:name>", "guide", _OFFICE, guide_pages.show, _READ),
    (_GUIDE_PICTURE, "guide_picture", _OFFICE, guide_pages.send_picture, _READ),
    ("/lam-quen/<int:step>", "tour", _OFFICE, tour.show, _READ),
    ("/lam-quen/xong", "leave_tour", _OFFICE, tour.leave, _WRITE),
    ("/cach-xem", "save_view", _OFFICE, view_forms.save, _WRITE),
    ("/cach-xem/<int:view_id>/bo", "delete_view", _OFFICE, view_forms.delete, _WRITE),
    (_ITEM, "item", _CATALOGUE, edit_item.show, _READ),
    (_ITEM, "describe", _CATALOGUE, edit_item.save, _WRITE),
    ("/suu-tap", "profiles", _COLLECTIONS, profiles.show_all, _READ),
    ("/suu-tap/them", "new_profile", _COLLECTIONS, profiles.show_new, _READ),
    ("/suu-tap/them", "make_profile", _COLLECTIONS, profiles.make, _WRITE),
    (_PROFILE, "profile", _COLLECTIONS, profiles.show, _READ),
    (_PROFILE, "save_profile", _COLLECTIONS, profiles.save, _WRITE),
    (_PROFILE_CHANGES, "profile_changes", _COLLECTIONS, profiles.show_history, _READ),
    (_PROFILE_CHANGE, "put_profile_back", _COLLECTIONS, profiles.put_back, _WRITE),
    (_HISTORY, "item_history", _CATALOGUE, record_history.show, _READ),
    ("/lich-su/<int:entry_id>", "undo_change", _CATALOGUE, record_history.undo, _WRITE),
    (_OTHER_HISTORY, "history", _CATALOGUE, record_history.show_other, _READ),
    (f"{_ITEM}/thu-vien-khac", "look_up", _CATALOGUE, copy_cataloguing.show, _READ),
    (f"{_ITEM}/bieu-ghi", "record", _CATALOGUE, record_views.show, _READ),
    (f"{_ITEM}/goi-bao-quan.zip", "package", _CATALOGUE, record_views.send, _READ),
    (f"{_ITEM}/marc", "marc", _CATALOGUE, edit_marc.show, _READ),
    (f"{_ITEM}/marc", "save_marc", _CATALOGUE, edit_marc.save, _WRITE),
    (f"{_ITEM}/marc/kiem", "check_marc", _CATALOGUE, edit_marc.check, _WRITE),
    (f"{_ITEM}/ban", "holdings", _CATALOGUE, holdings.show, _READ),
    (f"{_ITEM}/ban", "save_holdings", _CATALOGUE, holdings.save, _WRITE),
    (f"{_ITEM}/thuoc", "put_into", _CATALOGUE, holdings.put_into, _WRITE),
    (f"{_ITEM}/tuong-tu", "like", _CATALOGUE, holdings.show_like, _READ),
    ("/kiem-khi-go", "check", _CATALOGUE, field_checks.check, _READ),
    (_AUTHORITIES, "authorities", _CATALOGUE, authorities.show_all, _READ),
    (f"{_AUTHORITIES}/goi-y", "offer_names", _CATALOGUE, name_suggestions.offer, _READ),
    (f"{_AUTHORITIES}/them", "new_authority", _CATALOGUE, authorities.show_new, _READ),
    (f"{_AUTHORITIES}/them", "enter_authority", _CATALOGUE, authorities.enter, _WRITE),
    (_ALIKE, "authorities_alike", _CATALOGUE, merge_authorities.show_alike, _READ),
    (_AUTHORITY, "authority", _CATALOGUE, authorities.show, _READ),
    (_AUTHORITY, "save_authority", _CATALOGUE, authorities.save, _WRITE),
    (f"{_AUTHORITY}/gop", "merging", _CATALOGUE, merge_authorities.ask, _READ),
    (f"{_AUTHORITY}/gop", "merge", _CATALOGUE, merge_authorities.merge, _WRITE),
    (f"{_AUTHORITY}/tach", "part", _CATALOGUE, merge_authorities.unmerge, _WRITE),
    (_DISTINCT, "tell_apart", _CATALOGUE, merge_authorities.mark_distinct, _WRITE),
    ("/trang-hong", "failed_pages", _DELIVER, page_queues.show_failed, _READ),
    ("/sua-mat-cho", "astray", _CATALOGUE, page_queues.show_unplaced, _READ),
    ("/so-con-ngo", "doubts", _CATALOGUE, figure_queue.show, _READ),
    (f"{_PAGE}/so-con-ngo", "decide_doubt", _CATALOGUE, figure_queue.decide, _WRITE),
    ("/trang-kho-doc", "poor_pages", _CATALOGUE, page_queues.show_low_confidence, _READ),
    ("/trang-kho-doc/tiep", "next_poor_page", _CATALOGUE, page_queues.open_next, _READ),
    ("/ban-doc-bao", "reports", _CATALOGUE, text_reports.show, _READ),
    ("/ban-doc-bao/<int:report_id>", "decide_report", _CATALOGUE, text_reports.decide, _WRITE),
    (_UNITS, "units", _CATALOGUE, place_register.show_all, _READ),
    (_UNIT, "unit", _CATALOGUE, place_register.show, _READ),
    (_UNIT, "propose_unit", _CATALOGUE, place_register.propose, _WRITE),
    (f"{_UNITS}/de-xuat/<int:number>/lui", "undo_unit", _CATALOGUE, place_register.undo, _WRITE),
    (_UNIT_DECISION, "decide_unit", _PUBLISH, place_register.decide, _WRITE),
    (_LEARNED, "learned_tables", _CATALOGUE, learned_tables.show, _READ),
    (_LEARNED, "switch_learned_table", _PUBLISH, learned_tables.switch, _WRITE),
    (_READERS_LINES, "readers_lines", _CATALOGUE, readers_lines.show, _READ),
    (_READERS_LINES, "decide_lines", _CATALOGUE, readers_lines.decide, _WRITE),
    (f"{_READERS_LINES}/lop", "open_class", _CATALOGUE, readers_lines.open_class, _WRITE),
    (
        f"{_READERS_LINES}/<int:line_id>/hoan-tac",
        "undo_line",
        _CATALOGUE,
        readers_lines.undo,
        _WRITE,
    ),
    (_DESCRIPTION_REPORT, "decide_mistake", _CATALOGUE, text_reports.decide_description, _WRITE),
    (_PAGE, "page", _CATALOGUE, compare.show, _READ),
    (_PAGE_ORDER, "light_table", _CATALOGUE, page_order.show, _READ),
    (_PAGE_ORDER, "on_pages", _CATALOGUE, page_order.act, _WRITE),
    (f"{_ITEM}/ban-quet", "add_scans", _CATALOGUE, rescans.show_add_scans, _READ),
    (f"{_ITEM}/ban-quet", "receive_scans", _CATALOGUE, rescans.receive_scans, _WRITE),
    (_RESCANS, "rescans", _CATALOGUE, rescans.show, _READ),
    (_RESCANS, "rescan", _CATALOGUE, rescans.receive, _WRITE),
    (f"{_RESCANS}/{_EARLIER_IMAGE}", "page_before", _CATALOGUE, rescans.send, _READ),
    (f"{_PAGE}/dat-ban-do", "place_map", _CATALOGUE, place_map.show, _READ),
    (f"{_PAGE}/dat-ban-do", "change_map", _CATALOGUE, place_map.change, _WRITE),
    (_PICTURES, "pictures", _CATALOGUE, picture_forms.show_all, _READ),
    (f"{_PICTURES}.xlsx", "picture_list", _CATALOGUE, picture_forms.send_list, _READ),
    (f"{_PICTURES}/bang", "take_in_pictures", _CATALOGUE, picture_forms.take_in, _WRITE),
    (f"{_PAGE}/anh", "picture", _CATALOGUE, picture_forms.show, _READ),
    (f"{_PAGE}/anh", "describe_picture", _CATALOGUE, picture_forms.save, _WRITE),
    (f"{_PAGE}/bai", "articles", _CATALOGUE, article_list.show, _READ),
    (f"{_PAGE}/bai", "save_articles", _CATALOGUE, article_list.save, _WRITE),
    (f"{_PAGE}/sua", "correct", _CATALOGUE, edit_page.show, _READ),
    (f"{_PAGE}/sua", "correct_words", _CATALOGUE, edit_page.save, _WRITE),
    (f"{_PAGE}/sua/ca-trang", "type_page", _CATALOGUE, transcribe.save, _WRITE),
    (_WORDS, "type_words", _CATALOGUE, recording_words.save, _WRITE),
    (f"{_WORDS}/tep", "take_in_words", _CATALOGUE, recording_words.take_in, _WRITE),
    (f"{_WORDS}/ban", "bring_back_words", _CATALOGUE, recording_words.bring_back, _WRITE),
    (f"{_PAGE}/sua/lich-su", "corrections", _CATALOGUE, edit_page.show_history, _READ),
    (f"{_PAGE}/sua/lich-su", "revert", _CATALOGUE, edit_page.revert, _WRITE),
    (_SAME_WORD, "alike", _CATALOGUE, same_word_in_item.show, _READ),
    (f"{_SAME_WORD}/sua", "correct_alike", _CATALOGUE, same_word_in_item.correct, _WRITE),
    (f"{_SAME_WORD}/hoan-tac", "undo_alike", _CATALOGUE, same_word_in_item.undo, _WRITE),
    (_BATCH_EDITS, "sweeps", _CATALOGUE, batch_edits.show_all, _READ),
    (_BATCH_EDITS, "begin_sweep", _CATALOGUE, batch_edits.begin, _WRITE),
    (_BATCH_EDIT, "sweep", _CATALOGUE, batch_edits.show, _READ),
    (_BATCH_EDIT, "change_sweep", _CATALOGUE, batch_edits.act, _WRITE),
    (f"{_BATCH_EDIT}/chon", "choose_sweep", _CATALOGUE, batch_edits.choose, _WRITE),
    (f"{_PAGE}/doc-lai", "read_in", _CATALOGUE, compare.reread_page, _WRITE),
    (f"{_PAGE}/chap-nhan", "let_be", _CATALOGUE, compare.accept_page, _WRITE),
    (f"{_ITEM}/cong-bo", "publish", _PUBLISH, publishing.publish, _WRITE),
    ("/cho-duyet", "review", _PUBLISH, item_list.show_review, _READ),
    ("/cho-duyet", "decide_reviews", _PUBLISH, publishing.decide_several, _WRITE),
    ("/cho-duyet/thay-doi", "decide_changes", _CATALOGUE, publishing.decide_changes, _WRITE),
    (f"{_ITEM}/tra-lai", "give_back", _PUBLISH, publishing.give_back, _WRITE),
    (f"{_ITEM}/hen-ngay", "schedule", _PUBLISH, publishing.schedule, _WRITE),
    (f"{_ITEM}/mo-them", "decide_opening", _CATALOGUE, publishing.decide_opening, _WRITE),
    (f"{_ITEM}/xem-truoc", "preview", _CATALOGUE, record_views.show_preview, _READ),
    (f"{_ITEM}/go", "withdrawal", _PUBLISH, publishing.ask, _READ),
    (f"{_ITEM}/go", "withdraw", _PUBLISH, publishing.withdraw, _WRITE),
    *bulk.ADDRESSES,
    *consent_addresses.ADDRESSES,
    *stock_addresses.ADDRESSES,
    *planning_addresses.ADDRESSES,
    *harvest_addresses.ADDRESSES,
    *place_addresses.ADDRESSES,
)

_TEMPLATE_FUNCTIONS = {
    "changed_values": row_words.changed_values,
    "detail_words": row_words.detail_words,
    "value_words": row_words.value_words,
    "word_difference": record_history.word_difference,
    "page_guide": page_guide,
    "mistake_names": MISTAKE_NAMES,
    "office_menu": office_menu,
    "problem_at": problem_at,
    "refused_fields": refused_fields,
    "refused_files": refusals_by_suffix(),
}

blueprint = Blueprint("office", __name__, url_prefix="/can-bo")
blueprint.add_url_rule("/dang-nhap", "sign_in", sign_in.show)
blueprint.add_url_rule("/dang-nhap", "enter", sign_in.sign_in, methods=["POST"])
blueprint.add_url_rule("/dang-nhap/ma", "code", sign_in.show_code)
blueprint.add_url_rule("/dang-nhap/ma", "prove", sign_in.submit_code, methods=["POST"])
blueprint.add_url_rule("/mat-khau-moi/<code>", "new_password", sign_in.show_password_form)
blueprint.add_url_rule(
    "/mat-khau-moi/<code>", "set_password", sign_in.set_password, methods=["POST"]
)
blueprint.after_request(sign_in.forbid_caching)
blueprint.app_context_processor(lambda: _TEMPLATE_FUNCTIONS)
register_addresses(blueprint, _ADDRESSES)
