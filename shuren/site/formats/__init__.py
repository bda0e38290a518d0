"""How dates are written in fields, whatever the language: as browsers want them in fields of type date."""

DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d"]
