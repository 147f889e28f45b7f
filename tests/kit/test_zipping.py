"""Names that any computer unpacks where they belong."""

import pytest

from migracidades.kit.zipping import LONGEST, fit


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("lei.pdf", "lei.pdf"),
        ("Lei nº 12, de 2024.pdf", "Lei nº 12, de 2024.pdf"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("..", "_"),
        ("", "_"),
        ("a\x00b\u202efdp.exe", "abfdp.exe"),
        ('a:b*c?"d<e>f|.pdf', "a_b_c__d_e_f_.pdf"),
        ("ata. ", "ata"),
    ],
)
def test_a_name_is_one_part_of_a_path(name, kept):
    assert fit(name) == kept


def test_a_long_one_is_cut_and_keeps_its_extension():
    for letter in "aé漢😀":
        found = fit(f"{letter * 300}.pdf")
        assert found.endswith(f"{letter}.pdf")
        assert LONGEST - 4 < len(found.encode()) <= LONGEST
