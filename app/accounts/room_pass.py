"""Pass of a public computer for reading on site: a cookie for minutes, bound to its address.

The browser proves with a key that scripts cannot export that it is the enrolled one; a copy of the
token or of the cookie opens nothing elsewhere.
"""

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.services import services

PASS_SECONDS = 600
"""Lifetime of a pass; the page renews it every four minutes."""

_CHALLENGE_SECONDS = 60
_COOKIE = "phong"
_COORDINATE_BYTES = 32
"""Bytes of each of the two numbers of a P-256 signature."""


def new_challenge(device_id: int) -> str:
    """Return a text that only this computer may sign, within a minute."""
    return _serializer("challenge").dumps(device_id)


def is_proven(device_id: int, challenge: str, key: bytes, signature: bytes) -> bool:
    """Return True if the key (P-256, SubjectPublicKeyInfo) signed this computer's challenge."""
    try:
        if _serializer("challenge").loads(challenge, max_age=_CHALLENGE_SECONDS) != device_id:
            return False
    except BadSignature:
        return False
    return is_signed(challenge.encode(), key, signature)


def is_signed(message: bytes, key: bytes, signature: bytes) -> bool:
    """Return True if the key (P-256, SubjectPublicKeyInfo) signed the message."""
    try:
        public_key = load_der_public_key(key)
    except (ValueError, UnsupportedAlgorithm):
        return False
    is_p256 = isinstance(public_key, ec.EllipticCurvePublicKey) and public_key.key_size == 256
    if not is_p256 or len(signature) != 2 * _COORDINATE_BYTES:
        return False
    halves = signature[:_COORDINATE_BYTES], signature[_COORDINATE_BYTES:]
    numbers = (int.from_bytes(half, "big") for half in halves)
    try:
        der = encode_dss_signature(*numbers)
        public_key.verify(der, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def give_pass(response: Response, device_id: int) -> None:
    """Set the pass cookie of this computer at its present address."""
    response.set_cookie(
        _COOKIE,
        _serializer("pass").dumps([device_id, _address_digest()]),
        max_age=PASS_SECONDS,
        httponly=True,
        samesite="Strict",
        secure=services().settings.https,
    )


def has_pass(device_id: int) -> bool:
    """Return True if the request carries a valid pass of this computer from the same address."""
    cookie = request.cookies.get(_COOKIE, "")
    try:
        values = _serializer("pass").loads(cookie, max_age=PASS_SECONDS)
    except BadSignature:
        return False
    return values == [device_id, _address_digest()]


def _address_digest() -> str:
    return hashlib.sha256(f"phong|{request.remote_addr}".encode()).hexdigest()[:16]


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"reading room {purpose}")
