"""The tree of authorities, schools and campuses, and how it changes over time.

Words: an *authority* runs education somewhere (a province's, city's or county's bureau, or that of a development
zone); a *division* is the administrative area a school lies in, which is another thing; a *school* belongs to an
authority; a *campus* is a place of a school; a *class* is a cohort's group within a school. An *org version* is what
an org was from one day to the next; a *change* is the event between two versions. Publishes OrgChanged.
"""
