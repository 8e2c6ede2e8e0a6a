"""The crisis path: somebody may be in danger, alerts, two opinions, what is done, and who it is."""

from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from openward.contributions.actions.stories import submit_story
from openward.people.actions.break_glass import agree_to_identity, close_identity, read_identity, refuse_identity
from openward.people.models import BreakGlass
from openward.safety.access.crisis import contribution_for_flagging, crisis_for_identity
from openward.safety.actions import crisis as path
from openward.safety.models import CrisisCase, Report
from openward.spaces.models import Space
from tests.proofs.stage import mark, run_worker
from tests.proofs.words import MODERATOR, NUMBER
from tests.proofs.work import Reports

ON_CALL = st.sampled_from(["moderator", "second", "data_protection"])
PEOPLE = st.sampled_from(["moderator", "second", "data_protection", "administrator", "lead", "coder"])
LEVEL = st.sampled_from(CrisisCase.Level.values)
STEPS = ("acknowledge", "assess", "second", "act", "message", "follow", "review", "close", "release", "thread")


class Danger(Reports):
    """Signs of danger come in, and people on call answer."""

    @initialize(is_assessed=st.booleans(), level=LEVEL, act=st.sampled_from(CrisisCase.Act.values), acts=st.booleans())
    def begins_with_danger(self, is_assessed: bool, level: str, act: str, acts: bool) -> None:
        self.tells_of_danger(0)
        if is_assessed:
            self.acknowledges("moderator", 1)
            self.assesses("moderator", 1, level, True, level)
            self.asks_who_it_is("data_protection", 1, {"email"})
            self.agrees_to_open("administrator", 0, 1)
        if acts:
            self.acts("moderator", 1, act)

    @rule(number=NUMBER)
    def tells_of_danger(self, number: int) -> None:
        said, by = mark(), self.actor("visitor")
        sent = self.attempt(
            "told of danger",
            lambda: submit_story(
                space=Space.objects.get(pk=self.riverbend.space.pk),
                parts=[["happened", f"Please help, {said}."]],
                badge="patient",
                consents=["publish", "contact"],
                email=f"{said}@example.org",
                may_be_in_danger=True,
                by=by,
            ),
        )
        self._sent(sent, said, by)
        run_worker()

    @rule(number=NUMBER)
    def is_reported_as_danger(self, number: int) -> None:
        self.reports(number, Report.Category.DANGER, "visitor")
        run_worker()

    @rule(who=MODERATOR, number=NUMBER)
    def is_flagged(self, who: str, number: int) -> None:
        by, key, noted = self.actor(who), self.story(number).pk, mark()
        flagged = self.attempt(
            "flagged",
            lambda: path.flag_by_moderator(contribution=contribution_for_flagging(by, key), words=noted, by=by),
        )
        if flagged is not None:
            self.diary.noted[key] |= {noted}

    @rule(who=ON_CALL, number=NUMBER)
    def drills(self, who: str, number: int) -> None:
        if number < 5:
            self.attempt("drilled", lambda: path.drill(space=self.riverbend.space, by=self.actor(who)))

    @rule(who=ON_CALL, number=NUMBER)
    def acknowledges(self, who: str, number: int) -> None:
        if crisis := self.crisis(number):
            self.attempt("acknowledged", lambda: path.acknowledge(crisis=crisis, by=self.actor(who)))

    @rule(who=ON_CALL, number=NUMBER, level=LEVEL, has_second=st.booleans(), other=LEVEL)
    def assesses(self, who: str, number: int, level: str, has_second: bool, other: str) -> None:
        crisis = self.crisis(number)
        if crisis is None:
            return
        noted = self._note(crisis)
        self.attempt(
            "assessed",
            lambda: path.assess(crisis=crisis, level=CrisisCase.Level(level), words=noted, by=self.actor(who)),
            ValueError,
        )
        if has_second:
            self.gives_second_opinion("second" if who != "second" else "moderator", number, other)

    @rule(who=ON_CALL, number=NUMBER, level=LEVEL)
    def gives_second_opinion(self, who: str, number: int, level: str) -> None:
        if crisis := self.crisis(number):
            self.attempt(
                "second opinion",
                lambda: path.give_second_opinion(crisis=crisis, level=CrisisCase.Level(level), by=self.actor(who)),
            )

    @rule(who=ON_CALL, number=NUMBER, act=st.sampled_from(CrisisCase.Act.values))
    def acts(self, who: str, number: int, act: str) -> None:
        crisis = self.crisis(number)
        if crisis is None:
            return
        noted = self._note(crisis)
        before = CrisisCase.objects.get(pk=crisis.pk)
        acted = self.attempt(
            f"acted: {act}",
            lambda: path.act(crisis=crisis, act=CrisisCase.Act(act), words=noted, by=self.actor(who)),
            ValueError,
        )
        if acted is not None and before.level in {"medium", "high"}:
            assert before.second_opinion_by_id not in {None, before.assessed_by_id}, "one person judged alone"

    @rule(who=ON_CALL, number=NUMBER)
    def follows_up(self, who: str, number: int) -> None:
        if crisis := self.crisis(number):
            noted = self._note(crisis)
            self.attempt("followed up", lambda: path.follow_up(crisis=crisis, words=noted, by=self.actor(who)))

    @rule(who=ON_CALL, number=NUMBER)
    def reviews_and_closes(self, who: str, number: int) -> None:
        if crisis := self.crisis(number):
            noted = self._note(crisis)
            self.attempt("reviewed", lambda: path.review(crisis=crisis, words=noted, by=self.actor(who)))
            if number % 2:
                self.attempt("closed", lambda: path.close_crisis(crisis=crisis, by=self.actor(who)))

    @rule(who=ON_CALL, number=NUMBER)
    def lets_words_go(self, who: str, number: int) -> None:
        if crisis := self.crisis(number):
            self.attempt("released", lambda: path.release_words(crisis=crisis, by=self.actor(who)))

    @rule(who=ON_CALL, number=NUMBER, is_locked=st.booleans())
    def cares_for_thread(self, who: str, number: int, is_locked: bool) -> None:
        if crisis := self.crisis(number):
            self.attempt(
                "cared for the thread",
                lambda: path.care_for_thread(
                    crisis=crisis, words="We look after each other here.", is_locked=is_locked, by=self.actor(who)
                ),
            )

    @rule(who=ON_CALL, number=NUMBER)
    def asks_for_debrief(self, who: str, number: int) -> None:
        if crisis := self.crisis(number):
            self.attempt("debrief", lambda: (path.ask_for_debrief(crisis=crisis, by=self.actor(who)), True))

    @rule(who=ON_CALL, number=NUMBER, step=st.sampled_from(STEPS))
    def posts_without_asking_about_danger(self, who: str, number: int, step: str) -> None:
        crisis = self.crisis(number)
        if crisis is None:
            return
        noted = self._note(crisis)
        given = {"words": noted, "level": "low", "act": "message", "version": crisis.version}
        response = self.client(who).post(reverse(f"crisis_{step}", args=[crisis.pk]), given)
        assert response.status_code < 500
        self.diary.done[f"posted crisis_{step}: {response.status_code}"] += 1

    def _note(self, crisis: CrisisCase) -> str:
        noted = mark()
        if crisis.contribution_id is not None:
            self.diary.noted[crisis.contribution_id] |= {noted}
        return noted

    # --- Who it is ------------------------------------------------------------------------------------------------

    @rule(who=PEOPLE, number=NUMBER, fields=st.sets(st.sampled_from(BreakGlass.Field.values), min_size=1))
    def asks_who_it_is(self, who: str, number: int, fields: set[str]) -> None:
        found = self.crisis(number)
        if found is None:
            return
        by = self.actor(who)

        def ask() -> BreakGlass:
            crisis = crisis_for_identity(by, found.pk)
            side = "data_protection" if who == "data_protection" else "administrator"
            return path.ask_who_it_is(
                crisis=crisis, side=side, reason="A life is at stake.",
                legal_basis=BreakGlass.Basis.VITAL_INTERESTS, fields=fields, by=by,
            )  # fmt: skip

        self.attempt("asked who it is", ask)

    @rule(who=PEOPLE, number=NUMBER, refuses=st.integers(0, 4))
    def agrees_to_open(self, who: str, number: int, refuses: int) -> None:
        asked = self.one(BreakGlass.objects.select_related("organisation"), number)
        if asked is None:
            return
        if refuses == 0:
            self.attempt("refused to open", lambda: (refuse_identity(asked=asked, by=self.actor(who)), True))
        else:
            self.attempt("agreed to open", lambda: agree_to_identity(asked=asked, by=self.actor(who)))

    @rule(who=PEOPLE, number=NUMBER)
    def reads_who_it_is(self, who: str, number: int) -> None:
        row = self.one(BreakGlass.objects.select_related("organisation"), number)
        if row is None:
            return
        found = self.attempt("read who it is", lambda: (read_identity(opened=row, by=self.actor(who)),))
        if found is not None:
            assert set(found[0]) <= set(row.fields), "more was shown than was agreed on"

    @rule(who=PEOPLE, number=NUMBER)
    def closes_the_glass(self, who: str, number: int) -> None:
        row = self.one(BreakGlass.objects.select_related("organisation"), number)
        if row is not None and number % 3 == 0:
            self.attempt("closed the glass", lambda: (close_identity(opened=row, by=self.actor(who)), True))
