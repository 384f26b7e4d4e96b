"""Form of a request that failed, so that nothing typed is lost and it can be sent again."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import request

PASSWORD_FIELDS = frozenset({"mat-khau", "cu", "moi", "lai"})
"""Names of password fields; a form with one is never sent back."""

CONFIRMATION_FIELD = "mat-khau-xac-nhan"
"""Field of the password typed again to continue a form; it is not part of the form."""

_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_OTHER_FIELDS = frozenset({"csrf_token", CONFIRMATION_FIELD})
"""Fields that are made anew for every form."""


@dataclass(frozen=True, slots=True)
class TypedForm:
    """The form of a request that failed, ready to be sent again."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]
    """Field and name of each chosen file; browsers do not let a page choose it again."""

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
        _address(),
        tuple((name, text) for name, text in fields if name not in _OTHER_FIELDS),
        tuple((name, file.filename) for name, file in files if file.filename),
    )


def _address() -> str:
    path, query = quote(request.script_root + request.path), request.query_string.decode()
    return f"{path}?{query}" if query else path
