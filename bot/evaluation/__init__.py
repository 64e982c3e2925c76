"""Evaluation of the search on labelled questions."""

from bot.evaluation.datasets import (
    LabelledThread,
    NumberedPost,
    Question,
    QuestionsError,
    read,
    read_questions,
    read_set,
)
from bot.evaluation.metrics import Figures, evaluate

__all__ = [
    "Figures",
    "LabelledThread",
    "NumberedPost",
    "Question",
    "QuestionsError",
    "evaluate",
    "read",
    "read_questions",
    "read_set",
]
