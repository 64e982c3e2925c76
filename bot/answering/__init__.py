"""Answers: requests, the engine that answers them, and the library of threads it answers from."""
