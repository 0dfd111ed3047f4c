"""Encryption agrees with third parties: stored vectors, and wechatpy in both directions."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from channels.crypto import CiphertextError, Crypto, is_signed, signature

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
APP = "wx5823bf96d3bd56c7"
OURS = Crypto(KEY, APP)
texts = st.text(st.characters(exclude_categories=["Cs"]))


def theirs(key: str = KEY) -> Any:
    return PrpCrypto(base64.b64decode(key + "="))


def test_third_parties_vectors_agree() -> None:
    file = SHARED / "crypto_vectors.json"
    if not file.exists():
        pytest.skip("there is no crypto_vectors.json (SHARED_DATA names its folder)")
    vectors = json.loads(file.read_text(encoding="utf-8"))
    assert len(vectors) >= 10
    for vector in vectors:
        crypto = Crypto(vector["encoding_aes_key"], vector["receiveid"])
        plain = vector["plaintext"].encode()
        assert crypto.decrypt(vector["encrypt"]) == plain
        if random16 := vector.get("random16"):
            assert crypto.encrypt(plain, random16.encode()) == vector["encrypt"]


@given(text=texts)
@example(text="")
@example(text="x" * 11)
@example(text="x" * 12)
@example(text="中" * 5000)
def test_wechatpy_reads_what_we_encrypt(text: str) -> None:
    sealed = OURS.encrypt(text.encode(), os.urandom(16))
    assert theirs().decrypt(sealed, APP) == text


@given(text=texts)
def test_we_read_what_wechatpy_encrypts(text: str) -> None:
    assert OURS.decrypt(theirs().encrypt(text, APP).decode()) == text.encode()


@given(parts=st.lists(texts, min_size=1, max_size=5))
def test_signatures_are_wechatpys(parts: list[str]) -> None:
    signer = WeChatSigner()
    signer.add_data(*parts)
    assert signature(*parts) == signer.signature
    assert is_signed(signer.signature, *parts)
    assert not is_signed(signer.signature.upper() + "0", *parts)


@given(sealed=st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode()))
def test_anything_else_is_refused_in_one_way(sealed: str) -> None:
    with pytest.raises(CiphertextError):
        OURS.decrypt(sealed)


@given(at=st.integers(0, 63), bit=st.integers(0, 7))
def test_a_flipped_bit_in_the_last_blocks_is_noticed(at: int, bit: int) -> None:
    """CBC garbles the block and flips the next: the receiver's id or the padding breaks."""
    sealed = bytearray(base64.b64decode(OURS.encrypt(b"x" * 60, b"r" * 16)))
    sealed[-64 + at] ^= 1 << bit
    if at < 28:
        return
    with pytest.raises(CiphertextError):
        OURS.decrypt(base64.b64encode(bytes(sealed)).decode())


def test_another_accounts_message_is_refused() -> None:
    with pytest.raises(CiphertextError):
        Crypto(KEY, "wx0000000000000000").decrypt(OURS.encrypt(b"<xml/>", b"r" * 16))
