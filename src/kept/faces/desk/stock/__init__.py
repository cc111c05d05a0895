"""Stock: levels, movements, counts."""
