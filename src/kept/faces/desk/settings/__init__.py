"""The settings of a store, its people and programs."""
