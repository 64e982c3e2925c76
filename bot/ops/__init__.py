"""What stands beside a served bot: its logs, metrics and health, its reloads, and systemd."""
