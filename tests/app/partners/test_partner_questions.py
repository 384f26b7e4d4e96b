"""Other catalogues that answer, hang or fail, asked by several people at once."""

import threading

import pytest

from app.partners.partner_questions import PartnerQuestions, StillAskingError, TooManyQuestionsError
from library.exchange.other_libraries.web_fetch import NoAnswerError


class _Catalogue:
    """A catalogue that answers when it is allowed to, and counts its questions."""

    def __init__(self):
        self.may_answer, self.asked = threading.Event(), 0

    def ask(self):
        self.asked += 1
        self.may_answer.wait()
        return "answer"


@pytest.fixture
def catalogue():
    """Return a catalogue that hangs until the test ends."""
    catalogue = _Catalogue()
    yield catalogue
    catalogue.may_answer.set()


def test_a_question_asked_again_is_asked_once(catalogue):
    questions = PartnerQuestions(patience=0.01)
    for _ in range(3):
        with pytest.raises(StillAskingError):
            questions.answer("A", "q", catalogue.ask)
    catalogue.may_answer.set()
    patient = PartnerQuestions()
    assert patient.answer("A", "q", catalogue.ask) == "answer"
    assert patient.answer("A", "q", catalogue.ask) == "answer"
    assert catalogue.asked == 2


def test_a_catalogue_that_hangs_leaves_room_for_others(catalogue):
    questions = PartnerQuestions(patience=0)
    for number in range(4):
        with pytest.raises(StillAskingError):
            questions.answer("slow", number, catalogue.ask)
    with pytest.raises(TooManyQuestionsError):
        questions.answer("slow", 4, catalogue.ask)
    patient = PartnerQuestions()
    assert patient.answer("quick", 4, lambda: "answer") == "answer"
    for number in range(8):
        with pytest.raises(StillAskingError):
            questions.answer(f"slow {number % 2}", number, catalogue.ask)
    with pytest.raises(TooManyQuestionsError):
        questions.answer("other", 0, catalogue.ask)


def test_a_failure_is_reported_once_and_then_asked_again():
    questions, answers = PartnerQuestions(), [NoAnswerError("mất mạng."), "answer"]

    def ask():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(NoAnswerError, match="mất mạng"):
        questions.answer("A", "q", ask)
    assert questions.answer("A", "q", ask) == "answer"


def test_old_answers_make_room():
    questions = PartnerQuestions()
    numbers = []
    for number in [*range(40), 39, 0]:
        questions.answer("A", number, lambda number=number: numbers.append(number))
    assert numbers == [*range(40), 0]
