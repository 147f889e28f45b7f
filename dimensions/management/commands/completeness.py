from typing import Any

from django.core.management.base import BaseCommand

from dimensions.form import Form
from dimensions.models import Questionnaire
from dimensions.queries import form_of
from dimensions.texts import missing_texts
from migracidades.tenancy.models import Programme
from migracidades.tenancy.scope import Side, enter


class Command(BaseCommand):
    """Print, per questionnaire and language, the texts that have no translation yet."""

    help = "Lists the texts of every questionnaire that lack a translation."

    def handle(self, *args: Any, **options: Any) -> None:
        for programme in Programme.objects.order_by("slug"):
            with enter(programme, side=Side.STAFF):
                for questionnaire in Questionnaire.objects.order_by("code", "version"):
                    self.report(f"{programme.slug} {questionnaire}", form_of(questionnaire))

    def report(self, name: str, form: Form) -> None:
        for language in form.languages:
            missing = missing_texts(form, language)
            self.stdout.write(f"{name} {language}: {len(missing)} missing")
            for one in missing:
                self.stdout.write(f"  {one}")
