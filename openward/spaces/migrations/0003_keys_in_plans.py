from django.db import migrations

# Plans made before know their spaces from now on.
KEYS = """
update engagements_engagement engagement set space_keys = held.keys
from (select engagement_id, array_agg(id) as keys from spaces_space group by engagement_id) held
where held.engagement_id = engagement.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('spaces', '0002_members'),
        ('engagements', '0002_space_keys'),
    ]

    operations = [
        migrations.RunSQL(KEYS, migrations.RunSQL.noop),
    ]
