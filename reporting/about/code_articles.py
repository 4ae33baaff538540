"""The articles of the Code in short, each with its parts."""

from dataclasses import dataclass, field

from reporting.models import Article

CODE_VERSION = "2010"


@dataclass
class ArticleInShort:
    """An article such as 8, with its parts such as 8.1 to 8.7."""

    article: Article
    parts: list[Article] = field(default_factory=list)


def order_of_number(article: Article) -> list[int]:
    return [
        int(digits) for part in article.number.split(".") if (digits := "".join(filter(str.isdigit, part)))
    ]


def list_articles() -> list[ArticleInShort]:
    """Return the articles of the Code in their order."""
    found: dict[str, ArticleInShort] = {}
    for article in sorted(Article.objects.filter(code_version=CODE_VERSION), key=order_of_number):
        number = article.number.partition(".")[0]
        if number == article.number:
            found[number] = ArticleInShort(article)
        elif number in found:
            found[number].parts.append(article)
    return list(found.values())
