from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("safety", "0010_letter_to_a_reporter"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="report", name="report_once_per_person"),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["received", "queued", "merged", "assigned"])),
                fields=("contribution", "reporter"),
                name="one_open_report_per_person",
            ),
        ),
    ]
