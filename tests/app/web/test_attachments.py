"""File names and headers of downloads."""

import pytest
from flask import Response

from app.web.attachments import as_download, file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("Chợ Kỳ Lừa", "Chợ Kỳ Lừa.pdf", id="a title"),
        pytest.param('11/CT-UBND: "cấm?"', "11 CT-UBND cấm.pdf", id="what names cannot hold"),
        pytest.param("..", "tài liệu.pdf", id="a way out of the folder"),
        pytest.param("a\r\nb\u202ecod", "a b cod.pdf", id="letters that deceive"),
        pytest.param("", "tài liệu.pdf", id="nothing"),
    ],
)
def test_a_file_is_named_after_its_item(title, name):
    assert file_name(title, "pdf") == name


def test_a_long_title_still_fits_into_255_bytes():
    assert len(file_name("ộ" * 500, "alto.zip", "12-999").encode()) <= 255


def test_a_part_is_named_with_its_pages():
    assert file_name("Chợ", "pdf", "3-7") == "Chợ, trang 3-7.pdf"


def test_old_browsers_get_the_name_without_marks():
    disposition = as_download(Response(), "Chợ Đêm.pdf").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="cho-dem.pdf"; ')
    assert disposition.endswith("filename*=UTF-8''Ch%E1%BB%A3%20%C4%90%C3%AAm.pdf")
