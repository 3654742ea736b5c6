"""Pages of the project leader and the steering group."""
