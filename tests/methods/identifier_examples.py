"""Labelled examples: what must be marked (between « and », with its kind) and what must be left alone."""

# kind | text with the passage to mark between « and »; ¶ is a line break
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
phone | ring «01 234 5678», the clinic in Dublin
phone | my mobile is «085 123 4567»
phone | «(02) 9123 4567» in Sydney
phone | «0412 345 678»
phone | call «021 123 4567» after five
phone | «1300 975 707» is the helpline
phone | phone «(416) 555-0134»
phone | «+64 27 123 4567»
phone | 打电话 «0755-86123456»
phone | «416-555-0134 ext 22»
link | see «https://example.org/story/17»
link | «www.example.org» has it
link | it is on «ward-diary.co.uk/march»
handle | follow «@riverbend»
handle | «@ward12»
handle | my insta is «jo_b99»
handle | posted as «u/jo_bloggs»
handle | 微信号：«jo_2024»
health_number | Medicare «2123 45670 1»
health_number | my Medicare card number is «2123456701»
health_number | the NHI on it was «ZAC5361»
health_number | NHI «ZBN77VL»
health_number | IHI «8003608833357361»
health_number | Medicare ID «1EG4-TE5-MK73»
national_number | NI number «QQ 12 34 56 C»
national_number | my PPS is «1234567T»
national_number | PPS number «1234567FA»
national_number | SSN «123-45-6789»
national_number | his social was «123456789»
national_number | SIN «046 454 286»
national_number | passport number «533380006»
national_number | 身份证号«11010519491231002X»
national_number | «11010519491231002X»
national_number | driving licence «MORGA657054SM9IJ»
bank_number | card «4111 1111 1111 1111»
bank_number | the IBAN «GB82 WEST 1234 5698 7654 32»
bank_number | «gb82west12345698765432»
network_address | from «81.2.69.142»
postcode | Cork, «T12 X7W4»
postcode | «D6W XY00» in Dublin
postcode | Ottawa «K1A 0B1»
postcode | Sydney NSW «2000»
postcode | Austin, TX «78701»
postcode | zip code «90210»
postcode | zip «90210-1234»
postcode | my postcode is «6011»
address | I live at «12 Acacia Avenue»
address | at «12a Station Road, Leeds», near the shop
address | «Flat 3, 12 High Street»
address | he went home to «221 baker street»
address | we live on «Abbey Road»
address | write to «PO Box 123»
address | «350 Fifth Avenue»
address | bei «Lindenstrasse 5»
address | 我住在«建国路88号2栋301室»
partial_date | in «March 2024»
partial_date | in «May 2023»
partial_date | the «spring of 2024»
partial_date | «Christmas 2022» in hospital
partial_date | on «Tuesday 5th» they rang
partial_date | seen «03/2024»
partial_date | «Sept. 2021»
partial_date | «2024年3月»出院
date | 我在«3月12日»住院
age | my «93-year-old» mother
age | she is «95»
age | aged «101»
age | he was «90 years old»
age | dad, who is «ninety-three», fell
age | she is «in her nineties»
age | 奶奶«92岁»
ward | on «ward 12»
ward | «bed 7» on «ward 12B»
ward | floor 3, «bay 2», «bed 4»
ward | «Ward C4» at night
ward | 住«3病区» «12床»
vehicle | a blue car, «AB12 CDE»
vehicle | «191-D-12345» was in the bay
vehicle | a van, «151-D-12345», and a car, «151 D 123»
vehicle | rego «ABC-12D»
vehicle | «K123 ABC»
vehicle | 车牌«粤B·12345»
staff_name | «Dr Patel» rang
staff_name | «dr patel» rang
staff_name | «Nurse Sarah» held my hand
staff_name | thanks to «nurse priya» and all
staff_name | «Sister Mary-Ann Smith»
staff_name | my «consultant Mr Jones»
staff_name | my «consultant, Mr Khan», said no
staff_name | «Prof. A. B. O'Neill»
staff_name | a «nurse called Sarah» sat with me
staff_name | the «midwife Ngozi» was calm
staff_name | «护士王芳»很好
staff_name | «王医生»给我看病
name | «Mr van der Berg» in the next bed
name | «Mrs O'Brien» was kind
name | «my son Jack» was born
name | «my son jack» was born
name | «My mum, Jean,» was left alone
name | my name is «Priya Sharma»
name | my name is «priya»
name | I'm «Tom»
name | I spoke to «J. Smith» and left
name | I spoke to «Sarah» there
name | thanks to «sarah» on reception
name | MY NAME IS «SARAH SMITH»
name | I met «Will Smith» there
name | «Zhang Wei» was kind
name | spoke with «Kowalczyk» about it
name | Best wishes,¶«Jo Smith»
name | Thanks¶«priya»
name | 我叫«李娜»，今年30岁
name | «张伟先生»很客气
combination | In May 2023 «the only vet» in Llandrindod came
combination | In May 2023 our vicar in «Llandrindod» came
"""

# texts in which nothing must be marked; ¶ is a line break
LEFT_ALONE = """
April and May were cold
In April we waited, in May we waited, in June we were seen
it was June before they rang
last May they moved the ward
May I say something
we may hope for grace
Mark my words
will you mark it
Will they ever answer
Grace under pressure
Hope is a strange thing
hope and faith and charity
Faith in the service is gone
a rose garden
Rose petals on the floor
the bill came
Bill paid
frank and open
Frank advice
pat on the back
we moved from Lincoln to Preston
in Reading and in Bath
she is from Chester
Birmingham, Bradford and Derby
the Isle of Wight
Milton Keynes
near Market Harborough
he flew to Jordan
St Mary's was full
at St Thomas' they were kind
the Royal Victoria
Royal Victoria Hospital
Queen Elizabeth Hospital
the John Radcliffe
at Addenbrooke's
Guy's and Barts
Great Ormond Street
King's College Hospital
Charing Cross
Nightingale Ward
Florence Nightingale wing
Elizabeth Ward
Victoria Wing
Jubilee wing
Marie Curie nurses
the Macmillan nurse
Sue Ryder hospice
Parkinson's disease
Crohn's and Hashimoto's thyroiditis
Down's syndrome
Bell's palsy
a Foley catheter
a Zimmer frame
the Glasgow coma scale
Hodgkin lymphoma
Alzheimer's
I take Sertraline
on Yasmin for a year
Yasmin tablets
Allegra 120 mg
Ramipril and Warfarin
Nurofen helps
the Polish nurse
a Welsh speaking doctor
Christmas was quiet
on Monday and on Friday
in spring
the Easter weekend
Tesco and Boots
nurse practitioner
nurse in charge
the doctor said no
Doctor who
Dr said no
Mr and Mrs
miss you all
sister act
my son was born here
my mum will come
my dad may not
my daughter hoped for more
our baby girl
a friend of mine
we called the ward
they named no names
my name is on the list
I am grateful
I'm Welsh
This is Leeds
Thanks
Many thanks to all
Regards
from everyone here
love from all of us
she is 89
I am 45
temperature 98
90 minutes late
95% of people
in the 90s
2 beds
a bed of roses
bedside 4
ward rounds
the ward was full
5 minutes down the road
20 yards from the street
2 way street
on the way home
a long drive
the high street
in close contact
a 1 in 4 chance
I was told to @ them
e.g. this
i.e. that
U.K. and U.S.A.
no.10 and no.11
Band 6 nurses
Level 3
Covid 19
the only ward
the only nurse on shift
GP, NHS, A&E, ICU
THANK YOU ALL
STAFF WERE GREAT
北京很冷
护士很好
医生说没事
我的儿子很好
谢谢大家
我在3楼
10,000 people were asked
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
in March
we may 10 times a day hear it
they march 20 miles
May I say thank you
you may see 3 people
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
meet @ 10
me@home
a@b
@@@@
name@
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
12, 13 and 14
100,000
1.5.2
31/31/2024
00/00/2024
12/13
2024-13-45
12 Marching bands
decent 12
"""


def marked_examples():
    """(kind, plain text, [(start, end), ...]) for each line of MARKED."""
    for line in MARKED.strip().splitlines():
        kind, text = line.replace("¶", "\n").split(" | ", 1)
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
    return [line.replace("¶", "\n") for line in LEFT_ALONE.strip().splitlines()]
