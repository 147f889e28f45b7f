"""How the code of a document is read back, however somebody typed it."""

LENGTH = 8


def normalised(typed: str) -> str:
    """A code as it is stored; whatever else was typed comes back as it was."""
    letters = "".join(one for one in typed.upper() if one.isalnum())
    if len(letters) != LENGTH:
        return typed.strip().upper()
    return f"{letters[:4]}-{letters[4:]}"
