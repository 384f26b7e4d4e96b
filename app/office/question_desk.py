"""Questions of readers in the office: lists, answers, and publication as questions and answers."""

from flask import render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.field_problems import at_field
from app.public.feedback.ask_library import find_item
from app.services import services
from app.web.actions import action
from app.web.form_versions import merge_form
from app.web.url_converters import screen_param
from library import clock
from library.database import reading
from library.readers import reader_questions
from library.readers.answer_mail import CONTACT_DAYS, is_mail_address
from library.readers.models import Question, QuestionContact
from library.readers.reader_questions import LISTS, due_day
from library.staff.permissions import Permission

_SHOWN = 40
_ANSWER_LABELS = {"tra-loi": "Trả lời"}
_PUBLIC_LABELS = {"cau-hoi-dang": "Câu hỏi để đăng", "tra-loi-dang": "Câu trả lời để đăng"}


def show_all() -> str:
    """Show a list of questions; those that wait have a deadline."""
    name = request.args.get("loc", "")
    name = name if name in LISTS else "cho"
    screen = screen_param()
    with reading(services().database) as session:
        counts = {key: reader_questions.count_in_list(session, key) for key in LISTS}
        shown = reader_questions.in_list(session, name, _SHOWN, first=(screen - 1) * _SHOWN)
    return render_template(
        "office/questions/questions.html",
        questions=shown,
        counts=counts,
        chosen_list=name,
        screen=screen,
        size=_SHOWN,
        due_day=due_day,
        today=clock.today(),
    )


def show(number: int, problem: str = "") -> str:
    """Show a question with its answer."""
    with reading(services().database) as session:
        question = reader_questions.find(session, number)
        contact = reader_questions.contact_of(session, question)
        record, page = find_item(session, question.place)
    answer_values, public_values = _answer_values(question), _public_values(question)
    return render_template(
        "office/questions/question.html",
        question=question,
        due=due_day(question),
        today=clock.today(),
        contact=contact,
        mail_is_sent=bool(
            contact and services().settings.mail_server and is_mail_address(contact.contact)
        ),
        contact_days=CONTACT_DAYS,
        record=record,
        page=page,
        answer_values=answer_values,
        public_values=public_values,
        problem=problem,
        may_publish=current_user.may(Permission.PUBLISH),
    )


@action("office.question", show, raised=(404,))
@reopens
def answer(session: Session, number: int) -> str:
    """Answer a question, or show it again with the error."""
    question = reader_questions.find(session, number)
    merge_note = merge_form(_answer_values(question), _ANSWER_LABELS)
    with at_field("tra-loi"):
        text = request.form.get("tra-loi", "")
        reader_questions.answer(session, question, text, current_user.name)
    contact = reader_questions.contact_of(session, question)
    return f"Đã ghi câu trả lời.{merge_note}{_contact_note(contact)}"


@action("office.question", lambda act, **values: show(**values), raised=(404,))
def close(session: Session, number: int, act: str) -> str:
    """Close a question without an answer, or open a closed one again."""
    question = reader_questions.find(session, number)
    if act == "dong":
        reader_questions.dismiss(session, question, current_user.name)
        return f"Đã khép câu hỏi; mở lại được trong {CONTACT_DAYS} ngày, rồi nó bị xóa."
    reader_questions.reopen(session, question, current_user.name)
    return "Đã mở lại: câu hỏi chờ trả lời."


@action("office.question", show, raised=(404,))
@reopens
def publish(session: Session, number: int) -> str:
    """Publish the edited question and answer, or save them again."""
    question = reader_questions.find(session, number)
    merge_note = merge_form(_public_values(question), _PUBLIC_LABELS)
    texts = (request.form.get(name, "") for name in _PUBLIC_LABELS)
    with at_field("cau-hoi-dang"):
        reader_questions.publish(session, question, *texts, current_user.name)
    return f"Đã đăng ở Hỏi và đáp.{merge_note}"


@action("office.question", show, raised=(404,))
def hide(session: Session, number: int) -> str:
    """Take a question from the public."""
    reader_questions.hide(session, reader_questions.find(session, number), current_user.name)
    return "Đã gỡ: bạn đọc không còn thấy. Lời đã soạn vẫn ở đây."


def _answer_values(question: Question) -> dict[str, str]:
    return {"tra-loi": question.answer}


def _public_values(question: Question) -> dict[str, str]:
    return {"cau-hoi-dang": question.public_question, "tra-loi-dang": question.public_answer}


def _contact_note(contact: QuestionContact | None) -> str:
    if contact is None:
        return ""
    if contact.mailed:
        return " Thư đã gửi lần trước; muốn gửi lời mới thì mở lại câu hỏi rồi ghi."
    if services().settings.mail_server and is_mail_address(contact.contact):
        return " Thư trả lời sẽ được gửi trong ít phút."
    return f" Hãy báo cho người hỏi: {contact.contact}."
