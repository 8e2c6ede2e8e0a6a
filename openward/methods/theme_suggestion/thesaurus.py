"""Which words mean much the same when people speak of health care?

A few hundred coded comments cannot teach a model that "swift" means what "prompt" means. This list does: groups
of English words with one meaning each, written for this project from general knowledge of how patients speak
(MIT, like all of it). A star stands for any ending; whatever holds a digit is a
"figure". A word may be in several groups. It is no list of codes: what
a group says for a code is learned from coded comments. Words of other languages are in no group, which costs
their comments this help and nothing else.
"""

GROUPS = {
    "fast": "quick* fast faster fastest prompt* promt* swift* speed* rapid* immediat* instant* straightaway soon "
    "sooner",
    "punctual": "punctual* ontime timely timekeep* early earlier",
    "slow": "slow* delay* late lateness overdue overrun overran linger* behind eventually",
    "wait": "wait waited waiting waits queu* ages forever hanging",
    "long": "long longer longest lengthy endless",
    "clock": "time times timing timings hour* minute* min mins hr hrs oclock am pm midnight noon clock",
    "calendar": "day days daily week* month* year* fortnight* morning* afternoon* evening* night* tonight today "
    "tomorrow yesterday monday* tuesday* wednesday* thursday* friday* saturday* sunday*",
    "polite": "polite* courte* mannered manners gentleman* gentlemen civil",
    "friendly": "friend* pleasant* nice nicer nicest lovely cheer* smil* welcom* approachab* jolly genial sociable "
    "personab* warm warmly warmth charming delightful chatty chatted",
    "kind": "kind kinder kindest kindly kindness gentle* sweet* soft thoughtful* considerat* goodhearted",
    "caring": "care cares cared caring compassion* empath* sympath* understanding supportive tender* dedicat* "
    "devoted attentiv* concern concerned nurtur* nonjudg*",
    "patience": "patience patiently unhurried unrushed rushed rush rushing hurried",
    "humour": "humour* humor* joke* joking laugh* funny fun banter",
    "rude": "rude* abrupt* arrogan* unfriend* unkind* impolite* sarcas* attitude* nasty horrible horrid patronis* "
    "patroniz* condescend* ignorant blunt curt uncaring unsympathetic disinterested grumpy moody "
    "miserable snappy",
    "threat": "aggress* shout* bully* bullied threat* violen* assault* attack* abus* hit intimidat* swear* swore",
    "dismissed": "dismiss* ignore* ignoring belittl* brushed fobbed judged judging judgmental judgemental disbeliev* "
    "unheard",
    "respect": "respect* dignit* dignified human humanely decency decent",
    "private": "privacy private privately discreet* discretion confidential*",
    "competent": "profession* competen* knowledg* skill* expert* train* qualif* thorough* capable proficient* "
    "experienced able talented",
    "incompetent": "incompeten* inexperienc* unprofession* unqualified untrained clueless careless negligen* mistake* "
    "error* wrong wrongly incorrect* useless",
    "helpful": "help helps helped helping helpful* support* assist* accommodat* oblig* helpline",
    "encourage": "encourag* motivat* inspir* praise* empower* uplift*",
    "reassure": "reassur* calm* relax* ease easing soothe* soothing comfort* settle* peace*",
    "anxious": "anxi* worry worri* scare* scary fright* afraid fear* panic* nervous* stress* distress* terrif*",
    "safe": "safe safer safety safely secure* unsafe protect* danger* risk* vulnerab*",
    "trust": "trust* confiden* faith rely reliant reliab* unreliab* honest* truth* open openly",
    "listen": "listen* heard hear hears hearing ear understood understands",
    "involve": "involv* decision* decid* choice* choose opinion* consent* included inclusion include consult* view "
    "views",
    "explain": "explain* explan* clarif* clear clearly describe* detail* simplif* understandable",
    "advice": "advic* advis* guidanc* guide* recommend* suggested signpost* pointed tips",
    "question": "question* answer* ask asked asking asks query queries enquir* inquir*",
    "told": "tell telling tells told said says saying spoke spoken speak speaking talk* discuss* conversation* chat",
    "inform": "inform information informative informed update* updating notif* warn* communicat* kept",
    "contradict": "confus* mislead* misinform* contradict* conflicting inconsisten* unclear muddle* mixed mixup",
    "message": "letter* email* text texts texted message* sms post posted repl* respond*",
    "leaflet": "leaflet* booklet* handout* brochure* pamphlet* website* online internet web app apps pdf video* "
    "poster* worksheet* material* resource*",
    "phone": "phone* phoning telephon* tel call calls called calling caller ring ringing rings rang dial* line "
    "switchboard voicemail",
    "hold": "hold holding automat* recorded recording menu option* engaged unanswered disconnect*",
    "call_desk": "operator* handler* 111 999 101 dispatcher* hotline callback callbacks advisor* adviser*",
    "staff": "staff staffs team teams worker* colleague* personnel employee* people lad lads lady ladies guy guys "
    "bloke* girl girls man men woman women gentlemen",
    "nurse": "nurs* matron* sister sisters hca hcas midwi* carer carers",
    "doctor": "doctor* dr drs gp gps consultant* surgeon* clinician* registrar* physician*",
    "ambulance_staff": "paramed* crew crews ambulancem* technician* driver* escort* responder*",
    "therapist": "physio* therapist* psychiatrist* psycholog* counsellor* counselor* occupational ot cpn dietici* "
    "dietiti* podiat* chiropod* practitioner* keyworker* coordinator*",
    "desk": "reception* secretar* clerk* admin administ* office",
    "staffing": "staffing understaff* shortage* recruit* hire hiring employ* agency bank workforce overwork* "
    "overstretch* stretched manpower turnover caseload*",
    "quantity": "more enough insufficient* lack* few fewer less extra additional number numbers amount",
    "ambulance": "ambulanc* vehicle* van vans stretcher* siren*",
    "transport": "transport* car cars taxi* bus buses minibus* drive drives driving drove driven journey* travel* ride "
    "rides lift lifts trip trips pickup picked collect* dropped bumpy suspension",
    "seat": "seat* belt belts wheelchair* legroom sit sat sitting",
    "appointment": "appoint* book booked booking* cancel* resched* rearrang* slot slots session* clinic clinics visit* "
    "reminder* review*",
    "remote": "zoom teams skype virtual* remote* online video facetoface inperson telephone",
    "refer": "refer* transfer* handover* liais* followup followed chase* chasing passed coordinat* onward* discharged",
    "discharge": "discharg* leaving released release home homeward aftercare",
    "diagnose": "diagnos* misdiagnos* triag* assess* symptom* test tests tested scan* xray* blood* exam examin* check "
    "checks checked bp ecg",
    "pain": "pain* agony sore soreness ache* aching hurt* discomfort morphine relief",
    "medicine": "medic medicine* medicat* meds tablet* drug* prescri* pharmac* dose* dosage* inject* pill pills "
    "inhaler* vaccin* antibiot* chemist* depot clozapine sedat*",
    "outcome": "improvement improved recover* heal healed healing cure cured saved benefit* progress* result* "
    "effect* wellbeing mobility stronger life lives",
    "worse": "worse worsen* deteriorat* suffer* relaps* unresolved died dying death",
    "treatment": "treat treats treated treating treatment* therap* procedure* operation* surgery exercise* cbt "
    "counsel* rehab* physiotherapy",
    "illness": "mental* illness* ill sick* condition* disease* depress* dementia stroke cancer diabet* asthma heart",
    "food": "food* meal* eat eating ate breakfast* lunch* dinner* tea coffee snack* vegetarian vegan halal "
    "sandwich* toast fruit diet diets kitchen portion* cook cooked cooking menus hungry",
    "drink": "drink* water juice thirsty squash milk",
    "clean": "clean* dirt* hygien* tidy tidi* filthy filth spotless wash* laundry untidy mould dust*",
    "infection": "infect* mask* ppe covid* corona* sanitis* sanitiz* isolation distanc* glove* germ* virus",
    "building": "room* ward wards building* facilit* premises corridor* door* window* environment* surroundings "
    "decor* garden* courtyard furniture lounge bedroom*",
    "toilet": "toilet* shower* bath* loo sink",
    "bed": "bed beds bedding mattress* pillow* blanket* sleep* slept asleep",
    "senses": "nois* loud* quiet* bright dark heat heating hot cold colder temperature* draught* smell* smelt stuffy",
    "activity": "activit* hobby hobbies gym sport* football badminton walk walks walking art arts craft* music bingo "
    "pool gardening college education course* group groups bored boring boredom occupy swim* cinema "
    "woodwork",
    "outdoors": "outdoor* outside fresh leave leaves grounds yard escorted unescorted",
    "entertainment": "tv tvs television* wifi dvd dvds xbox playstation ipad tablet computer* laptop* radio film films",
    "location": "locat* near nearer nearest nearby local locally close closer distance distances far further miles "
    "town area",
    "access": "access* convenien* parking park parked carpark ramp stairs step steps",
    "family": "famil* husband* wife* mum mums mother* dad dads father* son sons daughter* child children* kid kids "
    "baby relative* partner* parent* nan nana gran* visitor* visiting brother* sibling* niece nephew mam",
    "equipment": "equip* device* machine* frame frames walker crutch* hoist* oxygen commode* splint* insole* monitor* "
    "aid aids",
    "money": "fund* money budget* financ* cost* pay paid pays payment* invest* government* cuts afford* expens* "
    "salar* wage* priva*",
    "continuity": "same different continu* consisten* familiar regular*",
    "organised": "organis* organiz* efficien* smooth* plan planned planning system* process* procedur* structure* "
    "seamless* effective*",
    "disorganised": "disorgan* chaos chaotic shambles inefficien* lost mess messed admin paperwork bureaucra*",
    "records": "record records notes file files history histories document* data database",
    "care_plan": "careplan* goal* target* plans personalised individual* tailored",
    "equality": "equal* equity divers* gender* trans transgender lgbt* race racis* cultur* religio* language* "
    "interpret* translat* disab* deaf autis* discriminat* prejudic* ethnic* pronoun* fair fairly unfair*",
    "rights": "section sectioned tribunal* rights right detention detain* mha law legal solicitor* restrain* seclu* "
    "freedom liberty restrict* advocat* rules",
    "available": "availab* responsive* respond* response* needs need needed request* buzzer bell reach reachable "
    "contact*",
    "busy": "busy busier overload* pressur* stretched rushed",
    "excellent": "excellent* excelent exellent amazing* fantastic* brilliant* wonderful* superb* fabulous outstanding "
    "perfect* marvellous exceptional* faultless exemplary terrific awesome best tremendous impeccable",
    "good": "good great greatly fine well ok okay alright better satisfactory decent",
    "bad": "bad badly poor poorly terrible terribly awful awfully disgust* appall* disgrac* shock* worst rubbish "
    "horrendous* dreadful unaccept* abysmal atrocious diabolical pathetic",
    "upset": "disappoint* frustrat* annoy* upset* angry anger distraught unhappy dissatisf* sad cry crying tears",
    "problem": "problem* issue* complain* difficult* hard trouble* fault* fail fails failed failure* broken",
    "thanks": "thank* grateful* gratitude appreciat* bless* kudos credit indebted cheers",
    "pleased": "happy happier happily happiness satisf* pleased content contented glad enjoy* impress* delighted "
    "love loved",
    "nothing": "nothing nothin none no na n nil nope nowt nought",
    "everything": "everything all always every everyone everybody anything whole throughout",
    "wish": "should would could suggest* improve improves improving change* changing prefer* wish wished maybe "
    "perhaps ideally",
    "not": "not no never cannot cant can't without won't wont didn't didnt don't dont wasn't wasnt weren't isn't "
    "isnt couldn't couldnt wouldn't wouldnt doesn't doesnt hadn't haven't nobody",
    "unsure": "unsure know knows known think thought idea recall remember forgot* applicable comment comments depends",
    "figure": "one two three four five six seven eight nine ten dozen half quarter",
}
"""Meaning -> the words that have it, separated by spaces; a final star stands for any ending."""

MEANINGS = tuple(GROUPS)


def _indexed() -> tuple[dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """Whole words, and beginnings of words, to the positions of their groups."""
    whole: dict[str, tuple[int, ...]] = {}
    beginnings: dict[str, tuple[int, ...]] = {}
    for number, words in enumerate(GROUPS.values()):
        for word in words.split():
            index = beginnings if word.endswith("*") else whole
            word = word.removesuffix("*")
            index[word] = (*index.get(word, ()), number)
    return whole, beginnings


WHOLE, BEGINNINGS = _indexed()
LENGTHS = tuple(sorted({len(beginning) for beginning in BEGINNINGS}))
FIGURE = MEANINGS.index("figure")


def meanings_of(word: str) -> set[int]:
    """The positions in `MEANINGS` of what a word (as `normalised_word` gives it) means; empty for most words.

    Raises nothing. Source: the module docstring.

    >>> sorted(MEANINGS[number] for number in meanings_of("promptly"))
    ['fast']
    >>> meanings_of("porridge")
    set()
    """
    found = set(WHOLE.get(word, ()))
    for length in LENGTHS:
        if length > len(word):
            break
        found.update(BEGINNINGS.get(word[:length], ()))
    if any(map(str.isdigit, word)):
        found.add(FIGURE)
    return found
