"""Encryption of the secrets of code generators, so that a copy of the database alone makes no codes.

The key follows from SECRET_KEY, which lies outside the database; where that is changed, second factors are set anew.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from zerentian.ledger.rules.refusals import NotAllowed


def cipher() -> Fernet:
    """Return the cipher."""
    return Fernet(urlsafe_b64encode(hmac.digest(settings.SECRET_KEY.encode(), b"second factor", sha256)))


def encrypted(secret: str) -> str:
    """Return a secret encrypted."""
    return cipher().encrypt(secret.encode()).decode()


def decrypted(token: str) -> str:
    """Return a secret in the clear; NotAllowed when SECRET_KEY is no longer the one it was encrypted with."""
    try:
        return cipher().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise NotAllowed(
            "验证码密钥无法解开（SECRET_KEY 已更换），请用恢复码登录，再重新设置动态验证码",
            "the code secret cannot be read (SECRET_KEY was changed): use a recovery code, then set it up again",
        ) from error
