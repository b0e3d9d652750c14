"""The code reads and writes what docs/vault.md says: vectors that were made without it."""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nearer.vault import (
    closing,
    envelopes,
    invitations,
    keys,
    pin,
    record,
    seal,
    secrets,
    sessions,
    spoken,
)
from nearer.vault.errors import InvitationEnded
from nearer.vault.keys import SpaceKeys
from nearer.vault.models import (
    DatedSecret,
    EnvelopeRow,
    PinRow,
    SessionRow,
    SpaceRow,
    SpokenRow,
)
from nearer.vault.record import Place
from nearer.vault.seal import CannotOpen, bind, derive
from nearer.vault.visit import Space
from tools import make_vectors

V: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text())
Open = Callable[[], object]


def raw(vector: dict[str, Any], *names: str) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(vector[name]) for name in names)


@pytest.fixture
def nonces(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let the next seal draw the nonce of a vector's blob."""

    def draw(blob: str) -> None:
        monkeypatch.setattr("nearer.vault.seal.secrets.token_bytes", lambda _n: nonce_of(blob))

    return draw


@pytest.fixture
def house_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "index_key", lambda: make_vectors.key("index"))
    monkeypatch.setattr(secrets, "reveal_key", lambda: make_vectors.key("reveal"))


def nonce_of(blob: str) -> bytes:
    return bytes.fromhex(blob)[3:27]


def opens_only(right: Open, *wrong: Open) -> None:
    right()
    for call in wrong:
        with pytest.raises(CannotOpen):
            call()


@pytest.mark.real_stretch
def test_the_file_is_what_the_page_makes() -> None:
    assert make_vectors.vectors() == V


@pytest.mark.parametrize("vector", V["bind"], ids=lambda vector: vector["purpose"])
def test_places_are_bound_as_written_down(vector: dict[str, Any]) -> None:
    parts = [bytes.fromhex(p["hex"]) if isinstance(p, dict) else p for p in vector["parts"]]
    assert bind(vector["purpose"], *parts).hex() == vector["bytes"]


@pytest.mark.parametrize("vector", V["derive"], ids=lambda vector: vector["purpose"])
def test_keys_are_derived_as_written_down(vector: dict[str, Any]) -> None:
    key, salt = raw(vector, "key", "salt")
    made = derive(key, vector["purpose"], *vector["parts"], salt=salt, length=vector["length"])
    assert made.hex() == vector["bytes"]


def test_a_name_has_the_tag_written_down() -> None:
    (index,) = raw(V["name"], "index_key")
    assert keys.name_tag(index, V["name"]["name"]).hex() == V["name"]["tag"]


@pytest.mark.real_stretch
def test_the_slot_opens_and_nothing_near_it() -> None:
    v = V["slot"]
    salt, check, blob, person, secret, master = raw(
        v, "salt", "check", "blob", "person", "server_secret", "master"
    )
    slot = keys.Slot(salt=salt, check=check, blob=blob)
    assert keys.open_slot(v["passphrase"], person, secret, slot) == master
    assert keys.open_slot(v["passphrase"], make_vectors.BEN, secret, slot) is None
    assert keys.open_slot(v["passphrase"], person, master, slot) is None


@pytest.mark.real_stretch
def test_the_slot_is_made_as_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    v = V["slot"]
    person, secret, master, salt = raw(v, "person", "server_secret", "master", "salt")
    drawn = iter([salt, nonce_of(v["blob"])])
    monkeypatch.setattr("nearer.vault.seal.secrets.token_bytes", lambda _n: next(drawn))
    made = keys.make_slot(v["passphrase"], person, secret, master)
    assert (made.check.hex(), made.blob.hex()) == (v["check"], v["blob"])


@pytest.mark.parametrize("purpose", ["recovery", "invitation"])
def test_both_codes_find_and_open_what_they_sealed(
    purpose: Any, nonces: Callable[[str], None]
) -> None:
    v = V[purpose]
    code, (about, salt, blob, text) = v["code"], raw(v, "about", "salt", "blob", "text")
    other = "invitation" if purpose == "recovery" else "recovery"
    assert keys.read_code(code.lower()) == code
    assert keys.code_id(code, purpose).hex() == v["id"]

    def opened(code: str = code, purpose: Any = purpose, about: bytes = about, salt: bytes = salt):  # type: ignore[no-untyped-def]
        return keys.open_by_code(code, purpose, blob, about=about, salt=salt)

    assert opened() == text
    opens_only(
        opened,
        lambda: opened(code=code[::-1]),
        lambda: opened(purpose=other),
        lambda: opened(about=make_vectors.BEN),
        lambda: opened(salt=make_vectors.key("another")),
    )
    nonces(v["blob"])
    assert keys.seal_by_code(code, purpose, text, about=about, salt=salt) == blob


@pytest.mark.real_stretch
@pytest.mark.usefixtures("db", "house_keys")
def test_six_spoken_words_open_their_invitations_code(monkeypatch: pytest.MonkeyPatch) -> None:
    v = V["spoken"]
    space, salt, secret, id_, blob = raw(v, "space", "salt", "secret", "id", "blob")
    monkeypatch.setattr(secrets, "dated", {b"current": secret}.get)
    row = SpokenRow(id=id_, space=space, secret=b"current", salt=salt, blob=blob, expires=2**60)
    row.save(force_insert=True)
    assert spoken.hear(v["words"]) == v["code"]
    for wrong in ([*v["words"][:5], "monday"], ["pear", *v["words"][1:]]):
        with pytest.raises(InvitationEnded):
            spoken.hear(wrong)
    SpokenRow.objects.update(space=make_vectors.BEN)
    with pytest.raises(InvitationEnded):
        spoken.hear(v["words"])


def test_spoken_words_follow_from_the_spaces_key() -> None:
    v = V["spoken"]
    space, salt = raw(v, "space", "salt")
    keys_ = SpaceKeys(kind="us", index=make_vectors.key("space index"), epochs={})
    assert spoken._seed(Space(space, keys_), salt).hex() == v["seed"]


@pytest.mark.parametrize("name", ["keyring", "keyring of later fields"])
def test_the_keyring_opens_for_its_person_only(name: str) -> None:
    v = V[name]
    master, person, blob, text = raw(v, "master", "person", "blob", "text")
    ring = keys.open_keyring(master, person, blob)
    assert ring == msgspec.json.decode(text, type=keys.Keyring)
    assert (ring.person, ring.settings.called) == (make_vectors.ADA, "Ada")
    opens_only(
        lambda: keys.open_keyring(master, person, blob),
        lambda: keys.open_keyring(master, make_vectors.BEN, blob),
        lambda: keys.open_keyring(person * 2, person, blob),
        lambda: keys.open_keyring(master, person, b"\x02" + blob[1:]),
    )


def test_an_id_is_made_as_written_down() -> None:
    v = V["id"]
    id_key, space, person, key = raw(v, "id_key", "space", "person", "key")
    ring = keys.Keyring(person=person, author_key=b"", id_key=id_key, spaces={})
    assert keys.record_id(ring, space, v["kind"], key).hex() == v["id"]
    assert keys.record_id(ring, space, "other-kind", key).hex() != v["id"]


def test_buckets_are_made_as_written_down() -> None:
    space = SpaceKeys(kind="me", index=make_vectors.key("space index"), epochs={})
    made = [record.bucket(space, v["shelf"]).hex() for v in V["buckets"]]
    assert made == [v["bucket"] for v in V["buckets"]]


@pytest.mark.parametrize("v", V["records"], ids=lambda v: f"{v['letters']} bytes")
def test_records_at_the_edges_open_in_their_place_only(
    v: dict[str, Any], nonces: Callable[[str], None]
) -> None:
    key, author_key, blob, mark = raw(v, "key", "author_key", "blob", "mark")
    space_keys = SpaceKeys(kind="us", index=b"", epochs={v["epoch"]: key})
    place = Place(*(bytes.fromhex(p) if isinstance(p, str) else p for p in v["place"]))

    def opened(place: Place = place, keys: SpaceKeys = space_keys, blob: bytes = blob):  # type: ignore[no-untyped-def]
        return record.open_text(blob, place, keys, author_key)

    text, marked = opened()
    assert marked
    assert (hashlib.sha256(text).hexdigest(), len(text)) == (v["text_sha256"], v["letters"])
    assert record.KINDS.decode(text).day.isoformat() == "2026-11-25"
    assert seal.unseal(key, blob, bind("record", *place))[:16] == mark
    opens_only(
        opened,
        lambda: opened(place._replace(space=make_vectors.BEN)),
        lambda: opened(place._replace(id=make_vectors.BEN)),
        lambda: opened(place._replace(author=make_vectors.BEN)),
        lambda: opened(place._replace(revision=1)),
        lambda: opened(place._replace(bucket=bytes(12))),
        lambda: opened(keys=SpaceKeys(kind="us", index=b"", epochs={4: key})),
        lambda: opened(blob=b"\x02" + blob[1:]),
        lambda: opened(
            blob=blob[:2] + b"\x04" + blob[3:],
            keys=SpaceKeys(kind="us", index=b"", epochs={4: key}),
        ),
    )
    nonces(v["blob"])
    assert record.seal_text(text, place, space_keys, author_key) == blob


def test_a_closing_opens_in_its_space_only(monkeypatch: pytest.MonkeyPatch) -> None:
    v = V["closing"]
    key, space, by, blob = raw(v, "key", "space", "by", "blob")
    space_keys = SpaceKeys(kind="us", index=b"", epochs={1: key})
    row = SpaceRow(id=space, closing=blob)
    assert closing._read(row, space_keys) == closing.Closing(by, v["told"])
    other = SpaceKeys(kind="us", index=b"", epochs={1: space * 2})
    assert closing._read(row, other) is None
    assert closing._read(SpaceRow(id=by, closing=blob), space_keys) is None


@pytest.mark.real_stretch
@pytest.mark.usefixtures("db")
def test_a_pin_opens_with_its_token_and_its_secret(house_keys: None) -> None:
    v = V["pin"]
    token, salt, secret, id, check, person, master, blob = raw(
        v, "token", "salt", "secret", "id", "check", "person", "master", "blob"
    )
    name, _ = secrets.begin("pin", id, lasts=60)
    row = {"id": id, "tag": secrets.tag("pin", person), "secret": name, "salt": salt}
    PinRow.objects.create(**row, check_value=check, blob=blob)
    cookie = base64.urlsafe_b64encode(token).decode().rstrip("=")
    assert pin.unlock(cookie, v["pin"]) is None
    DatedSecret.objects.filter(id=name).update(secret=secret)
    assert pin.unlock(cookie, v["pin"]) == (person, master)
    assert pin.unlock(cookie, "480164") is None


def test_a_session_opens_with_its_cookie_secret_person_and_start(house_keys: None) -> None:
    v = V["session"]
    cookie, secret, person, key, tag, blob, text = raw(
        v, "cookie", "secret", "person", "key", "tag", "blob", "text"
    )
    row = SessionRow(key=key, tag=tag, started=v["started"])
    assert derive(cookie, "session", "id", length=16) == key
    assert secrets.tag("session", person) == tag

    def opened(cookie: bytes = cookie, secret: bytes = secret, **changed: Any) -> bytes:
        here = SessionRow(**{"key": key, "tag": tag, "started": v["started"], **changed})
        return seal.unseal(sessions._key(cookie, secret), blob, sessions._place(here))

    assert opened() == text
    assert sessions._place(row) == bind("session", key, tag, v["started"])
    opens_only(
        opened,
        lambda: opened(cookie=secret),
        lambda: opened(secret=cookie),
        lambda: opened(key=bytes(16)),
        lambda: opened(tag=secrets.tag("session", make_vectors.BEN)),
        lambda: opened(started=v["started"] + 900),
    )


def test_an_envelopes_layer_opens_in_its_place_and_generation_only(
    house_keys: None, nonces: Callable[[str], None]
) -> None:
    v = V["envelope"]
    space, author, secret, blob = raw(v, "space", "author", "secret", "blob")
    question, generation = v["question"], v["generation"]
    assert envelopes.guard(space, question).hex() == v["guard"]

    def opened(  # type: ignore[no-untyped-def]
        space: bytes = space,
        question: str = question,
        author: bytes = author,
        generation: int = generation,
        secret: bytes = secret,
    ):
        rows = {author: EnvelopeRow(generation=generation, blob=blob)}
        return envelopes._open(space, question, rows, secret).get(author)

    side = opened()
    assert side is not None
    assert (side.answered, side.ready, side.revision) == (True, True, v["revision"])
    assert (side.record.hex(), side.bucket.hex()) == (v["record"], v["bucket"])
    assert hashlib.sha256(side.inner).hexdigest() == v["inner_sha256"]
    nonces(v["blob"])
    place = bind("reveal", space, question, author, generation)
    layer = envelopes._packed(side)
    key = envelopes._key(space, question, secret)
    assert seal.seal(key, layer, place, size=envelopes.OUTER_BYTES) == blob
    assert not any(
        [
            opened(space=make_vectors.BEN),
            opened(question="other"),
            opened(author=make_vectors.BEN),
            opened(generation=generation - 1),
            opened(secret=make_vectors.key("another")),
        ]
    )


def test_an_accepted_invitations_answer_opens_in_its_space_only() -> None:
    v = V["answer"]
    key, space, blob = raw(v, "key", "space", "blob")
    text = seal.unseal(key, blob, bind("answer", space))
    assert text.decode() == v["text"]
    assert msgspec.json.decode(text, type=invitations.Answer).invitee.called == "Ben"
    opens_only(
        lambda: seal.unseal(key, blob, bind("answer", space)),
        lambda: seal.unseal(key, blob, bind("answer", make_vectors.BEN)),
        lambda: seal.unseal(key, blob, bind("invitation", space)),
    )


def test_both_see_the_same_words_to_compare() -> None:
    v = V["compare"]
    one, other = raw(v, "one", "other")
    assert invitations.words_seed(v["code"], one, other).hex() == v["seed"]
    assert invitations.words_seed(v["code"], other, one).hex() == v["seed"]
    assert invitations.words_seed(v["code"], one, make_vectors.SPACE).hex() != v["seed"]
