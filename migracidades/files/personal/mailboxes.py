"""Whose a mailbox is: a person's, or an office's that may stand on any page."""

import re
from collections.abc import Iterator

_LOCAL = re.compile(r"[a-z0-9.!#%&'*+=?_-]{1,64}")
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?![a-z0-9@])")

OFFICIAL = {
    *("gov", "gob", "gub", "gouv", "int", "mil"),
    *("leg", "jus", "mp", "def", "tc", "legis", "justicia"),
}
# In Portuguese, Spanish and English, without accents. A mailbox is an office's when one of its
# words is one of these …
OFFICES = {
    *("adm", "area", "casa", "cras", "creas", "dir", "dpto", "depto", "fale", "geral", "general"),
    *("gov", "hola", "help", "info", "mail", "mesa", "noreply", "ong", "rede", "red", "rh", "rrhh"),
    *("sac", "sec", "sem", "seas", "semas", "semed", "smas", "smed", "sms", "team", "tur", "ubs"),
}
# … or when one of these stands anywhere in it.
PARTS = (
    *("acolh", "acog", "administr", "agenda", "ajuda", "alcald", "asesor", "assist", "asist"),
    *("atencion", "atend", "ayuda", "ayunta", "biblioteca", "capacita", "central", "centro"),
    *("ceremonial", "cidad", "ciudad", "comite", "compras", "comunica", "concejo", "conselho"),
    *(
        "consejo",
        "contabil",
        "contact",
        "contato",
        "coord",
        "correo",
        "crai",
        "cultura",
        "defensor",
    ),
    *("depart", "desenvolv", "desarrollo", "direc", "diret", "educac", "embaixada", "embajada"),
    *(
        "empleo",
        "emprego",
        "equipe",
        "equipo",
        "escola",
        "escuela",
        "espaco",
        "espacio",
        "expediente",
    ),
    *("faleconosco", "financ", "formac", "gabinete", "gestao", "gestion", "gobierno", "governo"),
    *("habita", "hospital", "imprensa", "informa", "inscri", "institu", "integra", "intendencia"),
    *(
        "juridic",
        "lgpd",
        "mesade",
        "licita",
        "migra",
        "mujer",
        "mulher",
        "municip",
        "naoresponda",
        "noresponder",
    ),
    *("obras", "observatorio", "office", "oficina", "ouvidoria", "participa", "planej", "planif"),
    *("portal", "prefeit", "prensa", "press", "privacidade", "procon", "procurad", "programa"),
    *("projeto", "protocolo", "proyecto", "recep", "recursos", "refug", "regist", "salud", "saude"),
    *("secom", "secret", "servic", "setor", "social", "soporte", "support", "suporte", "trabajo"),
    *("trabalho", "transparencia", "tribut", "turis", "ventanilla", "webmaster"),
)
_WORDS = re.compile(r"[a-z]+")


def addresses(text: str) -> Iterator[tuple[int, str]]:
    """Every address of a flat text with where it begins, read around each “@”."""
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.match(text[max(at - 64, 0) : at][::-1])
        domain = _DOMAIN.match(text, at + 1)
        if local and domain:
            yield at - len(local[0]), f"{local[0][::-1]}@{domain[0]}".lstrip(".'")
        at = text.find("@", at + 1)


def is_personal(address: str) -> bool:
    """Whether somebody's name or nickname is the mailbox, and no authority keeps it."""
    local, _at, domain = address.rpartition("@")
    if OFFICIAL & set(domain.split(".")[-2:]):
        return False
    words = _WORDS.findall(local)
    run = "".join(words)
    return bool(words) and OFFICES.isdisjoint(words) and not any(one in run for one in PARTS)
