"""Encryption that an independent implementation agrees with."""

import base64
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.utils import WeChatSigner

from simulator.crypto import DecryptError, MessageCrypto, signature
from simulator.settings import default_aes_key

APP_ID = "wx49f0ab532d5d035a"
KEY = default_aes_key()
OURS = MessageCrypto(KEY, APP_ID)


def theirs() -> PrpCrypto:
    return PrpCrypto(base64.b64decode(KEY + "="))


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_each_reads_what_the_other_wrote(text: str) -> None:
    assert theirs().decrypt(OURS.encrypt(text), APP_ID) == text
    assert OURS.decrypt(theirs().encrypt(text, APP_ID).decode()) == text


def test_the_signature_is_the_same() -> None:
    signer = WeChatSigner()
    signer.add_data("token", "1411525903", "461056294", "cipher")

    assert signature("token", "1411525903", "461056294", "cipher") == signer.signature


def test_a_whole_encrypted_reply_is_read() -> None:
    crypto = WeChatCrypto("token", KEY, APP_ID)
    sealed = crypto.encrypt_message("<xml><MsgType>text</MsgType></xml>", "1", "2")
    inside = sealed.split("<Encrypt><![CDATA[")[1].split("]]>")[0]

    assert OURS.decrypt(inside) == "<xml><MsgType>text</MsgType></xml>"


@pytest.mark.parametrize("length", range(60))
def test_every_length_of_padding_comes_back(length: int) -> None:
    text = "x" * length

    assert OURS.decrypt(OURS.encrypt(text)) == text


def test_another_account_cannot_read_it() -> None:
    with pytest.raises(DecryptError):
        MessageCrypto(KEY, "wx0000000000000000").decrypt(OURS.encrypt("hello"))


def test_noise_is_refused_and_never_crashes() -> None:
    noise = random.Random(7)
    for size in (0, 5, 16, 32, 64, 160):
        with pytest.raises(DecryptError):
            OURS.decrypt(base64.b64encode(noise.randbytes(size)).decode())
    with pytest.raises(DecryptError):
        OURS.decrypt("不是 base64")
