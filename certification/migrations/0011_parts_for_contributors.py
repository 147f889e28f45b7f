"""Whoever contributed to a diagnosis goes on seeing all of it: as a part of every dimension."""

from typing import Any

from django.db import migrations

from migracidades.tenancy.scope import Side, enter


def give_parts(apps: Any, schema_editor: Any) -> None:
    for programme in apps.get_model("tenancy", "Programme").objects.order_by("pk"):
        with enter(programme.pk, side=Side.STAFF):
            _in(programme.pk, apps)


def _in(programme: int, apps: Any) -> None:
    def model(app: str, name: str) -> Any:
        return apps.get_model(app, name).objects.filter(programme=programme)

    seats = model("tenancy", "Membership").filter(role="contributor", active=True)
    part = apps.get_model("certification", "Part")
    for seat in seats.select_related("user"):
        mine = model("certification", "Diagnosis").filter(government=seat.government_id)
        for diagnosis in mine.exclude(parts__seat=seat):
            part.objects.create(
                programme_id=programme,
                government_id=seat.government_id,
                diagnosis=diagnosis,
                department=seat.department or seat.user.full_name or seat.user.email,
                seat=seat,
                dimensions=_dimensions(model, diagnosis),
                assigned_by=seat.user,
            )


def _dimensions(model: Any, diagnosis: Any) -> list[str]:
    asked = model("dimensions", "Dimension").filter(questionnaire=diagnosis.questionnaire_id)
    return list(asked.order_by("position").values_list("code", flat=True))


class Migration(migrations.Migration):
    dependencies = [
        ("certification", "0010_part_email"),
    ]
    survives = "It only adds rows to a table that the version before does not read."
    operations = [migrations.RunPython(give_parts, migrations.RunPython.noop)]
