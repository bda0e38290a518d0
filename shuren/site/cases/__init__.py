"""办件: where cases of all types are applied for, decided and followed.

Pages over kernel.cases for every declared case type at once; a new type appears here without a line of code.
"""
