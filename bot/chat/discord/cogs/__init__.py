"""What the bot does on Discord, one topic per file."""
