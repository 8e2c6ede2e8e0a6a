"""Invented stories with the identifiers marked: what the identifiers instrument is measured on.

Kept apart from the text the rules were written against (tests/methods/identifier_*.py): its names, its sentences and
its check digits are its own. The author of both is the same person, which the method card says. Names come from lists
written for this file alone; a third of the given names and surnames are rare on purpose.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

GIVEN = """
    Margaret Oluwadamilola Keeley Jacqueline Parminderjit Tomasina Rhodri Chukwuemeka Zainab Blessing Marjorie Gethin
    Siobhán Aleksandra Ngozi Fiachra Dilwyn Harbhajan Nasreen Terence Glenda Perpetua Xanthe Iolo Mustafa Comfort
    Philippa Eunice Ravinder Shanelle Bartholomew Gwyneth Temperance Kwabena Ludmila Ottilie Rosalind Cuthbert
    Precious Tendai Abdulrahman Mehreen Bronagh Lorcan Hyacinth Euphemia Desislava Wilhelmina Sukhjinder Odette
    Maxine Beverley Yolanda Nigel Trevor Maureen Doreen Clive Kerry Donna Stacey Wayne Darren Shelley Carly Jodie
    Mark Rose Grace Will Hope April Frank Joy Bill Dawn Pat June Faith Jack Sue
""".split()

SURNAMES = """
    Arkwright Oyelowo Featherstonehaugh Szymborska Ranasinghe Pargeter Brocklehurst Adegoke Micklethwaite Nandakumar
    Penhaligon Trevithick Llewelyn McGonagle O'Shaughnessy Giolla-Bhríde Wojciechowski Ferdinando Ekpo Bhattarai
    Tunnicliffe Higgs Ogundipe Smethurst Vukovic Papadakis Chinyanga Ashbourne Pemberton-Hale Duckworth Iwobi Quigg
    Sandhar Ollerenshaw Teixeira Gruszka Hegarty Benyoucef Lund Cattermole Prendergast Venkataraman Achterberg
    Birtwistle
    Nkemelu Drinkwater Thistlethwaite Rabinowitz Entwistle Skrzypczak Jones Smith Patel Begum Walker Brown Green Young
    Bishop Marsh Cook
""".split()
STAFF_ROLES = "Dr|Dr.|Nurse|Sister|Mr|Mrs|Miss|Professor|Matron|nurse|consultant Mr|midwife|physio".split("|")
RELATIONS = "son daughter husband wife mum dad brother nan partner grandson sister friend".split()

SENTENCES = """
    When we arrived, {staff} took one look at {relation} and found a chair.
    I want to thank {staff} and the healthcare assistant, {given}, for staying past the end of the shift.
    {relation} was on {ward} for nine nights and never once slept.
    A porter called {given} sang to her all the way to theatre.
    We rang {phone} four times before anybody picked up.
    Please write to me at {email} or ring {phone} after five.
    The letter had the wrong NHS number, {nhs}, on every page.
    My hospital number is {record} and nobody could find it.
    It was {date} when the ambulance finally came to {address}.
    We live at {address}, {postcode}, a mile from the surgery.
    On {date} I was told to go home, and on {date} I was back.
    Somebody had parked across the bay in a blue van, {plate}, so the ambulance could not get in.
    She is {age} and still does her own shopping.
    My name is {full} and I am happy to be contacted.
    {full} was the only one who explained what the drip was for.
    {given} on reception deserves a medal.
    You can read the whole thing at {link} if you want.
    I posted a photo as {handle} and got more help there than from the ward.
    {lower_staff} was so gentle with the needle.
    it was {lower_relation} who noticed the rash first
    Ask for {full}; she runs the clinic on Thursdays.
    We moved from Cork and they still have our old code, {eircode}.
    Her Medicare card says {medicare} and they typed it wrong.
    In Wellington they only ever asked for the NHI, {nhi}.
    They wanted my National Insurance number ({nino}) twice.
    My cousin in Ohio was asked for a social security number, {ssn}, before the X-ray.
    In Ontario it was health card and SIN {sin}, all over again.
    PPS number {pps} was on the form as well.
    The clinic in Brisbane texts from {phone} and never answers.
    In Guangzhou they noted {chinese_id} at the desk, and called {chinese_phone}.
    It happened in {month_year}, the week the lifts broke.
    Kind of {staff} to ring me back on {phone} that evening.
    {relation}'s keyworker, {full}, left without saying goodbye.
    Dear {full}, thank you for your letter of {date}.
""".strip().splitlines()

PLAIN = """
    The food was cold and the tea was colder.
    I may go back in May, or in June if the weather holds.
    St Mary's was full, so they sent us to the Royal Victoria and then to Queen Elizabeth Hospital.
    Mark my words, the car park is a disgrace.
    Will somebody please fix the lift?
    She has Parkinson's disease and takes Madopar four times a day.
    I was put on Sertraline and then on Citalopram, and neither helped.
    We drove from Lincoln to Preston and back in one day.
    Grace and patience are what that team has.
    Hope is a strange thing in a waiting room.
    The staff were kind but there were only two of them on.
    He was diagnosed with Crohn's and Hashimoto's thyroiditis in the same year.
    I waited 45 minutes in A&E and 3 hours in the Discharge Lounge.
    Great Ormond Street was wonderful when our first was small.
    Everyone at the Nightingale ward did what they could.
    The Macmillan nurse came twice a week and never rushed.
    In March the boiler failed; in April it failed again.
    I would give it 7 out of 10, or 8 on a good day.
    My blood pressure was 140/90 and my temperature 38.2.
    They gave me two paracetamol and a leaflet about Pilates.
    The Jubilee Wing has no signs at all.
    I am 62 and have never felt so old.
    The Welsh signs were a help to my mother.
    We parked on level 3 and paid £12.50.
    Outpatients closes at five on a Friday.
    Christmas is the worst time to be ill.
    Reading the notes took longer than the scan.
    Faith in the service is hard to win back.
    The frank talk we had afterwards helped more than the tablets.
    A rose garden outside the window would cost nothing.
""".strip().splitlines()

STREETS = """
    Laburnum Cobblers Priory Threadneedle Foundry Sycamore Ropewalk Primrose Bowling Tannery Wharncliffe Cemetery
""".split()
STREET_SORTS = "Road Street Avenue Lane Close Crescent Drive Terrace Grove Gardens".split()
WARDS = ["ward 6B", "Ward 22", "bed 14 on Ward 3", "Ward C4", "bay 5"]
MONTHS = "January February March April May June July August September October November December".split()
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

# How a number is written: # stands for any figure, % for a figure from 2 to 9, ? for a letter.
PHONES = (
    """
    07### ######|07#########|01### ######|020 7### ####|+44 7### ######|+353 87 ### ####|085 ### ####|04## ### ###
    (02) %### ####|(08) %### ####|021 ### ####|(416) %##-####|614-%##-####|+64 27 ### ####|+1 604 555 ####
""".strip()
    .replace("\n", "|")
    .split("|")
)
RECORDS = ["K######", "A######", "#######", "RX#####", "###-####"]
LINKS = ["https://www.example.org/s/#####", "www.ourstory##.co.uk", "ward-diary#.com/posts"]
POSTCODES = ["LS2 #EW", "EH16 #DQ", "CF14 #BU", "BT9 #JX", "SW4 #NR", "M3 #GX", "K1A #B#", "NSW 2###", "OH 44###"]
EIRCODES = ["T12 A#H#", "D02 C#K#", "H91 F#N#", "V94 E#P#"]
PLATES = ["YK61 ???", "AB54 ???", "LD70 ???", "151-D-%####", "222-C-%###", "181-KE-%##"]

_SLOT = re.compile(r"\{([a-z_]+)\}")
_FIGURE = re.compile("[#%?]")

NAMES = frozenset("staff given full lower_staff relation lower_relation".split())


@dataclass(frozen=True)
class Story:
    """A text and what is in it: (first character, one past the last, slot)."""

    text: str
    marks: tuple[tuple[int, int, str], ...]


def stories(count: int, seed: int = 20261122) -> list[Story]:
    """`count` stories of six to fourteen sentences, half of which hold something to find."""
    chance = random.Random(seed)
    return [_story(chance) for _ in range(count)]


def _story(chance: random.Random) -> Story:
    text = ""
    marks: list[tuple[int, int, str]] = []
    for _ in range(chance.randint(6, 14)):
        sentence = chance.choice(SENTENCES if chance.random() < 0.5 else PLAIN).strip()
        at = 0
        for slot in _SLOT.finditer(sentence):
            before, value = _filled(chance, slot.group(1))
            text += sentence[at : slot.start()] + before
            if slot.group(1) in STRUCTURED or slot.group(1) in NAMES:
                marks.append((len(text), len(text) + len(value), slot.group(1)))
            text += value
            at = slot.end()
        text += sentence[at:] + chance.choice(["  ", " ", " ", " ", "\n", "\n\n"])
    return Story(text, tuple(marks))


def _filled(chance: random.Random, slot: str) -> tuple[str, str]:
    """What stands before the marked words, and the words."""
    given, surname = chance.choice(GIVEN), chance.choice(SURNAMES)
    if slot == "given":
        return "", given
    if slot == "full":
        initial = chance.choice("ABDEGHJLMNPRST")
        forms = [f"{given} {surname}", f"{given} {surname}", f"{given[0]}. {surname}", f"{given} {initial} {surname}"]
        return "", chance.choice(forms)
    if slot in ("staff", "lower_staff"):
        role = chance.choice(STAFF_ROLES)
        who = surname if role[0].isupper() and role not in ("Nurse", "Sister") else given
        who = who if chance.random() < 0.8 else f"{given} {surname}"
        return (f"{role} ", who) if slot == "staff" else (f"{role.lower()} ", who.lower())
    if slot in ("relation", "lower_relation"):
        return f"my {chance.choice(RELATIONS)} ", given if slot == "relation" else given.lower()
    return "", chance.choice(WARDS) if slot == "ward" else STRUCTURED[slot](chance)


def _written(chance: random.Random, form: str) -> str:
    kinds = {"#": "0123456789", "%": "23456789", "?": LETTERS}
    return _FIGURE.sub(lambda match: chance.choice(kinds[match.group()]), form)


def _one_of(forms: list[str]) -> Callable[[random.Random], str]:
    return lambda chance: _written(chance, chance.choice(forms).strip())


def _email(chance: random.Random) -> str:
    given = chance.choice(GIVEN).lower().replace("á", "a")
    host = chance.choice(["example.org", "mail.example.co.uk", "post.example.ie"])
    return f"{given}.{chance.choice('bcdfg')}{chance.randint(10, 99)}@{host}"


def _handle(chance: random.Random) -> str:
    return f"@{chance.choice(GIVEN).lower().replace('á', 'a')}_{chance.randint(10, 99)}"


def _nhs(chance: random.Random) -> str:
    while True:
        nine = _written(chance, "4########")
        check = -sum(int(nine[place]) * (10 - place) for place in range(9)) % 11
        if check < 10:
            three, six, last = nine[:3], nine[3:6], f"{nine[6:]}{check}"
            return chance.choice([f"{nine}{check}", f"{three} {six} {last}", f"{three}-{six}-{last}"])


def _date(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2015, 2026)
    name = MONTHS[month - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day // 10 != 1 else 0, "th")
    forms = [
        f"{day} {name} {year}",
        f"{day}{ending} {name}",
        f"{day}{ending} of {name} {year}",
        f"{name} {day}, {year}",
    ]
    forms += [f"{day:02}/{month:02}/{year}", f"{year}-{month:02}-{day:02}", f"{day}.{month:02}.{year}"]
    return chance.choice([*forms, f"{day} {name[:3]} {year}", f"{day}/{month}/{year % 100:02}"])


def _month_year(chance: random.Random) -> str:
    return f"{chance.choice(MONTHS)} {chance.randint(2015, 2026)}"


def _medicare(chance: random.Random) -> str:
    eight = chance.choice("23456") + _written(chance, "#######")
    check = sum(int(digit) * (1, 3, 7, 9)[place % 4] for place, digit in enumerate(eight)) % 10
    return f"{eight[:4]} {eight[4:]}{check} {chance.randint(1, 9)}"


def _nhi(chance: random.Random) -> str:
    while True:
        code = _written(chance, "???###")
        values = [LETTERS.index(sign) + 1 if sign.isalpha() else int(sign) for sign in code]
        left = sum(value * (7 - place) for place, value in enumerate(values)) % 11
        if left:
            return f"{code}{(11 - left) % 10}"


def _nino(chance: random.Random) -> str:
    figures = _written(chance, "######")
    return chance.choice([f"JG {figures[:2]} {figures[2:4]} {figures[4:]} A", f"AB{figures}C"])


def _ssn(chance: random.Random) -> str:
    return f"{chance.randint(101, 599)}-{chance.randint(10, 99)}-{_written(chance, '####')}"


def _sin(chance: random.Random) -> str:
    eight = chance.choice("1234567") + _written(chance, "#######")
    total = sum(sum(divmod(int(digit) * (2 if place % 2 else 1), 10)) for place, digit in enumerate(eight))
    return f"{eight[:3]} {eight[3:6]} {eight[6:]}{-total % 10}"


def _pps(chance: random.Random) -> str:
    seven = _written(chance, "#######")
    return seven + "WABCDEFGHIJKLMNOPQRSTUV"[sum(int(digit) * (8 - place) for place, digit in enumerate(seven)) % 23]


def _chinese_id(chance: random.Random) -> str:
    born = f"{chance.randint(1940, 2010)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    seventeen = f"440106{born}{_written(chance, '###')}"
    return seventeen + "10X98765432"[sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(seventeen)) % 11]


def _age(chance: random.Random) -> str:
    return chance.choice([f"{chance.randint(90, 103)}", f"{chance.randint(90, 103)} years old"])


def _address(chance: random.Random) -> str:
    number = f"{chance.randint(1, 240)}{chance.choice(['', '', 'a'])}"
    return f"{number} {chance.choice(STREETS)} {chance.choice(STREET_SORTS)}"


STRUCTURED: dict[str, Callable[[random.Random], str]] = {
    "phone": _one_of(PHONES),
    "chinese_phone": _one_of(["13#########", "15#########", "18#########"]),
    "email": _email,
    "nhs": _nhs,
    "record": _one_of(RECORDS),
    "date": _date,
    "month_year": _month_year,
    "postcode": _one_of(POSTCODES),
    "eircode": _one_of(EIRCODES),
    "address": _address,
    "plate": _one_of(PLATES),
    "link": _one_of(LINKS),
    "handle": _handle,
    "medicare": _medicare,
    "nhi": _nhi,
    "nino": _nino,
    "ssn": _ssn,
    "sin": _sin,
    "pps": _pps,
    "chinese_id": _chinese_id,
    "age": _age,
}
"""What has a form of its own -> what makes one."""
