"""Templates of SQL, and where in them a mistake stands."""
