"""Syllables counted by hand, by saying each word aloud in British English. By number."""

COUNTED = {
    1: "a the care nurse ward bed food pain waste asked helped tried washed walked moved staffed cares homes shared "
    "time times life safe scared bruised through though thought eight weight height clothes gloves sleeves tubes "
    "lungs heart blood bone bones skin brain throat tongue knees feet hands cough sneeze bruise fruit juice build "
    "guide guess guard guest queue quick quite squeeze don't can't won't aren't they're we've I'll she'd health "
    "wealth friend field brief chief niece piece please ease breathe change place voice choice dose tense urge "
    "judge bridge edge large stage rage",
    2: "doctor patient nurses matron carer cared-for table tables handle handled simple little bottle needle needles "
    "places changes pages judges boxes dishes watches wanted needed waited treated movement statement basement "
    "careful careless lovely likely lonely homeless something sometimes someone somehow therefore home-care quiet "
    "diet trial dial couldn't didn't wasn't isn't hadn't doing going being seeing trying saying crying player royal "
    "voyage beyond kidney liver bladder tissue cancer tumour vomit headache toothache language question region "
    "surgeon ocean union onion social special nation station version mission cautious anxious gracious precious "
    "spacious famous nervous treatment payment ageing aching wiser nearer safer spasm prism chasm rhythm sister "
    "brother mother father mummy baby ready body study city ugly heavy many early breakfast dinner supper water "
    "coffee sugar window trolley household lifestyle safeguard careworn",
    3: "hospital medicine appointment ambulance corridor medical surgical clinical physical family families another "
    "however understand discharging operate recover recovered remember december november october september "
    "department attention direction injection infection condition position decision permission completely "
    "management arrangement excitement radio video serious previous various obvious period violent violence opinion "
    "happier easier angrier happiest easiest actual usual annual quality quantity dignity privacy agency policy "
    "energy allergy surgery consultant important assistant reception chemistry computer telephone celebrate "
    "demonstrate positive negative relative sensitive diagnose unhappy uncaring unfriendly unhelpful mistaken "
    "forgotten overnight afternoon tomorrow yesterday saturday holiday newspaper visitor cleanliness tenderness "
    "loneliness wonderful beautiful terrible horrible possible sensible comforting bewildered underfed nobody "
    "vegetable settlement supplement enquiry stadium medium idea area anyone reaction creation",
    4: "experience community emergency information operation medication explanation observation preparation "
    "unfortunate immediate appreciate investigate eliminate exaggerate professional psychology biology necessary "
    "ordinary voluntary sanitary receptionist certificate accompany society anxiety variety security maternity "
    "fraternity ability activity available reliable dissatisfied disappointed disappointment disagreement "
    "independent development temperature diabetes everybody diarrhoea mechanism occupation respiration january "
    "february invisible reality obedient recovery",
    5: "communication rehabilitate unfortunately immediately consideration organisation examination contamination "
    "administration international electricity creativity university opportunity unnecessary understandable "
    "unacceptable invaluable dissatisfaction enthusiastic cafeteria undeniable deteriorate cardiology radiology "
    "enthusiasm accommodation",
    6: "responsibility rehabilitation physiotherapy deterioration vulnerability cardiovascular gynaecological",
    7: "irresponsibility individuality",
}


def counted():
    """(word, syllables) of every word above."""
    return [(word, count) for count, words in COUNTED.items() for word in words.split()]
