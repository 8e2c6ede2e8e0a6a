"""The ledger: facts are written with their cause, once, and nothing in the chain can be altered unseen."""

import dataclasses
import threading

import pytest
from django.db import DatabaseError, connection, transaction

from openward.ledger.actions import SentTwice, connect_handlers, record, seal_facts, shred
from openward.ledger.events import Fact, SubmissionKey
from openward.ledger.models import Link, RecordedFact
from openward.ledger.queries import check_chain, history, way_facts
from openward.people.access import SYSTEM


@dataclasses.dataclass(frozen=True, kw_only=True)
class KettleBoiled(Fact):
    sentence = "{who} boiled the kettle {times} times."
    subject = "kettle"
    shred = ("who",)
    also = {"kitchen": "kitchen_keys"}
    way_step = "said"
    who: str
    times: int = 1
    kitchen_keys: tuple[str, ...] = ()


def boil(who: str = "Ada", *, submission: SubmissionKey | None = None, key: str = "k1") -> RecordedFact:
    return record(
        KettleBoiled(key=key, who=who, kitchen_keys=("north", "south")),
        by=dataclasses.replace(SYSTEM, submission=submission),
    )


@pytest.mark.django_db
def test_a_fact_is_told_as_a_sentence_under_everything_it_is_about() -> None:
    boil()
    for subject, key in (("kettle", "k1"), ("kitchen", "north"), ("kitchen", "south")):
        assert [entry.sentence for entry in history(subject, key)] == ["Ada boiled the kettle 1 times."]
    assert history("kitchen", "east") == []


@pytest.mark.django_db
def test_a_form_sent_twice_is_recorded_once() -> None:
    boil(submission=SubmissionKey("form-1"))
    with pytest.raises(SentTwice) as caught, transaction.atomic():
        boil("Bea", submission=SubmissionKey("form-1"), key="k2")
    assert caught.value.fact.about[0] == "kettle:k1"
    assert RecordedFact.objects.count() == 1


@pytest.mark.django_db
def test_one_form_may_record_several_facts() -> None:
    submission = SubmissionKey("form-1")
    boil(submission=submission)
    boil(submission=submission)
    assert RecordedFact.objects.count() == 2


@pytest.mark.django_db
def test_the_database_refuses_to_alter_or_delete_a_fact_or_a_link() -> None:
    fact = boil()
    seal_facts()
    for statement in (
        "update ledger_recordedfact set kind = 'x'",
        "update ledger_recordedfact set is_sealed = false",
        "update ledger_recordedfact set shreddable = '{\"who\": [\"salt\", \"Eve\"]}'",
        "delete from ledger_recordedfact",
        "update ledger_link set hash = 'x'",
        "delete from ledger_link",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert RecordedFact.objects.get() == fact


def tamper(statement: str) -> None:
    """Change the ledger as somebody could who owns the database server."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("set session_replication_role = default")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("update ledger_recordedfact set payload = payload || '{\"times\": 9}' where id = %s", 3),
        ("update ledger_recordedfact set recorded_at = recorded_at - interval '1 second' where id = %s", 3),
        ("update ledger_recordedfact set author_key = 'somebody else' where id = %s", 3),
        ("update ledger_recordedfact set shreddable = '{\"who\": [\"salt\", \"Eve\"]}' where id = %s", 3),
        ("delete from ledger_link where fact_id = %s", 3),
        ("update ledger_link set hash = repeat('0', 64) where fact_id = %s", 3),
    ],
)
def test_the_first_broken_link_is_named(statement: str, broken_at: int) -> None:
    facts = [boil(f"Person {number}") for number in range(5)]
    assert seal_facts() == 5
    assert check_chain().is_whole
    tamper(statement % facts[2].pk)
    assert check_chain().broken_at == broken_at


@pytest.mark.django_db
def test_shredding_forgets_the_words_and_keeps_the_chain() -> None:
    boil("Quetzal")
    boil("Ada", key="k2")
    seal_facts()
    assert shred(about=["kettle:k1"]) == 1
    assert history("kettle", "k1")[0].sentence == "… boiled the kettle 1 times."
    assert "Quetzal" not in str(list(RecordedFact.objects.values()))
    assert history("kettle", "k2")[0].sentence == "Ada boiled the kettle 1 times."
    assert check_chain().is_whole


@pytest.mark.django_db
@pytest.mark.parametrize("at_once", [1, 3, 7, 100])
def test_sealing_seals_everything_however_few_at_once_and_goes_on_where_it_stopped(at_once: int) -> None:
    for number in range(7):
        boil(f"Person {number}")
    assert [seal_facts(at_once=at_once), seal_facts(at_once=at_once)] == [7, 0]
    boil("Eve")
    assert seal_facts(at_once=at_once) == 1
    report = check_chain()
    assert (report.links, report.unsealed, report.is_whole) == (8, 0, True)


@pytest.mark.django_db
def test_the_way_line_is_the_first_fact_of_each_step() -> None:
    first = boil()
    boil("Bea")
    found = way_facts(["kettle:k1", "kitchen:north", "kettle:other"])
    assert found["kettle:k1"]["said"].at == first.recorded_at
    assert found["kitchen:north"]["said"].sentence == "Ada boiled the kettle 1 times."
    assert found["kettle:other"] == {}


@pytest.mark.django_db
def test_handlers_are_enqueued_with_the_fact_and_rolled_back_with_it() -> None:
    from openward.config import wiring

    heard: list[tuple[int, str]] = []

    def on_kettle_boiled(fact: KettleBoiled, *, fact_id: int) -> None: ...

    connect_handlers({KettleBoiled: (on_kettle_boiled,)}, enqueue=lambda fact_id, name: heard.append((fact_id, name)))
    try:
        fact = boil()
    finally:
        wiring.connect()
    assert [fact_id for fact_id, _name in heard] == [fact.pk]
    assert heard[0][1].endswith("on_kettle_boiled")


@pytest.mark.django_db(transaction=True)
def test_two_people_sending_the_same_form_at_the_same_moment_write_once() -> None:
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def send(who: str) -> None:
        try:
            barrier.wait()
            with transaction.atomic():
                boil(who, submission=SubmissionKey("same-form"))
            outcomes.append("written")
        except SentTwice:
            outcomes.append("met")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(who,)) for who in ("Ada", "Bea")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["met", "written"]
    assert RecordedFact.objects.count() == 1
    assert Link.objects.count() == 0
