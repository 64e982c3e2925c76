"""Evaluation of the search and the answers on labelled questions."""

from bot.evaluation.datasets import Dataset, read
from bot.evaluation.metrics import (
    Bin,
    Figures,
    Group,
    by_certainty,
    by_kind,
    by_language,
    measure,
    reliability,
)
from bot.evaluation.questions import LabelledThread, NumberedPost, Question, QuestionsError
from bot.evaluation.rankings import Ranking, compare
from bot.evaluation.responses import Quoted, Response, respond

__all__ = [
    "Bin",
    "Dataset",
    "Figures",
    "Group",
    "LabelledThread",
    "NumberedPost",
    "Question",
    "QuestionsError",
    "Quoted",
    "Ranking",
    "Response",
    "by_certainty",
    "by_kind",
    "by_language",
    "compare",
    "measure",
    "read",
    "reliability",
    "respond",
]
