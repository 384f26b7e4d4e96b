"""URLs of planning, each with the permission that it requires."""

from app.office.planning import batch_pages, quality_pages, rule_pages, work_pages
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_BATCHES, _BATCH = "/lo", "/lo/<int:batch_id>"
_RULES, _RULE = "/quy-tac", "/quy-tac/<int:rule_id>"
_QUALITY = "/chat-luong"
_DELIVER, _CATALOGUE = Permission.DELIVER, Permission.CATALOGUE
_PLANNING = Permission.PLANNING
ADDRESSES = (
    (_BATCHES, "batches", _DELIVER, batch_pages.show_board, _READ),
    (f"{_BATCHES}.xlsx", "batches_xlsx", _DELIVER, batch_pages.send_board, _READ),
    (f"{_BATCHES}/them", "new_batch", _PLANNING, batch_pages.show_new, _READ),
    (f"{_BATCHES}/them", "make_batch", _PLANNING, batch_pages.make, _WRITE),
    (_BATCH, "batch", _DELIVER, batch_pages.show, _READ),
    (_BATCH, "change_batch", _DELIVER, batch_pages.change, _WRITE),
    (f"{_BATCH}.xlsx", "batch_xlsx", _DELIVER, batch_pages.send, _READ),
    (f"{_BATCH}/them", "add_to_batch", _DELIVER, batch_pages.add, _WRITE),
    (f"{_BATCH}/bo", "remove_from_batch", _DELIVER, batch_pages.remove, _WRITE),
    (f"{_BATCH}/khep", "close_batch", _PLANNING, batch_pages.close, _WRITE),
    ("/viec-tuan", "week", _CATALOGUE, work_pages.show_week, _READ),
    ("/viec-tuan.xlsx", "week_xlsx", _CATALOGUE, work_pages.send_week, _READ),
    ("/ton-dong", "backlogs", _CATALOGUE, work_pages.show_backlogs, _READ),
    ("/ton-dong.xlsx", "backlogs_xlsx", _CATALOGUE, work_pages.send_backlogs, _READ),
    ("/chua-ai-doc", "unread_items", _CATALOGUE, work_pages.show_unread, _READ),
    ("/chua-ai-doc.xlsx", "unread_items_xlsx", _CATALOGUE, work_pages.send_unread, _READ),
    (_QUALITY, "quality", _CATALOGUE, quality_pages.show, _READ),
    (f"{_QUALITY}.xlsx", "quality_xlsx", _CATALOGUE, quality_pages.send, _READ),
    (f"{_QUALITY}/mau", "draw_sample", _PLANNING, quality_pages.draw_sample, _WRITE),
    (
        f"{_QUALITY}/<int:check_id>",
        "decide_check",
        Permission.PUBLISH,
        quality_pages.decide,
        _WRITE,
    ),
    (_RULES, "rules", _PLANNING, rule_pages.show_all, _READ),
    (f"{_RULES}/them", "new_rule", _PLANNING, rule_pages.show_new, _READ),
    (f"{_RULES}/them", "make_rule", _PLANNING, rule_pages.make, _WRITE),
    (_RULE, "rule", _PLANNING, rule_pages.show, _READ),
    (_RULE, "save_rule", _PLANNING, rule_pages.save, _WRITE),
    (f"{_RULE}/<any(bat, tat, len):act>", "act_on_rule", _PLANNING, rule_pages.act, _WRITE),
)
