"""PostgreSQL as Kept's backend (`ENGINE = "kept.kit.postgresql"`).

Django's own, whose server is asked less (decision 0010).
"""
