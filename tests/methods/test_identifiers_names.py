"""Names: what announces them, what only looks like one, and what could stand in their place."""

import pytest

from openward.methods.identifiers import Identifier, Kind, find_identifiers, retold

NAMES = (Kind.NAME, Kind.STAFF_NAME)


def names_in(text):
    return [text[one.start : one.end] for one in find_identifiers(text) if one.kind in NAMES]


@pytest.mark.parametrize(
    ("person", "other"),
    [
        # A place or a surname
        ("I saw Mr Lincoln today", "We drove to Lincoln today"),
        ("Nurse Chester came", "a hospital in Chester"),
        ("Jordan said no", "she flew to Jordan"),
        ("with Florence on nights", "two weeks in Florence"),
        ("Sarah Preston was kind", "the bus from Preston was late"),
        # A month or a name
        ("April told me to wait", "April was cold, in April it rained"),
        ("I was with May all night", "I was there in May"),
        ("Nurse June came", "they closed in June 2024 for a week"),
        ("I met June there", "it was mid June by then"),
        # A medicine or a name
        ("Yasmin was lovely", "I was on Yasmin for years"),
        ("my daughter Allegra cried", "take Allegra 120 mg"),
        # A word or a name
        ("I asked Will and he knew", "Will anybody answer?"),
        ("Mark was gentle", "Mark my words"),
        ("with Grace on the desk", "Grace under pressure"),
        ("Nurse Hope came", "Hope is a strange thing"),
        ("my nan Faith died", "Faith in the service is gone"),
        ("we met Rose there", "Rose petals on the floor"),
        ("Dr Young rang", "Young people wait longer"),
        # A hospital or a person
        ("Mary said no", "St Mary's said no"),
        ("I met Victoria Wood", "the Royal Victoria was full"),
        ("Elizabeth held my hand", "Queen Elizabeth Hospital was full"),
        ("John Smith was there", "the John Radcliffe was full"),
        ("Guy was there", "Guy's and St Thomas' were full"),
        ("Sarah Ward was there", "Nightingale Ward was full"),
        # An illness or a person
        ("Dr Parkinson was there", "my dad has Parkinson's disease"),
        ("Mr Bell was there", "I had Bell's palsy"),
        ("Nurse Foley was there", "they left a Foley catheter in"),
        # A ward or a person
        ("Rowan said no", "I was on Rowan 1 then"),
        ("Stanley said no", "my appointment at Stanley was late"),
    ],
)
def test_a_name_is_told_from_what_looks_like_one(person, other):
    assert len(names_in(person)) == 1
    assert names_in(other) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I saw Dr Patel again.", "I saw the doctor again."),
        ("Nurse Sarah rang.", "The nurse rang."),
        ("My consultant Mr Jones rang.", "My consultant rang."),
        ("my consultant, Mr Khan, rang", "my consultant, rang"),
        ("a nurse called Sarah rang", "a nurse rang"),
        ("My son Jack fell.", "My son fell."),
        ("My mum, Jean, fell.", "My mum fell."),
        ("My son Jack fell. I held Jack.", "My son fell. I held my son."),
        ("I fell in March 2024.", "I fell in spring."),
        ("I fell on 12 March 2024.", "I fell on a day in spring."),
        ("on the 3rd of May", "on the spring day"),
        ("I was on ward 12B.", "I was on the ward."),
        ("my 93-year-old mother", "my elderly mother"),
        ("She is 95.", "She is over 90."),
        ("We live at 12 Acacia Avenue.", "We live at an address nearby."),
        ("We live in SW1A 1AA.", "We live in this area."),
        ("Ring 07700 900123.", "Ring a phone number."),
        ("护士王芳很好，电话13800138000。", "护士很好，电话一个电话号码。"),
    ],
)
def test_a_suggestion_keeps_the_story_readable(text, told):
    assert retold(text, find_identifiers(text)) == told


def test_a_rare_combination_needs_role_place_and_date():
    def kinds(text):
        return [one.kind for one in find_identifiers(text)]

    assert kinds("In May 2023 our vicar in Llandrindod came") == [
        Kind.PARTIAL_DATE,
        Kind.COMBINATION,
        Kind.COMBINATION,
    ]
    assert kinds("our vicar in Llandrindod came") == []
    assert kinds("In May 2023 our vicar came") == [Kind.PARTIAL_DATE]
    assert kinds("In May 2023 we went to Llandrindod") == [Kind.PARTIAL_DATE]
    text = "In May 2023 our vicar in Llandrindod came"
    assert retold(text, find_identifiers(text)) == "In spring a local person in a nearby town came"


def test_a_name_said_once_with_a_title_is_found_again():
    assert names_in("I saw Dr Okonjo-Vale. Later Okonjo was rude.") == ["Dr Okonjo-Vale", "Okonjo"]


def test_seasons_turn_round_in_the_south():
    text = "It was 12 March 2024."
    assert retold(text, find_identifiers(text, is_southern=True)) == "It was a day in autumn."


def test_a_model_of_ones_own_can_add_passages():
    text = "The man with the parrot came."

    def finds_the_parrot(told):
        start = told.index("the parrot")
        yield Identifier(Kind.COMBINATION, start, start + 10, "model_found_it", 0.9, "a pet")

    found = find_identifiers(text, further=finds_the_parrot)
    assert [text[one.start : one.end] for one in found] == ["the parrot"]
    assert find_identifiers(text) == ()


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 99), (3, 3)])
def test_a_model_that_points_outside_the_text_is_refused(start, end):
    def lost(_text):
        return [Identifier(Kind.NAME, start, end, "model_found_it", 0.9, "someone")]

    with pytest.raises(ValueError, match="lies outside a text of 5 characters"):
        find_identifiers("a man", further=lost)


def test_the_surer_of_two_readings_is_kept():
    text = "Ring 07700 900123 now"

    def sees_a_name(_text):
        return [Identifier(Kind.NAME, 0, 17, "model_found_it", 0.5, "someone")]

    assert [one.kind for one in find_identifiers(text, further=sees_a_name)] == [Kind.PHONE]


def test_every_passage_says_why():
    text = "Nurse Sarah, 12 March 2024, SW1A 1AA, ward 12"
    for one in find_identifiers(text):
        assert one.why.endswith(".")
        assert 0 < one.confidence <= 1
        assert one.suggestion
