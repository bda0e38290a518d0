"""Cases: somebody applies, several sign within working days, something follows.

A route of steps is declared; what people do is written to a log that only grows; where a case stands is what the log
adds up to. The core is a pure function: route, state and command in, facts or a refusal out.
"""
