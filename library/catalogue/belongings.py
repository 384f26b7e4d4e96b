"""The tables of the library: their words, what belongs to an item, what is shipped, what stays.

Backups, put-back, packs, moves, upgrades and deletion read this one declaration. Primary keys,
references and the order of writing come from the tables themselves; a package beside the library
declares its own in the same form, where its entry point of `diachi.tables` lists its models.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from itertools import chain

from sqlalchemy import Table, UniqueConstraint

from library import extensions
from library.database import Base


class Surplus(StrEnum):
    """Fates of a row that an item got after the copy that is put back."""

    STAY = "stay"
    HIDE = "hide"
    UNDO = "undo"
    """Undone rows stay in the history; of present ones, only links and their undoing go back."""
    DELETE = "delete"


ALL = "*"
"""All columns of rows that exist."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """A table; columns are listed in one text, with spaces."""

    name: str
    words: str = ""
    """Its rows in words of the library; empty if nobody is told of them."""
    key: str = ""
    """Columns by which a row of a copy, or the rows of a record, are found again."""
    made_again: bool = False
    """True for figures, queues, sessions and intermediate results: an upgrade may lose rows."""
    owner: str = ""
    """Column that names the owner, if that is not the first of the key."""
    references: Mapping[str, str] | None = None
    """Tables by columns that name their rows without being foreign keys."""
    omits: str = ""
    """Columns that no copy of an item holds: they name people of this library."""
    keeps: str = ""
    """Columns of present rows that put-back leaves as they are."""
    surplus: Surplus = Surplus.STAY
    names_pages: bool = False
    """True if rows list pages by id: they cannot follow pages that have other ids now."""
    comes_with_item: bool = False
    """True for rows about work in progress, which come back only with an item that was gone."""
    is_anchor: bool = False
    """True if an item with such a row is never removed from the bin."""
    records: str = ""
    """Kinds of records of packs with its rows, if not the one named like its owner."""
    ships: str = ""
    """Columns that go into packs, and after a bar those that stay at the province."""
    is_private: bool = False
    """True if rows never enter a copy of the database."""
    is_prefilled: bool = False
    """True if there are rows before anybody has used the library."""

    @property
    def table(self) -> Table:
        """The table of the database."""
        return Base.metadata.tables[self.name]

    @property
    def owner_column(self) -> str:
        """Column that names the owner of a row."""
        return self.owner or self.key.partition(" ")[0]

    @property
    def owner_table(self) -> str:
        """Table of the owner: for items and other heads of records, their own."""
        return self.owner_column.removesuffix("_id") if self.owner_column != "id" else self.name

    @property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of records of packs; the first table of a kind decides whether there is one."""
        return tuple((self.records or self.owner_table).split()) if self.ships else ()

    @property
    def record_column(self) -> str:
        """Column with the key of the record of a pack; for pages, which have owners, their id."""
        return "id" if self.name in self.kinds else self.owner_column

    @property
    def shipped(self) -> tuple[str, ...]:
        """Columns that go into packs."""
        return tuple(self.ships.partition("|")[0].split())

    @property
    def staying(self) -> tuple[str, ...]:
        """Columns that stay at the province; a station has its own values in them."""
        return tuple(self.ships.partition("|")[2].split())

    @property
    def unique(self) -> Iterator[tuple[str, ...]]:
        """Groups of shipped columns that no two rows share."""
        for constraint in self.table.constraints:
            names = tuple(column.name for column in constraint.columns)
            if isinstance(constraint, UniqueConstraint) and {*names} <= {*self.shipped}:
                yield names

    @property
    def named_tables(self) -> Mapping[str, str]:
        """Tables by columns that name their rows."""
        keys = {key.parent.name: key.column.table.name for key in self.table.foreign_keys}
        return {**keys, **(self.references or {})}


@cache
def belongings() -> Mapping[str, Belonging]:
    """Return the declarations of all tables by name."""
    packages = map(import_module, [e.module for e in extensions.entries("diachi.tables").values()])
    declared = chain(_LIBRARY, *(package.BELONGINGS for package in packages))
    return {belonging.name: belonging for belonging in declared}


@cache
def of_items() -> tuple[Belonging, ...]:
    """Return the tables of an item in the order in which rows are written: owners come first."""
    return tuple(filter(_is_of_item, belongings().values()))


@cache
def kinds_of_records() -> Mapping[str, tuple[Belonging, ...]]:
    """Return the kinds of records of packs with their tables."""
    kinds: dict[str, tuple[Belonging, ...]] = {}
    for belonging in belongings().values():
        for kind in belonging.kinds:
            kinds[kind] = (*kinds.get(kind, ()), belonging)
    return kinds


@cache
def record_words() -> Mapping[str, str]:
    """Return words for the tables of records that cannot be made again."""
    tables = belongings().values()
    return {table.name: table.words for table in tables if table.words and not table.made_again}


@cache
def private_tables() -> tuple[str, ...]:
    """Return the tables whose rows never enter a copy."""
    return tuple(table.name for table in belongings().values() if table.is_private)


def made_again(names: str) -> tuple[Belonging, ...]:
    """Return tables of figures, queues, sessions and intermediate results, by their names."""
    return tuple(Belonging(name, made_again=True) for name in names.split())


def _is_of_item(belonging: Belonging) -> bool:
    owner = belongings().get(belonging.owner_table)
    return belonging.name == "item" or (owner not in (None, belonging) and _is_of_item(owner))


_LIBRARY = (
    Belonging("accession", "lần nhập", "number digest", owner="item_id", keeps=ALL),
    Belonging("source_file", "tệp gốc", "accession_id name digest", keeps=ALL),
    Belonging("applied_rule", "quy tắc đã áp dụng cho lần nhập", "accession_id", keeps=ALL),
    Belonging(
        "instruction", "chỉ dẫn cho xưởng", "accession_id page_number about", surplus=Surplus.DELETE
    ),
    Belonging(
        "item",
        "biểu ghi",
        "id",
        # one that was withdrawn or closed since, perhaps for a reason of law, stays so
        keeps="state published access opens conditions created changed page_count",
        records="item",
        ships="id collection title title_sort kind number series issuing_body creator date"
        " date_text year earliest latest month_day place language description url licence"
        " source_id other_fields access opens conditions state page_count cover part_of created"
        " changed published | accession_id search_words",
    ),
    Belonging(
        "page",
        "trang",
        "item_id number",
        surplus=Surplus.HIDE,
        records="page",
        ships="id item_id number place label numbered kind state width height quality passed"
        " languages words | message taken_from in_place_of left_out as_read",
    ),
    Belonging("page_text", "chữ của trang", "page_id", ships="page_id text | as_read"),
    Belonging(
        "derivative",
        "ảnh, PDF của trang",
        "page_id kind width",
        made_again=True,
        surplus=Surplus.DELETE,
        records="page thumbnails small reading",
        ships="page_id kind digest media_type width height bytes | id",
    ),
    Belonging(
        "stretch", "đoạn băng", "page_id", ships="page_id kind file begins ends length technical"
    ),
    Belonging(
        "map_placement",
        "chỗ của tờ bản đồ",
        "page_id",
        ships="page_id method points residual west south east north version changed | scan"
        " changed_by",
    ),
    Belonging(
        "picture",
        "mô tả tấm ảnh",
        "page_id",
        references={"back_of": "page"},
        ships="page_id caption place photographer date earliest latest negative back_of text |"
        " proposed",
    ),
    Belonging(
        "named_person",
        "người trên ảnh",
        "page_id place",
        surplus=Surplus.DELETE,
        ships="page_id place name left top width height | id authority_id",
    ),
    Belonging(
        "article_list",
        "danh sách bài của trang báo",
        "page_id",
        surplus=Surplus.DELETE,
        ships="page_id articles width height saved | saved_by",
    ),
    Belonging("second_reading", "lần đọc lại của máy đọc thứ hai", "page_id"),
    Belonging(
        "transcript",
        "lời băng",
        "item_id file kind language",
        ships="item_id file kind language cues version changed | id changed_by",
    ),
    Belonging("transcript_version", "bản cũ của lời băng", "transcript_id version", keeps=ALL),
    Belonging(
        "holding",
        "bản giấy",
        "item_id place",
        surplus=Surplus.DELETE,
        is_anchor=True,
        ships="item_id place call_number location condition | id remark registration barcode shelf"
        " price source acquired",
    ),
    Belonging("original_record", "biểu ghi MARC", "item_id", ships="item_id content described"),
    Belonging(
        "record_source",
        "nguồn của biểu ghi chép về",
        "item_id catalogue number",
        ships="item_id catalogue number taken | id taken_by",
    ),
    Belonging("publication", "việc gửi duyệt, hẹn công bố", "item_id", keeps=ALL),
    Belonging(
        "opening",
        "sửa đổi chờ người thứ hai duyệt",
        "item_id field",
        keeps=ALL,
        comes_with_item=True,
    ),
    Belonging("consent", "bản ghi đồng ý", "item_id person entered", keeps=ALL, is_anchor=True),
    Belonging("withdrawal_request", "yêu cầu gỡ", "item_id asked text", keeps=ALL, is_anchor=True),
    Belonging(
        "silenced_span", "đoạn băng được giữ kín", "item_id file begins ends entered", keeps=ALL
    ),
    Belonging(
        "place_decision",
        "quyết định về địa danh trong trang",
        "item_id page_number name decided",
        keeps=ALL,
    ),
    Belonging("proposal", "đề xuất mô tả", "item_id field value", keeps=ALL),
    Belonging("quality_check", "lần kiểm mô tả", "item_id described_by drawn", keeps=ALL),
    Belonging(
        "description_report", "lời báo sai mô tả của bạn đọc", "item_id field told", keeps=ALL
    ),
    Belonging(
        "reader_report",
        "lời báo sai chữ của bạn đọc",
        "page_id seen meant",
        omits="reader_id",
        keeps=ALL,
    ),
    Belonging("revision", "lần sửa chữ", "item_id picture at by", surplus=Surplus.UNDO),
    Belonging("line_task", "dòng bạn đọc chép", "page_id digest", keeps=ALL),
    Belonging(
        "mending", "lần ghép, thay trang", "item_id at by", surplus=Surplus.UNDO, names_pages=True
    ),
    # links are made again from the names in the description
    Belonging(
        "item_authority",
        made_again=True,
        key="item_id",
        records="item",
        ships="item_id field place tail authority_id origin_id | id",
    ),
    Belonging(
        "profile_version",
        "bản hồ sơ sưu tập",
        "collection",
        ships="id collection text introduction saved | saved_by",
    ),
    Belonging(
        "authority",
        "tên người, cơ quan, đề mục",
        "id",
        ships="id family kind name key sort letter folded begins ends note source changed"
        " merged_into merged | checked merged_by",
    ),
    Belonging(
        "authority_variant",
        "tên gọi khác",
        "authority_id",
        ships="authority_id name key folded | id",
    ),
    Belonging(
        "story",
        "chuyện kể, bài học",
        "id",
        ships="id kind state title lead school_class theme sheet created changed published |"
        " source_id changed_by",
    ),
    Belonging(
        "story_part",
        "phần của chuyện kể, bài học",
        "story_id",
        ships="story_id place text item_id page_number caption | id",
    ),
    Belonging(
        "question",
        "câu hỏi của bạn đọc",
        "id",
        ships="id asked place item_id published public_question public_answer search_key | digest"
        " text answer closed closed_by",
    ),
    Belonging("question_contact", "cách trả lời người hỏi", is_private=True),
    Belonging("line_answer", "chữ bạn đọc chép cho một dòng", is_private=True),
    Belonging("place_era", "thời kỳ của địa danh", is_prefilled=True),
    Belonging("place_event", "lần đổi địa danh", is_prefilled=True),
    Belonging("place_variant", "tên gọi khác của địa danh", is_prefilled=True),
    Belonging("place_change", "đề xuất, lần sửa địa danh", is_prefilled=True),
    Belonging("arrival", "lần nhận từ thư mục"),
    Belonging("arrival_part", "phần của lần nhận từ thư mục"),
    Belonging("audit_entry", "dòng nhật ký"),
    Belonging("authority_distinct", "quyết định hai tên là hai"),
    Belonging("backup_run", "lần sao lưu"),
    Belonging("bin_entry", "thứ trong thùng rác"),
    Belonging("bulk_change", "lần sửa hàng loạt"),
    Belonging("bulk_line", "dòng của lần sửa hàng loạt"),
    Belonging("change_set", "thay đổi chờ người thứ hai duyệt"),
    Belonging("column_mapping", "cột đã ghi nhớ khi nhập biểu ghi"),
    Belonging("copy_seat", "chỗ đọc bản sao của thư viện"),
    Belonging("description_row", "dòng của bảng mô tả"),
    Belonging("description_sheet", "bảng mô tả"),
    Belonging("fixity_event", "phát hiện khi kiểm tra nguyên vẹn"),
    Belonging("fixity_round", "vòng kiểm tra nguyên vẹn"),
    Belonging("form_draft", "biểu mẫu chưa lưu"),
    Belonging("harvest", "lần thu hoạch"),
    Belonging("harvested_record", "biểu ghi đã thu hoạch"),
    Belonging("intake_rule", "quy tắc nhập"),
    Belonging("learned_table", "bảng học từ các lần sửa chữ"),
    Belonging("likeness_verdict", "quyết định về lần nhập trùng"),
    Belonging("misreading", "lỗi máy hay đọc nhầm"),
    Belonging("pipeline_machine", "máy cùng làm việc của xưởng"),
    Belonging("public_change", "dấu thay đổi của tài liệu công khai"),
    Belonging("reader_account", "tài khoản bạn đọc"),
    Belonging("reader_list_entry", "mục trong danh sách đọc"),
    Belonging("reader_request", "lời xin đọc sớm"),
    Belonging("recovery_code", "mã dự phòng của cán bộ"),
    Belonging("saved_view", "cách xem danh sách đã lưu"),
    Belonging("staff_member", "tài khoản cán bộ"),
    Belonging("stocktake", "đợt kiểm kê"),
    Belonging("stocktake_scan", "mã quét khi kiểm kê"),
    Belonging("sweep", "lần tìm một lỗi trong cả sưu tập"),
    Belonging("work_batch", "lô tài liệu"),
    Belonging("work_batch_document", "tài liệu của lô"),
    Belonging("work_order", "việc của máy"),
    Belonging("workshop_pause", "lần dừng xưởng"),
    *made_again("alert alert_channel attempt_address bulk_selection check_result figure_doubt"),
    *made_again("fixity_check health_sample index_due ingest_step leaf_due"),
    *made_again("meaning_due page_likeness password_link place_doubt reader_session sweep_place"),
    *made_again("service_heartbeat sign_in_delay staff_session supported_version surveyed_page"),
    *made_again("watched_folder"),
)
