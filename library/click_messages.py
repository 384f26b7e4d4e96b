"""Vietnamese translations of click's messages."""

from click import core, decorators, exceptions, formatting, parser, types

_TRANSLATIONS = {
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Các lệnh",
    "Show this message and exit.": "In lời hướng dẫn này.",
    "default: {default}": "mặc định: {default}",
    "required": "bắt buộc",
    "Aborted!": "Đã dừng.",
    "Error: {message}": "Lỗi: {message}",
    "Try '{command} {option}' for help.": "Xem cách dùng: {command} {option}",
    "Missing argument": "Thiếu",
    "Missing option": "Thiếu tùy chọn",
    "Missing command.": "Thiếu tên lệnh.",
    "Choose from:\n\t{choices}": "Chọn một trong:\n\t{choices}",
    "No such option {name!r}.": "Không có tùy chọn {name!r}.",
    "No such option: {name}": "Không có tùy chọn {name!r}.",
    "No such command {name!r}.": "Không có lệnh {name!r}.",
    "Did you mean {possibility}?": "Có phải ý bạn là {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Có phải ý bạn là: {possibilities}?)",
    "(Possible options: {possibilities})": "(Có phải ý bạn là: {possibilities}?)",
    "Invalid value: {message}": "Giá trị không hợp lệ: {message}",
    "Invalid value for {param_hint}: {message}": "Giá trị của {param_hint} không hợp lệ: {message}",
    "Option {name!r} does not take a value.": "Tùy chọn {name!r} không nhận giá trị.",
    "Option {name!r} requires an argument.": "Tùy chọn {name!r} cần một giá trị.",
    "Got unexpected extra argument ({args})": "Thừa tham số: {args}",
    "Got unexpected extra arguments ({args})": "Thừa tham số: {args}",
    "{value!r} is not {choice}.": "{value!r} không phải là {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} không thuộc các giá trị {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} không phải là số nguyên.",
    "{value} is not in the range {range}.": "{value} không nằm trong khoảng {range}.",
    "file": "tệp",
    "File": "tệp",
    "{name} {filename!r} does not exist.": "không có {name} {filename!r}.",
    "{name} {filename!r} is a directory.": "{filename!r} là thư mục.",
    "{name} {filename!r} is not readable.": "không đọc được {name} {filename!r}.",
}
"""Translations of the messages of click 8."""


def _translate(message: str) -> str:
    return _TRANSLATIONS.get(message, message)


def _translate_plural(singular: str, plural: str, count: int) -> str:
    return _translate(singular if count == 1 else plural)


def speak_vietnamese() -> None:
    """Replace click's gettext functions by our translations."""
    for module in (core, decorators, exceptions, formatting, parser, types):
        module._ = _translate
        module.ngettext = _translate_plural
