from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("safety", "0007_care"),
    ]

    operations = [
        migrations.AlterField(
            model_name="crisiscase",
            name="act",
            field=models.CharField(blank=True, choices=[("signpost", "Signpost to help"), ("community", "Show it to members only, and write to the author"), ("message", "Write to the author"), ("service", "Contact the service named in the escalation form"), ("emergency", "Call the emergency services"), ("nothing", "Nothing is needed: it was not a crisis")], max_length=10),
        ),
        migrations.AlterField(
            model_name="decision",
            name="ground",
            field=models.CharField(choices=[("rule", "A rule of the space"), ("law", "The law"), ("care", "Care: no rule was broken")], default="rule", max_length=4),
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_against_words_cites_a_rule",
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(condition=models.Q(("outcome__in", ["approve", "keep"]), ("rule__isnull", False), models.Q(("ground__in", ["law", "care"]), models.Q(("legal_ground", ""), _negated=True)), _connector="OR"), name="decision_against_words_cites_a_rule"),
        ),
    ]
