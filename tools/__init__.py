"""Tools that build, check and measure Kept. Nothing under src/ imports from here."""
