"""办学条件: what a school has to teach with, reported once a year by the school itself.

Words: a *condition row* belongs to one school and one reporting year; a *site* is land or a hall, a *room* a teaching
or auxiliary room, a *link* a line out of the campus, a *device* a lot of terminals of one kind; multimedia rooms,
recording rooms and labs are rooms with equipment and name the room they are in; *finance* is the year's totals and
*spending* what of them went into information technology. The rows come through the 办学条件 workbook.
"""
