"""The layout of the European Union's transparency reports, as far as it is words: parts, columns, indicators.

From Annex I to Implementing Regulation (EU) 2024/2835, with the Commission's own spelling, spaces at ends of names
among it: a program that reads such reports looks for exactly these. Our mapping onto them stands beside each.
"""

EVERYBODY, HOSTS, PLATFORMS, LARGE, LARGEST = (
    "All",
    "Only for providers of hosting services, including online platforms",
    "Only for providers of online platforms",
    "Only for VLOPs",
    "Only for VLOPs and VLOSEs",
)
WITHHELD = "Not shown: a small number, or one that would give a small number away."
NOT_KEPT = "Not kept by this software; the provider adds it."
NONE_HERE = "This kind of measure does not exist here."
TOTAL = "TOTAL"
PRIVACY_CATEGORY = "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS"
OTHER_CATEGORY = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
UNSAID_CATEGORY = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"

CATEGORIES = (
    "STATEMENT_CATEGORY_ANIMAL_WELFARE",
    "STATEMENT_CATEGORY_CONSUMER_INFORMATION",
    "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    "STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN",
    PRIVACY_CATEGORY,
    "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
    "STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS",
    "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
    "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "STATEMENT_CATEGORY_SELF_HARM",
    "STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS",
    "STATEMENT_CATEGORY_VIOLENCE",
)
OF_REPORTS = {
    "danger": "STATEMENT_CATEGORY_SELF_HARM",
    "identifies": PRIVACY_CATEGORY,
    "abuse": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    "hate": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    "false_health": "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
    "spam": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "off_topic": UNSAID_CATEGORY,
    "other": UNSAID_CATEGORY,
}
"""The Union's category for each reason of a report."""

VISIBILITY: dict[str, tuple[str, ...]] = {
    "Visibility restriction Removal": ("remove", "decline"),
    "Visibility restriction Disable": ("hide",),
    "Visibility restriction Demoted": (),
    "Visibility restriction Age restricted": (),
    "Visibility restriction Interaction restricted": ("limit",),
    "Visibility restriction Labelled ": ("label", "correct"),
    "Visibility restriction Other": ("community_only",),
}
OTHER_MEASURES = (
    "Monetary restriction Suspension",
    "Monetary restriction Termination",
    "Monetary restriction Other",
    "Provision of the service Suspension",
    "Provision of the service Termination",
)
ACCOUNTS: dict[str, tuple[str, ...]] = {
    "Account restriction Suspension": ("read_only", "suspended"),
    "Account restriction Termination": ("removed",),
}
OWN = "Number of measures taken at the provider's own initiative "
BY_MACHINE = "Number of measures taken after detection with solely automated means "
MEASURES = (OWN, BY_MACHINE, *VISIBILITY, *OTHER_MEASURES, *ACCOUNTS)
OWN_ORIGINS = ("reading", "screening", "own", "automatic")
"""Everything that nobody had to report."""
BY_PEOPLE = ("reading", "report", "screening", "own", "appeal")

FIRST = ("Applicability", "Service", "Reporting period")
_AGAINST_A = "Complaint regarding a decision "
COMPLAINTS = {
    f"{_AGAINST_A}to remove or disable access to or restrict visibility of information": "author",
    f"{_AGAINST_A}to suspend or terminate the provision of the service": "",
    f"{_AGAINST_A}to suspend or terminate an account ": "measure",
    f"{_AGAINST_A}to restrict the ability to monetise information": "",
    f"{_AGAINST_A}not to take action on a notice submitted in accordance with Article 16": "reporter",
    f"{_AGAINST_A}not to take action on a notice submitted by a Trusted Flagger in accordance with Article 16": "",
}
DISPUTES = "Number of disputes submitted to out-of-court dispute settlement bodies"
OUT_OF_COURT = ("Total number", "Decisions upheld", "Decisions partially reversed", "Decisions reversed", "Median time",
                "Decision omitted", "Percentage of outcomes implemented")  # fmt: skip
NO_DECIDING = "Automated means mark words for a person and decide nothing; docs/methods gives what was measured."
IN_WORDS = {
    "Summary of the content moderation engaged in at the providers’ own initiative": (
        "People who moderate read words before they are shown, or soon afterwards where a conversation says so. They "
        "decide by the written rules of that conversation and tell the author which rule, which passage, and how to "
        "put it right or appeal."
    ),
    "Meaningful and comprehensible information regarding content moderation engaged in at the providers' "
    "own initiative": (
        "Every decision against words names a rule or a law, is told to the author, and can be appealed to somebody "
        "else for six months. The figures are in the other parts and on the public page."
    ),
    "Qualitative description of the automated means": (
        "Checks look for identifiers, crisis language, harmful claims about health, near-duplicates, links and the "
        "organisation's own watched words. They mark passages and hold words for a person. No learned model decides."
    ),
    "Qualitative description of indicators of accuracy and possible rate of error of automated means": (
        "No measure rests on automated means alone except hiding for a day at most after a report, which a person "
        "confirms or undoes. The methods' own recall and false alarms are measured and published with the software."
    ),
    "Specification of the precise purposes to apply automated means": (
        "To reach people in danger sooner, to keep names and numbers of patients out of public words, and to order "
        "what people read."
    ),
    "Safeguards applied to the use of automated means": (
        "A check never removes words. What it holds ends by itself unless a person confirms it. If a check fails, a "
        "person reads first."
    ),
}
