"""The desk for readers who want an account; it is closed unless the library opens it."""

from flask import Blueprint

from app.accounts import reader_accounts as who
from app.readers import account, sign_in

blueprint = Blueprint("readers", __name__, url_prefix="/tai-khoan")
blueprint.before_request(sign_in.be_closed)
blueprint.after_request(sign_in.keep_nothing)
blueprint.app_context_processor(
    lambda: {"reader_accounts_offered": who.offered, "reader_account": who.account}
)
blueprint.add_url_rule("", "account", account.show)
blueprint.add_url_rule("/du-lieu.json", "export", account.send)
for place, name, view in (
    ("/mo", "open", sign_in.open_account),
    ("/vao", "sign_in", sign_in.sign_in),
    ("/ra", "sign_out", sign_in.sign_out),
    ("/danh-sach", "merge", account.merge),
    ("/danh-sach/bo", "drop", account.drop),
    ("/mat-khau", "password", account.change_password),
    ("/xoa", "close", account.close),
):
    blueprint.add_url_rule(place, name, view, methods=["POST"])
