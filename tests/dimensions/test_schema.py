"""Questionnaire files: what is read, and the sentence for each fault, with its line."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from dimensions import schema
from dimensions.faults import ContentError
from dimensions.form import Band, Condition
from dimensions.texts import missing_texts

FILES = Path(__file__).parent / "files"
FRAMEWORKS = Path(schema.__file__).parents[1] / "migracidades/content/br/frameworks"
LEVELS = ("municipality", "state", "federal_district")


def faults_of(path: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        schema.read(path, levels=LEVELS)
    return caught.value.faults


@pytest.fixture
def changed(tmp_path):
    """Return the faults of small.yaml after replacing one text of it."""

    def change(old: str, new: str, name: str = "small.yaml") -> list[str]:
        text = (FILES / name).read_text()
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new, 1))
        return faults_of(tmp_path / name)

    return change


class TestFigures:
    """A number may name the figure that is offered for it."""

    NUMBER = "        kind: number\n"

    def naming(self, tmp_path, kind: str, figures=("population",)):
        text = (FILES / "small.yaml").read_text()
        path = tmp_path / "small.yaml"
        path.write_text(text.replace(kind, f"{kind}        figure: population\n", 1))
        return schema.read(path, levels=LEVELS, figures=figures)

    def test_it_is_read(self, tmp_path):
        assert self.naming(tmp_path, self.NUMBER).by_code["D1.3"].figure == "population"

    @pytest.mark.parametrize(
        ("kind", "figures", "sentence"),
        [
            (NUMBER, ("area",), "D1.3: figure “population” is not one of the programme's figures"),
            (NUMBER, (), "is not one of the programme's figures: –"),
            ("        kind: yes_no\n", ("population",), "D1.2: only a number can have a figure"),
        ],
    )
    def test_it_is_refused(self, tmp_path, kind, figures, sentence):
        with pytest.raises(ContentError) as refusal:
            self.naming(tmp_path, kind, figures)
        (fault,) = refusal.value.faults
        assert fault.startswith("small.yaml, line ")
        assert sentence in fault


class TestReading:
    def test_a_framework(self):
        form = schema.read(FILES / "small.yaml", levels=LEVELS)
        assert [one.code for one in form.indicators] == ["D1.1", "D1.2", "D1.3", "T1.1"]
        assert [(one.code, one.position, one.optional) for one in form.dimensions] == [
            ("D1", 1, False),
            ("T1", 2, True),
        ]
        asked = form.by_code
        assert asked["D1.1"].text.read("en") == "Is there a committee?"
        assert asked["D1.1"].guidance.read("en") == ""
        assert [(one.code, one.score) for one in asked["D1.1"].options] == [
            ("none", 0),
            ("meets", 100),
        ]
        assert asked["D1.2"].condition == Condition("D1.1", frozenset({"meets"}))
        assert asked["D1.3"].bands == (Band(Decimal("0.5"), 50), Band(Decimal(6), 100))
        assert asked["T1.1"].weight is None

    def test_a_survey_is_not_scored(self):
        form = schema.read(FILES / "survey.yaml")
        assert form.kind == "survey"
        assert {one.weight for one in form.indicators} == {None}
        assert form.by_code["S1.2"].condition.codes == {"yes", "partial"}

    def test_yes_and_no_are_words(self, changed):
        assert changed("[meets]", "[no]") == [
            "small.yaml, line 41: D1.2: in “no” must be one of none, meets"
        ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("code: small", "code: Small Thing", "code “Small Thing” must look like"),
        ('version: "2024"', "version: 2024", "version must be a text: put it in quotes"),
        ("kind: framework", "kind: form", "kind “form” must be one of framework, survey"),
        ("languages: [pt-br, en]", "languages: [en]", "languages must hold the source"),
        ('{pt-br: "Pequeno", en', "{en", "title has no text in pt-br"),
        ('{pt-br: "Pequeno", en', '{pt-br: " ", en', "title has no text in pt-br"),
        ('en: "Small"}', 'fr: "Petit"}', "title has a text in fr"),
        ('{pt-br: "Pequeno", en: "Small"}', "Pequeno", "title needs one text per language"),
        ("weight: 3", "weight: 0", "D1.1: weight must be a whole number from 1 to 100"),
        ("weight: 3", "weight: 2.5", "D1.1: weight must be a whole number"),
        ("weight: 3", "wieght: 3", "D1.1: wieght is not known here: weight?"),
        ("        weight: 3\n", "", "D1.1: weight is missing"),
        ("theme: rights", "theme: right", "D1.1: theme “right” must be one of rights"),
        ("score: 100, text", "score: 101, text", "D1.1 meets: score must be a whole number from 0"),
        ("score: 100, text", "score: 99, text", "D1.1: no answer is worth 100"),
        ("code: meets", "code: none", "D1.1: the code none stands in options twice"),
        ("code: D1.2", "code: D1.1", "D1: the code D1.1 stands in indicators twice"),
        ("code: D1.2", "code: D2.2", "code “D2.2” must look like D1"),
        ("code: T1\n", "code: D1\n", "the code D1 stands in dimensions twice"),
        ("indicator: D1.1", "indicator: D1.3", "D1.2: indicator “D1.3” must be one of"),
        ("[meets]", "[]", "D1.2: in must name at least one answer"),
        ("[state]", "[province]", "D1.2: applies_to “province” must be one of municip"),
        ("[law, report]", "[law, law]", "D1.1: evidence_kinds names law twice"),
        ("[law, report]", "[rumour]", "D1.1: evidence_kinds “rumour” must be one of law"),
        ("[law, report]", "law", "D1.1: evidence_kinds must be a list"),
        ("evidence_months: 12", "evidence_months: 0", "D1.1: evidence_months must be"),
        ("minimum: 0", "minimum: many", "D1.3: minimum must be a number"),
        ("minimum: 0", "minimum: .inf", "D1.3: minimum must be a number"),
        ("minimum: 0", "minimum: 400", "D1.3: the minimum is larger"),
        ("from: 6", "from: 0.2", "D1.3: bands must rise"),
        ("optional: true", "optional: maybe", "T1: optional must be true or false"),
        ("minutes: 5", "minutes: 5\n        weight: 1", "T1.1: this question is not scored"),
        ("group: governance", "group: other", "D1: group “other” must be one of"),
        ("kind: yes_no", "kind: yesno", "D1.2: kind “yesno” must be one of yes_no, yes_p"),
        ("minutes: 4", "minutes: 4\n        minutes: 5", "minutes is written twice"),
    ],
)  # fmt: skip
def test_each_fault_has_its_sentence_and_its_line(changed, old, new, fault):
    found = next((one for one in changed(old, new) if fault in one), "")
    reported = re.match(r"small.yaml, line (\d+): ", found)
    above = (FILES / "small.yaml").read_text().partition(old)[0].splitlines()
    line, item = (
        len(above) + 1,
        max([0, *(at for at, one in enumerate(above, 1) if "- code" in one)]),
    )
    assert reported, changed(old, new)
    assert item <= int(reported[1]) <= line + 1


def test_all_faults_come_together_in_the_order_of_their_lines(changed):
    found = changed("weight: 3\n        theme: rights", "weight: x\n        theme: y")
    assert found == [
        "small.yaml, line 28: D1.1: weight must be a whole number from 1 to 100",
        "small.yaml, line 29: D1.1: theme “y” must be one of rights",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("minutes: 1", "minutes: 1\n        weight: 2", "remove the weight"),
        ("{code: plan, ", "{code: plan, score: 5, ", "S1.2 plan: a survey is not scored"),
    ],
)
def test_a_survey_has_no_scores(changed, old, new, fault):
    assert any(fault in one for one in changed(old, new, "survey.yaml"))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"code: [a", "bad.yaml, line "),
        (b"? [a, b]\n: c", "line 1: found unhashable key"),
        (b"code: a\n  b: c", "line 2: mapping values are not allowed"),
        (b"- a\n- b", "line 1: must be a mapping"),
        (b"", "line 1: must be a mapping"),
        ("code: Situação".encode("latin-1"), "cannot be read as UTF-8 YAML"),
        (b"code: a\x00", "cannot be read as UTF-8 YAML"),
        (b"a: &x [1]\nb: *x", "line 2: b is an alias (*): write the value out"),
        (b"a: !!python/object:os.system {}", "line 1: could not determine a constructor"),
    ],
)
def test_unreadable_files(tmp_path, content, fault):
    (tmp_path / "bad.yaml").write_bytes(content)
    found = faults_of(tmp_path / "bad.yaml")
    assert len(found) == 1
    assert found[0].startswith("bad.yaml")
    assert fault in found[0]


def test_a_file_that_is_not_there(tmp_path):
    assert "none.yaml: cannot be read" in faults_of(tmp_path / "none.yaml")[0]


@pytest.fixture(scope="module", params=["2021", "2024"])
def form(request):
    return schema.read(FRAMEWORKS / f"{request.param}.yaml", levels=LEVELS)


class TestBrazil:
    def test_ten_dimensions_and_an_optional_one(self, form):
        core = [one.code for one in form.dimensions if not one.optional]
        assert core == [f"D{number}" for number in range(1, 11)]
        assert [one.code for one in form.dimensions if one.optional] == ["T1"]

    def test_at_least_seventy_indicators_of_every_kind(self, form):
        assert len(form.part(optional=()).indicators) >= 70
        assert len({one.kind for one in form.indicators}) == 7

    def test_complete_in_three_languages(self, form):
        assert set(form.languages) == {"pt-br", "en", "es"}
        assert {tongue: missing_texts(form, tongue) for tongue in form.languages} == {
            "pt-br": [],
            "en": [],
            "es": [],
        }

    def test_each_indicator_is_explained_and_says_what_proves_it(self, form):
        for one in form.indicators:
            assert one.guidance, one.code
            assert one.example, one.code
            assert one.evidence, one.code
            assert one.evidence_kinds, one.code

    def test_each_dimension_has_something_for_every_level(self, form):
        for level in LEVELS:
            assert len(form.part(optional=(), level=level).dimensions) == 10

    def test_codes_mean_the_same_in_both_versions(self, form):
        newest = schema.read(FRAMEWORKS / "2024.yaml", levels=LEVELS).by_code
        for code, indicator in form.by_code.items():
            assert newest[code].kind == indicator.kind
