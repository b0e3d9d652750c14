"""Keys: each way in opens only with what it was made of."""

import unicodedata
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.exceptions import RuntimeError as OutOfMemory

from nearer.vault import keys
from nearer.vault.keys import KEYRING_BYTES, Settings, Slot, open_slot, read_code
from nearer.vault.seal import OVERHEAD, CannotOpen, Reason, bind, seal
from tests.vault.samples import ADA, BEN, KEY, ME, OTHER_KEY, US

WORDS = "plum harbour wednesday slate"
SECRET, MASTER = b"s" * 32, b"M" * 32
CODE = "0123456789ABCDEFGHJKMNPQRSTV"
STRETCH = keys.stretch
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture(autouse=True)
def _cheap_stretch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("real_stretch"):
        return
    monkeypatch.setattr(keys, "stretch", STRETCH)
    monkeypatch.setattr(keys, "PASSES", 1)
    monkeypatch.setattr(keys, "MEMORY", 8192)


def slot() -> Slot:
    return keys.make_slot(WORDS, ADA, SECRET, MASTER)


def reason_of(call: object, *args: object, **named: object) -> Reason:
    with pytest.raises(CannotOpen) as caught:
        call(*args, **named)  # type: ignore[operator]
    return caught.value.reason


def test_a_slot_opens_with_its_passphrase_person_and_server_secret() -> None:
    made = slot()
    assert open_slot(WORDS, ADA, SECRET, made) == MASTER
    assert open_slot("plum harbour wednesday slat", ADA, SECRET, made) is None
    assert open_slot(WORDS, BEN, SECRET, made) is None
    assert open_slot(WORDS, ADA, OTHER_KEY, made) is None


def test_a_slot_of_another_person_does_not_open_in_ones_place() -> None:
    bens = keys.make_slot(WORDS, BEN, SECRET, OTHER_KEY)
    assert open_slot(WORDS, BEN, SECRET, bens) == OTHER_KEY
    assert open_slot(WORDS, ADA, SECRET, bens) is None
    assert reason_of(open_slot, WORDS, ADA, SECRET, replace(slot(), blob=bens.blob))


def test_a_changed_slot_does_not_open() -> None:
    made = slot()
    flipped = bytes([made.check[0] ^ 1]) + made.check[1:]
    assert open_slot(WORDS, ADA, SECRET, replace(made, check=flipped)) is None
    assert open_slot(WORDS, ADA, SECRET, replace(made, check=made.check[:-1])) is None
    assert open_slot(WORDS, ADA, SECRET, replace(made, check=b"")) is None
    assert open_slot(WORDS, ADA, SECRET, replace(made, salt=b"x" * 16)) is None
    changed = replace(made, blob=made.blob[:-1] + bytes([made.blob[-1] ^ 1]))
    assert reason_of(open_slot, WORDS, ADA, SECRET, changed) is Reason.CHANGED


@pytest.mark.parametrize("salt", [b"", b"x" * 15, b"x" * 17])
def test_a_slot_with_a_cut_salt_cannot_be_opened(salt: bytes) -> None:
    assert reason_of(open_slot, WORDS, ADA, SECRET, replace(slot(), salt=salt)) is Reason.CUT


@pytest.mark.parametrize(("name", "lower"), [("PASSES", 2), ("MEMORY", 64 * 1024 * 1024)])
def test_bytes_made_with_lowered_parameters_do_not_open(
    name: str, lower: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if the stretching itself gave the same: the numbers are bound behind it as well.
    monkeypatch.setattr(keys, "stretch", lambda _words, salt: salt * 2)
    assert open_slot(WORDS, ADA, SECRET, slot()) == MASTER
    whole = getattr(keys, name)
    monkeypatch.setattr(keys, name, lower)
    lowered = slot()
    monkeypatch.setattr(keys, name, whole)
    assert open_slot(WORDS, ADA, SECRET, lowered) is None


@pytest.mark.real_stretch
def test_the_whole_stretch_opens_its_slot_and_is_argon2id_of_128_mib() -> None:
    assert (keys.PASSES, keys.MEMORY) == (3, 128 * 1024 * 1024)
    assert open_slot(WORDS, ADA, SECRET, slot()) == MASTER


def test_no_parameter_lies_in_a_slot() -> None:
    assert Slot.__match_args__ == ("salt", "check", "blob")


def test_one_passphrase_is_one_however_its_letters_are_composed() -> None:
    composed, apart = "Müßiggang über", unicodedata.normalize("NFD", "Müßiggang über")
    assert composed != apart
    assert keys.stretch(composed, b"x" * 16) == keys.stretch(apart, b"x" * 16)
    assert keys.stretch(composed, b"x" * 16) != keys.stretch(composed.lower(), b"x" * 16)


def test_two_slots_of_one_passphrase_have_nothing_in_common() -> None:
    one, two = slot(), slot()
    assert {one.salt, one.check, one.blob}.isdisjoint({two.salt, two.check, two.blob})


def test_want_of_memory_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*_args: object, **_named: object) -> bytes:
        raise OutOfMemory

    monkeypatch.setattr("nacl.pwhash.argon2id.kdf", no_memory)
    with pytest.raises(MemoryError, match="128 MiB of free memory"):
        keys.stretch(WORDS, b"x" * 16)


def test_a_keyring_is_read_as_it_was_written() -> None:
    ring = keys.fresh_keyring(ADA, Settings(called="Ada", zone="Asia/Kathmandu", minutes=30))
    us, shared = keys.fresh_space("us")
    partner = keys.Partner(person=BEN, called="Ben", pronouns="he")
    shared = msgspec.structs.replace(shared, partner=partner, side="b", epochs={1: KEY, 2: KEY})
    ring = msgspec.structs.replace(ring, spaces={**ring.spaces, us.hex(): shared}, care=2)
    assert keys.open_keyring(MASTER, ADA, keys.seal_keyring(MASTER, ring)) == ring


def test_what_holds_keys_shows_nothing_of_itself() -> None:
    ring = keys.fresh_keyring(ADA, Settings(called="Ada"))
    (me,) = ring.spaces.values()
    assert [repr(ring), repr(me)] == ["Keyring(...)", "SpaceKeys(...)"]


def test_a_keyring_opens_only_for_its_person_and_master() -> None:
    blob = keys.seal_keyring(MASTER, keys.fresh_keyring(ADA, Settings()))
    assert keys.open_keyring(MASTER, ADA, blob).person == ADA
    assert reason_of(keys.open_keyring, MASTER, BEN, blob) is Reason.CHANGED
    assert reason_of(keys.open_keyring, OTHER_KEY, ADA, blob) is Reason.CHANGED


def test_a_keyring_of_unknown_content_cannot_be_opened() -> None:
    place = bind("keyring", ADA)
    for text in (b"", b"{}", b'{"person": "\xff"}', b'{"newer": 1}'):
        blob = seal(MASTER, text, place, size=KEYRING_BYTES)
        assert reason_of(keys.open_keyring, MASTER, ADA, blob) is Reason.CONTENT


def test_keyrings_have_one_length_until_they_outgrow_it() -> None:
    ring = keys.fresh_keyring(ADA, Settings())
    long = msgspec.structs.replace(ring, settings=Settings(called="A" * 3000))
    longer = msgspec.structs.replace(ring, settings=Settings(called="A" * 4096))
    lengths = [len(keys.seal_keyring(MASTER, one)) - OVERHEAD for one in (ring, long, longer)]
    assert lengths == [4096, 4096, 8192]
    assert keys.open_keyring(MASTER, ADA, keys.seal_keyring(MASTER, longer)) == longer


def test_a_new_person_holds_their_own_space_and_no_key_twice() -> None:
    ring = keys.fresh_keyring(ADA, Settings())
    (me,) = ring.spaces.values()
    assert (me.kind, me.state, me.epoch) == ("me", "open", 1)
    assert len({ring.author_key, ring.id_key, me.index, me.epochs[1]}) == 4


def test_new_records_go_under_the_newest_epoch() -> None:
    _, space = keys.fresh_space("us")
    assert msgspec.structs.replace(space, epochs={1: KEY, 10: KEY, 9: KEY}).epoch == 10


@given(st.text(LETTERS, min_size=28, max_size=28))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    groups = " ".join(code[at : at + 4] for at in range(0, 28, 4))
    assert read_code(code) == code
    assert read_code(f" {groups.lower().replace(' ', '-')}\n") == code
    assert read_code(groups.replace("1", "l").replace("0", "o").replace("V", "u")) == code
    assert read_code(groups.replace("1", "I").replace("0", "O")) == code


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE + "0", CODE[:-1] + "Ä", "٣" * 28])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(CODE) == CODE
    assert read_code(typed) is None


def test_fresh_codes_are_28_letters_and_never_repeat() -> None:
    codes = {keys.fresh_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(read_code(code) == code for code in codes)
    assert set("".join(codes)) == set(LETTERS)


def test_the_id_of_a_code_is_its_own_for_each_purpose() -> None:
    ids = [
        keys.code_id(CODE, "recovery"),
        keys.code_id(CODE, "invitation"),
        keys.code_id(CODE[::-1], "recovery"),
    ]
    assert len(set(ids)) == 3
    assert {len(one) for one in ids} == {16}


def test_what_a_code_seals_opens_only_with_code_purpose_owner_and_dated_secret() -> None:
    blob = keys.seal_by_code(CODE, "invitation", b"words", about=US, salt=SECRET)
    assert keys.open_by_code(CODE, "invitation", blob, about=US, salt=SECRET) == b"words"
    tries = [
        (CODE[::-1], "invitation", US, SECRET),
        (CODE, "recovery", US, SECRET),
        (CODE, "invitation", ME, SECRET),
        (CODE, "invitation", US, OTHER_KEY),
        (CODE, "invitation", US, b""),
    ]
    for code, purpose, about, salt in tries:
        failed = reason_of(keys.open_by_code, code, purpose, blob, about=about, salt=salt)
        assert failed is Reason.CHANGED


def test_one_name_is_one_in_any_case_width_and_with_spaces_around() -> None:
    tag = keys.name_tag(KEY, "Zoë")
    for typed in ("zoë", " ZOË ", "zoe\u0308", "\uff3aoë", "zoë\u3000"):
        assert keys.name_tag(KEY, typed) == tag
    assert keys.name_tag(KEY, "zoe") != tag
    assert keys.name_tag(OTHER_KEY, "Zoë") != tag


def test_an_id_stays_for_the_same_form_and_no_other() -> None:
    ring = keys.fresh_keyring(ADA, Settings())
    id_ = keys.record_id(ring, US, "test-note", b"form")
    assert id_ == keys.record_id(ring, US, "test-note", b"form")
    others = [
        keys.record_id(ring, ME, "test-note", b"form"),
        keys.record_id(ring, US, "test-card", b"form"),
        keys.record_id(ring, US, "test-note", b"from"),
        keys.record_id(msgspec.structs.replace(ring, person=BEN), US, "test-note", b"form"),
        keys.record_id(msgspec.structs.replace(ring, id_key=KEY), US, "test-note", b"form"),
    ]
    assert len({id_, *others}) == 6
    assert len(id_) == 16
