"""Mistakes as the code could make them: each breaks one promise of tests/proofs/invariants after a walk by hand."""

import datetime
import uuid
from collections.abc import Callable
from unittest.mock import Mock, patch

from django.db import connection
from django.utils import timezone

from openward.contributions.models import Contribution
from openward.kit.paging import Slice
from openward.ledger.actions import record
from openward.ledger.models import RecordedFact
from openward.methods.small_numbers import PublicCount
from openward.notifications.actions import tell
from openward.people.access import SYSTEM
from openward.people.actions.break_glass import ask_identity
from openward.people.events import IdentityRead
from openward.people.models import BreakGlass
from openward.safety.models import (
    Appeal,
    Case,
    CrisisCase,
    Decision,
    PublishedFigures,
    Report,
    Sanction,
    Screening,
    Strike,
)
from openward.safety.models.quarters import quarter_of
from openward.safety.queries.figures import public_figures
from openward.themes.models import Coding, Theme, ThemeCount
from tests.proofs import invariants, public_pages
from tests.proofs import sight as looking
from tests.proofs.asking_back import AskingBack
from tests.proofs.sight import Sight
from tests.proofs.stage import run_worker

Break = Callable[["Walk"], None]


class Walk(AskingBack):
    """A machine that is led by hand: a hidden story, a reported one, a strike, and a step on the ladder."""

    def lead(self) -> None:
        self.reports(0, Report.Category.ABUSE, "coder")
        self.takes_case("moderator", 0)
        self.decides("moderator", 0, Decision.Outcome.HIDE, "warned", 30, is_stale=False)
        self.many_report(1, 4)
        self.reports(2, Report.Category.SPAM, "visitor")
        run_worker()

    def answer_a_reporter(self) -> Appeal:
        """Somebody who reported asks for another look and a letter, and is told that the decision stands."""
        self.decides("moderator", 1, Decision.Outcome.KEEP, None, 0, is_stale=False)
        self.asks_about_report(1, has_new_facts=False, has_letter=True)
        self.decides_appeal("second", 1, Appeal.State.UPHELD, "", is_stale=False)
        run_worker()
        self.everything_that_is_promised_holds()
        self.held = False
        return Appeal.objects.get(side=Appeal.Side.REPORTER, outcome=Appeal.State.UPHELD)

    @property
    def hidden(self) -> Contribution:
        return self.story(0)

    @property
    def decision(self) -> Decision:
        return Decision.objects.get(is_automatic=False, outcome="hide")

    @property
    def shown(self) -> Contribution:
        return self.story(2)


def unread_words_are_shown(walk: Walk) -> None:
    Contribution.objects.filter(pk=walk.shown.pk).update(shown_review="approved")
    walk.shown.revisions.update(review="pending")


def sql_and_function_differ(walk: Walk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table contributions_contribution alter column is_for_everyone drop expression")
        cursor.execute("update contributions_contribution set is_for_everyone = true")


def restricted_without_decision(walk: Walk) -> None:
    Contribution.objects.filter(pk=walk.shown.pk).update(restriction="hidden", restriction_reason="So.")


def nobody_is_told(walk: Walk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from notifications_message where kind = 'decision_made'")


def interim_never_ends(walk: Walk) -> None:
    later = timezone.now() + datetime.timedelta(days=30)
    Decision.objects.filter(is_automatic=True).update(ends_at=later)


def hold_never_ends(walk: Walk) -> None:
    revision = walk.shown.revisions.get()
    Screening.objects.update_or_create(
        revision=revision, pipeline_version="x", defaults={"outcome": "hold", "took_ms": 1, "expires_at": None}
    )


def words_change_under_an_approval(walk: Walk) -> None:
    walk.shown.revisions.update(text="Other words.")


def approved_by_nobody(walk: Walk) -> None:
    walk.diary.fold.words[str(walk.shown.pk)].approved.clear()


def decided_by_the_reporter(walk: Walk) -> None:
    Decision.objects.filter(pk=walk.decision.pk).update(decided_by=walk.ground.accounts["coder"])


def decided_again_by_whoever_decided_first(walk: Walk) -> None:
    appeal = walk.answer_a_reporter()
    Decision.objects.filter(appeals=appeal).update(decided_by=appeal.decided_by)


def state_without_a_fact(walk: Walk) -> None:
    Case.objects.filter(contribution=walk.shown).update(state="closed")


def fact_without_a_state(walk: Walk) -> None:
    Contribution.objects.filter(pk=walk.hidden.pk).update(restriction="removed")


def a_fact_is_changed(walk: Walk) -> None:
    invariants.i7_the_chain_is_whole(as_seen(walk))
    with connection.cursor() as cursor:
        cursor.execute("alter table ledger_recordedfact disable trigger user")
        newest = RecordedFact.objects.order_by("-pk")[0].pk
        cursor.execute("update ledger_recordedfact set author_key = 'somebody' where id = %s", [newest])
        cursor.execute("alter table ledger_recordedfact enable trigger user")


def private_words_leave(walk: Walk) -> None:
    Contribution.objects.filter(pk=walk.hidden.pk).update(distribution="queued")


def sent_on_without_having_been_queued(walk: Walk) -> None:
    Contribution.objects.filter(pk=walk.shown.pk).update(distribution="federated")


def hidden_words_in_the_feed(walk: Walk) -> None:
    _feeds_everything(walk, {walk.hidden.pk})


def words_in_the_feed_against_the_wish(walk: Walk) -> None:
    """Where the column that lists go by says otherwise than the author."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table contributions_contribution alter column is_for_everyone drop expression")
    Contribution.objects.filter(pk=walk.shown.pk).update(may_publish=False)


def quoted_against_the_wish(walk: Walk) -> None:
    Contribution.objects.filter(pk=walk.shown.pk).update(may_quote=False)
    quote = patch.object(public_pages, "theme_quotes", lambda *_given, **_more: [Mock(contribution_id=walk.shown.pk)])
    walk.undone.enter_context(quote)


def _feeds_everything(walk: Walk, keys: set[uuid.UUID]) -> None:
    stories = Contribution.objects.filter(pk__in=keys)
    Contribution.objects.filter(pk__in=keys).update(urgency=1)
    fed = patch.object(public_pages, "feed_page", lambda *_given, **_more: Slice(list(stories), "", ""))
    walk.undone.enter_context(fed)


def overturned_but_hidden(walk: Walk) -> None:
    Decision.objects.filter(pk=walk.decision.pk).update(overturned_at=timezone.now())
    Strike.objects.update(cancelled_at=timezone.now())


def overturned_but_struck(walk: Walk) -> None:
    walk.a_decision_is_overturned(0)
    Strike.objects.update(cancelled_at=None)


def overturned_but_still_warned(walk: Walk) -> None:
    persona = walk.hidden.author
    kept = Sanction.objects.get(persona=persona)
    walk.a_decision_is_overturned(0)
    kept.decision = None
    kept.save(force_insert=True)


def erased_words_in_a_job(walk: Walk) -> None:
    walk.erases(2)
    run_worker()
    said = next(iter(walk.diary.erased))
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set args = jsonb_build_object('words', %s::text)", [said])


def noted_words_stay(walk: Walk) -> None:
    Report.objects.filter(contribution=walk.shown).update(words="")
    walk.erases(2)
    run_worker()
    walk.diary.noted_about_erased.add("quokkanoted")
    Case.objects.filter(contribution=walk.shown).update(handed_on_with="See quokkaNOTED.")


def author_is_told_who_reported(walk: Walk) -> None:
    report = Report.objects.filter(contribution=walk.hidden).earliest("received_at")
    tell(
        persona=walk.hidden.author, kind="hidden_for_now", about=f"report:{report.pk}", once_key="told too much",
        by=SYSTEM,
    )  # fmt: skip


def ledger_names_the_reporter(walk: Walk) -> None:
    _change_facts("author_kind = 'account'", "safety.ReportReceived")


def author_reads_what_was_reported(walk: Walk) -> None:
    report = Report.objects.filter(contribution=walk.hidden).earliest("received_at")
    Decision.objects.filter(pk=walk.decision.pk).update(words_to_author=f"Somebody wrote: {report.words}")


def author_reads_what_somebody_asked_who_reported(walk: Walk) -> None:
    appeal = walk.answer_a_reporter()
    Appeal.objects.filter(pk=appeal.pk).update(side=Appeal.Side.AUTHOR, report=None)


def ledger_names_whoever_asked(walk: Walk) -> None:
    walk.answer_a_reporter()
    _change_facts("author_kind = 'account'", "safety.AppealOpened")


def words_have_another_look_in_their_history(walk: Walk) -> None:
    walk.answer_a_reporter()
    _change_facts(f"about = array_append(about, 'contribution:{walk.shown.pk}')", "safety.AppealDecided")


def letter_goes_to_the_author(walk: Walk) -> None:
    appeal = walk.answer_a_reporter()
    Appeal.objects.filter(pk=appeal.pk).update(letter_to=walk.shown.author)


def whoever_asked_hears_nothing(walk: Walk) -> None:
    walk.answer_a_reporter()
    with connection.cursor() as cursor:
        cursor.execute("delete from notifications_message where kind = 'report_reconsidered'")


def whoever_asked_gets_no_letter(walk: Walk) -> None:
    walk.answer_a_reporter()
    with connection.cursor() as cursor:
        cursor.execute("delete from notifications_message where kind = 'report_looked_again'")


def whoever_asked_reads_no_answer(walk: Walk) -> None:
    appeal = walk.answer_a_reporter()
    # Something was written: what was read before is read again.
    Appeal.objects.filter(pk=appeal.pk).update(version=9)
    walk.undone.enter_context(patch.object(looking, "second_look", lambda *_given: Mock(asked=[])))


def _change_facts(how: str, kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table ledger_recordedfact disable trigger user")
        cursor.execute(f"update ledger_recordedfact set {how} where kind = %s", [kind])
        cursor.execute("alter table ledger_recordedfact enable trigger user")


def strike_in_a_crisis(walk: Walk) -> None:
    early = timezone.now() - datetime.timedelta(days=1)
    crisis = CrisisCase.objects.create(contribution=walk.hidden, source="author", state="reviewed")
    CrisisCase.objects.filter(pk=crisis.pk).update(opened_at=early)


def illegal_move(walk: Walk) -> None:
    case = Case.objects.get(contribution=walk.shown, kind=Case.Kind.REPORT)
    # A report case of which everybody was told though nobody had decided it.
    walk.diary.fold.CaseNotified("", {"case_key": str(case.pk)})


def held_by_nobody(walk: Walk) -> None:
    Case.objects.filter(contribution=walk.shown).update(state="claimed")


def small_count_is_shown(walk: Walk) -> None:
    exact = {"contributions": 3, "people": 3, "most_of_one": 1}
    ThemeCount.objects.update_or_create(theme=Theme.objects.get(), defaults=exact)
    walk.undone.enter_context(patch("openward.themes.queries.counts.suppress", _plain))


def people_are_gone_and_still_counted(walk: Walk) -> None:
    """As many as had to be there, of whom one took the words back: the count was not made anew."""
    run_worker()
    for number in (1, 2):
        walk.erases(number)
    run_worker()
    count = {"contributions": 11, "people": 11, "most_of_one": 1}
    ThemeCount.objects.update_or_create(theme=Theme.objects.get(), defaults=count)


def record_says_how_few(walk: Walk) -> None:
    ThemeCount.objects.update(people=4, contributions=4)
    walk.undone.enter_context(patch("openward.evaluation.presenters.suppress", _plain))


def funnel_says_how_few(walk: Walk) -> None:
    Coding.objects.filter(contribution__in=map(uuid.UUID, walk.diary.sent[:7])).delete()
    walk.undone.enter_context(patch("openward.evaluation.presenters.suppress", _plain))


def _plain(count: int, *_more: object, **_also: object) -> PublicCount:
    """A count as it is, without hiding and rounding."""
    return PublicCount(count, "about", 0)


def released_figures_say_how_few(walk: Walk) -> None:
    quarter = quarter_of(timezone.localdate())
    figures = public_figures(walk.riverbend.cast.organisation, quarter)
    figures["reports"]["cells"]["abuse"] = 4
    PublishedFigures.objects.create(
        organisation=walk.riverbend.cast.organisation, starts_on=quarter.starts_on, ends_on=quarter.ends_on,
        figures=figures, chain_links=1, chain_hash="0" * 64,
    )  # fmt: skip


def comments_are_counted_wrongly(walk: Walk) -> None:
    Contribution.objects.filter(pk=walk.shown.pk).update(comment_count=3)


def a_write_is_lost(walk: Walk) -> None:
    Report.objects.filter(contribution=walk.shown).delete()


def a_write_is_there_twice(walk: Walk) -> None:
    story = walk.shown
    story.pk = uuid.uuid4()
    story.import_key = None
    story.save(force_insert=True)


def vault_is_read_without_glass(walk: Walk) -> None:
    asked = _glass(walk)
    record(IdentityRead(key=str(asked), organisation_key=""), by=walk.actor("data_protection"))


def vault_is_read_by_a_page(walk: Walk) -> None:
    walk.diary.vault.opened_by.add("receipt_show")


def words_in_danger_are_shown(walk: Walk) -> None:
    CrisisCase.objects.create(contribution=walk.shown, source="author", state="alerted")


def as_seen(walk: Walk) -> Sight:
    """As after a step, and by what was seen before it: a breach in what is not read again would not be noticed."""
    return walk.sight()


def _glass(walk: Walk) -> uuid.UUID:
    """A request that nobody has agreed to."""
    return ask_identity(
        organisation=walk.riverbend.cast.organisation,
        persona=walk.shown.author,
        side=BreakGlass.Side.DATA_PROTECTION,
        reason="A life is at stake.",
        legal_basis=BreakGlass.Basis.VITAL_INTERESTS,
        fields=["email"],
        by=walk.actor("data_protection"),
    ).pk
