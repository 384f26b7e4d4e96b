"""Questions of readers: asked, answered, published, and their contacts deleted."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from library import clock
from library.database import reading, work
from library.readers import answer_mail, reader_questions
from library.readers.models import Question, QuestionContact
from library.readers.problems import BadContactError, BadPublicTextError, BadQuestionError
from tests.makers import BY, make_settings

_TOKEN = "a-token-of-one-form-only"


@pytest.fixture
def ask(engine):
    """Return a function that asks a question and returns its token."""

    def ask_(text="Chợ Kỳ Lừa họp từ năm nào?", **details):
        with work(engine) as session:
            return reader_questions.ask(session, text, **details)

    return ask_


@pytest.fixture
def change(engine):
    """Return a function that applies an operation to the question of a token."""

    def change_(token, operation, *words):
        with work(engine) as session:
            operation(session, reader_questions.with_token(session, token), *words, BY)

    return change_


def _count(engine, table):
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table))


def _search(engine, words):
    with reading(engine) as session:
        return [row.public_question for row in reader_questions.published(session, words, 9)]


def test_a_form_that_is_sent_twice_asks_once(engine, ask):
    assert ask(token=_TOKEN) == ask(token=_TOKEN) == _TOKEN
    assert _count(engine, Question) == 1


def test_another_question_in_the_same_form_gets_an_address_of_its_own(engine, ask):
    assert ask(token=_TOKEN) != ask("Ai vẽ tấm bản đồ này?", token=_TOKEN)
    assert _count(engine, Question) == 2


def test_a_short_token_of_a_strange_client_is_replaced(ask):
    assert ask(token="1") != "1"


@pytest.mark.parametrize("text", ["", " \n ", "a" * 2001, "số 0912345678", "gọi 0912 345 678"])
def test_an_empty_long_or_personal_question_is_refused(ask, text):
    with pytest.raises(BadQuestionError):
        ask(text)


@pytest.mark.parametrize("contact", ["a" * 121, "a@b.vn\nBcc: c@d.vn"])
def test_a_contact_is_one_short_line(ask, contact):
    with pytest.raises(BadContactError):
        ask(contact=contact)


def test_the_public_finds_only_what_is_published_by_whole_words_without_marks(engine, ask, change):
    token = ask()
    change(token, reader_questions.answer, "Từ thế kỷ XVII.")
    assert _search(engine, "ky lua") == []
    change(token, reader_questions.publish, "Chợ Kỳ Lừa có từ bao giờ?", "Từ thế kỷ XVII.")
    assert _search(engine, "thế kỷ ky lua") == ["Chợ Kỳ Lừa có từ bao giờ?"]
    assert _search(engine, "kỳ lừ") == _search(engine, "100%") == []
    change(token, reader_questions.hide)
    assert _search(engine, "ky lua") == []


def test_an_empty_text_is_not_published(ask, change):
    with pytest.raises(BadPublicTextError):
        change(ask(), reader_questions.publish, "Câu hỏi", " ")


def test_a_contact_is_deleted_thirty_days_after_the_answer(engine, ask, change):
    change(ask(contact="a@b.vn"), reader_questions.answer, "Có.")
    answer_mail.forget_contacts(engine, clock.now() + timedelta(days=29))
    assert _count(engine, QuestionContact) == 1
    answer_mail.forget_contacts(engine, clock.now() + timedelta(days=31))
    assert (_count(engine, QuestionContact), _count(engine, Question)) == (0, 1)


def test_a_contact_is_deleted_in_the_end_without_an_answer(engine, ask):
    ask(contact="a@b.vn")
    answer_mail.forget_contacts(engine, clock.now() + timedelta(days=179))
    assert _count(engine, QuestionContact) == 1
    answer_mail.forget_contacts(engine, clock.now() + timedelta(days=182))
    assert _count(engine, QuestionContact) == 0


def test_a_contact_without_its_question_is_deleted(engine):
    with work(engine) as session:
        session.add(QuestionContact(digest="0" * 64, contact="a@b.vn", tries=0))
    answer_mail.forget_contacts(engine, clock.now())
    assert _count(engine, QuestionContact) == 0


def test_a_dismissed_question_can_be_reopened_and_is_deleted_later(engine, ask, change):
    first, second = ask(), ask("Thư rác")
    for token in (first, second):
        change(token, reader_questions.dismiss)
    change(first, reader_questions.reopen)
    answer_mail.forget_contacts(engine, clock.now() + timedelta(days=31))
    with reading(engine) as session:
        assert session.scalars(select(Question.text)).all() == ["Chợ Kỳ Lừa họp từ năm nào?"]


@pytest.fixture
def post(monkeypatch):
    """Collect the mail that is sent; `failing` in it lets the server refuse."""
    sent: list[EmailMessage] = []
    monkeypatch.setattr(answer_mail, "send", lambda _settings, mail: sent.append(mail))
    return sent


@pytest.fixture
def mailing(tmp_path):
    """Settings of a library with a mail server."""
    return make_settings(tmp_path, mail_server="smtp://127.0.0.1:2525")


def test_an_answer_is_mailed_once(engine, ask, change, post, mailing):
    change(ask(contact="doc.gia@b.vn"), reader_questions.answer, "Có, từ năm 1920.")
    assert answer_mail.send_answers(mailing, engine, clock.now()) == 1
    assert answer_mail.send_answers(mailing, engine, clock.now() + timedelta(days=1)) == 0
    assert post[0]["To"] == "doc.gia@b.vn"
    assert "Có, từ năm 1920." in post[0].get_content()


def test_only_a_new_answer_to_a_reopened_question_is_mailed(engine, ask, change, post, mailing):
    token, later = ask(contact="doc.gia@b.vn"), clock.now() + timedelta(hours=2)
    change(token, reader_questions.answer, "Có.")
    answer_mail.send_answers(mailing, engine, clock.now())
    change(token, reader_questions.reopen)
    change(token, reader_questions.dismiss)
    assert answer_mail.send_answers(mailing, engine, later) == 0
    change(token, reader_questions.reopen)
    change(token, reader_questions.answer, "Không.")
    assert answer_mail.send_answers(mailing, engine, later) == 1
    assert "Không." in post[-1].get_content()


def test_nothing_is_mailed_to_telephones_before_the_answer_or_without_a_server(
    engine, ask, change, post, mailing, settings
):
    ask("Chưa trả lời?", contact="a@b.vn")
    change(ask(contact="gặp ở quầy @ tầng 1"), reader_questions.answer, "Có.")
    assert answer_mail.send_answers(mailing, engine, clock.now()) == 0
    change(ask("Ai?", contact="c@d.vn"), reader_questions.answer, "Có.")
    assert answer_mail.send_answers(settings, engine, clock.now()) == 0
    assert post == []


def test_a_mail_whose_sending_was_cut_is_tried_an_hour_later(
    engine, ask, change, monkeypatch, mailing
):
    def cut(_settings, _mail):
        raise KeyboardInterrupt

    change(ask(contact="a@b.vn"), reader_questions.answer, "Có.")
    monkeypatch.setattr(answer_mail, "send", cut)
    with pytest.raises(KeyboardInterrupt):
        answer_mail.send_answers(mailing, engine, clock.now())
    monkeypatch.setattr(answer_mail, "send", lambda _settings, _mail: None)
    assert answer_mail.send_answers(mailing, engine, clock.now()) == 0
    assert answer_mail.send_answers(mailing, engine, clock.now() + timedelta(hours=2)) == 1
