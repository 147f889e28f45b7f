"""The short code of a document: read aloud, typed from a photocopy, never guessed."""

import secrets

# No 0/O, 1/I/L, U/V: what a photocopy or a telephone confuses.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
LENGTH = 8


def new_code() -> str:
    """A fresh code such as ``7K3F-9MWD`` (29^8 of them, about 39 bits)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def normalised(typed: str) -> str:
    """A code as it is stored, however it was typed; whatever else was typed comes back as it was."""
    letters = "".join(one for one in typed.upper() if one.isalnum())
    if len(letters) != LENGTH:
        return typed.strip().upper()
    return f"{letters[:4]}-{letters[4:]}"
