"""Reports that COUNTER 5.1 requires of a repository with multimedia, and their columns."""

from dataclasses import dataclass

SEARCHES = "Searches_Platform"
ITEM_METRICS = {
    "Total_Item_Investigations": "total_investigations",
    "Total_Item_Requests": "total_requests",
    "Unique_Item_Investigations": "unique_investigations",
    "Unique_Item_Requests": "unique_requests",
}
"""COUNTER's metric types, and our columns."""

DENIAL_METRICS = {"Limit_Exceeded": "limit_exceeded", "No_License": "no_license"}
"""Denials of access to library copies, in the report of items alone."""

_REQUESTS = ("Total_Item_Requests", "Unique_Item_Requests")
_PICTURES = ("Audiovisual", "Image", "Interactive_Resource", "Multimedia", "Sound")
_ITEM = ("Item", "Publisher", "Publisher_ID", "Platform")
_NUMBERS = ("DOI", "Proprietary_ID", "ISBN", "Print_ISSN", "Online_ISSN", "URI")
_PARENT = (
    *("Parent_Title", "Parent_Authors", "Parent_Article_Version", "Parent_DOI"),
    *("Parent_Proprietary_ID", "Parent_Print_ISSN", "Parent_Online_ISSN", "Parent_URI"),
)
DATA_TYPES = (
    *("Article", "Audiovisual", "Book_Segment", "Image", "Interactive_Resource", "Multimedia"),
    *("News_Item", "Other", "Platform", "Report", "Sound", "Thesis_or_Dissertation"),
)


@dataclass(frozen=True, slots=True)
class View:
    """A report: its columns before those of the metric, and its filters."""

    id: str
    name: str
    columns: tuple[str, ...]
    metrics: tuple[str, ...]
    data_types: tuple[str, ...] = ()
    """Data types in the report; empty means all."""
    attributes: tuple[str, ...] = ()
    """Optional columns, shown on request; a standard view has none."""
    standard: bool = False

    @property
    def of_items(self) -> bool:
        """True if each item has its own lines."""
        return self.id.startswith("IR")


VIEWS = {
    view.id.lower(): view
    for view in (
        View(
            id="PR",
            name="Platform Report",
            columns=("Platform", "Data_Type"),
            metrics=(SEARCHES, *ITEM_METRICS),
            attributes=("Access_Method",),
        ),
        View(
            id="PR_P1",
            name="Platform Usage",
            columns=("Platform", "Data_Type"),
            metrics=(SEARCHES, *_REQUESTS, "Unique_Title_Requests"),
            standard=True,
        ),
        View(
            id="IR",
            name="Item Report",
            columns=(*_ITEM, *_NUMBERS, "Data_Type"),
            metrics=(*ITEM_METRICS, *DENIAL_METRICS),
            attributes=("Authors", "Publication_Date", "YOP", "Access_Type", "Access_Method"),
        ),
        View(
            id="IR_A1",
            name="Journal Article Requests",
            columns=(
                *(*_ITEM, "Authors", "Publication_Date", "Article_Version"),
                *(*(name for name in _NUMBERS if name != "ISBN"), *_PARENT, "Access_Type"),
            ),
            metrics=_REQUESTS,
            data_types=("Article",),
            standard=True,
        ),
        View(
            id="IR_M1",
            name="Multimedia Item Requests",
            columns=(*_ITEM, "DOI", "Proprietary_ID", "URI", "Data_Type"),
            metrics=_REQUESTS,
            data_types=_PICTURES,
            standard=True,
        ),
    )
}

_ORDER = (
    *("Item", "Publisher", "Publisher_ID", "Platform", "Authors", "Publication_Date"),
    *("Article_Version", *_NUMBERS, *_PARENT, "Data_Type", "YOP", "Access_Type", "Access_Method"),
)


def columns(view: View, attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns of a view with the requested attributes, in COUNTER's order."""
    return tuple(name for name in _ORDER if name in (*view.columns, *attributes))
