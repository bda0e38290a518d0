"""People: who someone is, where they learn or work, and who is responsible for a child.

Words: a *person* is one human being, known by one row whatever they do; an *enrolment* (学籍) is a pupil's time at one
school; a *post* (任职) is a member of staff's time at one school; a *guardianship* (监护) ties a child to a guardian;
an *export request* is somebody's wish to take a list of persons out of the platform.

A person's own row stands under the school they belong to now; enrolments and posts stand under the school they speak
of and carry a copy of the name, so that every school keeps the register of those who have left it.
"""
