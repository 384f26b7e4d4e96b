"""Form of a request that failed, so that nothing typed is lost and it can be sent again."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import request

PASSWORD_FIELDS = frozenset({"mat-khau", "cu", "moi", "lai"})
"""Names of password fields; a form with one is never sent back."""

CONFIRMATION_FIELD = "mat-khau-xac-nhan"
"""Field of the password typed again to continue a form; it is not part of the form."""

STAMP_FIELD = "nguoi-mo"
"""Field with the signed number of the person for whom the page was made."""

DRAFT_FIELD = "ban-nhap"
"""Field with the id under which this form is stored while it is not saved."""

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_OTHER_FIELDS = frozenset({"csrf_token", CONFIRMATION_FIELD, STAMP_FIELD, DRAFT_FIELD})
"""Fields that are made anew for every form."""


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The form of a request that failed, ready to be sent again."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    """Field and name of each chosen file; browsers do not let a page choose it again."""

    draft_id: str = ""
    """Id under which the form is stored while it is not saved; empty if it is not stored."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts that a person may have typed, without numbers and short codes."""
        return tuple(text for _, text in self.fields if len(text.split()) > 1)


def typed_form() -> TypedForm | None:
    """Return the form of this request; None if there is none, or it holds a password."""
    if request.method != "POST" or request.mimetype not in _FORM_TYPES:
        return None
    if not PASSWORD_FIELDS.isdisjoint(request.form):
        return None
    fields = request.form.items(multi=True)
    files = request.files.items(multi=True)
    return TypedForm(
        address_of_request(),
        tuple((name, text) for name, text in fields if name not in _OTHER_FIELDS),
        tuple((name, file.filename) for name, file in files if file.filename),
        request.form.get(DRAFT_FIELD, ""),
    )


def address_of_request() -> str:
    """Return path and query of this request, as the `action` of a form names them."""
    path, query = quote(request.script_root + request.path), request.query_string.decode()
    return f"{path}?{query}" if query else path
