"""The baseline: a bare Flask view that decrypts, parses, echoes and encrypts with wechatpy."""

import os

from flask import Flask, request
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import create_reply

app = Flask(__name__)
crypto = WeChatCrypto(
    os.environ["WECHAT_TOKEN"], os.environ["WECHAT_AES_KEY"], os.environ["WECHAT_APP_ID"]
)


@app.post("/wechat")
def echo() -> str:
    nonce, stamp = request.args["nonce"], request.args["timestamp"]
    plain = crypto.decrypt_message(request.data, request.args["msg_signature"], stamp, nonce)
    message = parse_message(plain)
    reply = create_reply(message.content, message)
    return str(crypto.encrypt_message(reply.render(), nonce, stamp))
