"""Browser of a public computer, as the server sees it."""

from base64 import b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from werkzeug.test import TestResponse

from tests.app.browser import Browser

_ROOM = "/api/k/v1/room"


class RoomBrowser:
    """Browser with the token of an enrolled computer and a key of its own."""

    def __init__(self, browser: Browser, token: str) -> None:
        self.browser = browser
        self._headers = {"Authorization": f"Bearer {token}"}
        self._key = ec.generate_private_key(ec.SECP256R1())
        browser.client.set_cookie("may", token)

    def challenge(self) -> str:
        """Return a challenge of the server."""
        with self.browser.client.get(_ROOM, headers=self._headers) as response:
            return response.get_json()["challenge"]

    def sign(self, challenge: str) -> dict[str, str]:
        """Return the answer to a challenge, as a browser computes it."""
        numbers = decode_dss_signature(
            self._key.sign(challenge.encode(), ec.ECDSA(hashes.SHA256()))
        )
        signature = b"".join(number.to_bytes(32, "big") for number in numbers)
        key = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return {
            "challenge": challenge,
            "key": b64encode(key).decode(),
            "signature": b64encode(signature).decode(),
        }

    def send(self, fields: object) -> TestResponse:
        """Send the answer to a challenge."""
        return self.browser.client.post(_ROOM, json=fields, headers=self._headers)

    def get_pass(self) -> int:
        """Ask for a pass, and return the status of the answer."""
        with self.send(self.sign(self.challenge())) as response:
            return response.status_code


def enter_room(browser: Browser, token: str) -> Browser:
    """Return the browser as that of an enrolled computer which has a pass."""
    assert RoomBrowser(browser, token).get_pass() == 200
    return browser
