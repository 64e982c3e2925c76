"""How long things take and how much memory they use, beside their peers: ``make bench``."""
