"""Names of units on a page of an item, read alike for the index and for people who decide."""

from library.catalogue.models import Item
from library.catalogue.queries import ItemRecord
from library.places.in_texts.page_places import NameMeaning, PlaceReader
from library.places.provinces import OWN


def names_on_page(
    reader: PlaceReader, item: ItemRecord, number: int, text: str
) -> tuple[NameMeaning, ...]:
    """Return the names in the text of a page, or in the description if its number is 0."""
    facts = {"day": item_day(item), "item_id": item.id, "page": number}
    facts |= {"title": description_text(item) if number else OWN}
    facts |= {"collection": item.collection, "series": item.series}
    meanings = reader.meanings_in(text, **facts)
    if not number:  # the first word has a capital, and hides the name behind it: Chợ Kỳ Lừa
        meanings += reader.meanings_in(text[:1].lower() + text[1:], **facts)
    return meanings


def description_text(item: ItemRecord) -> str:
    """Return the parts of a description in which units are named."""
    return f"{item.title}. {item.issuing_body or ''}"


def item_day(item: ItemRecord | Item) -> str:
    """Return the day of an item, or the last year in which it may have been made; else nothing."""
    if item.date and item.latest in (None, item.year):
        return item.date
    year = item.latest or item.year
    return f"{year:04}" if year else ""
