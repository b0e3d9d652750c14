"""Write tests/vault/vectors.json from docs/vault.md alone.

Nothing of Nearer is imported here: this is a second, slow writing-down of the formats, from the
byte tables of that page, so that the vectors say what the page says and not what the code does.
The file is frozen. It changes only with the version byte: `python tools/make_vectors.py`.
"""

import base64
import hashlib
import hmac
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt
from nacl.pwhash import argon2id

FILE = Path(__file__).parent.parent / "tests" / "vault" / "vectors.json"

ADA, BEN = bytes(range(0x10, 0x20)), bytes(range(0x20, 0x30))
SPACE, RECORD = bytes(range(0x30, 0x40)), bytes(range(0x40, 0x50))
WORDS = "Müßig harbour wednesday slate"
CODE = "7ZK3M0Q9XW4TB8RC1YVDN5EJ6HPA"

Part = bytes | str | int
Vector = dict[str, Any]


def main() -> int:
    """Write the file, or say that it differs: a format never changes under its version."""
    made = json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"
    if FILE.exists() and FILE.read_text() != made and "--again" not in sys.argv:
        sys.stderr.write(f"{FILE.name} differs; a new format needs a new version byte (--again)\n")
        return 1
    FILE.write_text(made)
    return 0


def vectors() -> dict[str, Any]:
    """Return all vectors; bytes as hex."""
    return {
        "bind": [_bind(*one) for one in _BOUND],
        "derive": [_derive(*one) for one in _DERIVED],
        "name": _name(),
        "slot": _slot(),
        "recovery": _by_code("recovery", ADA, key("master"), b""),
        "invitation": _by_code("invitation", SPACE, b'{"keys":1}', key("invitation secret")),
        "spoken": _spoken(),
        "keyring": _keyring(),
        "keyring of later fields": _later_keyring(),
        "id": _id(),
        "buckets": [_bucket(shelf) for shelf in ("always", "2026-11", "2026-12")],
        "records": [_record(length) for length in (200, 239, 240, 4079, 4080)],
        "session": _session(),
        "envelope": _envelope(),
        "answer": _answer(),
        "compare": _compare(),
        "closing": _closing(),
        "pin": _pin(),
    }


def bound(purpose: str, *parts: Part) -> bytes:
    """Return `nearer/1`, the purpose and the parts, each behind four bytes of length."""
    whole = b""
    for part in ("nearer/1", purpose, *parts):
        if isinstance(part, str):
            raw = part.encode()
        else:
            raw = part if isinstance(part, bytes) else part.to_bytes(8, "big")
        whole += len(raw).to_bytes(4, "big") + raw
    return whole


def hkdf(secret: bytes, info: bytes, *, salt: bytes = b"", length: int = 32) -> bytes:
    """Return one block of HKDF-SHA256 (RFC 5869)."""
    extracted = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()[:length]


def sealed(with_key: bytes, text: bytes, place: bytes, *, epoch: int = 0, size: int = 0) -> str:
    """Return a blob in hex; its nonce is a hash of key and place, so that it never varies."""
    nonce = hashlib.sha256(b"nonce" + with_key + place).digest()[:24]
    size = size or next(step for step in _steps() if step > len(text))
    padded = text + b"\x80" + b"\x00" * (size - len(text) - 1)
    head = b"\x01" + epoch.to_bytes(2, "big")
    body = crypto_aead_xchacha20poly1305_ietf_encrypt(padded, head + place, nonce, with_key)
    return (head + nonce + body).hex()


def key(name: str) -> bytes:
    """Return a fixed key for each name."""
    return hashlib.sha256(name.encode()).digest()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _steps() -> list[int]:
    return [256, 512, 1024, 2048, *range(4096, 40_961, 4096)]


_BOUND: list[tuple[str, list[Part]]] = [
    ("empty", []),
    ("record", [SPACE, RECORD, ADA, 1, b"o" * 12]),
    ("words", ["é", "", 0, 2**40, b""]),
    ("long", [b"x" * 300]),
]

_DERIVED: list[tuple[str, list[Part], bytes, int]] = [
    ("check", [], b"", 32),
    ("bucket", ["2026-11"], b"", 12),
    ("session", ["key"], key("session secret"), 32),
]


def _bind(purpose: str, parts: list[Part]) -> Vector:
    shown = [{"hex": part.hex()} if isinstance(part, bytes) else part for part in parts]
    return {"purpose": purpose, "parts": shown, "bytes": bound(purpose, *parts).hex()}


def _derive(purpose: str, parts: list[Part], salt: bytes, length: int) -> Vector:
    derived = hkdf(key("any"), bound(purpose, *parts), salt=salt, length=length)
    return {
        "key": key("any").hex(),
        "purpose": purpose,
        "parts": parts,
        "salt": salt.hex(),
        "length": length,
        "bytes": derived.hex(),
    }


def _name() -> Vector:
    tag = hmac.new(hkdf(key("index"), bound("name")), b"zo\xc3\xab", hashlib.sha256).digest()
    return {"index_key": key("index").hex(), "name": " Zoe\u0308 ", "tag": tag.hex()}


def _slot() -> Vector:
    salt, server_secret = key("slot salt")[:16], key("server secret")
    text = unicodedata.normalize("NFKC", WORDS).encode()
    stretched = argon2id.kdf(32, text, salt, opslimit=3, memlimit=134_217_728)
    info = bound("slot", ADA, "passphrase", salt, 3, 134_217_728)
    root = hkdf(stretched, info, salt=server_secret)
    blob = sealed(hkdf(root, bound("wrap")), key("master"), bound("slot", ADA, "passphrase", salt))
    return {
        "passphrase": WORDS,
        "person": ADA.hex(),
        "server_secret": server_secret.hex(),
        "salt": salt.hex(),
        "check": hkdf(root, bound("check")).hex(),
        "blob": blob,
        "master": key("master").hex(),
    }


def _by_code(purpose: str, about: bytes, text: bytes, salt: bytes) -> Vector:
    root = hashlib.sha256(CODE.encode()).digest()
    row = hkdf(root, bound(purpose, "id"), length=16)
    wrap = hkdf(root, bound(purpose, "key"), salt=salt)
    return {
        "code": CODE,
        "about": about.hex(),
        "salt": salt.hex(),
        "id": row.hex(),
        "blob": sealed(wrap, text, bound(purpose, about, row)),
        "text": text.hex(),
    }


def _spoken() -> Vector:
    words, salt = ["plum", "harbour", "lantern", "gravel", "slate", "tuesday"], key("salt")[:16]
    stretched = argon2id.kdf(
        32, " ".join(words[2:]).encode(), salt, opslimit=3, memlimit=134_217_728
    )
    wrap = hkdf(stretched, bound("spoken", "key"), salt=key("spoken secret"))
    tag_key = hkdf(key("index"), bound("spoken"))
    row = hmac.new(tag_key, bound("spoken", *words[:2]), hashlib.sha256).digest()
    return {
        "words": words,
        "index_key": key("index").hex(),
        "space": SPACE.hex(),
        "salt": salt.hex(),
        "secret": key("spoken secret").hex(),
        "id": row.hex(),
        "blob": sealed(wrap, CODE.encode(), bound("spoken", SPACE, row)),
        "code": CODE,
        "seed": hkdf(key("space index"), bound("spoken", "words", salt), length=16).hex(),
    }


def _keyring() -> Vector:
    me = {"kind": "me", "index": _b64(key("space index")), "epochs": {"1": _b64(key("space"))}}
    ring = {
        "person": _b64(ADA),
        "author_key": _b64(key("author")),
        "id_key": _b64(key("id")),
        "spaces": {SPACE.hex(): me},
        "settings": {"called": "Ada", "zone": "Europe/Berlin", "minutes": 15},
    }
    text = json.dumps(ring).encode()
    return {
        "master": key("master").hex(),
        "person": ADA.hex(),
        "blob": sealed(key("master"), text, bound("keyring", ADA), size=4096),
        "text": text.hex(),
    }


def _later_keyring() -> Vector:
    keys = {"1": _b64(key("space"))}
    other = {"person": _b64(BEN), "called": "Ben", "pronouns": "he"}
    us = {"kind": "us", "index": _b64(key("space index")), "epochs": keys, "partner": other}
    ring = {
        "person": _b64(ADA),
        "author_key": _b64(key("author")),
        "id_key": _b64(key("id")),
        "spaces": {SPACE.hex(): {**us, "matched": True, "resting": True, "until": "2026-12-24"}},
        "devices": {RECORD.hex(): {"kind": "phone", "since": "2026-11-25"}},
        "totp": {"secret": _b64(key("totp")[:20]), "step": 59_000_000},
        "passkeys": [
            {
                "id": _b64(key("passkey")),
                "data": _b64(key("passkey data") * 5),
                "kind": "computer",
                "since": "2026-11-25",
                "count": 3,
            }
        ],
        "settings": {"called": "Ada", "zone": "Europe/Berlin", "minutes": 15},
        "closed": True,
    }
    text = json.dumps(ring).encode()
    return {
        "master": key("master").hex(),
        "person": ADA.hex(),
        "blob": sealed(key("master"), text, bound("keyring", ADA), size=4096),
        "text": text.hex(),
    }


def _closing() -> Vector:
    told = 1_795_000_000
    text = b"\x01" + told.to_bytes(8, "big") + ADA
    return {
        "key": key("space").hex(),
        "space": SPACE.hex(),
        "by": ADA.hex(),
        "told": told,
        "blob": sealed(key("space"), text, bound("closing", SPACE), epoch=1, size=256),
    }


def _pin() -> Vector:
    token, salt, typed = key("pin token"), key("pin salt")[:16], "480163"
    row = hkdf(token, bound("pin", "id"), length=16)
    stretched = argon2id.kdf(32, typed.encode(), salt, opslimit=3, memlimit=134_217_728)
    info = bound("pin", row, salt, 3, 134_217_728)
    root = hkdf(stretched + token, info, salt=key("pin secret"))
    wrap = hkdf(root, bound("wrap"))
    return {
        "pin": typed,
        "token": token.hex(),
        "salt": salt.hex(),
        "secret": key("pin secret").hex(),
        "id": row.hex(),
        "check": hkdf(root, bound("check")).hex(),
        "person": ADA.hex(),
        "master": key("master").hex(),
        "blob": sealed(wrap, ADA + key("master"), bound("pin", row, salt), size=256),
    }


def _id() -> Vector:
    place = bound("id", SPACE, "sign-answer", ADA, b"form key 16 byte")
    made = hashlib.blake2b(place, key=key("id"), digest_size=16).digest()
    return {
        "id_key": key("id").hex(),
        "space": SPACE.hex(),
        "kind": "sign-answer",
        "person": ADA.hex(),
        "key": b"form key 16 byte".hex(),
        "id": made.hex(),
    }


def _bucket(shelf: str) -> Vector:
    made = hkdf(key("space index"), bound("bucket", shelf), length=12)
    return {"index": key("space index").hex(), "shelf": shelf, "bucket": made.hex()}


def _record(length: int) -> Vector:
    """Return a record whose JSON has this many bytes; its mark adds 16, so it ends at an edge."""
    bucket = hkdf(key("space index"), bound("bucket", "2026-11"), length=12)
    place = bound("record", SPACE, RECORD, ADA, 2, bucket)
    start = (
        '{"kind":"test-note","at":"2026-11-25T08:30:00Z","zone":"Europe/Berlin",'
        '"day":"2026-11-25","text":"'
    )
    text = (start + "x" * (length - len(start) - 2) + '"}').encode()
    mark = hashlib.blake2b(place + text, key=key("author"), digest_size=16).digest()
    return {
        "key": key("space").hex(),
        "epoch": 3,
        "author_key": key("author").hex(),
        "place": [SPACE.hex(), RECORD.hex(), ADA.hex(), 2, bucket.hex()],
        "letters": length,
        "mark": mark.hex(),
        "blob": sealed(key("space"), mark + text, place, epoch=3),
        "text_sha256": hashlib.sha256(text).hexdigest(),
    }


def _session() -> Vector:
    cookie, secret = key("cookie"), key("session secret")
    row = hkdf(cookie, bound("session", "id"), length=16)
    tag = hkdf(key("index"), bound("session", "tag", ADA))
    text = b'{"person":"..."}'
    wrap = hkdf(cookie, bound("session", "key"), salt=secret)
    return {
        "cookie": cookie.hex(),
        "secret": secret.hex(),
        "index_key": key("index").hex(),
        "person": ADA.hex(),
        "started": 1_795_595_400,
        "key": row.hex(),
        "tag": tag.hex(),
        "blob": sealed(wrap, text, bound("session", row, tag, 1_795_595_400), size=4096),
        "text": text.hex(),
    }


def _envelope() -> Vector:
    secret, bucket = key("envelope secret"), bytes(range(12))
    guard = SPACE + hkdf(key("index"), bound("envelope", SPACE, "signs"), length=16)
    inner = bytes.fromhex(
        sealed(key("space"), b"answer", bound("record", SPACE, RECORD, ADA, 1, bucket), size=2048)
    )
    layer = b"\x03" + RECORD + bucket + (1).to_bytes(4, "big") + inner
    wrap = hkdf(key("reveal"), bound("reveal", SPACE, "signs"), salt=secret)
    return {
        "reveal_key": key("reveal").hex(),
        "index_key": key("index").hex(),
        "secret": secret.hex(),
        "space": SPACE.hex(),
        "question": "signs",
        "author": ADA.hex(),
        "generation": 7,
        "guard": guard.hex(),
        "blob": sealed(wrap, layer, bound("reveal", SPACE, "signs", ADA, 7), size=4096),
        "record": RECORD.hex(),
        "bucket": bucket.hex(),
        "revision": 1,
        "inner_sha256": hashlib.sha256(inner).hexdigest(),
    }


def _answer() -> Vector:
    text = json.dumps({"invitee": {"person": _b64(BEN), "called": "Ben"}})
    blob = sealed(key("space"), text.encode(), bound("answer", SPACE), epoch=1, size=1024)
    return {"key": key("space").hex(), "space": SPACE.hex(), "blob": blob, "text": text}


def _compare() -> Vector:
    seed = hkdf(CODE.encode(), bound("compare", ADA, BEN), length=16)
    return {"code": CODE, "one": BEN.hex(), "other": ADA.hex(), "seed": seed.hex()}


if __name__ == "__main__":
    sys.exit(main())
