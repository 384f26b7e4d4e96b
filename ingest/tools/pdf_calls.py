"""Calls functions of PDFium that are asked about each word or letter of a page."""

import ctypes
from collections.abc import Callable


def as_told(function: Callable[..., int]) -> Callable[..., int]:
    """Return a function that takes what it is given as it is: converting takes far longer.

    It must be given numbers, and pointers of ctypes. Other threads wait meanwhile, for to let them
    go on takes longer than the call.
    """
    return ctypes.PYFUNCTYPE(ctypes.c_int)(ctypes.cast(function, ctypes.c_void_p).value)
