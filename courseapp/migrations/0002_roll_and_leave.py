import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courseapp", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel("RollMark"),
        migrations.CreateModel(
            name="RollMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "said",
                    models.CharField(
                        choices=[("present", "Present"), ("absent", "Absent"), ("nothing", "Not noted")], max_length=10
                    ),
                ),
                ("act_key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roll_marks",
                        to="courseapp.enrollment",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="roll_marks", to="courseapp.meeting"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="RollClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act_key", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="absence",
            options={"ordering": ["meeting__starts_at", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="exemption",
            options={"ordering": ["begins_on", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="leave",
            options={"ordering": ["meeting__starts_at", "pk"]},
        ),
        migrations.AddField(
            model_name="absence",
            name="excused_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="excusals",
                to="courseapp.leave",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="absence",
            name="excused_because",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddConstraint(
            model_name="exemption",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on", None), ("ends_on__gte", models.F("begins_on")), _connector="OR"),
                name="an_exemption_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollmark",
            constraint=models.UniqueConstraint(
                fields=("meeting", "enrollment", "act_key"), name="one_roll_mark_an_act"
            ),
        ),
        migrations.AddField(
            model_name="rollclosing",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rollclosing",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="roll_closings", to="courseapp.meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="rollclosing",
            constraint=models.UniqueConstraint(fields=("meeting", "act_key"), name="one_roll_closing_an_act"),
        ),
    ]
