"""Parameters of the JSON API: declared once, for validation and for OpenAPI."""

from collections.abc import Mapping
from dataclasses import dataclass

from library.errors import LibraryError
from library.vietnamese.letters import compose

MAX_SIZE = 100
"""Most records in one answer."""

MAX_PARTS = 100
"""Parts of a list that can be reached by paging; the daily dump holds all records."""

_MAX_TEXT_LETTERS = 500
_INTEGER_LETTERS = 9


class BadParameterError(LibraryError):
    """A parameter of the API is unknown or has a value that is not allowed."""

    message = "Tham số “{0}”: {1}"
    status = 400


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter of an endpoint."""

    name: str
    description: str
    schema: Mapping[str, object]
    required: bool = False

    def read(self, parameter_text: str) -> str | int:
        """Return the value; raise BadParameterError for one that the schema refuses."""
        if self.schema["type"] == "integer":
            return self._number(parameter_text)
        if not 1 <= len(parameter_text) <= _MAX_TEXT_LETTERS:
            raise BadParameterError(self.name, f"cần từ 1 đến {_MAX_TEXT_LETTERS} chữ.")
        text = compose(parameter_text).replace("\0", " ")
        if text not in self.schema.get("enum", (text,)):
            raise BadParameterError(self.name, f"chỉ nhận {', '.join(self.schema['enum'])}.")
        return text

    def _number(self, text: str) -> int:
        lowest, highest = self.schema["minimum"], self.schema["maximum"]
        is_number = text.isascii() and text.isdigit() and len(text) <= _INTEGER_LETTERS
        if not is_number or not lowest <= int(text) <= highest:
            raise BadParameterError(self.name, f"cần một số từ {lowest} đến {highest}.")
        return int(text)


def text(name: str, description: str, *choices: str, required: bool = False) -> Parameter:
    """Return a text parameter; with `choices` only these values are allowed."""
    schema: dict[str, object] = {"type": "string", "minLength": 1, "maxLength": _MAX_TEXT_LETTERS}
    if choices:
        schema = {"type": "string", "enum": list(choices)}
    return Parameter(name, description, schema, required)


def number(name: str, description: str, lowest: int, highest: int, default: int) -> Parameter:
    """Return a parameter for a whole number."""
    limits = {"minimum": lowest, "maximum": highest, "default": default}
    return Parameter(name, description, {"type": "integer", **limits})


PAGING = (
    number("page", "Part of the list, from 1.", 1, MAX_PARTS, 1),
    number("size", "Records in one part.", 1, MAX_SIZE, 20),
)


def read_parameters(
    parameters: tuple[Parameter, ...], texts_by_name: Mapping[str, list[str]]
) -> dict[str, str | int]:
    """Return the values by name, with defaults; raise BadParameterError."""
    by_name = {parameter.name: parameter for parameter in parameters}
    values: dict[str, str | int] = {
        parameter.name: parameter.schema["default"]
        for parameter in parameters
        if "default" in parameter.schema
    }
    for name, texts in texts_by_name.items():
        if name not in by_name:
            raise BadParameterError(name, "địa chỉ này không nhận tham số ấy.")
        if len(texts) != 1:
            raise BadParameterError(name, "chỉ được có một lần.")
        values[name] = by_name[name].read(texts[0])
    for parameter in parameters:
        if parameter.required and parameter.name not in values:
            raise BadParameterError(parameter.name, "không được thiếu.")
    return values
