"""Events from the platform's Open API, in files that `wh load` reads."""
