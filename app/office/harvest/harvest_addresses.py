"""URLs of harvests, each with the permission that it requires."""

from app.office.harvest import harvest_pages, harvest_preview, harvested_changes
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_HARVESTS = "/thu-hoach"
_HARVEST = f"{_HARVESTS}/<int:harvest_id>"
_RECORD = f"{_HARVESTS}/bieu-ghi/<int:record_id>"
ADDRESSES = (
    (_HARVESTS, "harvests", Permission.CATALOGUE, harvest_pages.show_all, _READ),
    (_HARVESTS, "begin_harvest", Permission.CATALOGUE, harvest_preview.begin, _WRITE),
    (f"{_HARVESTS}/chon", "choose_harvest", Permission.CATALOGUE, harvest_preview.show, _READ),
    (_HARVEST, "harvest", Permission.CATALOGUE, harvest_pages.show, _READ),
    (_HARVEST, "change_harvest", Permission.CATALOGUE, harvest_pages.change, _WRITE),
    (_RECORD, "harvested_change", Permission.CATALOGUE, harvested_changes.show, _READ),
    (_RECORD, "keep_own_record", Permission.CATALOGUE, harvested_changes.keep, _WRITE),
)
