"""Sealing: what is written is read, and nothing else ever opens."""

import hashlib
import hmac
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nacl import bindings

from nearer.vault import seal
from nearer.vault.seal import LADDER, OVERHEAD, CannotOpen, Reason, bind, derive, unseal
from tests.vault.samples import KEY, OTHER_KEY

HERE, THERE = bind("test", b"here"), bind("test", b"there")
PARTS = st.lists(st.binary(max_size=300), max_size=5)


def raw(padded: bytes, *, head: bytes = b"\x01\x00\x00", place: bytes = HERE) -> bytes:
    """Return a blob with a right tag over any padded text and head, as only a holder of KEY can."""
    nonce = bytes(24)
    body = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(padded, head + place, nonce, KEY)
    return head + nonce + body


def reason_of(blob: bytes, *, key: bytes = KEY, place: bytes = HERE) -> Reason:
    with pytest.raises(CannotOpen) as caught:
        unseal(key, blob, place)
    return caught.value.reason


@given(st.binary(max_size=10_000), st.binary(max_size=100), st.integers(0, 65_535))
def test_what_is_sealed_is_read(text: bytes, place: bytes, epoch: int) -> None:
    blob = seal.seal(KEY, text, place, epoch=epoch)
    assert (unseal(KEY, blob, place), seal.epoch_of(blob)) == (text, epoch)


@given(st.binary(max_size=10_000))
def test_lengths_come_only_from_the_ladder(text: bytes) -> None:
    size = len(seal.seal(KEY, text, HERE)) - OVERHEAD
    assert size in LADDER or (size > 4096 and size % 4096 == 0)


@pytest.mark.parametrize(
    ("length", "padded"),
    [
        (0, 256),
        (255, 256),
        (256, 512),
        (511, 512),
        (512, 1024),
        (1023, 1024),
        (1024, 2048),
        (2047, 2048),
        (2048, 4096),
        (4095, 4096),
        (4096, 8192),
        (8191, 8192),
        (8192, 12_288),
    ],
)
def test_each_step_of_the_ladder_keeps_one_byte_for_the_mark(length: int, padded: int) -> None:
    blob = seal.seal(KEY, b"x" * length, HERE)
    assert len(blob) == padded + OVERHEAD
    assert unseal(KEY, blob, HERE) == b"x" * length


def test_texts_that_look_like_padding_are_read_as_they_were() -> None:
    for text in (b"\x80", b"\x80\x00\x00", b"\x00", b"a\x80" + bytes(200)):
        assert unseal(KEY, seal.seal(KEY, text, HERE), HERE) == text


def test_sealing_twice_gives_two_blobs() -> None:
    assert seal.seal(KEY, b"same", HERE) != seal.seal(KEY, b"same", HERE)


@given(st.integers(0, OVERHEAD + 255), st.integers(0, 7))
def test_no_flipped_bit_opens(at: int, bit: int) -> None:
    blob = bytearray(seal.seal(KEY, b"words", HERE))
    assert unseal(KEY, bytes(blob), HERE) == b"words"
    blob[at] ^= 1 << bit
    assert reason_of(bytes(blob)) is (Reason.VERSION if at == 0 else Reason.CHANGED)


@given(st.integers(0, 600))
def test_no_cut_or_grown_blob_opens(length: int) -> None:
    blob = seal.seal(KEY, b"words", HERE)
    changed = (blob + bytes(600))[:length]
    assume(changed != blob)
    is_step = length - OVERHEAD in LADDER
    assert reason_of(changed) is (Reason.CHANGED if is_step else Reason.CUT)


@pytest.mark.parametrize("size", [-OVERHEAD, 0, 1, 255, 257, 4095, 4097, 6144])
def test_a_length_off_the_ladder_is_told_without_the_key(size: int) -> None:
    with pytest.raises(CannotOpen) as caught:
        seal.epoch_of(bytes(size + OVERHEAD))
    assert caught.value.reason is Reason.CUT


def test_another_key_or_place_does_not_open() -> None:
    blob = seal.seal(KEY, b"words", HERE)
    assert reason_of(blob, key=OTHER_KEY) is Reason.CHANGED
    assert reason_of(blob, place=THERE) is Reason.CHANGED
    assert unseal(KEY, blob, HERE) == b"words"


def test_another_version_is_refused_even_when_its_tag_is_right() -> None:
    padded = b"words\x80" + bytes(250)
    assert unseal(KEY, raw(padded), HERE) == b"words"
    for version in (0, 2, 255):
        assert reason_of(raw(padded, head=bytes([version, 0, 0]))) is Reason.VERSION


@pytest.mark.parametrize("padded", [bytes(256), b"\x80" + b"x" * 255, b"x" * 256])
def test_wrong_padding_behind_a_right_tag_does_not_open(padded: bytes) -> None:
    assert reason_of(raw(padded)) is Reason.PADDING


def test_a_fixed_size_holds_one_byte_less_and_no_more() -> None:
    blob = seal.seal(KEY, b"x" * 2047, HERE, size=2048)
    assert len(blob) == len(seal.seal(KEY, b"", HERE, size=2048)) == 2048 + OVERHEAD
    with pytest.raises(ValueError, match="text: 2048 bytes; at most 2047 fit"):
        seal.seal(KEY, b"x" * 2048, HERE, size=2048)


@pytest.mark.parametrize("size", [-1, 1, 300, 6000])
def test_a_fixed_size_off_the_ladder_is_refused_before_sealing(size: int) -> None:
    with pytest.raises(ValueError, match="no step of the ladder"):
        seal.seal(KEY, b"", HERE, size=size)


def test_the_error_names_the_reason_and_never_the_bytes() -> None:
    error = CannotOpen(Reason.CHANGED)
    assert str(error) == f"cannot be opened: {Reason.CHANGED.value}"
    assert error.args == (str(error),)


@given(st.text(max_size=20), PARTS, st.text(max_size=20), PARTS)
def test_two_places_never_bind_alike(
    purpose: str, parts: list[bytes], other: str, others: list[bytes]
) -> None:
    same = (purpose, parts) == (other, others)
    assert (bind(purpose, *parts) == bind(other, *others)) is same


def test_bytes_that_move_between_parts_bind_otherwise() -> None:
    assert bind("p", b"ab", b"c") != bind("p", b"a", b"bc")
    assert bind("p", b"", b"a") != bind("p", b"a", b"")
    assert bind("pa") != bind("p", b"a")
    assert bind("p", b"a", b"b") == bind("p", b"a", b"b")


def test_words_and_numbers_are_bound_as_bytes_of_their_own_length() -> None:
    assert bind("é", "ü", 258) == (
        b"\0\0\0\x08nearer/1" + b"\0\0\0\x02\xc3\xa9" + b"\0\0\0\x02\xc3\xbc"
        b"\0\0\0\x08\0\0\0\0\0\0\x01\x02"
    )
    assert bind("p", bytes(300)).endswith(b"\0\0\x01\x2c" + bytes(300))


def hkdf(key: bytes, info: bytes, salt: bytes, length: int) -> bytes:
    """Return HKDF-SHA256 written out after RFC 5869, section 2."""
    extracted = hmac.new(salt, key, hashlib.sha256).digest()
    made, block = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.new(extracted, block + info + bytes([number]), hashlib.sha256).digest()
        made += block
    return made[:length]


def test_derivation_is_hkdf_sha256() -> None:
    # RFC 5869, test case 1: that the reference above is right.
    okm = hkdf(b"\x0b" * 22, bytes(range(0xF0, 0xFA)), bytes(range(13)), 42)
    assert okm.hex() == (
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    )
    info = bind("purpose", b"part")
    assert derive(KEY, "purpose", b"part", salt=b"s" * 32) == hkdf(KEY, info, b"s" * 32, 32)
    assert derive(KEY, "purpose", b"part", length=12) == hkdf(KEY, info, bytes(32), 12)


def test_each_purpose_part_and_salt_derives_its_own_key() -> None:
    keys = [
        derive(KEY, "one"),
        derive(KEY, "two"),
        derive(KEY, "one", b""),
        derive(KEY, "one", 1),
        derive(KEY, "one", salt=b"s"),
        derive(OTHER_KEY, "one"),
    ]
    assert len(set(keys)) == len(keys)
    assert derive(KEY, "one") == keys[0]


@pytest.mark.parametrize("length", [-1, 0, 33])
def test_derivation_gives_at_most_one_block(length: int) -> None:
    with pytest.raises(ValueError, match="one HKDF block gives 1 to 32"):
        derive(KEY, "purpose", length=length)


def test_a_keyed_hash_is_blake2b_and_needs_the_key() -> None:
    reference = hashlib.blake2b(b"text", key=KEY, digest_size=16).digest()
    assert seal.keyed_hash(KEY, b"text") == reference
    assert seal.keyed_hash(OTHER_KEY, b"text") != reference
    assert len(seal.keyed_hash(KEY, b"text", length=20)) == 20


def test_fresh_keys_and_ids_never_repeat() -> None:
    drawn = [seal.fresh_key() for _ in range(50)] + [seal.fresh_id() for _ in range(50)]
    assert len(set(drawn)) == 100
    assert {len(one) for one in drawn} == {16, 32}


def test_the_ladder_rises() -> None:
    assert all(low < high for low, high in pairwise(LADDER))
    assert [seal.padded_length(n) for n in (0, 256, 4096)] == [256, 512, 8192]
