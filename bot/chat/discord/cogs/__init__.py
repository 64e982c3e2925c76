"""What the bot does on Discord, one topic a file."""
