"""What there is to choose for a part of a draft: kinds, themes, levels, questions asked before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dimensions import ancestry, kinds
from dimensions.form import Form, Indicator
from dimensions.tongues import language_name
from migracidades.tenancy.models import Programme
from migracidades.tenancy.proofs import PROOFS


@dataclass(frozen=True)
class Choices:
    """What there is to choose for a part of a draft, by column."""

    programme: Programme
    form: Form
    code: str = ""

    def of(self, column: str, held: Sequence[str]) -> list[tuple[str, str]]:
        offered = getattr(self, column.replace(".", "_"))(held)
        # What stands there and is known no more is kept: the loader complains about it.
        return [*offered, *((one, one) for one in held if one and one not in dict(offered))]

    def languages(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        return [(one, language_name(one)) for one in self.programme.languages]

    def group(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        return [("", "–"), *((one.code, str(one.name)) for one in self.form.groups)]

    def theme(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        return [("", "–"), *((one.code, str(one.name)) for one in self.form.themes)]

    def figure(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        told = self.programme.figure_text
        return [("", "–"), *((one, told(one, "name")) for one in self.programme.figures)]

    def kind(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        return [(one.code, str(one.name).capitalize()) for one in kinds.KINDS.values()]

    def evidence_kinds(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        return [(code, str(name).capitalize()) for code, name in PROOFS.items()]

    def applies_to(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        levels = self.programme.config["levels"]
        return [(one["code"], self.programme.level_name(one["code"])) for one in levels]

    def was(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        before = ancestry.before(self.form)
        asked = before.indicators if before else ()
        return [(one.code, f"{one.code} {one.text}"[:90]) for one in asked]

    def dropped(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        heirs = ancestry.claims(self.form)
        return [one for one in self.was(()) if one[0] not in heirs]

    def when_indicator(self, _held: Sequence[str]) -> list[tuple[str, str]]:
        before = self._before()
        return [("", "–"), *((one.code, f"{one.code} {one.text}"[:90]) for one in before)]

    def when_in(self, held: Sequence[str]) -> list[tuple[str, str]]:
        return [one for code in held for one in self.answers(code)]

    def answers(self, code: str) -> list[tuple[str, str]]:
        """The answers to the question ``code``, as choices."""
        found = self.form.by_code.get(code)
        if found is None or found.kind not in kinds.KINDS:
            return []
        return [(one.code, one.label) for one in kinds.of(found).choices(found)]

    def _before(self) -> Iterator[Indicator]:
        for one in self.form.indicators:
            if one.code == self.code:
                return
            if one.kind in kinds.KINDS and kinds.of(one).codes(one):
                yield one
