"""System checks over declared tables."""
