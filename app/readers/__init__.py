"""Reader accounts: disabled unless the library offers them."""

from flask import Blueprint

from app.accounts import reader_accounts as who
from app.readers import account, sign_in

blueprint = Blueprint("readers", __name__, url_prefix="/tai-khoan")
blueprint.before_request(sign_in.require_accounts_offered)
blueprint.after_request(sign_in.forbid_caching)
blueprint.app_context_processor(
    lambda: {"reader_accounts_offered": who.is_offered, "reader_account": who.account}
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
