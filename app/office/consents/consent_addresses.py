"""URLs of consents, silenced spans and withdrawal requests, each with its permission."""

from app.office.consents import consent_pages, silence_pages, withdrawal_pages
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_CONSENTS, _REQUESTS = "/tai-lieu/<item:item_id>/dong-y", "/xin-go"
_SPANS = "/tai-lieu/<item:item_id>/trang/<int:number>/giu-kin"
_CATALOGUE, _PUBLISH = Permission.CATALOGUE, Permission.PUBLISH
ADDRESSES = (
    (_CONSENTS, "consents", _CATALOGUE, consent_pages.show, _READ),
    (_CONSENTS, "enter_consent", _CATALOGUE, consent_pages.enter, _WRITE),
    (f"{_CONSENTS}/dieu-kien", "set_conditions", _CATALOGUE, consent_pages.set_terms, _WRITE),
    (f"{_CONSENTS}/<int:number>/thoi", "end_consent", _CATALOGUE, consent_pages.end, _WRITE),
    (
        f"{_CONSENTS}/<int:number>/phieu",
        "consent_scan",
        _CATALOGUE,
        consent_pages.send_scan,
        _READ,
    ),
    (f"{_CONSENTS}/phieu-in", "consent_form", _CATALOGUE, consent_pages.show_form, _READ),
    (
        f"{_CONSENTS}/xin-go",
        "enter_withdrawal",
        _CATALOGUE,
        withdrawal_pages.enter,
        _WRITE,
    ),
    (_SPANS, "silence", _CATALOGUE, silence_pages.show, _READ),
    (_SPANS, "mark_silence", _CATALOGUE, silence_pages.mark, _WRITE),
    (f"{_SPANS}/<int:span_id>/thoi", "lift_silence", _PUBLISH, silence_pages.lift, _WRITE),
    (f"{_SPANS}/<int:span_id>/nghe", "hear_sealed", _CATALOGUE, silence_pages.hear, _WRITE),
    (
        "/tai-lieu/<item:item_id>/ban-goc-giu-kin/<int:span_id>",
        "sealed_recording",
        _CATALOGUE,
        silence_pages.send_sealed,
        _READ,
    ),
    (_REQUESTS, "withdrawal_requests", _PUBLISH, withdrawal_pages.show, _READ),
    (
        f"{_REQUESTS}/<int:number>",
        "decide_withdrawal",
        _PUBLISH,
        withdrawal_pages.decide,
        _WRITE,
    ),
)
