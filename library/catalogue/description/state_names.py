"""Vietnamese names of the states of an item."""

from library.catalogue.models import ItemState

STATES = {
    ItemState.DRAFT: "bản nháp",
    ItemState.REVIEW: "chờ duyệt",
    ItemState.PUBLISHED: "đã công bố",
    ItemState.WITHDRAWN: "đã gỡ",
}
