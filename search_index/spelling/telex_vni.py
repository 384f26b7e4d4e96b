"""Vietnamese typed without an input method: Telex `lajng sown`, VNI `la5ng so7n`."""

import re
import unicodedata
from collections.abc import Callable

from library.vietnamese.letters import compose
from library.vietnamese.syllables import is_syllable

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_TELEX_TONES = {"f": _GRAVE, "s": _ACUTE, "r": _HOOK, "x": _TILDE, "j": _DOT, "z": ""}
_VNI_TONES = {"2": _GRAVE, "1": _ACUTE, "3": _HOOK, "4": _TILDE, "5": _DOT, "0": ""}
_VOWELS = "aăâeêioôơuưy"
_REPEATED_LETTER = re.compile(r"([^\W\d_])\1+")
"""Letter struck twice, as in sownn; a doubled Telex key such as oo is tried as it is first."""

_Shape = Callable[[str, str], str | None]


def decode_keystrokes(word: str) -> str | None:
    """Return the syllable typed as Telex or VNI keys, or None if the word is no such keys."""
    lower_word = word.lower()
    if not lower_word.isascii():
        return None
    spelt_once = _REPEATED_LETTER.sub(r"\1", lower_word)
    readings = (_decode(keys) for keys in dict.fromkeys((lower_word, spelt_once)))
    return next((syllable for syllable in readings if syllable), None)


def without_repeated_letters(word: str) -> str | None:
    """Return the syllable of a word some of whose letters were struck twice: Tấnn; or None."""
    spelt_once = _REPEATED_LETTER.sub(r"\1", word)
    return spelt_once if spelt_once != word and is_syllable(spelt_once) else None


def _decode(keys: str) -> str | None:
    has_digits = any(letter.isdigit() for letter in keys)
    syllable = _apply_keys(keys, _VNI_TONES, _vni_shape) if has_digits else _decode_telex(keys)
    return syllable if syllable and syllable != keys and is_syllable(syllable) else None


def _decode_telex(keys: str) -> str | None:
    return None if is_syllable(keys) else _apply_keys(keys, _TELEX_TONES, _telex_shape)


def _apply_keys(keys: str, tones: dict[str, str], shape: _Shape) -> str | None:
    letters, tone = "", ""
    for key in keys:
        has_vowel = any(letter in _VOWELS for letter in letters)
        shaped_letters = shape(letters, key)
        if shaped_letters is not None:
            letters = shaped_letters
        elif key in tones and has_vowel:
            tone = tones[key]
        elif key.isdigit():
            return None
        else:
            letters += key
    return _with_tone(letters, tone)


def _telex_shape(letters: str, key: str) -> str | None:
    if key == "w":
        return _horn(letters) or _reshape(letters, "a", _BREVE) or f"{letters}ư"
    if key == "d" and letters[:1] == "d":
        return "đ" + letters[1:]
    if key in "aeo" and key in letters and not letters.endswith(("i", "u", "y")):
        return _reshape(letters, key, _CIRCUMFLEX)
    return None


def _vni_shape(letters: str, key: str) -> str | None:
    if key == "9" and letters[:1] == "d":
        return "đ" + letters[1:]
    if key == "6":
        vowel_to_shape = next((vowel for vowel in "eoa" if vowel in letters), None)
        return vowel_to_shape and _reshape(letters, vowel_to_shape, _CIRCUMFLEX)
    if key == "7":
        return _horn(letters)
    return _reshape(letters, "a", _BREVE) if key == "8" else None


def _horn(letters: str) -> str | None:
    for pair in ("uo", "ưo", "uơ"):
        if pair in letters:
            return letters.replace(pair, "ươ", 1)
    return _reshape(letters, "o", _HORN) or _reshape(letters, "u", _HORN)


def _reshape(letters: str, vowel: str, shape: str) -> str | None:
    place = letters.rfind(vowel)
    if place < 0:
        return None
    return letters[:place] + compose(vowel + shape) + letters[place + 1 :]


def _with_tone(letters: str, tone: str) -> str:
    """Add the tone by Vietnamese spelling rules: on the vowel with a shape, else by the ending."""
    places = [place for place, letter in enumerate(letters) if letter in _VOWELS]
    if letters[:2] in ("qu", "gi") and len(places) > 1:
        places = places[1:]
    if not tone or not places:
        return letters
    shapes = [place for place in places if len(unicodedata.normalize("NFD", letters[place])) > 1]
    closed = places[-1] < len(letters) - 1
    on_last = closed or len(places) == 1
    place = shapes[-1] if shapes else places[-1] if on_last else places[-2]
    return compose(letters[: place + 1] + tone + letters[place + 1 :])
