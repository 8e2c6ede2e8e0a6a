"""Which plainer word could stand for a hard one? Our own list, in British health English.

Written for Openward from everyday use; each entry is a hard word or phrase and what people say instead, the best first.
Verbs and nouns stand in their base form: `plainer` knows their regular endings. A suggestion is never put in by
itself: a person decides, because a plain word can be the wrong one ("discharge" from a wound, "positive" result).
"""

import functools
import re
from collections.abc import Iterator

VERBS = """
abate: ease, lessen; ablate: remove, destroy; abstain: not have, avoid; accelerate: speed up;
accompany: come with, go with; accomplish: do, finish; acquire: get, catch; activate: start, turn on;
adhere: stick to, follow; administer: give; admit: take into hospital; advise: tell; aggravate: make worse;
alleviate: ease; allocate: give, share out; amend: change; anticipate: expect; ascertain: find out;
aspirate: breathe in, draw out; assess: check, look at; assist: help; attain: reach; attend: come to, go to;
augment: add to; auscultate: listen to; cease: stop; clarify: make clear; cleanse: clean; collaborate: work together;
commence: start, begin; communicate: tell, talk; compensate: make up for; complete: fill in, finish;
comply: do as asked, follow; comprehend: understand; comprise: have, be made up of; conclude: end, decide;
concur: agree; conduct: do, carry out; confirm: make sure; consolidate: bring together; constitute: make up;
consult: ask, talk to; consume: eat, drink, use; contact: call, write to; contribute: give, add; convene: meet;
coordinate: organise; correspond: match, write; decline: get worse, say no; decontaminate: clean;
decrease: lower, make less; deem: think; defer: put off; demonstrate: show; depart: leave; deteriorate: get worse;
determine: find out, decide; diagnose: find out what is wrong; dilate: widen; diminish: lessen;
discharge: send home, let go home; disclose: tell; discontinue: stop; dispense: give out; disseminate: spread, share;
elapse: pass; elevate: raise; eliminate: get rid of; emphasise: stress; enable: let, help; encounter: meet;
encourage: urge, help; endeavour: try; enhance: make better; enquire: ask; ensure: make sure;
escalate: pass on, get worse; establish: set up, find out; evacuate: empty, leave; evaluate: judge, check;
exacerbate: make worse; examine: look at, check; excise: cut out; expedite: speed up; expire: run out, die;
facilitate: help, make easier; formulate: work out; furnish: give; hospitalise: take into hospital;
identify: find, name; immobilise: keep still; immunise: protect with a vaccine; implement: carry out, put in place;
inform: tell; ingest: eat, swallow; inhale: breathe in; inhibit: hold back; initiate: start, begin;
inject: give by needle; inoculate: give a vaccine; institute: set up, begin; instruct: tell, teach;
intend: plan, mean; intubate: put in a breathing tube; invalidate: cancel; investigate: look into, test;
irrigate: wash out; liaise: talk to, work with; locate: find; maintain: keep; manifest: show;
medicate: give medicine to; mobilise: get up, move about; modify: change; monitor: watch, check; notify: tell;
obtain: get; occlude: block; occur: happen; optimise: make the best of; participate: take part; perceive: see, think;
perform: do; permit: let; persevere: keep going; persist: go on, last; postpone: put off; prescribe: order a medicine;
prevent: stop; prioritise: put first; proceed: go on; prohibit: forbid; purchase: buy; recommend: suggest;
rectify: put right; recuperate: get better; reduce: cut, lower; refer: send; refrain: not do, hold back;
regulate: control; rehabilitate: help to recover; reimburse: pay back; relocate: move; remain: stay; remunerate: pay;
request: ask for; require: need; resect: cut out; reside: live; respond: answer, reply; restrict: limit;
resume: start again; resuscitate: bring back to life, revive; reveal: show; review: look at again;
sedate: calm with medicine; signpost: point to, tell about; stabilise: make steady; sterilise: make free of germs;
stipulate: say, set; submit: send, hand in; substitute: use instead; suppress: hold back; sustain: keep up, suffer;
suture: stitch; terminate: end, stop; titrate: adjust the dose; transfer: move; transmit: pass on, send;
transport: take, carry; triage: sort by need; undergo: have; undertake: do; urinate: pass urine, wee; utilise: use;
vaccinate: give a vaccine; validate: check; ventilate: help to breathe; verify: check; visualise: see; vocalise: say;
void: pass urine, empty; withdraw: take back, stop; withhold: keep back
"""

NOUNS = """
abdomen: tummy, belly; abnormality: something unusual; abrasion: graze, scrape; adhesion: scar tissue;
adjustment: change; adolescent: teenager; adverse event: harm, something that went wrong;
adverse reaction: bad reaction; advocate: person who speaks up for you; aetiology: cause;
allergen: what sets off an allergy; alternative: other choice; anaesthesia: medicine that stops pain;
anaesthetist: doctor who puts you to sleep; analgesia: pain relief; analgesic: painkiller;
anticoagulant: blood thinner; antihypertensive: medicine for high blood pressure; antipyretic: medicine for fever;
anxiolytic: medicine for worry; arrhythmia: uneven heartbeat; aspiration: breathing in food, hope; assessment: check;
assistance: help; axilla: armpit; bereavement: loss of somebody close; biopsy: taking a small sample;
bradycardia: slow heartbeat; cannula: thin tube in a vein; capability: skill;
capacity assessment: check whether somebody can decide; carcinoma: cancer; cardiologist: heart doctor;
carer assessment: check of what a carer needs; catheter: thin tube; cerebrovascular accident: stroke;
clinician: doctor, nurse, therapist; coagulation: clotting; cognition: thinking; collaboration: working together;
colonoscopy: look inside the bowel with a camera; colostomy: opening for the bowel; commencement: start;
comorbidity: other illness; competence: skill; complication: problem; component: part; comprehension: understanding;
concept: idea; consequence: result; consultant: senior doctor; consultation: talk with a doctor, asking people;
consumption: eating, use; contraception: birth control; contraindication: reason not to use it; contusion: bruise;
convalescence: getting better; correspondence: letters; crepitus: crackling; criterion: rule, test;
cyanosis: blue skin; defecation: having a poo; deficiency: lack; dermatologist: skin doctor;
deterioration: getting worse; diagnosis: what is wrong; dialysis: cleaning the blood by machine;
dietitian: food expert; discrepancy: difference; diuretic: water tablet;
do not attempt resuscitation: do not restart the heart; duration: length, how long; dyspepsia: indigestion;
dysphagia: trouble swallowing; dyspnoea: shortness of breath; dysuria: pain when passing urine;
efficacy: how well it works; electrocardiogram: heart tracing; emesis: being sick;
endoscopy: look inside with a camera; epistaxis: nosebleed; erythema: red skin; evaluation: check, judging;
exacerbation: flare-up; excision: cutting out; expenditure: spending; expiry: end; extremity: arm, leg, hand, foot;
facility: building, place; faeces: poo; fatigue: tiredness; fracture: broken bone; framework: plan;
gastroenteritis: tummy bug; gastroenterologist: stomach and bowel doctor; gynaecologist: doctor for women's health;
haematologist: blood doctor; haematoma: bruise, blood under the skin; haematuria: blood in urine;
haemorrhage: heavy bleeding; hernia: bulge; hyperglycaemia: high blood sugar; hypertension: high blood pressure;
hypoglycaemia: low blood sugar; hypotension: low blood pressure; hypoxia: too little oxygen;
hysterectomy: operation to take out the womb; immunisation: vaccine; implementation: putting in place; incision: cut;
incontinence: leaking, not holding urine; individual: person; infarction: damage from blocked blood;
inflammation: swelling, soreness; infusion: drip; ingestion: swallowing; inhalation: breathing in;
initiative: plan, idea; injection: jab; inpatient: somebody staying in hospital; insomnia: trouble sleeping;
intervention: treatment, step; investigation: test; laceration: cut; laxative: medicine to help you poo;
lesion: sore, damaged area; lethargy: tiredness; lumbar region: lower back; malaise: feeling unwell;
malignancy: cancer; mastectomy: operation to take off a breast; medication: medicine; methodology: method, way;
micturition: passing urine; mobility: moving about; modality: way, kind; modification: change; morbidity: illness;
mortality: death; multidisciplinary team: team of different experts; musculoskeletal pain: pain in muscles and joints;
myocardial infarction: heart attack; nausea: feeling sick; necessity: need; neonate: newborn baby;
neoplasm: growth, tumour; nephrologist: kidney doctor; neurologist: brain and nerve doctor; objective: aim;
obligation: duty; occlusion: blockage; oedema: swelling; oesophagus: food pipe; oncologist: cancer doctor;
oncology: cancer care; ophthalmologist: eye doctor; opportunity: chance; option: choice;
orthopaedics: care of bones and joints; outcome: result; outpatient: somebody who visits for the day;
paediatrician: children's doctor; palpation: feeling with the hands; palpitation: pounding heartbeat;
participant: person who takes part; participation: taking part; pathogen: germ; pathology: illness, tests;
pathway: plan of care; personnel: staff; phlebotomist: person who takes blood; phlebotomy: taking blood;
physician: doctor; physiotherapist: physio; polypharmacy: taking many medicines; practitioner: doctor, nurse;
precaution: care; prescription: note for medicine; prevalence: how common it is; priority: what comes first;
procedure: operation, test; prognosis: what is likely to happen; prophylaxis: prevention; prosthesis: artificial part;
protocol: plan, rules; pruritus: itching; psychiatrist: mental health doctor; psychologist: talking therapist;
pulmonary embolism: blood clot in the lung; pyrexia: fever; radiographer: person who takes X-rays;
radiologist: doctor who reads scans; recipient: person who gets it; recommendation: advice; recurrence: coming back;
referral: being sent to another service; regimen: plan; rehabilitation: help to recover; remuneration: pay;
renal failure: kidney failure; requirement: need; resolution: answer, end; respiration: breathing; restriction: limit;
rheumatologist: joint doctor; safeguarding: keeping people safe; sedative: calming medicine;
sphygmomanometer: blood pressure machine; sputum: phlegm, spit; stakeholder: person it concerns; strategy: plan;
symptom: sign of illness; syncope: fainting; tachycardia: fast heartbeat; termination: end;
therapeutic intervention: treatment; thrombosis: blood clot; thrombus: blood clot; trachea: windpipe;
transfusion: giving blood; trauma: injury, shock; ultrasound: scan with sound waves; urologist: bladder doctor;
urticaria: hives; vaccination: vaccine, jab; ventilator: breathing machine; vertigo: dizziness; vicinity: area
"""

OTHERS = """
a large number of: many; a majority of: most; a proportion of: some; abdominal: tummy; accordingly: so;
acute: sudden, short and serious; ad hoc: when needed; additional: more, extra; adequate: enough;
adjacent to: next to; advantageous: helpful; adverse: bad; afebrile: without fever; ambulatory: able to walk;
anterior: front; apparent: clear; appropriate: right; approximately: about; as a consequence of: because of;
asymptomatic: without signs of illness; at an early date: soon; at present: now; at the present time: now;
at this point in time: now; beneficial: helpful; benign: not cancer, harmless;
bi-weekly: every two weeks, twice a week; bilateral: on both sides; capable of: able to; cardiac: heart;
cardiac arrest: when the heart stops; cervical: of the neck; chronic: long-lasting; cognisant of: aware of;
competent: able; complimentary: free; comprehensive: full; concerning: about; congenital: from birth;
consequently: so; considerable: large, much; contagious: catching; contaminated: dirty; currently: now;
deceased: who has died; deciduous teeth: milk teeth; deficient: short of; dermal: skin; detrimental: harmful;
due to the fact that: because; during the course of: during; effective: works well; equivalent: equal;
essential: needed; evident: clear; excessive: too much; expeditiously: quickly; extensive: large, wide;
febrile: with a fever; for the duration of: during, while; for the purpose of: to, for; forthwith: now, at once;
fortnightly: every two weeks; frequently: often; gastric: stomach; haemorrhagic: bleeding; hepatic: liver;
hereafter: from now on; hereditary: runs in the family; herewith: with this; idiopathic: without a known cause;
immediately: at once, now; imminent: soon; impaired: weak, damaged; imperative: must be done;
in accordance with: by, under; in addition to: and, as well as; in advance of: before; in close proximity to: near;
in excess of: more than; in lieu of: instead of; in order to: to; in receipt of: getting; in relation to: about;
in respect of: about, for; in the absence of: without; in the course of: during; in the event of: if;
in the event that: if; in the majority of cases: mostly; in the near future: soon; in the vicinity of: near;
in view of the fact that: because; inadequate: not enough; incapacitated: unable to act; incorrect: wrong;
independently: alone, on your own; initial: first; initially: at first; innovative: new; insufficient: not enough;
intermittent: on and off; intramuscular: into a muscle; intravenous: into a vein; invasive: that goes into the body;
irrespective of: whatever; it is essential that: must; it is important that: must, should; lateral: side;
lethargic: tired; malignant: cancerous; mandatory: must be done; maternal: of the mother; maximum: most;
minimal: very small; minimum: least; multidisciplinary: of different experts; multiple: many;
musculoskeletal: of muscles and bones; nauseous: feeling sick; necessary: needed; neonatal: newborn;
neurological: of brain and nerves; nevertheless: still, but; nil by mouth: nothing to eat or drink;
nocturnal: at night; non-compliant: not able to follow the plan; notwithstanding: in spite of;
null and void: not valid; numerous: many; obese: very overweight; occasionally: sometimes;
on a daily basis: every day; on a regular basis: often; on behalf of: for; on the grounds that: because;
optimal: best; optimum: best; optional: if you choose; oral: by mouth; orally: by mouth; paediatric: children's;
palliative: for comfort; paramount: most important; parenteral: by drip or needle; partial: part;
particularly: above all; perinatal: around birth; peripheral: outer; persistent: lasting; pertaining to: about;
pertinent: that matters; post-operative: after the operation; postnatal: after birth; postpartum: after birth;
pre-operative: before the operation; predominantly: mainly; preliminary: first; previously: before; primarily: mainly;
prior to: before; promptly: quickly; prone: lying face down; pulmonary: lung; regarding: about;
regardless of: whatever; relating to: about; renal: kidney; respiratory: breathing; satisfactory: good enough;
severe: very bad; significant: large, important; significantly: much; statutory: by law; subcutaneous: under the skin;
subsequent: next, later; subsequent to: after; subsequently: later; substantial: large; sufficient: enough;
supine: lying on your back; supplementary: extra; symptomatic: with signs of illness; systemic: in the whole body;
temporarily: for a while; terminal: that cannot be cured; therapeutic: healing; thereafter: then; therein: in it;
thoracic: chest; timely: in good time; topical: on the skin; transient: passing; unilateral: on one side;
until such time as: until; urgent: very soon; vascular: of blood vessels; via: by, through; viable: able to work;
whereas: but; whilst: while; with reference to: about; with regard to: about; with respect to: about;
with the exception of: except; within the parameters of: within
"""

_AMERICAN = re.compile("is(e|es|ed|ing|ation)$")
_DOUBLED = frozenset("admit occur permit refer submit transfer transmit".split())
_IRREGULAR = {
    "undergo": ("undergoes", "undergoing", "underwent", "undergone"),
    "undertake": ("undertakes", "undertaking", "undertook", "undertaken"),
    "withdraw": ("withdraws", "withdrawing", "withdrew", "withdrawn"),
    "withhold": ("withholds", "withholding", "withheld"),
    "criterion": ("criteria",),
    "diagnosis": ("diagnoses",),
    "prognosis": ("prognoses",),
    "prosthesis": ("prostheses",),
    "thrombosis": ("thromboses",),
    "thrombus": ("thrombi",),
}


@functools.cache
def plain_words() -> dict[str, tuple[str, ...]]:
    """Every listed word and phrase, in its base form and small letters, and what could stand for it, the best first.

    Several hundred entries; the same object each time, not to be changed. Source: written for Openward.

    >>> plain_words()["administer"], len(plain_words()) >= 250
    (('give',), True)
    """
    return {hard: plain for listed in (OTHERS, NOUNS, VERBS) for hard, plain in _entries(listed)}


@functools.cache
def plainer() -> dict[tuple[str, ...], str]:
    """The words of every listed word or phrase, with its regular endings (z for s too), and the listed base form.

    A key is a tuple of words in small letters; of a phrase the last word of a noun takes the ending. Source: written
    for Openward.

    >>> plainer()["administered",], plainer()["in", "order", "to"], plainer()["criteria",]
    ('administer', 'in order to', 'criterion')
    """
    forms: dict[tuple[str, ...], str] = {}
    for listed, endings in ((OTHERS, _unchanged), (NOUNS, _plurals), (VERBS, _conjugated)):
        for hard, _ in _entries(listed):
            *before, last = hard.split(" ")
            for form in (last, *_IRREGULAR.get(hard, endings(last))):
                forms[(*before, form)] = hard
                forms.setdefault((*before, _AMERICAN.sub(r"iz\1", form)), hard)
    return forms


def _entries(listed: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in " ".join(listed.split()).split("; "):
        hard, plain = entry.split(": ")
        yield hard, tuple(plain.split(", "))


def _unchanged(_word: str) -> tuple[str, ...]:
    return ()


def _plurals(noun: str) -> tuple[str, ...]:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return (noun[:-1] + "ies",)
    return (noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s"),)


def _conjugated(verb: str) -> tuple[str, ...]:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    if verb.endswith("e"):
        shorter = verb if verb.endswith("ee") else verb[:-1]
        return (verb + "s", verb + "d", shorter + "ing")
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    return (verb + ("es" if verb.endswith(("s", "x", "ch", "sh")) else "s"), stem + "ed", stem + "ing")
