"""Short codes that people read aloud, type from a photocopy and cannot guess."""

import secrets

# No 0/O, 1/I/L, U/V: what a photocopy or a telephone confuses.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_code(prefix: str = "") -> str:
    """A fresh code such as ``7K3F-9MWD``, or ``D-7K3F-9MWD`` with a prefix: about 39 bits."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return "-".join(filter(None, (prefix, letters[:4], letters[4:])))
