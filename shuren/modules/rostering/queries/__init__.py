"""What an app may read, from the registers as they are today."""
