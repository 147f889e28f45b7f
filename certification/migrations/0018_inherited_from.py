import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('certification', '0017_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name='answerrevision',
            name='inherited_from',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='certification.answerrevision'),
        ),
    ]
