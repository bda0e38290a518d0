"""Reading a roster, noted as it is done."""
