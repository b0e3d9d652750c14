"""Passkeys as a second step: the library makes and checks what a browser and a device say.

A passkey belongs to a name that browsers trust: https, or `localhost`; an address of numbers has
none. What a device is told of its person is neutral and random.
"""

import ipaddress
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.http import HttpRequest

from nearer.people.pins import kind_of
from nearer.vault.keys import Passkey
from nearer.vault.visit import Visit

NAME = "Notes"
USER_BYTES = 16
CHALLENGE_BYTES = 32
# What the library raises at an answer that is cut, foreign, or of another shape.
WRONG = (ValueError, TypeError, KeyError, AttributeError)


def can_be_used(request: HttpRequest) -> bool:
    """Return whether browsers give passkeys to the address that this page came from."""
    name, is_secure = _host(request), _origin(request).startswith("https:")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return is_secure or name == "localhost" or name.endswith(".localhost")
    return False


def fresh_challenge() -> str:
    """Return what a device must answer to, once."""
    return secrets.token_hex(CHALLENGE_BYTES)


def options_to_make(request: HttpRequest, known: tuple[Passkey, ...], challenge: str) -> str:
    """Return what a browser needs to make a passkey, as JSON."""
    return _json(_making(request, known, challenge)[0])


def made(request: HttpRequest, visit: Visit, challenge: str, answer: str) -> Passkey | None:
    """Return the passkey that a browser made, or None: its answer is not one to this challenge."""
    _, state = _making(request, visit.keyring.passkeys, challenge)
    try:
        data = _server(request).register_complete(state, msgspec.json.decode(answer))
    except WRONG:
        return None
    found = data.credential_data
    if found is None:
        return None
    return Passkey(
        id=found.credential_id, data=bytes(found), kind=kind_of(request), since=visit.today
    )


def options_to_show(request: HttpRequest, known: tuple[Passkey, ...], challenge: str) -> str:
    """Return what a browser needs to show a passkey, as JSON."""
    return _json(_showing(request, known, challenge)[0])


def shown(
    request: HttpRequest, known: tuple[Passkey, ...], challenge: str, answer: str
) -> tuple[bytes, int] | None:
    """Return (id, use count) of the passkey that was shown, or None: it is none of these."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  late, as below
    from fido2.webauthn import AuthenticationResponse  # noqa: PLC0415

    _, state = _showing(request, known, challenge)
    try:
        said = AuthenticationResponse.from_dict(msgspec.json.decode(answer))
        found = _server(request).authenticate_complete(state, _known(known), said)
    except (InvalidSignature, *WRONG):
        return None
    return found.credential_id, said.response.authenticator_data.counter


def _making(request: HttpRequest, known: tuple[Passkey, ...], challenge: str) -> tuple[Any, Any]:
    from fido2.webauthn import (  # noqa: PLC0415
        PublicKeyCredentialUserEntity,
        UserVerificationRequirement,
    )

    user = PublicKeyCredentialUserEntity(
        id=secrets.token_bytes(USER_BYTES), name=NAME, display_name=NAME
    )
    begun: tuple[Any, Any] = _server(request).register_begin(
        user,
        _known(known),
        user_verification=UserVerificationRequirement.DISCOURAGED,
        challenge=bytes.fromhex(challenge),
    )
    return begun


def _showing(request: HttpRequest, known: tuple[Passkey, ...], challenge: str) -> tuple[Any, Any]:
    from fido2.webauthn import UserVerificationRequirement  # noqa: PLC0415

    begun: tuple[Any, Any] = _server(request).authenticate_begin(
        _known(known),
        user_verification=UserVerificationRequirement.DISCOURAGED,
        challenge=bytes.fromhex(challenge),
    )
    return begun


def _server(request: HttpRequest) -> Any:
    # Late: with its cryptography it is the slowest import of the house, and few ask for it.
    from fido2.server import Fido2Server  # noqa: PLC0415
    from fido2.webauthn import PublicKeyCredentialRpEntity  # noqa: PLC0415

    origin = _origin(request)
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=_host(request), name=NAME),
        verify_origin=lambda said: said == origin,
    )


def _known(passkeys: tuple[Passkey, ...]) -> list[Any]:
    from fido2.webauthn import AttestedCredentialData  # noqa: PLC0415

    return [AttestedCredentialData(one.data) for one in passkeys]


def _json(options: Any) -> str:
    return json.dumps(dict(options)["publicKey"])


def _origin(request: HttpRequest) -> str:
    said: str | None = settings.NEARER_ORIGIN
    return said or f"{request.scheme}://{request.get_host()}"


def _host(request: HttpRequest) -> str:
    return urlsplit(_origin(request)).hostname or ""
