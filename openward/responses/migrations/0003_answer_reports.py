import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('responses', '0002_read_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('reason', models.CharField(choices=[('identifies', 'It says who somebody is, or something about them that should stay private'), ('blame', 'It blames or attacks somebody'), ('untrue', 'It says something that is not true'), ('other', 'Something else')], max_length=12)),
                ('words', models.TextField(blank=True)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('outcome', models.CharField(blank=True, choices=[('stays', 'The answer stays'), ('taken_away', 'The answer was taken away')], max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('response', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='responses.response')),
            ],
            options={
                'ordering': ['received_at'],
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['response'], name='answer_report_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), models.Q(('words', ''), _negated=True), _connector='OR'), name='other_answer_report_says_what')],
            },
        ),
    ]
