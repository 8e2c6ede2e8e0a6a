"""Why words about the rules were taken away, and that an adopted proposal can be taken away too."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("spaces", "0006_rules_and_rota"),
    ]

    operations = [
        migrations.AddField(
            model_name="ruleproposal",
            name="away_because",
            field=models.CharField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ruleproposal",
            name="away_rule",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to="spaces.houserule",
            ),
        ),
        migrations.AddField(
            model_name="ruleremark",
            name="away_because",
            field=models.CharField(blank=True, default="", max_length=1000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="ruleremark",
            name="away_rule",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to="spaces.houserule",
            ),
        ),
        migrations.RemoveConstraint(model_name="ruleproposal", name="adopted_into_a_version"),
        migrations.AddConstraint(
            model_name="ruleproposal",
            constraint=models.CheckConstraint(
                condition=Q(adopted_version__isnull=False, state="adopted")
                | Q(state="not_shown")
                | (~Q(state="adopted") & Q(adopted_version__isnull=True)),
                name="adopted_into_a_version",
            ),
        ),
    ]
