"""The demo region: a synthetic city built like Hefei, the same to the last byte for one seed. Nobody in it is real.

Words: a *size* fixes how many schools and pupils there are; a *cohort* is everybody who starts primary school in one
year; a *track* is the way of a cohort through the stages. Frames are polars; columns are named as the registers are.
"""
