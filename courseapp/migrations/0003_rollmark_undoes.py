from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courseapp", "0002_roll_and_leave"),
    ]

    operations = [
        migrations.AddField(
            model_name="rollmark",
            name="undoes",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
