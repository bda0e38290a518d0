"""Days on which an authority works though the public does not, or the reverse: what deadlines are counted by."""
