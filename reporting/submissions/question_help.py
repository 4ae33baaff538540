"""What helps to understand a question: the articles of the Code it stands on, and the terms it uses."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.instruments.question_types import Question
from reporting.models import Article, Term
from reporting.models.glossary import find_terms


@dataclass(frozen=True)
class QuestionHelp:
    articles: list[Article]
    terms: list[Term]

    def __bool__(self) -> bool:
        return bool(self.articles or self.terms)


def find_help(questions: Iterable[Question], code_version: str) -> dict[str, QuestionHelp]:
    """Return {code of a question: what helps with it}, in two queries."""
    questions = list(questions)
    numbers = {number for question in questions for number in question["articles"]}
    articles = Article.objects.by_number(numbers, code_version) if numbers else {}
    terms = Term.objects.in_order()
    return {
        question["code"]: QuestionHelp(
            [articles[number] for number in question["articles"] if number in articles],
            find_terms(terms, question["text"], question.get("hint") or ""),
        )
        for question in questions
    }
