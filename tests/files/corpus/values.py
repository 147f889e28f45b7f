"""Numbers and addresses that look like real ones and are nobody's, made from a seed.

``TRUE`` are personal data, ``FALSE`` what looks like them and is not.
"""

import random
from collections.abc import Callable

from migracidades.kit.check_digits import CHECKS

Make = Callable[[random.Random], str]

FIRST = (
    *("Ana", "João", "Marie", "Jean", "José", "Rosa", "Ibrahim", "Fatou", "Luis", "Carmen"),
    *("Yusuf", "Geraldo", "Sônia", "Pedro", "Nadège"),
)
LAST = (
    *("Souza", "Pérez", "Baptiste", "Diallo", "Quispe", "Mamani", "Hernández", "Silva"),
    *("Sané", "Ramírez", "Alves", "Joseph"),
)
NATIONS = (
    *("Haiti", "Venezuela", "Bolívia", "Senegal", "Colômbia", "Cuba", "Peru", "Angola"),
    *("Síria", "Paraguai"),
)
HOSTS = ("gmail.com", "hotmail.com", "outlook.com", "yahoo.com.br", "live.com", "uol.com.br")
LETTERS = "ABCFGVWXZ"


def digits(rng: random.Random, count: int) -> str:
    return "".join(str(rng.randrange(10)) for _ in range(count))


def shaped(rng: random.Random, shape: str) -> str:
    """``#`` a digit, ``A`` a letter, the rest as it is."""
    made = (
        digits(rng, 1) if one == "#" else rng.choice(LETTERS) if one == "A" else one
        for one in shape
    )
    return "".join(made)


def checked(rng: random.Random, check: str, start: str = "") -> str:
    """A number whose check digits hold, found by trying."""
    length, holds = CHECKS[check]
    base = start + digits(rng, length - len(start))
    at = {"cpf": (9, 11), "pis": (10, 11), "cns": (11, 15), "cuil": (10, 11)}[check]
    room = at[1] - at[0]
    for tail in range(10**room):
        number = base[: at[0]] + str(tail).zfill(room) + base[at[1] :]
        if holds(number):
            return number
    return checked(rng, check, start)


def spelled(number: str, shape: str) -> str:
    signs = iter(number)
    return "".join(next(signs) if one == "#" else one for one in shape)


def one_of(*shapes: str) -> Make:
    return lambda rng: shaped(rng, rng.choice(shapes))


def name(rng: random.Random) -> str:
    return f"{rng.choice(FIRST)} {rng.choice(LAST)} {rng.choice(LAST)}"


def email(rng: random.Random) -> str:
    first, last = rng.choice(FIRST), rng.choice(LAST)
    local = rng.choice(["{0}.{1}", "{0}{1}", "{0}_{1}", "{1}{0}"]).format(first, last)
    plain = local.lower().translate(str.maketrans("ãáéíóúâêôçè", "aaeiouaeoce"))
    return f"{plain}{digits(rng, rng.choice([0, 2, 4]))}@{rng.choice(HOSTS)}"


def a_cpf(shape: str) -> Make:
    return lambda rng: spelled(checked(rng, "cpf"), shape)


TRUE: dict[str, dict[str, Make]] = {
    "br": {
        "cpf": a_cpf("###.###.###-##"),
        "cpf.bare": a_cpf("###########"),
        "cpf.number": lambda rng: str(int(checked(rng, "cpf", rng.choice(["", "0", "00"])))),
        "pis": lambda rng: spelled(checked(rng, "pis", "1"), "###.#####.##-#"),
        "pis.bare": lambda rng: checked(rng, "pis", "1"),
        "cns": lambda rng: spelled(checked(rng, "cns", "7"), "### #### #### ####"),
        "cns.bare": lambda rng: checked(rng, "cns", "7"),
        "rnm": one_of("A######-#", "A######-A"),
        "rnm.bare": one_of("A#######", "A######A"),
        "rg": one_of("##.###.###-#", "#.###.###"),
        "passport": one_of("AA######", "A#######", "1########"),
        "refuge": one_of("08505.######/2023-##", "08000.######/2022-##"),
        "mobile": one_of(
            "(67) 99###-####", "67 98###-####", "+55 67 99###-####", "(67) 9 9###-####"
        ),
        "mobile.bare": one_of("6799#######", "1198#######"),
        "mobile.spaced": one_of("67 99### ####", "11 9 8### ####"),
        "mobile.dots": one_of("67.99###.####"),
        "abroad": one_of(
            *("+58 412-#######", "+591 7 #######", "+509 34##-####", "+221 77 ### ## ##")
        ),
        "email": email,
    },
    "ar": {
        "dni": one_of("95.###.###", "94.###.###", "28.###.###"),
        "dni.bare": one_of("95######", "94######"),
        "cuil": lambda rng: spelled(checked(rng, "cuil", "2795"), "##-########-#"),
        "cuil.bare": lambda rng: checked(rng, "cuil", "2095"),
        "passport": one_of("AAA######", "A#######", "1########"),
        "cedula": one_of("12.###.###", "4.###.###-#"),
        "mobile": one_of(
            *("+54 9 387 5##-####", "(0387) 15-5##-####", "387 15-5##-####"),
            *("+54 9 11 5###-####", "387 5##-####"),
        ),
        "mobile.bare": one_of("5493875######", "3875######"),
        "abroad": one_of("+58 412-#######", "+591 7 #######", "+51 9## ### ###"),
        "email": email,
    },
}  # fmt: skip

ROLES = {
    "br": (
        *("contato@corumba.ms.gov.br", "ouvidoria@corumba.ms.gov.br", "cras.centro@gmail.com"),
        *("smas@corumba.ms.gov.br", "casadomigrante@caritas.org.br", "secretaria@pastoral.org.br"),
        *("atendimento@prefeitura.example.org", "migracao.ms@pf.gov.br", "sus@saude.ms.gov.br"),
        *(
            "conselho.migrantes@yahoo.com.br",
            "maria.silva@corumba.ms.gov.br",
            "faleconosco@oim.int",
        ),
    ),
    "ar": (
        *(
            "contacto@salta.gob.ar",
            "desarrollosocial@municipalidadsalta.gob.ar",
            "info@caref.org.ar",
        ),
        *("mesadeentradas@salta.gov.ar", "migraciones.salta@gmail.com", "prensa@salta.gob.ar"),
        *("pastoralmigratoria@hotmail.com", "defensoria@defensoria.org.ar", "hola@integrar.org"),
        *("centrodeintegracion@gmail.com", "direccion@hospital.org.ar", "ana.perez@salta.gob.ar"),
    ),
}
MONEY = one_of("###.###.###,##", "1#.###,##", "1.###.###,##", "95.###.###", "##.###.###,##")
ANYWHERE: dict[str, Make] = {
    "money": MONEY,
    "protocol": one_of("###########", "#######", "#########", "###.###.###-##"),
    "number": one_of("###", "####", "#####"),
    "hash": lambda rng: f"{rng.getrandbits(160):040x}",
    "budget": one_of("08.244.####.####", "3.3.90.##.##", "08.244.####.2###.####"),
    "account": one_of("##.###-#", "######-#", "#####-##"),
    "registration": one_of("####-#", "##.###-#", "######"),
}
FALSE: dict[str, dict[str, Make]] = {
    "br": ANYWHERE
    | {
        "cnpj": one_of("##.###.###/0001-##"),
        "nup": one_of("#####.######/2023-##", "####/2024", "23.000.###/2024"),
        "cnj": one_of("#######-##.2023.8.12.0001"),
        "cep": one_of("79300-###", "79.300-###"),
        "ibge": one_of("5003207", "3550308"),
        "landline": one_of("32##-####", "3907-####"),
        "role": lambda rng: rng.choice(ROLES["br"]),
    },
    "ar": ANYWHERE
    | {
        "cuit": lambda rng: f"30-{digits(rng, 8)}-{digits(rng, 1)}",
        "file": one_of("####/2024", "068-######/2023", "EX-2024-########"),
        "zip": one_of("4400", "4400AAA"),
        "indec": one_of("66028050", "66028"),
        "landline": one_of("431-####", "4317-####", "422-####"),
        "short": one_of("####"),
        "role": lambda rng: rng.choice(ROLES["ar"]),
    },
}
NEUTRAL: dict[str, Make] = {
    "name": name,
    "nation": lambda rng: rng.choice(NATIONS),
    "day": lambda rng: str(rng.randrange(10, 29)),
    "n": lambda rng: str(rng.randrange(1, 99)),
}
