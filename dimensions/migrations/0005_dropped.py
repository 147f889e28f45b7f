import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dimensions', '0004_figure'),
    ]

    operations = [
        migrations.AddField(
            model_name='questionnaire',
            name='dropped',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), db_default=[], default=list, size=None),
        ),
    ]
