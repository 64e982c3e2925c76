"""The places the bot is asked in: each translates, none decides."""
