"""The desk for readers who want an account; it is closed unless the library opens it."""

from flask import Blueprint

from app import reader_accounts as who
from app.readers import account, door

blueprint = Blueprint("readers", __name__, url_prefix="/tai-khoan")
blueprint.before_request(door.be_closed)
blueprint.after_request(door.keep_nothing)
blueprint.app_context_processor(
    lambda: {"reader_accounts_offered": who.offered, "reader_account": who.account}
)
blueprint.add_url_rule("", "account", account.show)
blueprint.add_url_rule("/du-lieu.json", "export", account.send)
for place, name, view in (
    ("/mo", "open", door.open_account),
    ("/vao", "sign_in", door.sign_in),
    ("/ra", "sign_out", door.sign_out),
    ("/danh-sach", "merge", account.merge),
    ("/danh-sach/bo", "drop", account.drop),
    ("/mat-khau", "password", account.change_password),
    ("/xoa", "close", account.close),
):
    blueprint.add_url_rule(place, name, view, methods=["POST"])
