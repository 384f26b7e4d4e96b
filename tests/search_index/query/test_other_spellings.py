"""Every engine finds words written in other spellings than the query."""

import pytest

from tests.search_index.makers import page


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("Hội đồng nhân dân huyện", "HĐND huyện họp.", id="in full, written short"),
        pytest.param("HĐND huyện", "Hội đồng nhân dân huyện họp.", id="short, written in full"),
        pytest.param("RC4", "Xe chạy trên đường số 4.", id="a road by its French name"),
        pytest.param("đường số 4", "La RC 4 est ouverte.", id="a road by its Vietnamese name"),
        pytest.param("thế kỷ XV", "Đầu thế kỷ 15.", id="Roman figures"),
        pytest.param("khóa 17", "Đại biểu khóa XVII.", id="Arabic figures"),
        pytest.param("That-Khe", "Đồn Thất Khê bị hạ.", id="a place as the French wrote it"),
        pytest.param("thất khê", "Le poste de That-Khe.", id="a French text in Vietnamese"),
        pytest.param("Lạng Sơn", "諒山省", id="a name read aloud, written in characters"),
        pytest.param("諒山", "Tỉnh Lạng Sơn.", id="characters, a name read aloud"),
        pytest.param("谅山", "諒山省", id="simplified characters"),
        pytest.param("諒山", "谅山市", id="characters that were simplified"),
        pytest.param("ISBN 978-0-8248-8673-8", "Sách, 9780824886738.", id="an ISBN joined"),
        pytest.param("978 0 8248 8673 8", "ISBN 978-0-8248-8673-8.", id="an ISBN with spaces"),
        pytest.param("ISBN 0-8248-8673-6", "ISBN 978-0-8248-8673-8", id="an ISBN of ten digits"),
        pytest.param("0824886739", "Sách, ISBN 978-0-8248-8673-8", id="an ISBN of ten, alone"),
        pytest.param("ISSN 18590004", "Tạp chí, ISSN 1859-0004", id="an ISSN joined"),
        pytest.param("NĐ29/1998", "Nghị định số 29/1998/NĐ-CP", id="a number beside its kind"),
        pytest.param("quyết định 12/1998", "Quyết định 12/1998/QĐ-TTg", id="no month of a year"),
        pytest.param("hiệp định Geneva", "Hiệp định Giơ-ne-vơ", id="a foreign place"),
        pytest.param("bả nà", "Pi noọng oóc nà, bả nà slam cần.", id="Tày and Nùng words"),
        pytest.param("slam can", "Pi noọng oóc nà, bả nà slam cần.", id="… without marks"),
        pytest.param("thuỷ lợi", "Công trình thủy lợi.", id="the tone on the last vowel"),
        pytest.param("quí khách", "Kính gửi quý khách.", id="quí for quý"),
        pytest.param("lạng sơn", "Tỉnh Lang Son.", id="OCR lost the marks"),
        pytest.param("đồng đăng", "Ga dồng dăng.", id="OCR lost the bars of đ"),
        pytest.param("lịch sử", "1ịch sử đảng bộ.", id="OCR read 1 for l"),
        pytest.param("năm 1950", "Cuối năm l950.", id="OCR read l for 1"),
    ],
)
def test_other_spellings_are_found_first(sample_index, typed, text):
    sample_index.remove("tinh", "nom")
    sample_index.put(
        page("khac", text), page("xa", "Hội chợ, đường số, khóa học, đồn điền, thế, khê.")
    )
    assert sample_index.ask(typed)[0] == "khac"


def test_a_local_name_comes_before_the_same_words_in_other_meanings(sample_index):
    sample_index.put(
        page("nam-ky", "Nam Kỳ cũng mất. Bắc Kỳ cùng Trung Kỳ."),
        page("song", "Cầu qua sông Kỳ Cùng đã xong."),
    )
    assert (sample_index.ask("ky cung")[0], sample_index.ask("Kỳ Cùng")[0]) == ("song", "song")
