from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("spaces", "0004_brakes"),
    ]

    operations = [
        migrations.AlterField(
            "placebrake",
            "kind",
            models.CharField(
                choices=[
                    ("slow_mode", "Slow mode"),
                    ("cool_down", "A pause"),
                    ("lock", "Closed to new words"),
                    ("scheduled_close", "Closes at a set time"),
                    ("raid", "Extra care for a while"),
                    ("checking", "Slower while we check"),
                    ("set_aside", "Some activity is set aside"),
                ],
                max_length=16,
            ),
        ),
    ]
