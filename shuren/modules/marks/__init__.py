"""学业成绩: the marks a school gives at the end of a term, kept as the base of its transcripts (成绩底册).

What is entered here is the mark that counts for the term, not single papers: those belong to an exam, which brings its
results into this same register.
"""
