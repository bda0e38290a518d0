"""学籍业务: what happens to a pupil's registration between entry and leaving, as cases.

Words: a *transfer* (转学) moves an enrolment from one school to another; the receiving school applies. The registers of
persons and enrolments are `spine.people`; here are the applications, who decides them and the rules that forbid them.
Publishes nothing yet.
"""
