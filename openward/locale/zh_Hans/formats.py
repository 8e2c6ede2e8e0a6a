"""Where Chinese dates and numbers of the mainland differ from what Django takes them to be."""

MONTH_DAY_FORMAT = "n月j日"
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
