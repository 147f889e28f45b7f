"""Evidence becomes the use of a version of a piece (see ``certification.evidence.models``).

The table of uses stays the one there was, with its rows, ids and addresses: that is what proof of
an answer always was, and the version that is still running goes on reading and writing it. What
that version says of a proof in columns of the use (kind, title, link, file, valid until) the
database itself keeps in step meanwhile: a use that comes without a version gets a piece of its own,
a use of a version is given its words. These columns leave the models here; they and the trigger
leave the database once no version reads them.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from migracidades.tenancy.scope import Side, enter

LAY_UP = """
WITH told AS (
    SELECT e.*, f.sha256,
        CASE WHEN e.removed_at IS NULL THEN row_number() OVER (
            PARTITION BY e.diagnosis_id, e.indicator_id, e.removed_at IS NULL,
                e.kind, e.title, e.link, f.sha256, e.valid_until
            ORDER BY e.id) ELSE 1 END AS nth
    FROM certification_evidence e LEFT JOIN files_storedfile f ON f.id = e.file_id
    WHERE e.version_id IS NULL
), alike AS (
    SELECT told.*, min(id) OVER same AS first,
        CASE WHEN bool_and(removed_at IS NOT NULL) OVER same
            THEN max(removed_at) OVER same END AS withdrawn_at
    FROM told
    WINDOW same AS (PARTITION BY government_id, kind, title, link, sha256, valid_until, nth)
), pieces AS (
    INSERT INTO certification_piece (id, programme_id, government_id, made_at, withdrawn_at)
    SELECT id, programme_id, government_id, added_at, withdrawn_at FROM alike WHERE id = first
), versions AS (
    INSERT INTO certification_pieceversion (id, programme_id, government_id, piece_id, number,
        kind, title, link, file_id, valid_until, added_by_id, added_at)
    SELECT id, programme_id, government_id, id, 1,
        kind, title, link, file_id, valid_until, added_by_id, added_at
    FROM alike WHERE id = first
)
UPDATE certification_evidence e SET version_id = alike.first FROM alike WHERE alike.id = e.id
"""
COUNT_ON = """
SELECT setval(pg_get_serial_sequence('certification_piece', 'id'), reached),
    setval(pg_get_serial_sequence('certification_pieceversion', 'id'), reached)
FROM nextval(pg_get_serial_sequence('certification_evidence', 'id')) reached
"""
KEEP_IN_STEP = """
CREATE OR REPLACE FUNCTION mc_evidence_in_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.version_id IS NULL THEN
    WITH piece AS (
      INSERT INTO certification_piece (programme_id, government_id, made_at)
      VALUES (NEW.programme_id, NEW.government_id, NEW.added_at) RETURNING id
    )
    INSERT INTO certification_pieceversion (programme_id, government_id, piece_id, number,
      kind, title, link, file_id, valid_until, added_by_id, added_at)
    SELECT NEW.programme_id, NEW.government_id, id, 1, NEW.kind, NEW.title, NEW.link,
      NEW.file_id, NEW.valid_until, NEW.added_by_id, NEW.added_at FROM piece
    RETURNING id INTO NEW.version_id;
  ELSE
    SELECT kind, title, link, file_id, valid_until
    INTO NEW.kind, NEW.title, NEW.link, NEW.file_id, NEW.valid_until
    FROM certification_pieceversion WHERE id = NEW.version_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mc_in_step BEFORE INSERT ON certification_evidence
  FOR EACH ROW EXECUTE FUNCTION mc_evidence_in_step();
"""


def lay_up(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """One piece for what is alike of a government; withdrawn, where it was taken away everywhere."""
    programmes = apps.get_model("tenancy", "Programme").objects.values_list("pk", flat=True)
    # Keys are made while the tables are empty: later the walls would hide what their rows point to.
    for statement in schema_editor.deferred_sql:
        schema_editor.execute(statement, None)
    schema_editor.deferred_sql.clear()
    with schema_editor.connection.cursor() as cursor:
        for programme in list(programmes):
            with enter(programme, side=Side.STAFF):
                cursor.execute(LAY_UP)
        cursor.execute(COUNT_ON)
        cursor.execute(KEEP_IN_STEP)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    survives = (
        "The version before keeps its columns, and a trigger fills what it does not know. The"
        " table is held for the moment in which its rows get their versions."
    )

    dependencies = [
        ('certification', '0008_minutes_of_grace'),
        ('files', '0001_initial'),
        ('tenancy', '0003_programme_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Piece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('government', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.government')),
                ('programme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.programme')),
                ('withdrawn_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'piece of evidence',
                'verbose_name_plural': 'pieces of evidence',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PieceVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('kind', models.CharField(choices=[('law', 'law'), ('decree', 'decree or ordinance'), ('protocol', 'protocol or procedure'), ('report', 'report or record'), ('photo', 'photograph'), ('link', 'page on the internet')], max_length=20, verbose_name='kind of proof')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('link', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('dated', models.DateField(blank=True, null=True, verbose_name='date of the document')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('government', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.government')),
                ('piece', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='certification.piece')),
                ('programme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.programme')),
            ],
            options={
                'verbose_name': 'version of a piece of evidence',
                'verbose_name_plural': 'versions of pieces of evidence',
                'ordering': ['piece', 'number'],
                'constraints': [
                    models.UniqueConstraint(fields=('programme', 'piece', 'number'), name='version_once'),
                    models.CheckConstraint(condition=models.Q(('file', None), ('link', ''), _connector='XOR'), name='version_file_or_link'),
                ],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='removed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidence',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='certification.pieceversion'),
        ),
        migrations.RunPython(lay_up),
        migrations.AlterField(
            model_name='evidence',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='certification.pieceversion'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('programme', 'diagnosis', 'indicator', 'version'), name='version_once_an_answer'),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint(model_name='evidence', name='evidence_file_or_link'),
                *[
                    migrations.RemoveField(model_name='evidence', name=name)
                    for name in ('file', 'kind', 'link', 'title', 'valid_until')
                ],
            ],
        ),
    ]
