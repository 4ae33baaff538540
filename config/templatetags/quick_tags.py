"""Django's tags `translate` and `url` in a shorter way, where what they write is plain: as on every page.

What is not plain (a variable, a filter, a context, a namespace, `as`) is left to Django's own tags.
"""

from django.template import Library, Node
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_django_url
from django.templatetags.i18n import do_translate
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from authorities.languages.addresses import recall_address

register = Library()
PLAIN = {str, int, SafeString}


class SentenceNode(Node):
    """A sentence of the template, in the language of the page: no lazy text, no look at its type."""

    def __init__(self, sentence: str) -> None:
        # Catalogues have a percent sign twice, as all that may be formatted.
        self.msgid = str(sentence).replace("%", "%%")

    def render(self, context):
        return gettext(self.msgid).replace("%%", "%")


@register.tag
def translate(parser, token):
    node = do_translate(parser, token)
    expression, variable = node.filter_expression, node.filter_expression.var
    is_plain = variable.lookups is None and isinstance(variable.literal, str) and not expression.filters
    if not is_plain or node.noop or node.asvar or node.message_context:
        return node
    return SentenceNode(variable.literal)


class AddressNode(URLNode):
    """The address of a view of this site, which is found once for the same arguments."""

    def render(self, context):
        arguments = tuple(argument.resolve(context) for argument in self.args)
        if not context.autoescape or not PLAIN.issuperset(map(type, arguments)):
            return super().render(context)
        return conditional_escape(recall_address(self.view_name.var, *arguments))


@register.tag
def url(parser, token):
    node = parse_django_url(parser, token)
    is_plain = not node.view_name.is_var and not node.view_name.filters and ":" not in node.view_name.var
    if not is_plain or node.kwargs or node.asvar:
        return node
    return AddressNode(node.view_name, node.args, {}, None)
