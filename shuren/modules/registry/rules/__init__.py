"""What the student registry allows, one file for each kind of event. Pure: values in, reasons out."""
