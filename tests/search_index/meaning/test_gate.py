"""Only whole questions, in a language the model knows, are asked by meaning."""

import pytest

from search_index.meaning.gate import Language, question_language


@pytest.mark.parametrize(
    "typed",
    [
        "Sông Kỳ Cùng dài bao nhiêu km?",
        "Ai là chỉ huy trưởng kiêm chính ủy Chiến dịch Biên giới?",
        "Giấy nợ nhà nước bị rách, tẩy sửa thì có được trả tiền không?",
        "Ngày 17 tháng 2 năm 1979 quân nào đánh Lạng Sơn?",
    ],
)
def test_a_whole_question_with_marks_passes(typed):
    assert question_language(typed) is Language.VIETNAMESE


@pytest.mark.parametrize(
    "typed",
    ["Who led the Bac Son uprising in 1940?", "Quel est le point culminant de la province ?"],
)
def test_a_question_in_english_or_french_passes(typed):
    assert question_language(typed) is Language.FOREIGN


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("khởi nghĩa Bắc Sơn", id="keywords"),
        pytest.param("bjoóc nghĩa là gì", id="too short for a sentence"),
        pytest.param("song ky cung bat nguon tu dau", id="no marks"),
        pytest.param("song ky cung dài bao nhieu km vay", id="nearly no marks"),
        pytest.param("Quyết định 74/2025/QĐ-UBND nói gì về phí?", id="a document number"),
        pytest.param('ai viết câu "không có gì quý hơn độc lập"', id="quotation marks"),
        pytest.param("tác giả: ai viết sách nào về Lạng Sơn", id="a field"),
        pytest.param("Which river", id="an opener alone"),
        pytest.param(" ".join(["Ai đã viết những sách nào"] * 12), id="a pasted passage"),
    ],
)
def test_anything_else_does_not_pass(typed):
    assert question_language(typed) is None
