import django.db.models.deletion
import openward.kit.keys
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0003_drafts'),
        ('people', '0003_break_glass'),
        ('safety', '0004_drills_of_a_crisis'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedFigures',
            fields=[
                ('id', models.UUIDField(default=openward.kit.keys.new_key, editable=False, primary_key=True, serialize=False)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('figures', models.JSONField()),
                ('chain_links', models.BigIntegerField()),
                ('chain_hash', models.CharField(max_length=64)),
                ('released_at', models.DateTimeField(auto_now_add=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='published_figures', to='people.organisation')),
            ],
            options={
                'ordering': ['-starts_on'],
                'constraints': [
                    models.UniqueConstraint(fields=('organisation', 'starts_on'), name='figures_released_once'),
                    models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='quarter_has_days'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Criticality',
            fields=[
                ('contribution', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='criticality', serialize=False, to='contributions.contribution')),
                ('level', models.PositiveSmallIntegerField(choices=[(0, 'Nothing critical'), (1, 'A small thing'), (2, 'It made care worse'), (3, 'It hurt or frightened somebody'), (4, 'Somebody came to harm, or could have'), (5, 'Grave harm, or danger now')])),
                ('revision_sha256', models.CharField(max_length=64)),
                ('set_at', models.DateTimeField(auto_now=True)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['level'], name='criticality_level')],
                'constraints': [models.CheckConstraint(condition=models.Q(('level__lte', 5)), name='criticality_is_0_to_5')],
            },
        ),
    ]
