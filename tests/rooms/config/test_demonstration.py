"""The demonstration hospital: everything is there once, in every state, and its ledger holds together."""

import datetime

import pytest
from django.utils import timezone

from openward.config.demonstration.engagements import months_before
from openward.config.demonstration.improving import CHANGE_MONTH, STARTED_DAYS_AGO, TOLD, known_days_ago
from openward.config.demonstration.loading import is_loaded, load
from openward.config.demonstration.voices import FATES
from openward.config.demonstration.voices_heard import VOICES, first_receipt_code
from openward.contributions.access import receipt_for_author
from openward.contributions.models import Contribution, Hold, Lifecycle, Restriction, Review, Revision
from openward.engagements.models import Engagement, SignOff
from openward.evaluation.queries import funnel
from openward.improvements.models import Cycle, Improvement, Measure
from openward.ledger.models import RecordedFact
from openward.ledger.queries import check_chain
from openward.notifications.models import Message
from openward.people.access import VISITOR
from openward.people.models import Persona, Role
from openward.responses.models import Response, Telling
from openward.responses.queries.reading import experience_of
from openward.safety.models import Appeal, Case, Decision, Level, PublishedFigures
from openward.safety.models.quarters import quarter_of
from openward.safety.queries.figures import DecisionFigures, public_figures
from openward.spaces.models import Space
from openward.spaces.queries import missing_before_opening
from openward.themes.models import Coding, Theme


def test_every_fate_is_told_by_some_voice() -> None:
    assert {voice.fate for voice in VOICES} == set(FATES)
    assert len({voice.happened for voice in VOICES}) == len(VOICES)
    assert 55 <= len(VOICES) <= 75


def test_every_month_is_read_once_on_whatever_day_the_demonstration_is_loaded() -> None:
    first = datetime.date(2026, 11, 22)
    for number in range(800):
        today = first + datetime.timedelta(days=number)
        months = months_before(today, len(TOLD))
        assert len(set(months)) == len(TOLD)
        assert months[-1] < today.replace(day=1) <= today
        known = [known_days_ago(today, month) for month in months]
        assert known == sorted(known, reverse=True)
        before = sum(days >= STARTED_DAYS_AGO for days in known)
        # The limits rest on months that were read before the first board came.
        assert 12 <= before <= CHANGE_MONTH


@pytest.mark.django_db
def test_riverbend_is_loaded_once_with_everything_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_loaded()
    load()
    assert is_loaded()
    facts = RecordedFact.objects.count()
    load()
    assert RecordedFact.objects.count() == facts
    report = check_chain()
    assert report.is_whole
    assert (report.links, report.unsealed) == (facts, 0)
    moments = list(RecordedFact.objects.order_by("pk").values_list("recorded_at", flat=True))
    assert moments == sorted(moments)
    assert moments[0] < timezone.now() - datetime.timedelta(days=400)
    assert moments[-1] <= timezone.now()

    stories = Contribution.objects.filter(kind="story")
    assert stories.count() == len(VOICES)
    recent = stories.filter(submitted_at__gte=timezone.now() - datetime.timedelta(days=31))
    assert recent.count() >= 35
    for lifecycle in (Lifecycle.SUBMITTED, Lifecycle.PUBLISHED, Lifecycle.WITHDRAWN, Lifecycle.ERASED):
        assert stories.filter(lifecycle=lifecycle).exists(), lifecycle
    for restriction in (Restriction.LABELLED, Restriction.HIDDEN):
        assert stories.filter(restriction=restriction).exclude(restriction_reason="").exists(), restriction
    assert stories.filter(hold=Hold.SAFEGUARDING, urgency=5).exists()
    masked = stories.get(is_for_everyone=True, shown_revision__masked_text__isnull=False)
    assert "Which [hidden word] thought of that?" in masked.words_for_readers
    assert Appeal.objects.get(side="reporter").state == Appeal.State.OPEN
    for review in (Review.PENDING, Review.IN_REVIEW, Review.CHANGES_REQUESTED, Review.APPROVED, Review.REJECTED):
        assert Revision.objects.filter(review=review).exists(), review
    assert stories.filter(may_publish=False, is_for_staff=True, lifecycle=Lifecycle.SUBMITTED).exists()
    before_showing = Decision.objects.filter(case__kind=Case.Kind.READING)
    assert set(before_showing.values_list("outcome", flat=True)) == {"approve", "propose_edit", "decline"}
    reported = Decision.objects.filter(case__kind=Case.Kind.REPORT)
    assert set(reported.values_list("outcome", flat=True)) == {"keep", "correct", "label", "hide"}
    assert Case.objects.filter(state=Case.State.CLAIMED).count() == 1
    assert Contribution.objects.filter(kind="comment").count() >= 6
    assert Contribution.objects.readable(VISITOR).count() >= 55
    assert Persona.objects.filter(created_on__lt=timezone.localdate() - datetime.timedelta(days=300)).count() >= 20

    listening = Engagement.objects.get(slug="waiting-well-in-outpatients")
    assert Space.objects.get(slug="friends-and-family", state="open").engagement == listening
    planned = Space.objects.get(state="planned")
    assert len(missing_before_opening(planned)) >= 4
    assert SignOff.objects.filter(verdict="asks_change", engagement=planned.engagement).exists()

    assert Theme.objects.filter(is_public=True).count() == 4
    delays = Theme.objects.get(name="Nobody says how long it will be")
    assert Coding.objects.filter(code__theme=delays).values("contribution").distinct().count() >= 20
    finished = Improvement.objects.get(state=Improvement.State.FINISHED)
    assert set(finished.measures.values_list("kind", flat=True)) == {"outcome", "process", "balancing"}
    verdicts = set(Cycle.objects.filter(improvement=finished).values_list("verdict", flat=True))
    assert verdicts == {"adopt", "adapt", "abandon"}
    told = Measure.objects.get(improvement=finished, kind="outcome")
    assert told.readings.count() == 24
    assert told.freeze_after_on is not None
    minutes = finished.measures.get(kind="balancing")
    assert max(minutes.readings.values_list("value", flat=True)) < 20
    running = Improvement.objects.get(state=Improvement.State.RUNNING)
    in_time = Measure.objects.get(improvement=running, kind="outcome", source_theme=None)
    assert 5 <= in_time.readings.count() < 12

    shown = set(Response.objects.filter(state=Response.State.SHOWN).values_list("status", flat=True))
    assert shown == {"did", "will_do", "no_because", "heard", "deciding"}
    answer = Response.objects.get(status="did")
    assert answer.claim.checked_by != answer.written_by
    assert answer.shown_at is not None
    grave = Response.objects.get(state=Response.State.SHOWN, contribution__criticality__level=Level.HARM)
    assert grave.read_by is not None
    assert grave.read_by.held_roles.filter(role=Role.LEAD).exists()
    trusted = Response.objects.get(state=Response.State.SHOWN, read_by=None, theme=None)
    assert experience_of(trusted.written_by).shown >= 10
    behind = Contribution.objects.filter(
        codings__code__theme=delays, lifecycle=Lifecycle.PUBLISHED, submitted_at__lt=answer.shown_at
    ).distinct()
    assert Telling.objects.filter(response=answer).count() == behind.count()
    assert set(Telling.objects.values_list("verdict", flat=True)) == {"", "yes", "partly", "no"}
    assert Telling.objects.filter(reopened_at__isnull=False, settled_at=None).count() == 1
    assert not Message.objects.filter(state=Message.State.FAILED).exists()

    # One figure in fifty is withheld by lot, and lots are drawn anew with each installation's secrets.
    monkeypatch.setattr("openward.safety.queries.figures._lot", lambda organisation, quarter: None)
    for released in PublishedFigures.objects.order_by("-starts_on")[:2]:
        figures_of = public_figures(released.organisation, quarter_of(released.starts_on))
        decisions = DecisionFigures(figures_of)
        for figure in (decisions.fine(), decisions.against(), released.figures["times"]["to_show"]):
            assert figure is not None
            assert figure >= 10
        assert released.figures["agreement"] is not None

    figures = funnel(listening)
    assert figures.asked is not None
    assert figures.asked > figures.said > figures.themed > figures.acted > figures.changed > 0
    assert figures.told > 0
    first = receipt_for_author(first_receipt_code()).contribution
    assert "9.40" in first.revisions.get().text


@pytest.mark.django_db
def test_a_load_that_is_cut_short_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from openward.config import wiring
    from openward.config.demonstration import loading
    from openward.ledger import actions

    def fail() -> int:
        raise KeyboardInterrupt

    real = timezone.now
    monkeypatch.setattr(loading, "plan", lambda _riverbend, timeline: timeline.on(5, 9, fail))
    parts = ("rule", "tell", "report", "come_together", "care", "appeal", "decide", "watch_words", "help_people")
    for part in (*parts, "understand", "improve", "answer", "answer_lately", "show_figures"):
        monkeypatch.setattr(loading, part, lambda *_given: None)
    with pytest.raises(KeyboardInterrupt):
        load()
    assert not is_loaded()
    assert timezone.now is real
    assert actions._enqueue is wiring.enqueue
