"""Labelled examples: what must be marked (between « and », with its kind) and what must be left alone."""

# kind | text with the passage to mark between « and »
MARKED = """
phone | Ring me on «07700 900123» please
phone | my mobile is «07700900123»
phone | «07700-900-123» after six
phone | (office «020 7946 0958»)
phone | Call «(020) 7946 0958».
phone | «0161 496 0000» is her home number
phone | «01632 960 123»
phone | «01632 960123», ask for Jo
phone | home: «0113 496 0999»
phone | «+44 7700 900123»
phone | «+447700900123»
phone | «+44 (0)20 7946 0958»
phone | «0044 7700 900123»
phone | mum's number «07700 900 123» and mine
phone | «+1 202 555 0123» from abroad
phone | «+33 1 42 68 53 00»
phone | «+61 491 570 006»
phone | dial «+86 138 0013 8000»
phone | «(202) 555-0123» is the office
phone | «202-555-0147»
phone | my tel: «496 0123»
phone | please text «98765 43210»
phone | WhatsApp «9876543211»
phone | hospital number aside, ring «07700 900123»
phone | «13800138000»
phone | 我的电话是«13800138000»,谢谢
phone | «0491 570 006» (Australia)
phone | «0800 496 0000» was engaged
phone | «０７７００ ９００１２３»
phone | «٠٧٧٠٠ ٩٠٠١٢٣»
phone | tel«07700 900123»
phone | «07700 900123» for 10,000 reasons
email | write to «jo.bloggs@example.org»
email | «jo+ward12@mail.example.co.uk».
email | <«a_b@example.com»>
email | Mail:«JO@EXAMPLE.ORG»!
email | «jo-anne@example-trust.nhs.uk», thank you
email | «o'neil@example.org»
email | «j1@x2.example.info» or nothing
email | jo＠example.org written «jo＠example.org»
nhs_number | NHS number «943 476 5919»
nhs_number | nhs no: «9434765919»
nhs_number | «943-476-5919» is on the letter
nhs_number | it said «401 023 2137» at the top
nhs_number | my number, «4010232137», was wrong
nhs_number | («987 654 4322»)
nhs_number | «９４３ ４７６ ５９１９»
postcode | We live in «SW1A 1AA»
postcode | «M1 1AE», near the station
postcode | «B33 8TH» is where the clinic was
postcode | «CR2 6XH»
postcode | «DN55 1PT»
postcode | «W1A 0AX»
postcode | «EC1A 1BB»
postcode | «sw1a 1aa»
postcode | «LS13AB»
postcode | the «BT7 1NN» area
date | on «12 March 2024»
date | on «12/03/2024»
date | «2024-03-12» in the evening
date | the «12th of March 2024»
date | «12th March 2024»
date | «March 12, 2024»
date | «Mar 12 2024»
date | «1 Jan. 2023» was quiet
date | Tuesday «3rd of September, 2019», I waited
date | «12.03.2024»
date | «12-03-2024»
date | «12/3/24»
date | «12-Mar-2024»
date | «03/12/2024» in American order
date | «12.03.24»
date | born «31/12/1948»
date | «2024/03/12»
date | «12 / 03 / 2024»
date | «21 june 1999»
date | «21st June '99»
date | admitted «12/03/2024» to «15/03/2024»
date | «2024年3月12日»住院
date | 我在«2024年11月3号»去医院
date | on «12 March» she fell
date | the «3rd of May» was the worst day
date | on «March 12th» and after
date | from «2024-03-12»T10:00
hospital_number | hospital number «K123456»
hospital_number | Hospital no. «1234567»
hospital_number | MRN «00451234»
hospital_number | MRN: «RXH-004512»
hospital_number | my patient ID is «AB12345»
hospital_number | case number «2023/4567» was lost
hospital_number | medical record number: see record number «884512»
hospital_number | unit no «123 456»
hospital_number | Patient number = «P-77123»
hospital_number | hospital number is «123456A», I think
hospital_number | CHI number: «12345678»
hospital_number | nhs number is «943 476 5918» with a wrong digit
"""

# texts in which nothing must be marked
LEFT_ALONE = """
10,000 people were asked
ward 12
bed 7 on ward 12B
I am 45 years old
she is 82
my son, 7, waited
4.5 hours
4.5 hours in a corridor and 2.25 more
it cost £12.50
£1,250.00 for parking
$100 and €99.99
£07700900123
in 2023
between 2019 and 2024
from 2019-2024
the 2023/24 winter
open 24/7
from 0 to 10
0 to 10, I gave it 7
a pain score of 7/10
9 out of 10
10/10 would come again
my blood pressure was 120/80
120/80/75 was on the screen
ring 111
I called 999 twice
call 116 123 any time
they said call 101
at 10:30
at 10.30 in the morning
on Monday at 9
room 4.12
page 12-15
version 10.15.7
192.168.10.12
10.12.20.4
1234567890
943 476 5918
943-476-591
0000000000
111 111 1111
3.14159265
0.1234567890
one two three
12 midwives and 3 doctors
March 2024
in March
we may 10 times a day hear it
they march 20 miles
May I say thank you
you may see 3 people
in May 2023
the spring of 2024
12 months
12th floor
the 3rd time
the 1st of many
B12 injection
B12 5ug daily
vitamin B12 3mg
take M4 2nd exit
E coli
M25 traffic
A1 service
A4 paper
T4 3rd floor
5mg twice a day
50 ml
2 x 500 mg
1 2 3 4 5 6 7 8 9 10
0 1 2 3 4 5 6 7 8 9 10
01 02 03 04 05 06
2021 2022 2023 2024
1,234,567,890
1,020,123,456
100000000
4111 1111
@ward12
follow @riverbend
meet @ 10
me@home
a@b
@@@@
name@
@example.org
5* service
80% of people
36.6 degrees
38.5°C
the A&E wait
patient no 3 in the queue
hospital number one for kindness
patient number 12 in line
the number of patients was 1200
hospital numbers went up in 2023
no 12 bus
the unit number 7
case no 2
record number of 1200 visits
hospital record
MRN was not asked
1st, 2nd and 3rd visit
3 weeks 2 days
COVID-19
covid 19 in 2020
NHS 75
24 hours, 7 days
6 of 10
2-3 hours
10-12 people
8am-8pm
8 to 8
room 101
floor 3, bay 2, bed 4
12, 13 and 14
100,000
1.5.2
31/31/2024
00/00/2024
12/13
2024-13-45
12 Marching bands
Augustus 12
decent 12
"""


def marked_examples():
    """(kind, plain text, [(start, end), ...]) for each line of MARKED."""
    for line in MARKED.strip().splitlines():
        kind, text = line.split(" | ", 1)
        spans, plain = [], ""
        for character in text:
            if character == "«":
                spans.append(len(plain))
            elif character == "»":
                spans[-1] = (spans[-1], len(plain))
            else:
                plain += character
        yield kind, plain, spans


def harmless_examples():
    return LEFT_ALONE.strip().splitlines()
