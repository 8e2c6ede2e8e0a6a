"""Processes are killed while people send stories: nothing acknowledged is lost, nothing is there twice.

OPENWARD_KILL_SUBMISSIONS=100 makes the full campaign of it; the suite sends fewer.
"""

import os
import random
import threading
import time
import urllib.error

import psycopg
import pytest

from tests.journeys.product import Product
from tests.journeys.walker import Walker

SUBMISSIONS = int(os.environ.get("OPENWARD_KILL_SUBMISSIONS", "24"))
PEOPLE = 4
LOST = (OSError, urllib.error.URLError, LookupError)

pytestmark = pytest.mark.journey


WORDS = "lift stairs lamp bed tea soup nurse porter phone letter queue door chair ward clinic bus rain coat".split()


def own_words(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=12)) + f" {rng.randrange(10**9)}"


def tell(product: Product, words: str, acknowledged: dict[str, str], tries_until: float, source: str) -> None:
    """One person sends one story, trying again with the same form until it is acknowledged."""
    preview = None
    while time.monotonic() < tries_until:
        walker = Walker(product.address, timeout_s=5, source=source)
        try:
            if preview is None:
                walker.get("/s/friends-and-family/tell/")
                form = walker.form_with("happened")
                given = {"happened": words, "publish": "yes", "contact": "no", "badge": "patient", "writing": "own"}
                walker.send(form, keeps_rules="on", **given)
                preview = walker
            preview.send(preview.form_to("/send/"))
        except urllib.error.HTTPError as error:
            if error.code not in {429, 500, 502, 503}:
                raise
            time.sleep(0.2)
        except LOST:
            time.sleep(0.1)
        else:
            assert preview.url.endswith("/sent/"), preview.url
            acknowledged[words] = preview.url.split("/receipt/")[1].split("/")[0]
            return


def test_killed_processes_lose_nothing_and_double_nothing(doomed: Product) -> None:
    product = doomed
    rng = random.Random(20261122)
    acknowledged: dict[str, str] = {}
    # In words of their own, as after a letter to many: what is killed here is no raid.
    waiting = [f"Kill test story number {number}: {own_words(rng)}" for number in range(SUBMISSIONS)]
    everything = list(waiting)
    until = time.monotonic() + 10 * SUBMISSIONS
    database = product.run("manage", "shell", "--no-imports", "-c", PRINT_ADDRESS).strip().splitlines()[-1]
    with psycopg.connect(database) as connection:
        connection.execute(ASK_MANY)
    lock = threading.Lock()

    def person() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                words = waiting.pop()
            # From one address only so many stories are taken in an hour; a long campaign comes from several.
            number = everything.index(words)
            source = f"127.0.0.{1 + number // 20}" if SUBMISSIONS > 24 else ""
            tell(product, words, acknowledged, until, source)

    people = [threading.Thread(target=person) for _ in range(PEOPLE)]
    for thread in people:
        thread.start()
    kills = 0
    start_s = 1.0
    while any(thread.is_alive() for thread in people) and time.monotonic() < until:
        # In proportion to how long a start takes: on a busy machine nothing would ever be sent in between.
        time.sleep(rng.uniform(0.3, 1.5) * max(1.0, start_s))
        if rng.random() < 0.7:
            product.kill_web()
            start_s = product.start_web()
        else:
            product.kill_worker()
            product.start_worker()
        kills += 1
    for thread in people:
        thread.join()
    print(f"{SUBMISSIONS} stories were sent while web server or worker were killed {kills} times.")
    assert kills >= 2, "nothing was killed: the test proves nothing"
    assert set(acknowledged) == set(everything)
    assert len(set(acknowledged.values())) == SUBMISSIONS
    with psycopg.connect(database) as connection:
        for words in everything:
            found = connection.execute(
                "select count(*) from contributions_revision where text = %s", [words]
            ).fetchone()
            assert found == (1,), words
        stories = connection.execute(
            "select count(*) from ledger_recordedfact where kind = 'contributions.StorySubmitted' and about[1] in"
            " (select 'contribution:' || contribution_id from contributions_revision where text like 'Kill test%')"
        ).fetchone()
        assert stories == (SUBMISSIONS,)
        receipts = connection.execute(
            "select count(*) from contributions_receipt where contribution_id in"
            " (select contribution_id from contributions_revision where text like 'Kill test%')"
        ).fetchone()
        assert receipts == (SUBMISSIONS,)
        wait_for_jobs(connection)


ASK_MANY = (
    "insert into engagements_asking (engagement_id, how, people, asked_on, recorded_at)"
    " select engagement_id, 'a letter', 10000, current_date, now() from spaces_space where slug = 'friends-and-family'"
)
PRINT_ADDRESS = "import os; print(os.environ['DATABASE_URL'])"


def wait_for_jobs(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Every job that was enqueued is done, also those a killed worker held: the sweep gives them back."""
    until = time.monotonic() + 150
    while time.monotonic() < until:
        left = connection.execute(
            "select count(*) from procrastinate_jobs where status in ('todo', 'doing')"
            " and scheduled_at is null and task_name = 'ledger.hear'"
        ).fetchone()
        connection.rollback()
        if left == (0,):
            return
        time.sleep(1)
    raise AssertionError(f"jobs left behind: {left}")
