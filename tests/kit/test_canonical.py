"""The form in which values are signed."""

from kit.canonical import canonical


def test_equal_values_give_equal_bytes_whatever_their_order():
    assert canonical({"b": 1, "a": ["Đèo"]}) == canonical({"a": ["Đèo"], "b": 1})
    assert canonical({"a": ["Đèo"]}) == '{"a":["Đèo"]}'.encode()
