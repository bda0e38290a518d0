"""What notes of several phones come to, what is missing, and pictures without their hidden parts."""
