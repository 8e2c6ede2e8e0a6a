"""The few words that the rules know by heart, in lower case."""

from openward.methods.identifiers.tokens import words

MONTHS = words(
    """
        january february march april may june july august september october november december jan feb mar
        apr jun jul aug sep sept oct nov dec
    """
)

MONTHS_THAT_ARE_NAMES = words("april may june jan")

SEASONS = words("spring summer autumn winter fall christmas easter")

WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday tues thurs")

STAFF = {
    "dr": "doctor",
    "drs": "doctors",
    "doctor": "doctor",
    "doc": "doctor",
    "gp": "GP",
    "prof": "professor",
    "professor": "professor",
    "nurse": "nurse",
    "nurses": "nurses",
    "sister": "sister",
    "matron": "matron",
    "consultant": "consultant",
    "registrar": "registrar",
    "surgeon": "surgeon",
    "anaesthetist": "anaesthetist",
    "anesthetist": "anaesthetist",
    "midwife": "midwife",
    "midwives": "midwives",
    "paramedic": "paramedic",
    "paramedics": "paramedics",
    "receptionist": "receptionist",
    "receptionists": "receptionists",
    "porter": "porter",
    "physio": "physio",
    "physiotherapist": "physiotherapist",
    "therapist": "therapist",
    "pharmacist": "pharmacist",
    "dentist": "dentist",
    "hygienist": "hygienist",
    "optician": "optician",
    "psychologist": "psychologist",
    "psychiatrist": "psychiatrist",
    "counsellor": "counsellor",
    "counselor": "counsellor",
    "radiographer": "radiographer",
    "sonographer": "sonographer",
    "phlebotomist": "phlebotomist",
    "podiatrist": "podiatrist",
    "dietitian": "dietitian",
    "dietician": "dietitian",
    "hca": "healthcare assistant",
    "assistant": "assistant",
    "practitioner": "practitioner",
    "specialist": "specialist",
    "technician": "technician",
    "volunteer": "volunteer",
    "chaplain": "chaplain",
    "manager": "manager",
    "secretary": "secretary",
    "clinician": "clinician",
    "medic": "medic",
    "carer": "carer",
    "keyworker": "key worker",
    "worker": "worker",
    "coordinator": "coordinator",
    "visitor": "visitor",
    "cleaner": "cleaner",
    "housekeeper": "housekeeper",
    "driver": "driver",
    "neurologist": "neurologist",
    "cardiologist": "cardiologist",
    "oncologist": "oncologist",
    "radiologist": "radiologist",
    "dermatologist": "dermatologist",
    "gynaecologist": "gynaecologist",
    "obstetrician": "obstetrician",
    "paediatrician": "paediatrician",
    "urologist": "urologist",
    "geriatrician": "geriatrician",
    "audiologist": "audiologist",
}
"""What people who work in care are called -> the word that can stand for the name."""

TITLES = {
    "mr": "this man",
    "mrs": "this woman",
    "ms": "this woman",
    "miss": "this woman",
    "mx": "this person",
    "sir": "this man",
    "dame": "this woman",
    "lady": "this woman",
    "rev": "the minister",
    "reverend": "the minister",
    "father": "the priest",
    "pastor": "the pastor",
    "imam": "the imam",
    "rabbi": "the rabbi",
    "canon": "the canon",
    "pc": "the officer",
    "sgt": "the sergeant",
    "sergeant": "the sergeant",
    "inspector": "the inspector",
    "councillor": "the councillor",
    "cllr": "the councillor",
}
"""Titles of anybody -> what can stand for title and name."""

RELATIONS = words(
    """
        son daughter mum mom mam mummy mother dad daddy father husband wife partner brother sister nan nana gran granny
        grandma grandmother grandad granddad grandpa grandfather grandson granddaughter niece nephew uncle aunt auntie
        cousin friend neighbour neighbor baby boy girl child toddler twin twins fiance fiancee boyfriend girlfriend
        colleague stepson stepdaughter stepfather stepmother hubby sons daughters kids children boys girls spouse mate
        kid
    """
)

POSSESSIVES = words("my our his her their your the a an this that one another")

INTRODUCERS = words("call calls called named name names nee known am im surname signed")

SIGNATURES = words("regards wishes sincerely faithfully truly cheers love thanks thankyou from signed ta")

AGE_WORDS = words("nineties ninety hundred")

WARD_WORDS = words("ward wards bed bay cubicle")

RECORD_WORDS = {
    "hospital": "hospital_number",
    "hosp": "hospital_number",
    "patient": "hospital_number",
    "case": "hospital_number",
    "record": "hospital_number",
    "records": "hospital_number",
    "unit": "hospital_number",
    "medical": "hospital_number",
    "clinic": "hospital_number",
    "casenote": "hospital_number",
    "mrn": "hospital_number",
    "reference": "hospital_number",
    "complaint": "hospital_number",
    "datix": "hospital_number",
    "incident": "hospital_number",
    "gmc": "hospital_number",
    "nmc": "hospital_number",
    "hcpc": "hospital_number",
    "nhs": "nhs_number",
    "chi": "nhs_number",
    "hcn": "nhs_number",
    "medicare": "health_number",
    "medicaid": "health_number",
    "ihi": "health_number",
    "nhi": "health_number",
    "ohip": "health_number",
    "healthcard": "health_number",
    "health": "health_number",
    "insurance": "national_number",
    "ssn": "national_number",
    "sin": "national_number",
    "pps": "national_number",
    "ppsn": "national_number",
    "nino": "national_number",
    "security": "national_number",
    "passport": "national_number",
    "license": "national_number",
    "licence": "national_number",
    "tfn": "national_number",
    "policy": "bank_number",
    "account": "bank_number",
    "card": "bank_number",
    "cc": "bank_number",
    "iban": "bank_number",
    "sort": "bank_number",
}
"""Words before a number that say what the number is -> its kind."""

VEHICLE_WORDS = words("registration reg rego plate plates numberplate vrn")

POSTCODE_WORDS = words("postcode postcodes postal zip zipcode eircode")

ACCOUNT_WORDS = words("instagram insta snapchat snap twitter tiktok facebook telegram discord wechat skype reddit kik")

BOX_WORDS = words("box flat apt apartment unit suite")

TRIGGERS = frozenset(STAFF) | frozenset(TITLES) | RELATIONS | INTRODUCERS | SIGNATURES
"""What announces a name."""

RULE_WORDS = (
    frozenset(RECORD_WORDS)
    | AGE_WORDS
    | WARD_WORDS
    | VEHICLE_WORDS
    | POSTCODE_WORDS
    | ACCOUNT_WORDS
    | BOX_WORDS
    | SEASONS
    | MONTHS
    | WEEKDAYS
)
"""What announces anything else."""

STREET_WORDS = words(
    """
        road street avenue lane drive close crescent gardens terrace grove mews parade boulevard highway rd ave ln blvd
        cres tce pde hwy sq square quay st way court place hill row view walk green park rise loop circle parkway ct
        pl dr rue avenida calle strasse straße estate plaza esplanade wharf alley bypass
    """
)

INSTITUTION_WORDS = words(
    """
        hospital hospitals infirmary clinic clinics surgery practice centre center trust unit hospice university college
        school academy institute foundation society charity pharmacy chemist church cathedral chapel library museum
        hotel station airport stadium theatre council department team suite wing ward wards house home homes manor lodge
        nursery prison police ambulance health healthcare medical service services group ltd limited plc inc llc
        corporation company
        co gmbh partners associates solutions holdings bank insurance magazine orchestra band festival
        award awards scheme project programme program campaign report inquiry review act syndrome disease palsy
        catheter score scale test frame tube line bridge river lake mountain valley beach island county shire
        day week month morning evening weekend cup league united city town village university's hospital's nhs
        technology technologies systems software networks media studios records incorporated corp international global
        store stores shop supermarket market cafe restaurant pub inn arms bar fund society's association committee
        district region province state states
    """
)
"""A word after a capital that makes it the name of a house, a firm, an illness or an event, not of a person."""

FUNCTION_WORDS = words(
    """
        the a an and or but if so as at by for from in into of on onto to up with without within this that these those
        there here it its i me my mine we us our ours you your yours he him his she her hers they them their theirs who
        whom whose which what when where why how is am are was were be been being do does did done doing have has had
        having can could will would shall should may might must ought not no nor yes all any both each every either
        neither few more most much many some such own same than too very just also only even still yet then now again
        ever never always often once about above after against along among around because before behind below beneath
        beside between beyond down during except inside like near off out outside over past since through throughout
        till toward towards under until unless upon while via per see saw seen said say says told tell got get gets
        getting go goes going gone went come comes came coming make made let lets put take took taken give gave given
        new good great best well better nice kind first last next long little big old other another one two three
        four five six seven eight nine ten im ive id ill dont didnt cant couldnt wasnt isnt arent werent wont wouldnt
        ok okay please thank thanks sorry hi hello dear hey etc an my man men an do so ha ah oh la le de el da di du
        lot lots way day days time times year years week weeks month months hour hours minute minutes
        everyone everything
        anyone someone nobody nothing something people person staff redacted anonymous user bot
        today tomorrow yesterday tonight
    """
)

NAMES_AMONG_FUNCTION_WORDS = words("will may")

PERSON_VERBS = words(
    """
        was is has had said says told tells came comes went helped helps explained explains gave gives took takes made
        makes kept keeps looked looks listened listens asked asks treated treats phoned rang rings called calls offered
        offers sat held checked showed put arranged apologised reassured greeted performed did does answered seemed got
        couldn wouldn didn wasn isn would could who shouted listed employs lists joined refused promised insisted
        began starts started whose always also really then never
        deserves deserve went spent
        stayed spoke talked wanted needed felt saw visited smiled laughed cried died passed fell broke lost lives lived
        works worked talks thinks thought knows knew understands understood goes loves loved hates likes liked
    """
)
"""What people do: a capital before one of these is more likely a person."""

PLACES_OF = words("north south east west town city village university hospital county area part parts centre out side")
"""Before "of" they make what follows a place."""

COUNTRIES_ONLY = words(
    "france england ireland scotland wales holland germany spain poland london boston houston denver"
)
"""Places that census lists hold as names, but that hardly anybody is called."""

ACTS = PERSON_VERBS - words("was is has had would could did does who whose always also really then never")
"""What only people do."""

PERSON_BEFORE = words(
    """
        with by thank thanks thankyou told tell asked ask met meet saw see seen call called and said says named spoke
        speak hi hello dear like love for about
    """
)

PLACE_BEFORE = words(
    """
        in at from near around through towards outside across via visit visited visiting between into leaving
        reach reached
    """
)

MONTH_BEFORE = words(
    """
        in on during since until till by of last next this early late mid every from to before after through end
        beginning start middle each between around about and or in/
    """
)
"""What stands before a month, not before April, May or June the person."""

DRUG_BEFORE = words("on taking take took taken prescribed prescribe given tablets dose pill started stopped using")
DRUG_AFTER = words("pill pills tablet tablets mg mcg ml dose doses injection injections cream patch patches implant")
DRUGS_THAT_ARE_NAMES = words("yasmin allegra ava lucette daisy elvira alli zoely gedarel millinette alesse")

ILLNESS_AFTER = words(
    """
        disease syndrome palsy syndromes lymphoma sarcoma catheter score scale test frame tube line bodies body sign
        manoeuvre maneuver fracture contracture operation procedure ulcer oesophagus esophagus hernia monitor scan
        hodgkin stockings exercises exercise method position stent phenomenon chorea law principle nurse nurses
    """
)

PARTICLES = words("van von de der den del della da di dos du la le el al bin bint ibn ter ten zu ap ab mac mc ni")

SAINTS = words("st saint royal queen king prince princess lord our great north south east west upper lower old new")
"""A capital of these before others makes the name of a house or a place."""

MOTIONS = words(
    """
        go goes going went gone come came move moved moving travel travelled traveled travelling traveling return
        returned drive drove driven driving fly flew flown sent taken transferred transfer admitted referred brought
        rushed walk walked train bus close next back welcome trip way road flight
    """
)
"""Before "to" they make what follows a place."""

ADDRESSED_RELATIONS = words("uncle aunt auntie nan nana gran granny grandma grandpa grandad granddad")

PEOPLE = words("man woman lady person guy gentleman girl boy member colleague lad chap bloke")

SHORT_TITLES = words("dr mr mrs ms miss prof mx")
