"""What runs beside a served bot: logs, metrics, health, reloads, and messages to systemd."""
