"""Sealing small secrets for storage: AES-256-GCM with the key's id beside the text, and keyed hashes for look-ups."""

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def seal(plain: bytes, *, key: bytes, context: bytes) -> bytes:
    """Encrypt `plain`; `context` (the row it belongs to) is authenticated, so a sealed value moved to another row
    cannot be opened there."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def unseal(sealed: bytes, *, key: bytes, context: bytes) -> bytes:
    """Decrypt what `seal` made. Raises cryptography.exceptions.InvalidTag on a wrong key, row or altered bytes."""
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)


def lookup_hash(*parts: str, key: bytes) -> str:
    """A keyed hash (HMAC-SHA-256, hexadecimal) that finds equal values without revealing them."""
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
