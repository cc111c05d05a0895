"""The ways in, for people and programs: desk, shop, API, command line, worker."""
