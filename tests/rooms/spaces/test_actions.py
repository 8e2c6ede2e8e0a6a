"""Presets and reasons, rules in versions, links, duty, and the door that stays shut."""

import datetime
import re
from collections.abc import Callable

import pytest

from openward.engagements.events import EngagementClosed
from openward.engagements.models import Engagement, PublicStatement, Stage
from openward.engagements.queries import models_of_use
from openward.ledger.models import RecordedFact
from openward.people.models import Account, HeldRole
from openward.spaces.actions import (
    NotReady,
    PromiseKept,
    ReasonMissing,
    RuleWords,
    arrange_duty,
    change_setting,
    close_space,
    make_space,
    open_space,
    plan_shifts,
    prepare_space,
    short_link,
    write_rules,
)
from openward.spaces.actions.links import LETTERS, new_code
from openward.spaces.handlers import on_engagement_closed
from openward.spaces.models import HouseRule, ShortLink, Space
from openward.spaces.queries import link_by_code, missing_before_opening, rules_in_force, settings_of
from tests.factories.plans import agree, begun_plan, prepared_space, ready_space, settled_space
from tests.factories.riverbend import Riverbend


@pytest.mark.parametrize("model_id", [model.id for model in models_of_use()])
def test_a_space_begins_with_the_presets_of_its_model(riverbend: Riverbend, model_id: str) -> None:
    space = prepared_space(riverbend, model_id)
    presets = {model.id: model.presets for model in models_of_use()}[model_id]
    for key in ("direction", "visibility", "identity_rule", "moderation_mode"):
        assert getattr(space, key) == presets[key]
    assert space.stage == Stage.UNDERSTAND  # what the planner answered, whatever the model
    assert not any(setting.differs for setting in settings_of(space))
    assert space.state == Space.State.PLANNED
    assert space.takes_stories == (presets["direction"] != "outward")
    assert len(rules_in_force(space)) == 6


def test_choosing_again_sets_the_same_space_up_again(riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    change_setting(
        space=space, setting="visibility", value="invited", reason="A first try.", by=riverbend.actor("lead")
    )
    again = prepare_space(engagement=space.engagement, model_id="MOD-08", by=riverbend.actor("lead"))
    assert again.pk == space.pk
    assert again.visibility == "invited"
    assert again.preset_reasons == {}


def test_no_space_before_a_model_is_chosen(riverbend: Riverbend) -> None:
    with pytest.raises(ValueError, match="model of use first"):
        make_space(engagement=begun_plan(riverbend), by=riverbend.actor("lead"))


def test_a_setting_that_differs_says_why_and_the_reason_is_kept(riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    with pytest.raises(ReasonMissing):
        change_setting(space=space, setting="moderation_mode", value="after", reason=" ", by=riverbend.actor("lead"))
    space.refresh_from_db()
    assert space.moderation_mode == "before"
    change_setting(
        space=space, setting="moderation_mode", value="after", reason="Only staff write.", by=riverbend.actor("lead")
    )
    assert space.preset_reasons == {"moderation_mode": "Only staff write."}
    fact = RecordedFact.objects.get(kind="spaces.SettingChanged")
    assert fact.payload["reason"] == "Only staff write."
    change_setting(
        space=space, setting="moderation_mode", value="after", reason="Only staff write. ", by=riverbend.actor("lead")
    )
    assert RecordedFact.objects.filter(kind="spaces.SettingChanged").count() == 1, "nothing changed: no fact"
    change_setting(space=space, setting="moderation_mode", value="before", by=riverbend.actor("lead"))
    assert space.preset_reasons == {}
    with pytest.raises(ValueError, match="cannot be"):
        change_setting(space=space, setting="state", value="open", by=riverbend.actor("lead"))


def test_direction_decides_what_can_be_sent(riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    for direction, stories, comments in (("outward", False, False), ("inward", True, False), ("many_way", True, True)):
        change_setting(space=space, setting="direction", value=direction, reason="A try.", by=riverbend.actor("lead"))
        assert (space.takes_stories, space.takes_comments) == (stories, comments)


@pytest.mark.parametrize(
    ("setting", "tighter", "looser"),
    [("visibility", "registered", "public"), ("identity_rule", "hidden", "real_name")],
)
def test_a_promise_under_which_people_spoke_is_tightened_and_never_loosened(
    riverbend: Riverbend, setting: str, tighter: str, looser: str
) -> None:
    space = ready_space(riverbend)
    open_space(space=space, by=riverbend.actor("lead"))
    change_setting(space=space, setting=setting, value=tighter, reason="Safer.", by=riverbend.actor("lead"))
    with pytest.raises(PromiseKept):
        change_setting(space=space, setting=setting, value=looser, reason="More open.", by=riverbend.actor("lead"))
    space.refresh_from_db()
    assert getattr(space, setting) == tighter


def test_a_new_version_of_the_rules_leaves_the_old_one_as_it_was(riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    first = rules_in_force(space)
    words = [RuleWords(rule.text, rule.how_to_fix, rule.key) for rule in first]
    assert write_rules(space=space, rules=words, by=riverbend.actor("lead")) == 1
    words[0] = RuleWords("Be gentle.", words[0].how_to_fix, words[0].key)
    assert write_rules(space=space, rules=words[:3], by=riverbend.actor("lead")) == 2
    now = rules_in_force(space)
    assert now[0].text == "Be gentle."
    assert now[0].key == first[0].key
    assert len(now) == 3
    assert HouseRule.objects.get(pk=first[0].pk).text == first[0].text
    assert RecordedFact.objects.get(kind="spaces.RulesWritten").payload["version"] == 2


@pytest.mark.parametrize("rules", [[], [RuleWords("Be kind.", " ")], [RuleWords("", "Do.")]])
def test_a_space_is_never_without_rules(riverbend: Riverbend, rules: list[RuleWords]) -> None:
    space = prepared_space(riverbend)
    with pytest.raises(ValueError, match="at least one rule"):
        write_rules(space=space, rules=rules, by=riverbend.actor("lead"))
    assert len(rules_in_force(space)) == 6


def test_rules_with_the_same_beginning_have_keys_of_their_own(riverbend: Riverbend) -> None:
    space = prepared_space(riverbend)
    write_rules(space=space, rules=[RuleWords("友善", "改"), RuleWords("友善", "改")], by=riverbend.actor("lead"))
    keys = [rule.key for rule in rules_in_force(space)]
    assert len(set(keys)) == 2


def test_a_link_is_short_plain_and_made_once(riverbend: Riverbend) -> None:
    by = riverbend.actor("lead")
    whole = short_link(space=riverbend.space, service=None, by=by)
    ward = short_link(space=riverbend.space, service=riverbend.cast.services["Cedar ward"], by=riverbend.actor("lead"))
    assert short_link(space=riverbend.space, service=None, by=riverbend.actor("lead")) == whole
    assert ShortLink.objects.filter(space=riverbend.space).count() == 2
    assert re.fullmatch(f"[{LETTERS}]{{6}}", whole.code)
    assert not set("01258ilosuaezbdmnvq") & set(LETTERS)
    assert link_by_code(f" {ward.code.upper()} ") == ward
    assert link_by_code("nosuch") is None
    assert RecordedFact.objects.filter(kind="spaces.LinkMade").count() == 2


def test_codes_are_random_and_do_not_repeat() -> None:
    codes = {new_code() for _time in range(500)}
    assert len(codes) > 495


def test_a_link_never_leads_to_another_organisation(riverbend: Riverbend) -> None:
    from openward.people.access import SYSTEM
    from openward.people.actions.organisations import add_service
    from openward.people.models import Organisation

    other = add_service(organisation=Organisation.objects.get(slug="hillside"), name="Theirs", by=SYSTEM)
    with pytest.raises(ValueError, match="another organisation"):
        short_link(space=riverbend.space, service=other, by=riverbend.actor("lead"))


@pytest.mark.parametrize("empty", ["staffed_hours", "escalation_contact"])
def test_somebody_is_on_duty(riverbend: Riverbend, empty: str) -> None:
    given = {"staffed_hours": "Weekdays", "escalation_contact": "Site manager", empty: "  "}
    with pytest.raises(ValueError, match="on duty"):
        arrange_duty(
            space=prepared_space(riverbend),
            safeguarding_lead=riverbend.account("lead"),
            reading_days=1,
            answer_days=20,
            by=riverbend.actor("lead"),
            **given,
        )


# --- The door that stays shut -------------------------------------------------------------------------------------


def _statement(**values: object) -> Callable[[Space], object]:
    return lambda space: PublicStatement.objects.filter(engagement=space.engagement).update(**values)


def _engagement(**values: object) -> Callable[[Space], object]:
    return lambda space: Engagement.objects.filter(pk=space.engagement_id).update(**values)


def _space(**values: object) -> Callable[[Space], object]:
    return lambda space: Space.objects.filter(pk=space.pk).update(**values)


EMPTIED: dict[str, Callable[[Space], object]] = {
    "aim": _engagement(aim=" "),
    "model": _engagement(model_of_use=""),
    "groups": lambda space: space.engagement.groups.all().delete(),
    "targets": lambda space: space.engagement.groups.filter(population=None).update(hoped_for=None),
    "phases": lambda space: space.engagement.phases.filter(kind="tell").delete(),
    "why_we_ask": _statement(why_we_ask=""),
    "can_change": _statement(can_change=" \n"),
    "cannot_change": _statement(cannot_change=""),
    "who_decides": _statement(who_decides=""),
    "decided_by": _statement(decided_by_on=None),
    "risks": lambda space: space.engagement.risks.filter(finding_id="RSK-02").update(owner=None),
    "sign_off": lambda space: space.engagement.sign_offs.all().delete(),
    "settings": _space(visibility="invited"),
    "rules": lambda space: space.house_rules.all().delete(),
    "moderator": lambda space: HeldRole.objects.filter(role="moderator").delete(),
    "safeguarding_lead": lambda space: Account.objects.filter(pk=space.safeguarding_lead_id).update(is_active=False),
    "staffed_hours": _space(staffed_hours=""),
    "escalation_contact": _space(escalation_contact=" "),
    "escalation_form": lambda space: space.escalation_contacts.filter(part="safeguarding").delete(),
    "emergency_text": lambda space: (
        type(space.organisation).objects.filter(pk=space.organisation_id).update(emergency_text="")
    ),
}


def test_the_list_of_what_is_emptied_below_is_whole(riverbend: Riverbend) -> None:
    from openward.spaces.queries import requirements_before_opening

    assert {one.key for one in requirements_before_opening(ready_space(riverbend))} == set(EMPTIED)


@pytest.mark.parametrize("key", EMPTIED)
def test_a_space_refuses_to_open_while_an_item_is_empty_and_says_which(riverbend: Riverbend, key: str) -> None:
    space = ready_space(riverbend)
    EMPTIED[key](space)
    space = Space.objects.get(pk=space.pk)
    with pytest.raises(NotReady) as refused:
        open_space(space=space, by=riverbend.actor("lead"))
    named = {one.key: one for one in refused.value.missing}
    # Emptying part of the plan also ends the advisory group's agreement to it.
    assert named.keys() - {"sign_off"} == {key} - {"sign_off"} | ({"targets"} if key == "groups" else set())
    assert named[key].sentence
    assert named[key].slug in {space.slug, space.engagement.slug}
    space.refresh_from_db()
    assert space.state == Space.State.PLANNED
    assert not RecordedFact.objects.filter(kind="spaces.SpaceOpened").exists()


@pytest.mark.parametrize("mode", ["newcomers", "after", "reported"])
def test_a_space_that_shows_words_unread_needs_a_rota_before_it_opens(riverbend: Riverbend, mode: str) -> None:
    lead = riverbend.actor("lead")
    space = settled_space(riverbend)
    change_setting(space=space, setting="moderation_mode", value=mode, reason="Only staff write here.", by=lead)
    agree(riverbend, space.engagement)
    space = Space.objects.get(pk=space.pk)
    assert [(one.key, one.address_name) for one in missing_before_opening(space)] == [("rota", "rota_edit")]
    nine, five = datetime.time(9), datetime.time(17)
    plan_shifts(
        space=space, account=riverbend.account("moderator"), starts_at=nine, ends_at=five, weekdays=[0], by=lead
    )
    open_space(space=space, by=lead)
    assert space.state == Space.State.OPEN


def test_a_space_that_lacks_nothing_opens_with_its_engagement(riverbend: Riverbend) -> None:
    space = ready_space(riverbend)
    assert missing_before_opening(space) == []
    open_space(space=space, by=riverbend.actor("lead"))
    open_space(space=space, by=riverbend.actor("lead"))
    assert space.state == Space.State.OPEN
    assert space.opened_at is not None
    assert Engagement.objects.get(pk=space.engagement_id).state == Engagement.State.OPEN
    assert RecordedFact.objects.filter(kind="spaces.SpaceOpened").count() == 1


def test_changing_the_place_ends_the_agreement_of_the_advisory_group(riverbend: Riverbend) -> None:
    space = ready_space(riverbend)
    change_setting(
        space=space, setting="visibility", value="registered", reason="A first try.", by=riverbend.actor("lead")
    )
    assert [one.key for one in missing_before_opening(space)] == ["sign_off"]
    agree(riverbend, space.engagement)
    write_rules(space=space, rules=[RuleWords("Be kind.", "Be kinder.")], by=riverbend.actor("lead"))
    space.engagement.refresh_from_db()
    assert [one.key for one in missing_before_opening(space)] == ["sign_off"]


def test_a_closed_engagement_closes_its_places_once(riverbend: Riverbend) -> None:
    fact = EngagementClosed(key=str(riverbend.engagement.pk), organisation_key=str(riverbend.cast.organisation.pk))
    on_engagement_closed(fact, fact_id=1)
    on_engagement_closed(fact, fact_id=1)
    riverbend.space.refresh_from_db()
    assert riverbend.space.state == Space.State.CLOSED
    assert RecordedFact.objects.filter(kind="spaces.SpaceClosed").count() == 1
    close_space(space=riverbend.space, by=riverbend.actor("lead"))
    assert RecordedFact.objects.filter(kind="spaces.SpaceClosed").count() == 1


def test_the_closing_of_an_engagement_is_heard_by_its_places(riverbend: Riverbend) -> None:
    from openward.config.wiring import HANDLERS

    assert on_engagement_closed in HANDLERS[EngagementClosed]


def test_every_fact_about_a_place_belongs_to_its_engagement_too(riverbend: Riverbend) -> None:
    space = ready_space(riverbend)
    open_space(space=space, by=riverbend.actor("lead"))
    facts = [fact for fact in RecordedFact.objects.all() if fact.kind.startswith("spaces.")]
    assert {fact.kind for fact in facts} >= {"spaces.SpaceMade", "spaces.LinkMade", "spaces.SpaceOpened"}
    assert all(f"engagement:{space.engagement_id}" in fact.about for fact in facts)
    assert datetime.datetime.now(datetime.UTC) >= facts[0].recorded_at
