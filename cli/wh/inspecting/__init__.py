"""Looking into a home, changing nothing."""
