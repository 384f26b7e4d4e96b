"""Tests of e-mails: head, text, pictures, attachments, and hostile mails."""

from email.message import EmailMessage

import pytest

from ingest.convert import mail_files
from ingest.problems import BrokenFileError, TooManyFilesError
from tests.ingest.convert.test_epub import _picture


def _texts(path, content: bytes) -> list[str]:
    path.write_bytes(content)
    return [part.text for part in mail_files.read(path, "thư.eml").paragraphs()[0]]


def _mail(text: str = "Kính gửi") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "Lễ hội Lồng Tồng", "Nông Thị A <a@lib.vn>"
    mail.set_content(text)
    return mail


def test_a_mail_has_its_head_and_text(tmp_path):
    mail = _mail()
    mail.add_attachment(b"x", "application", "pdf", filename="Danh sách.pdf")
    assert _texts(tmp_path / "a", mail.as_bytes()) == [
        "Lễ hội Lồng Tồng",
        "Từ: Nông Thị A <a@lib.vn>",
        "Đính kèm: Danh sách.pdf",
        "Kính gửi",
    ]


def test_the_web_text_is_read_with_its_own_pictures_only(tmp_path):
    mail = _mail()
    web = '<p>Kính <b>gửi</b></p><img src="cid:1"><img src="http://127.0.0.1/x.png">'
    mail.add_alternative(web, subtype="html")
    mail.get_payload()[1].add_related(_picture(), "image", "png", cid="<1>")
    (tmp_path / "a").write_bytes(mail.as_bytes())
    read = mail_files.read(tmp_path / "a", "thư.eml")
    parts = read.paragraphs()[0]
    assert [part.text for part in parts if part.text][-1] == "Kính gửi"
    assert sum(part.picture is not None for part in parts) == 1
    assert read.attachments == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("../../etc/cron", "cron"), ("C:\\a\\b.pdf", "C: a b.pdf"), ("", "đính kèm 1")],
)
def test_names_of_attachments_lead_nowhere(tmp_path, name, expected):
    mail = _mail()
    mail.add_attachment(b"x", "application", "pdf", filename=name)
    (tmp_path / "a").write_bytes(mail.as_bytes())
    ((read, _),) = mail_files.read(tmp_path / "a", "thư.eml").attachments
    assert read == expected


def test_words_in_unknown_encodings_are_still_read(tmp_path):
    content = b"Subject: =?nonsense?b?QQ==?= =?utf-8?q?b=E1=BA=A3n?=\nContent-Type: text/plain;"
    texts = _texts(tmp_path / "a", content + b" charset=nonsense\n\nCh\xe1\xbb\xa3")
    assert texts == ["Abản", "Chợ"]


def test_200_nested_parts_are_read(tmp_path):
    content = b"Content-Type: text/plain\n\nx"
    for number in range(200):
        head = b'Content-Type: multipart/mixed; boundary="b%d"\n\n' % number
        content = head + b"--b%d\n%s\n--b%d--\n" % (number, content, number)
    assert _texts(tmp_path / "a", b"Subject: a\n" + content)[0] == "a"


def test_thousands_of_nested_mails_end_in_a_problem_or_one_attachment(tmp_path):
    content = b"Subject: 0\n\nx"
    for number in range(3000):
        content = b"Subject: %d\nContent-Type: message/rfc822\n\n" % number + content
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(BrokenFileError):
        mail_files.read(tmp_path / "a", "thư.eml")


@pytest.mark.parametrize(
    "head",
    [
        pytest.param("Subject: " + "=?utf-8?q?a?= " * 100_000, id="encoded words"),
        pytest.param('Subject: a\nContent-Type: text/plain; n="' + ";" * 10**6, id="values"),
        pytest.param("Subject: " + "a\n " * 100_000, id="lines"),
    ],
)
def test_a_field_made_to_take_hours_is_cut(tmp_path, head):
    subject, text = _texts(tmp_path / "a", head.encode() + b"\n\nx")
    assert (subject[0], len(subject) <= 64_000, text) == ("a", True, "x")


def test_a_letter_of_many_digits_is_shown_as_unknown(tmp_path):
    content = b"Subject: a\nContent-Type: text/html\n\n<p title='&#%b'>b&#%b;" % (
        (b"9" * 5000,) * 2
    )
    assert _texts(tmp_path / "a", content)[-1] == "b\ufffd"


def test_too_many_attachments_are_refused(tmp_path):
    mail = _mail()
    for number in range(201):
        mail.add_attachment(b"x", "application", "pdf", filename=f"{number}.pdf")
    (tmp_path / "a").write_bytes(mail.as_bytes())
    with pytest.raises(TooManyFilesError):
        mail_files.read(tmp_path / "a", "thư.eml")


@pytest.mark.parametrize("content", [b"no head at all", b"\n\n\n"])
def test_a_text_that_is_no_mail_is_damaged(tmp_path, content):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(BrokenFileError):
        mail_files.read(tmp_path / "a", "thư.eml")
