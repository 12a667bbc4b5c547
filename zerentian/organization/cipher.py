"""Encryption of secrets that the program itself uses: of code generators, and of what signs messages to others.

A copy of the database alone opens none. The keys follow from SECRET_KEY, which lies outside the database, one for each
use; where that is changed, second factors and the keys of webhooks are made anew.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from zerentian.ledger.rules.refusals import NotAllowed

FACTOR = b"second factor"
WEBHOOK = b"webhook"
LOST = {
    FACTOR: (
        "验证码密钥无法解开（SECRET_KEY 已更换），请用恢复码登录，再重新设置动态验证码",
        "the code secret cannot be read (SECRET_KEY was changed): use a recovery code, then set it up again",
    ),
    WEBHOOK: (
        "推送密钥无法解开（SECRET_KEY 已更换），请更换推送密钥",
        "the key of the webhook cannot be read (SECRET_KEY was changed): make another",
    ),
}


def cipher(use: bytes) -> Fernet:
    """Return the cipher of one use."""
    return Fernet(urlsafe_b64encode(hmac.digest(settings.SECRET_KEY.encode(), use, sha256)))


def encrypted(secret: str, use: bytes = FACTOR) -> str:
    """Return a secret encrypted."""
    return cipher(use).encrypt(secret.encode()).decode()


def decrypted(token: str, use: bytes = FACTOR) -> str:
    """Return a secret in the clear; NotAllowed when SECRET_KEY is no longer the one it was encrypted with."""
    try:
        return cipher(use).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise NotAllowed(*LOST[use]) from error
