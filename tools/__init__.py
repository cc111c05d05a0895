"""What builds, checks and measures Kept. Nothing under src/ imports from here."""
