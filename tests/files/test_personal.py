"""What is personal in a text and what only looks like it."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migracidades.files.personal import shapes
from migracidades.files.personal.finding import Wanted, find
from migracidades.files.personal.flat import flat
from migracidades.files.personal.mailboxes import is_personal
from migracidades.files.personal.masks import masked
from migracidades.kit.check_digits import CHECKS
from migracidades.tenancy.loading import ProgrammeError, read

from .corpus.values import spelled
from .test_corpus import CONTENT, wanted

CPF = "529.982.247-25"


@pytest.fixture(scope="module")
def brazil() -> Wanted:
    return wanted("br")


@pytest.fixture(scope="module")
def argentina() -> Wanted:
    return wanted("ar")


def kinds(text: str, asked: Wanted) -> list[str]:
    return [one.kind for one in find(flat(text), asked)]


# ------------------------------------------------------------------ check digits
@pytest.mark.parametrize(
    ("check", "number"),
    [
        ("cpf", "52998224725"),
        ("cpf", "11144477735"),
        ("pis", "12056412847"),
        ("cns", "700000000000005"),
        ("cuil", "20123456786"),
        ("cui", "1234567890101"),
    ],
)
def test_a_number_holds_and_no_other_last_digit_does(check, number):
    length, holds = CHECKS[check]
    assert len(number) == length
    assert holds(number)
    at = 8 if check == "cui" else length - 1
    others = {number[:at] + str(one) + number[at + 1 :] for one in range(10)} - {number}
    assert not any(holds(one) for one in others)


@pytest.mark.parametrize("number", ["00000000000", "11111111111", "99999999999"])
def test_one_digit_all_over_is_nobodys(number):
    assert not CHECKS["cpf"].holds(number)
    assert not CHECKS["pis"].holds(number)


def test_a_companys_cuit_is_no_persons():
    assert not any(CHECKS["cuil"].holds(f"3071234567{one}") for one in range(10))


SURROUNDINGS = st.text(max_size=300)
NINE = st.text("0123456789", min_size=9, max_size=9).filter(lambda one: len(set(one)) > 1)


def cpf_of(nine: str) -> str:
    (number,) = [one for tail in range(100) if CHECKS["cpf"].holds(one := f"{nine}{tail:02}")]
    return number


@given(SURROUNDINGS, SURROUNDINGS, NINE, st.sampled_from(["###.###.###-##", "###########"]))
def test_a_cpf_is_found_wherever_it_stands(before, after, nine, shape):
    number = cpf_of(nine)
    found = find(flat(f"{before}\nCPF: {spelled(number, shape)}\n{after}"), wanted("br"))
    assert ("cpf", number) in {(one.kind, one.value) for one in found}


@given(NINE, st.integers(1, 9))
def test_with_a_wrong_check_digit_it_is_none(nine, off):
    number = cpf_of(nine)
    wrong = number[:10] + str((int(number[10]) + off) % 10)
    found = find(flat(f"CPF: {spelled(wrong, '###.###.###-##')}"), wanted("br"))
    assert "cpf" not in {one.kind for one in found}


# ------------------------------------------------------------------ friends and false friends
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"o senhor, {CPF}, compareceu", "cpf"),
        ("CPF 529 982 247 25", "cpf"),
        ("cpf/mf: 52998224725", "cpf"),
        ("CPF nº 529.982.247‑25 (hífen da composição)", "cpf"),
        ("529.982.247-\n25", "cpf"),
        ("NIS 120.56412.84-7", "pis"),
        ("cartão SUS 700 0000 0000 0005", "cns"),
        ("CRNM nº V123456-7", "rnm"),
        ("portadora do passaporte AB123456", "passport"),
        ("V123456-7 (RNM)", "rnm"),
        ("protocolo de refúgio 08505.012345/2023-45", "refuge"),
        ("(67) 99876-5432", "telephone"),
        ("celular 67998765432", "telephone"),
        ("+55 67 9 9876-5432", "telephone"),
        ("(067) 99876-5432", "telephone"),
        ("ligar para +58 412-1234567", "telephone"),
        ("ana.souza@gmail.com", "email"),
        ("geraldo.alves77@hotmail.com", "email"),
    ],
)
def test_what_is_personal_in_brazil(brazil, text, kind):
    assert kinds(text, brazil) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "CNPJ 12.345.678/0001-95",
        "Processo SEI nº 08505.012345/2023-45",
        "autos nº 0001234-56.2023.8.12.0001",
        "Lei nº 13.445/2017, de 24 de maio de 2017",
        "em 12/03/2024, às 14h00",
        "CEP 79300-000",
        "município 5003207 do IBGE, 3550308",
        "R$ 529.982.247,25",
        "R$ 52998224725",
        "valor total: 1.234.567,89",
        "protocolo 52998224725",
        "telefone (67) 3234-1234",
        "matrícula 12.345-6; agência 0014-0, conta 12345-6",
        "V123456-7",
        "documento AB123456",
        "contato@corumba.ms.gov.br",
        "ouvidoria@empresa.example",
        "cras.centro@gmail.com",
        "maria.silva@prefeitura.sp.gov.br",
        "https://example.org/id/52998224725?cpf=1",
        "ISBN 978-85-7631-123-4, DOI 10.1590/1980-85852503880005803",
        "o CPF e o RNM são pedidos na chegada; 12.345 atendimentos em 2023",
    ],
)
def test_what_is_not(brazil, text):
    assert kinds(text, brazil) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("DNI N° 95.123.456", ["dni"]),
        ("D.N.I. 95123456", ["dni"]),
        ("CUIL 20-12345678-6", ["cuil"]),
        ("cel. 387 512-3456", ["telephone"]),
        ("+54 9 11 5123-4567", ["telephone"]),
        ("(0387) 15-512-3456", ["telephone"]),
        ("una población de 95.123.456 habitantes", []),
        ("CUIT 30-71234567-1", []),
        ("tel. (0387) 431-1234", []),
        ("Expediente N° 068-123456/2023, Ley N° 25.871", []),
        ("mesadeentradas@municipio.example", []),
    ],
)
def test_in_argentina(argentina, text, found):
    assert kinds(text, argentina) == found


def test_a_country_without_documents_looks_for_what_everybody_has():
    text = "ana.souza@gmail.com, +58 412-1234567, CPF 529.982.247-25"
    assert kinds(text, Wanted()) == ["email", "telephone"]


def test_a_column_goes_on_below_its_heading(argentina):
    rows = "\n".join(f"Persona {one}, Bolivia 95.123.45{at}" for at, one in enumerate("abcdef"))
    assert kinds(f"Nombre, país, DNI\n{rows}", argentina) == ["dni"] * 6
    assert kinds(rows, argentina) == []


def test_a_list_without_a_word_is_known_by_its_check_digits(brazil):
    numbers = ["52998224725", "11144477735", "12345678909"]
    assert kinds("\n".join(numbers), brazil) == ["cpf"] * 3
    assert kinds("\n".join(numbers[:2]), brazil) == []


@pytest.mark.parametrize("address", ["joao@gmail.com", "direito.ana@gmail.com", "a_b@example.com"])
def test_a_nickname_is_a_persons(address):
    assert is_personal(address)


# ------------------------------------------------------------------ masks
@pytest.mark.parametrize(
    ("kind", "written", "shown"),
    [
        ("cpf", CPF, "***.982.247-**"),
        ("email", "ana.souza@gmail.com", "a*****@gmail.com"),
        ("telephone", "+55 67 99876-5432", "*****5432"),
        ("rnm", "v123456-7", "**2345*-*"),
        ("dni", "95.123.456", "**.123.4**"),
    ],
)
def test_a_value_is_shown_so_that_nobody_learns_it(kind, written, shown):
    assert masked(kind, written) == shown


# ------------------------------------------------------------------ bounded
@pytest.mark.parametrize("country", ["br", "ar"])
def test_no_pattern_reads_on_without_end(country):
    asked = wanted(country)
    made = [shapes.of_document(one) for kind in asked.documents for one in kind.shapes]
    for one in (*asked.mobiles.shapes, *asked.mobiles.called):
        made += shapes.of_telephone(one, asked.mobiles.country)
    for pattern in (*made, shapes.ABROAD, shapes.short(11)):
        assert re._parser.parse(pattern.pattern).getwidth()[1] < 80


@given(st.text("0123456789.-/() +@|:\nacpf", max_size=400))
def test_whatever_is_written_each_place_counts_once(text):
    places = [(one.start, one.end) for one in find(flat(text), wanted("br"))]
    assert places == sorted(places)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(places))


# ------------------------------------------------------------------ what a country writes
@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("check: cpf", "check: cpg", "must be one of"),
        ('"000.000.000-00"', '"000.000.000"', "needs 11 digits"),
        ('"000.000.000-00"', "'[0-9]+'", "must look like"),
        ("- code: cpf", "- code: email", "is taken"),
        ("- code: pis", "- code: cpf", "twice"),
        ("words: [PIS, PASEP, NIS, NIT]", "words: []", "at least 1"),
        ('country: "55"', "country: 55", "must look like"),
    ],
)
def test_a_fault_in_a_countrys_folder_is_a_sentence(tmp_path, was, now, fault):
    folder = tmp_path / "br"
    (folder / "texts").mkdir(parents=True)
    for one in (CONTENT / "br" / "texts").iterdir():
        (folder / "texts" / one.name).write_bytes(one.read_bytes())
    written = (CONTENT / "br" / "programme.yaml").read_text()
    assert was in written
    (folder / "programme.yaml").write_text(written.replace(was, now, 1))
    with pytest.raises(ProgrammeError, match=fault):
        read(folder)
