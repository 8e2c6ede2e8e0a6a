"""A prepared query answers like the queryset it was made from, for values it was not made with."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openward.contributions.models import Contribution
from openward.kit.prepared import Prepared, named
from tests.factories.riverbend import Riverbend, published_story, sent_story


def test_instances_with_their_relations(riverbend: Riverbend) -> None:
    stories = [published_story(riverbend), sent_story(riverbend, service=None).contribution]
    prepared = Prepared(lambda key: Contribution.objects.with_words().filter(pk=key), key=uuid.uuid4())
    for story in stories:
        expected = Contribution.objects.with_words().get(pk=story.pk)
        (found,) = prepared(key=story.pk)
        columns = [field.attname for field in Contribution._meta.concrete_fields]
        assert [getattr(found, name) for name in columns] == [getattr(expected, name) for name in columns]
        with CaptureQueriesContext(connection) as asked:
            assert found.space.organisation.name == "Riverbend Health"
            assert (found.service is None) == (expected.service is None)
            shown = found.shown_revision
            assert (shown.parts if shown else None) == (expected.shown_revision.parts if shown else None)  # type: ignore[union-attr]
        assert len(asked) == 0
    assert prepared(key=uuid.uuid4()) == []


def test_rows_with_converted_values_and_lists(riverbend: Riverbend) -> None:
    stories = [published_story(riverbend, feelings=["worried", "angry"]) for _n in range(3)]
    prepared = Prepared(
        lambda **keys: Contribution.objects.filter(pk__in=list(keys.values())).values_list("pk", "feelings", "survey"),
        **{f"key{n}": uuid.uuid4() for n in range(4)},
    )
    found = prepared(**named("key", [story.pk for story in stories]))
    assert sorted(found) == sorted((story.pk, ["angry", "worried"], None) for story in stories)


def test_the_sql_is_worked_out_once(riverbend: Riverbend) -> None:
    made = []

    def build(key: uuid.UUID) -> object:
        made.append(key)
        return Contribution.objects.filter(pk=key).values_list("pk")

    prepared = Prepared(build, key=uuid.uuid4())  # type: ignore[arg-type, var-annotated]
    story = published_story(riverbend)
    assert prepared(key=story.pk) == prepared(key=story.pk) == [(story.pk,)]
    assert len(made) == 1


def test_a_value_that_never_reaches_the_query_is_an_error(db: None) -> None:
    prepared = Prepared(lambda key, other: Contribution.objects.filter(pk=key), key=uuid.uuid4(), other=uuid.uuid4())
    with pytest.raises(ValueError, match="other"):
        prepared(key=uuid.uuid4(), other=uuid.uuid4())


def test_the_database_keeps_the_statement(riverbend: Riverbend) -> None:
    prepared = Prepared(lambda key: Contribution.objects.filter(pk=key).values_list("helper"), key=uuid.uuid4())
    for _time in range(3):
        prepared(key=published_story(riverbend, helper="my daughter").pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "select generic_plans + custom_plans from pg_prepared_statements where statement like %s",
            ['%."helper" AS %'],
        )
        assert cursor.fetchall() == [(3,)]


def test_one_prepared_query_serves_lists_of_any_length(riverbend: Riverbend) -> None:
    keys = [published_story(riverbend).pk for _story in range(3)]
    prepared = Prepared(
        lambda keys: Contribution.objects.filter(pk__one_of=keys).values_list("pk"), keys=[uuid.uuid4()]
    )
    for wanted in ([], keys[:1], keys):
        assert {key for (key,) in prepared(keys=wanted)} == set(wanted)


@pytest.mark.parametrize(("count", "length"), [(1, 1), (2, 4), (4, 4), (5, 16), (17, 64)])
def test_lists_are_padded_with_their_last_thing(count: int, length: int) -> None:
    found = named("n", list(range(count)))
    assert len(found) == length
    assert set(found.values()) == set(range(count))
