"""Resumable uploads with tus 1.0."""

import base64

import pytest

from app import create_app
from library.accessions import register_queries
from library.database import reading, work
from library.storage.stores import master_store
from tests.app.browser import Browser
from tests.makers import make_settings, make_staff
from tests.object_stores import bucket_variables

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {"Content-Type": "application/offset+octet-stream"}


class Sender:
    """tus client of a signed-in member of staff."""

    def __init__(self, browser):
        self.browser = browser
        self.token = browser.visit("/can-bo/nop").form("/can-bo/nop")["csrf_token"]

    def ask(self, method, address, content=b"", **fields):
        """Send a request; return the response."""
        headers = {name.replace("_", "-"): str(value) for name, value in fields.items()}
        headers = TUS | {"X-CSRFToken": self.token} | headers
        with self.browser.client.open(
            address, method=method, data=content, headers=headers
        ) as answer:
            answer.get_data()
        return answer

    def begin(self, size, name="báo.pdf", content=b""):
        """Create an upload; return the response."""
        headers = {"Upload-Length": size, "Upload-Metadata": f"filename {_base64(name)}"}
        return self.ask("POST", "/can-bo/tai-len", content, **headers, **(PIECE if content else {}))

    def place(self, size, name="báo.pdf"):
        """Create an upload; return its address."""
        return self.begin(size, name).headers["Location"]

    def go_on(self, address, offset, content):
        """Send a chunk; return the response."""
        return self.ask("PATCH", address, content, Upload_Offset=offset, **PIECE)

    def offset(self, address):
        """Return the upload offset that the server reports."""
        return int(self.ask("HEAD", address).headers["Upload-Offset"])


def _base64(name):
    return base64.b64encode(name.encode()).decode()


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.scale)])
def settings(request, tmp_path):
    """Return settings with uploads and masters in the data folder or in a bucket."""
    return make_settings(tmp_path, **(bucket_variables() if request.param == "s3" else {}))


@pytest.fixture
def sender(office):
    """Return a tus client of an administrator."""
    return Sender(office)


def test_options_describe_the_server(sender, settings):
    answer = sender.ask("OPTIONS", "/can-bo/tai-len")
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(settings.upload_mb << 20)
    assert "termination" in answer.headers["Tus-Extension"]


def test_a_file_is_uploaded_in_chunks(sender):
    address = sender.place(10)
    assert sender.go_on(address, 0, b"01234").headers["Upload-Offset"] == "5"
    assert sender.offset(address) == 5
    answer = sender.go_on(address, 5, b"56789")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "10")


def test_the_first_chunk_may_come_with_the_creation(sender):
    answer = sender.begin(10, content=b"0123")
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "4")


def test_the_expiry_of_an_upload_is_reported(sender):
    assert sender.begin(10).headers["Upload-Expires"].endswith("GMT")


def test_finished_uploads_become_a_delivery(sender, engine, settings):
    sizes = {"hai.pdf": b"22", "một.pdf": b"1"}
    ids = [sender.begin(len(sizes[n]), n, sizes[n]).headers["Location"][-24:] for n in sizes]
    fields = {"suu-tap": "van-ban", "tai-len": ids}
    page = sender.browser.send("/can-bo/nop", "/can-bo/nop", fields)
    assert "Đã nhận 2 lần nhập" in page.words
    with reading(engine) as session:
        entered = register_queries.recent(session, first=0, count=9)
        (master,) = register_queries.masters(session, entered[0].id)
    assert {entry.source for entry in entered} == sizes.keys()
    assert master_store(settings).read(master.digest) == sizes[entered[0].source]
    statuses = [sender.ask("HEAD", f"/can-bo/tai-len/{upload_id}").status_code for upload_id in ids]
    assert statuses == [404, 404]


def test_a_form_sent_again_after_a_cut_leads_to_its_delivery(sender, engine):
    upload_id = sender.begin(1, content=b"1").headers["Location"][-24:]
    fields = {"suu-tap": "van-ban", "tai-len": upload_id, "csrf_token": sender.token}
    answers = []
    for _ in range(2):
        with sender.browser.client.post("/can-bo/nop", data=fields) as answer:
            answers.append((answer.status_code, sender.browser.where(answer)))
    assert answers == [(303, "/can-bo/lan-nhap")] * 2
    with reading(engine) as session:
        assert len(register_queries.recent(session, first=0, count=9)) == 1


def test_an_incomplete_upload_is_not_delivered(sender, engine):
    address = sender.begin(10, content=b"0123").headers["Location"]
    fields = {"suu-tap": "van-ban", "tai-len": address[-24:]}
    page = sender.browser.send("/can-bo/nop", "/can-bo/nop", fields, status=409)
    assert "chưa tải lên xong" in page.words
    assert sender.offset(address) == 4


def test_an_upload_can_be_given_up(sender):
    address = sender.place(10)
    assert sender.ask("DELETE", address).status_code == 204
    assert sender.ask("HEAD", address).status_code == 404


def test_errors_are_plain_text(sender):
    answer = sender.go_on(sender.place(10), 3, b"3")
    assert (answer.status_code, answer.mimetype) == (409, "text/plain")
    assert "không nối tiếp" in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Tus_Resumable": "0.2"}, 412, id="another version"),
        pytest.param({"Upload_Length": "mười"}, 400, id="no number"),
        pytest.param({"Upload_Length": 1 << 40}, 413, id="too large"),
        pytest.param({"Upload_Length": 1, "Upload_Metadata": "filename %%"}, 400, id="no name"),
        pytest.param({}, 400, id="nothing said"),
    ],
)
def test_invalid_headers_are_refused(sender, headers, status):
    answer = sender.ask("POST", "/can-bo/tai-len", **headers)
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_a_chunk_with_another_content_type_is_refused(sender):
    assert sender.ask("PATCH", sender.place(1), b"0", Upload_Offset=0).status_code == 415


def test_requests_without_csrf_token_are_refused(sender):
    sender.token = "đoán bừa".encode().hex()
    assert sender.begin(10).status_code == 400


def test_an_upload_of_another_person_cannot_be_continued(sender, staff):
    address = sender.place(10)
    assert Sender(staff("cataloguer")).ask("HEAD", address).status_code == 404


def test_uploads_are_refused_on_a_nearly_full_disk(engine, settings):
    app = create_app(make_settings(settings.home, free_mb=str(1 << 40)))
    with work(engine) as session:
        member = make_staff(session, role="cataloguer")
    answer = Sender(Browser(app).sign_in(member)).begin(10)
    app.extensions["services"].close()
    assert answer.status_code == 507
    assert "Đĩa gần đầy" in answer.text
