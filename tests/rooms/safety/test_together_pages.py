"""A raid moves no number on any page that a visitor can open: every one of them is opened before and after."""

import datetime
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from openward.people.access import SYSTEM
from openward.safety.actions.together import look_at_space, put_back
from openward.safety.models import TogetherAlert
from openward.themes.actions.counts import count_engagement
from openward.themes.models import Code, Coding, Excerpt
from tests.house.access_rows import ROWS
from tests.house.visible_words import words_of_page
from tests.house.world import World, make_world
from tests.rooms.safety.raiders import COPIED, NOW, fifty_people, people, report, say, spread

LOOKED_AT = NOW + datetime.timedelta(minutes=31)
# Not about what people said: whether the machine is well, and pages of the design itself.
OF_THE_HOUSE = {"health_show", "design", "favicon_show"}
_BANNER = re.compile(r'<aside class="ow-panel ow-panel--attention" aria-label="For now">.*?</aside>', re.DOTALL)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with time_machine.travel(LOOKED_AT, tick=False):
        world = make_world()
        TogetherAlert.objects.all().delete()
        fifty_people(world.riverbend.space)
        count_engagement(engagement_id=world.riverbend.engagement.pk)
        yield world


def numbers(world: World, visitor: str) -> dict[str, list[str]]:
    """The words of every page that a visitor can open, but for what tells readers that something was set aside.
    Each time another visitor looks: nobody may try so many receipts."""
    cache.clear()
    found = {}
    for row in ROWS:
        if "visitor" in (row.get or ()) and row.name not in OF_THE_HOUSE:
            address = reverse(row.name, kwargs=row.where(world)) + (row.query(world) if row.query else "")
            page = Client(REMOTE_ADDR=visitor).get(address)
            if page.status_code == 200 and not page.streaming and page["Content-Type"].startswith("text/"):
                found[address] = words_of_page(_BANNER.sub("", page.content.decode()))
            elif page.status_code == 200 and not page.streaming and "xml" in page["Content-Type"]:
                found[address] = re.findall(r"<(?:title|id|entry)[ >].*?<", page.content.decode())
    return found


def raid(world: World) -> None:
    """Words and reports of five hundred; some of the words are given a code before anybody has noticed."""
    space = world.riverbend.space
    who = people(space, 500)
    moments = spread(NOW, datetime.timedelta(minutes=30), 500)
    said = say(space, who, moments, [COPIED] * 500)
    excerpts = Excerpt.objects.bulk_create(
        Excerpt(contribution=one, revision_id=one.shown_revision_id, start=0, end=40) for one in said[:60]
    )
    codes = list(Code.objects.filter(theme__engagement=world.riverbend.engagement))
    Coding.objects.bulk_create(
        Coding(excerpt=excerpt, code=code, contribution_id=excerpt.contribution_id)
        for excerpt in excerpts
        for code in codes
    )
    report(people(space, 40), moments[:40], [world.contributions["published"]])
    count_engagement(engagement_id=space.engagement_id)


def test_no_page_that_a_visitor_can_open_changes_by_a_raid(world: World) -> None:
    before = numbers(world, "10.0.0.1")
    assert len(before) > 30
    raid(world)
    during = numbers(world, "10.0.0.2")
    # Were it not for the guard, many of them would have: the comparison can see it.
    moved = {address.split("/")[1] for address in before if during[address] != before[address]}
    assert moved >= {"at", "s", "themes"}
    look_at_space(space=world.riverbend.space, now=LOOKED_AT, by=SYSTEM)
    count_engagement(engagement_id=world.riverbend.engagement.pk)
    after = numbers(world, "10.0.0.3")
    assert after.keys() == before.keys()
    assert {address: after[address] for address in after if after[address] != before[address]} == {}
    for alert in TogetherAlert.objects.all():
        put_back(alert=alert, reason="It was a campaign.", by=world.riverbend.actor("moderator"))
    count_engagement(engagement_id=world.riverbend.engagement.pk)
    assert numbers(world, "10.0.0.4") == during
