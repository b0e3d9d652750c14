"""An authenticator app's six digits (TOTP), as a second step after the passphrase."""

import base64
import secrets
from hmac import compare_digest

import pyotp

SECRET_BYTES = 20
SECONDS = 30
# The app's clock may be half a minute off, either way.
STEPS = (0, -1, 1)
NAME = "Notes"


def fresh_secret() -> bytes:
    """Return a new secret for an app."""
    return secrets.token_bytes(SECRET_BYTES)


def letters(secret: bytes) -> str:
    """Return a secret as it is typed into an app that reads no picture."""
    return base64.b32encode(secret).decode()


def link(secret: bytes) -> str:
    """Return what the QR code holds: neutral, since the app shows it among others."""
    return pyotp.TOTP(letters(secret)).provisioning_uri(name=NAME, issuer_name=NAME)


def step_of(secret: bytes, typed: str, *, now: int) -> int | None:
    """Return the time step whose digits these are, or None."""
    digits = "".join(letter for letter in typed if not letter.isspace() and letter != "-")
    if not (digits.isascii() and digits.isdecimal()):
        return None
    made, right = pyotp.TOTP(letters(secret)), None
    for away in STEPS:
        step = now // SECONDS + away
        if compare_digest(made.at(step * SECONDS), digits) and right is None:
            right = step
    return right
