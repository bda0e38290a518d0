"""填报: where a school downloads, fills in and hands back its workbooks.

Pages over kernel.tabular for every declared workbook at once; a new workbook appears here without a line of code.
"""
