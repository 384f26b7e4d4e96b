"""Ways in which one person of the office tries to change what strangers see."""

import csv
import io
import zipfile

from sqlalchemy import select

from ingest.intake.delivery_receiver import receive_all
from library.accessions.models import AccessionState
from library.catalogue import cataloguing
from library.catalogue.authorities.models import Authority
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Item, Page
from library.catalogue.pictures.describing import describe, page_of
from library.catalogue.text.words import pack
from library.corrections.batch_edits.run_batch import LANE
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext
from library.database import reading, work
from library.jobs.work_orders import do_next
from library.maps.models import PlacementMethod
from library.maps.placing import SheetPage, place_sheet
from library.page_arrangement import actions
from library.places.in_texts import doubts
from library.places.in_texts.page_places import place_reader
from library.readers import reader_questions
from library.recordings.cues import Cue
from library.storage.content_store import ContentStore
from library.storage.stores import master_store
from tests.app.office.changes.strangers_view import BULK, CHANGE, VAN_LANG
from tests.app.public.helping.typed_lines import CORRECTED, SEEN, set_lines
from tests.app.scans import make_scan
from tests.ingest import papers
from tests.ingest.days import run_pipeline
from tests.makers import BY, make_accession, make_item, make_profile
from tests.maps import corner_points
from tests.presses import act
from tests.recordings import add_words, make_recording

_TWINS, _DECISIONS = "/can-bo/co-the-trung", "/can-bo/dia-danh/quyet-dinh"


def undo_description(library):
    """Undo the last change in the history of the book."""
    page = f"/can-bo/tai-lieu/{library.book}/lich-su"
    forms = library.by("cataloguer").visit(page).all("form")
    address = next(form.get("action") for form in forms if "/lich-su/" in form.get("action"))
    library.by("cataloguer").send(page, address, {})


def add_marc(tag, content):
    """Return the way that adds a line to a MARC record."""

    def add(library):
        page = f"/can-bo/tai-lieu/{library.book}/marc"
        shown = library.by("cataloguer").visit(page)
        lines = {"nhan": [], "chi-thi": [], "nd": []}
        for line in shown.tree.xpath("//*[@name='nhan' or @name='chi-thi' or @name='nd']"):
            lines[line.get("name")].append(line.get("value") or "".join(line.itertext()))
        for name, text in (("nhan", tag), ("chi-thi", "##"), ("nd", content)):
            lines[name].append(text)
        library.by("cataloguer").send(page, page, {**shown.form(page), **lines})

    return add


def send_table_back(library):
    """Edit an exported table and send it back."""
    library.by("cataloguer").send(BULK, f"{BULK}/chon", {"tai-lieu": library.book})
    table = library.by("cataloguer").fetch(f"{BULK}/chon/1/bang.csv").get_data()
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    rows[1][rows[0].index("Nhan đề")] = "Sổ giả"
    edited = io.StringIO()
    csv.writer(edited).writerows(rows)
    library.take_in(f"{BULK}/bang", "b.csv", edited.getvalue())


def take_in(rule, name, content):
    """Return the way that imports a file under a rule."""

    def take_in(library):
        library.settle(library.enter("Sách số", isbn="978-604-2-00001-1"))
        fields = {"bst": library.slug, "noi-doc": "public", "luat": rule}
        library.take_in(f"{BULK}/bieu-ghi", name, content, **fields)

    return take_in


def restore_copy(library):
    """Delete a copy and take it out of the bin."""
    copies = (Copy(call_number="DC.01", location="Kho"), Copy(call_number="DC.02"))
    library.change(lambda session, item: holdings.replace_copies(session, item, copies, BY))
    library.change(lambda session, item: holdings.replace_copies(session, item, copies[:1], BY))
    (button,) = library.by("cataloguer").visit("/can-bo/thung-rac").all("button", name="muc")
    fields = {"muc": button.get("value")}
    library.by("cataloguer").send("/can-bo/thung-rac", "/can-bo/thung-rac", fields)


def put_into_book(collection):
    """Return the way that makes a record of a collection a part of the book."""

    def put(library):
        host, part = library.book, library.enter("Phần rời", collection=collection or library.slug)
        page = f"/can-bo/tai-lieu/{part}"
        library.by("cataloguer").send(f"{page}/ban", f"{page}/thuoc", {"thuoc": host})

    return put


def split_authorities(library):
    """Merge two names and split them."""
    library.enter("Khác", collection="khac", creator="Vi Hồng")
    with reading(library.engine) as session:
        ids = dict(session.execute(select(Authority.name, Authority.id)).all())
    loser, winner = ids["Vi Hong"], ids["Vi Hồng"]
    merging = f"/can-bo/ten/{loser}/gop"
    library.by("cataloguer").send(f"{merging}?vao={winner}", merging, {"vao": winner})
    library.approve()
    library.settle()
    library.by("reviewer").send(f"/can-bo/ten/{winner}", f"/can-bo/ten/{loser}/tach", {})


def undo_order(library):
    """Undo an approved move of a page."""

    ids = library.page_ids()
    library.change(lambda session, item: act(session, item, actions.move, [ids[3]], ids[1]))
    library.arrange("hoan-tac")


def show_by_triage(library):
    """Show a hidden page by the triage."""
    library.survey(library.delivery, 1, 2, 3)
    page = f"/can-bo/lan-nhap/{library.delivery}/xem-luot"
    library.by("cataloguer").send(page, page, {"viec": "bo-qua", "trang": "2"})
    library.settle()
    library.by("cataloguer").send(page, page, {"viec": "dua-lai", "trang": "2"})


def correct(library, role="reviewer"):
    """Correct a word of the first page."""
    library.send("/trang/1/sua", {"dong-0": "trang 0 cấp"}, role=role)


def edit_under_embargo(library):
    """Edit words of a page while an embargo lasts."""
    library.set(opens="2126-01-01")
    correct(library, "cataloguer")
    library.set(opens=None)


def lift_conditions(library):
    """Lift the conditions of a community."""
    library.send("/dong-y", {"no_download": "on", "loi-bao": "Tang lễ"}, "/dong-y/dieu-kien")
    library.settle()
    page = f"/can-bo/tai-lieu/{library.book}/dong-y"
    form = library.by("reviewer").visit(page).form(f"{page}/dieu-kien")
    library.press(f"{page}/dieu-kien", {"ban-goc": form["ban-goc"], "loi-bao": ""})


def accept_report(library):
    """Accept a reader's report."""
    page = f"/tai-lieu/{library.book}/trang/1/bao-loi"
    library.stranger.send(page, page, {"sai": "câp", "dung": "cấp"})
    desk = "/can-bo/ban-doc-bao"
    boxes = library.by("cataloguer").visit(desk).all("input", name="cho")
    fields = {"viec": "nhan", "cho": [box.get("value") for box in boxes]}
    library.by("cataloguer").send(desk, f"{desk}/1", fields)


def _run_batch_edits(library):
    while do_next(library.settings, library.engine, LANE):
        pass


def correct_everywhere(library):
    """Correct a misreading in the whole collection."""
    page, sweep = "/can-bo/sua-hang-loat", "/can-bo/sua-hang-loat/1"
    fields = {"suu-tap": library.slug, "sai": "câp", "dung": "cấp"}
    library.by("cataloguer").send(page, page, fields)
    _run_batch_edits(library)
    boxes = library.by("cataloguer").visit(sweep).all("input", name="co")
    ids = [box.get("value") for box in boxes]
    library.by("cataloguer").send(sweep, sweep, {"viec": "sua", "co": ids, "cho": ids})
    _run_batch_edits(library)


def undo_approved_bulk_edit(library):
    """Undo a bulk edit that somebody approved."""
    library.plan("doi-o", o="place", cach="fill", noi_dung="Lạng Sơn")
    if library.slug == "mat":
        library.send("", {"viec": "duyet"}, "/mo-them", role="administrator")
    library.settle()
    library.press(f"{CHANGE}/hoan-tac", {})


def take_in_picture_list(library):
    """Import a list of captions."""
    file = io.BytesIO("Trang,Chú thích\n1,Chợ giả\n".encode()), "a.csv"
    library.send("/anh", {"tep": file}, "/anh/bang", role="cataloguer")


def restore_picture(library):
    """Bring an earlier caption back."""
    for caption in ("Chợ", "Chợ Kỳ Lừa"):
        fields = {"caption": caption}
        library.change(
            lambda s, item, fields=fields: describe(s, page_of(s, item.id, 1), fields, BY)
        )
    undo_description(library)


def enter_tape(library):
    """Make the book a tape with words."""
    file = master_store(library.settings).put(b"RIFF" + b"tieng goc " * 99)
    with work(library.engine) as session:
        item = make_item(session, "Then", collection=library.slug, texts=(), published=False)
        make_recording(session, library.settings, item, file=file)
        add_words(session, item, (Cue(1000, 4000, "lời đầu"), Cue(5000, 9000, "cuối")), file=file)
        cataloguing.publish(session, item, BY)
    library.settle(item.id)


def send_words(library):
    """Send a file of words."""
    file = io.BytesIO("1\n00:00:01,000 --> 00:00:02,000\nLời giả\n".encode()), "then.srt"
    fields = {"loai": "speech", "tieng": "vi", "tep": file}
    library.send("/trang/1/sua", fields, "/trang/1/sua/loi/tep", role="cataloguer")


def move_map_back(library):
    """Move a map sheet back to an earlier place."""
    for version, west in enumerate((106.5625, 106.2)):
        points = tuple(corner_points(west=west))
        sheet = SheetPage(library.book, 1, version)
        library.change(
            lambda s, _, z=sheet, p=points: place_sheet(s, z, p, PlacementMethod.CORNERS, BY)
        )
    library.send("/trang/1/dat-ban-do", {"viec": "lui"}, role="cataloguer")


def after_withdrawal(edit_book):
    """Return a way between a withdrawal and its undo."""

    def withdraw_edit_and_undo(library):
        library.plan("go", ly_do="nhầm")
        edit_book(library)
        library.press(f"{CHANGE}/hoan-tac", {})

    return withdraw_edit_and_undo


def take_in_words(library):
    """Import the words of a tape."""
    enter_tape(library)
    send_words(library)


def take_in_words_while_withdrawn(library):
    """Import words between a withdrawal and its undo."""
    enter_tape(library)
    after_withdrawal(send_words)(library)


def show_page_while_withdrawn(library):
    """Show a page between a withdrawal and its undo."""
    library.arrange("bo", 2)
    library.settle()
    after_withdrawal(lambda _: library.arrange("dua-lai", 2))(library)


def lift_silence_while_withdrawn(library):
    """Lift a silenced span between a withdrawal and its undo."""
    enter_tape(library)
    page = f"/can-bo/tai-lieu/{library.book}/trang/1/giu-kin"
    library.by("reviewer").send(page, page, {"tu": "0:01", "den": "0:09", "ly-do": "health"})
    library.settle()
    after_withdrawal(lambda _: library.press(f"{page}/1/thoi", {"vi-sao": "nhầm"}))(library)


def _enter_twins(library):
    """Enter two deliveries of the same pages; return the address of the pair."""
    numbers = []
    for source in ("trước.pdf", "sau.pdf"):
        library.book = library.enter(source)
        with work(library.engine) as session:
            fields = {"state": AccessionState.DONE, "item_id": library.book}
            entry = make_accession(session, source, source, **fields)
            session.get_one(Item, library.book).accession_id = entry.id
            numbers.append(entry.number)
        library.survey(numbers[-1], 1, 2, 3, 4)
    library.settle()
    return f"{_TWINS}/{numbers[1]}/{numbers[0]}"


def after_dropping(edit_book):
    """Return a way between the dropping of a duplicate and its undo."""

    def drop_edit_and_undo(library):
        pair = _enter_twins(library)
        library.by("reviewer").send(f"{pair}/bo", f"{pair}/bo", {})
        edit_book(library)
        library.press(f"{pair}/hoan-tac", {})

    return drop_edit_and_undo


def publish_alone(library):
    """Send and publish a withdrawn book alone."""
    library.send("/go", {"ly-do": "nhầm"})
    library.send("", {"title": "Sổ giả", "viec": "gui-duyet"})
    library.press(f"/can-bo/tai-lieu/{library.book}/cong-bo", {})


def accept_hard_page(library):
    """Accept a page that is hard to read."""
    library.change(lambda s, _: setattr(s.get_one(Page, library.page_ids()[1]), "quality", 0.1))
    library.send("/trang/1", {}, "/trang/1/chap-nhan", role="cataloguer")


def publish_question(library):
    """Publish a question about the book."""
    with work(library.engine) as session:
        reader_questions.ask(session, "Sổ này của ai?", item_id=library.book)
    page, fields = "/can-bo/hoi-thu-vien/1", {"cau-hoi-dang": "Sổ giả?", "tra-loi-dang": "Giả."}
    library.by("reviewer").send(page, f"{page}/dang", fields)


def decide_place(library):
    """Decide what a name of a place means."""
    text = "Uỷ ban xã Hồng Phong, tỉnh Lạng Sơn họp."
    library.book = library.enter("Biên bản", texts=(text,), date="1975")
    with work(library.engine) as session:
        names = place_reader(session).names_in(text, day="1975", item_id=library.book, page=1)
        doubts.put(session, {(library.book, 1): names})
    library.index()
    library.settle()
    fields = {"nghia": VAN_LANG, "pham-vi": "item"}
    library.send("/noi?ten=xã+Hồng+Phong&trang=1", fields, "/noi", role="cataloguer")
    library.index()


def undo_place(library):
    """Undo a decision about a place."""
    decide_place(library)
    library.settle()
    library.press(f"{_DECISIONS}/1/lui", {}, "cataloguer")
    library.index()


def _enter_doubtful_lines(library):
    """Enter lines that staff corrected elsewhere, and a doubtful one in the book."""
    store = ContentStore(library.settings.derivatives)
    with work(library.engine) as session:
        item = make_item(session, "Đã sửa", collection="khac", texts=(), published=False)
        page = make_scan(session, library.settings, item, " ".join(CORRECTED))
        page.words, page.quality = store.put(pack(set_lines(*CORRECTED, confidence=0.9))), 0.4
        cataloguing.publish(session, item, BY)
        context = EditContext(session, store, BY, ("vie",))
        edit.save(context, page, page.words, dict(enumerate(CORRECTED.values())))
        own_page = session.get_one(Page, library.page_ids()[1])
        own_page.words, own_page.quality = store.put(pack(set_lines(SEEN))), 0.4
    library.settle()


def _process_letter(library, folder):
    """Deliver a letter of two pages, process and publish it."""
    path = papers.write_pdf(folder / "thư.pdf", *[papers.PdfPage(papers.scan(papers.LETTER))] * 2)
    list(
        receive_all(
            library.settings, library.engine, [path], make_profile(library.slug), publish=False
        )
    )
    outcome = run_pipeline(library.settings, library.engine)["thư.pdf"]
    library.book = outcome.item
    library.change(lambda session, item: cataloguing.publish(session, item, BY))


def _scan():
    file = io.BytesIO()
    papers.scan(papers.PLAN).save(file, "PNG", dpi=(200, 200))
    return io.BytesIO(file.getvalue()), "quét.png"


def hand_rescan_in(act, *numbers):
    """Return the way that hands a rescan in."""

    def hand_in(library, folder):
        _process_letter(library, folder)
        ids = [str(library.page_ids()[number]) for number in numbers]
        fields = {"viec": act, "trang": ids, "tep": [_scan()]}
        library.send("/quet-lai", fields, role="cataloguer")

    return hand_in


def read_again(library, folder):
    """Read a page again in another language."""
    _process_letter(library, folder)
    fields = {"ngon-ngu": "eng"}
    library.send("/trang/1", fields, "/trang/1/doc-lai", role="cataloguer")


def scan_paper(library, folder):
    """Hand scans in for a record of paper."""
    with work(library.engine) as session:
        item = make_item(session, "Giấy", collection=library.slug, texts=(), published=False)
        holdings.replace_copies(session, item, (Copy(call_number="DC.9"),), BY)
        cataloguing.publish(session, item, BY)
    library.settle(item.id)

    library.send("/ban-quet", {"tep": [_scan()]}, role="cataloguer")


def add_files_to_imported_record(library, folder):
    """Hand files in for an imported record."""
    fields = {"bst": library.slug, "noi-doc": "public"}
    library.take_in(f"{BULK}/bieu-ghi", "a.csv", "mã,nhan đề\nso-1,Bản giấy\n", **fields)
    with work(library.engine) as session:
        item = session.scalars(select(Item).where(Item.title == "Bản giấy")).one()
        holdings.replace_copies(session, item, (Copy(call_number="DC.9"),), BY)
        cataloguing.publish(session, item, BY)
    library.settle(item.id)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as members:
        members.writestr("so-1.pdf", papers.pdf_of(papers.PdfPage(papers.scan(papers.LETTER))))
    file = io.BytesIO(archive.getvalue()), "tep.zip"
    library.by("cataloguer").send(CHANGE, f"{CHANGE}/tep", {"tep": file})
