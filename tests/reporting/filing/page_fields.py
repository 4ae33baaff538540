"""What a browser sends when a page of the filing room is saved, and what is stored then."""

from html.parser import HTMLParser


class SectionFields(HTMLParser):
    """Collects the fields of the one form with `data-answers`, as they stand on the page, without files."""

    def __init__(self):
        super().__init__()
        self.fields, self.inside, self.select, self.textarea = {}, False, None, None

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag == "form":
            self.inside = "data-answers" in attrs
        elif self.inside and tag == "input":
            self.add_input(attrs)
        elif self.inside and tag == "select":
            self.select = attrs["name"]
        elif self.inside and tag == "option" and "selected" in attrs:
            self.add(self.select, attrs["value"])
        elif self.inside and tag == "textarea":
            self.textarea = attrs["name"], ""

    def handle_data(self, data):
        if self.textarea:
            self.textarea = self.textarea[0], self.textarea[1] + data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            # Browsers leave out the line break after the tag, and end lines in their own way.
            self.add(self.textarea[0], self.textarea[1].removeprefix("\n").replace("\n", "\r\n"))
            self.textarea = None
        elif tag == "form":
            self.inside = False

    def add_input(self, attrs):
        kind = attrs.get("type", "text")
        ticked = kind not in ("checkbox", "radio") or "checked" in attrs
        if ticked and kind not in ("file", "submit"):
            self.add(attrs["name"], attrs.get("value") or ("on" if kind == "checkbox" else ""))

    def add(self, name, value):
        self.fields.setdefault(name, []).append(value)


def read_fields(html):
    """Return {name: [values]} of the form of a section."""
    parser = SectionFields()
    parser.feed(html)
    return parser.fields


def find_value(report, code):
    """Return the stored value of an answer; None without one."""
    answer = report.answers.filter(question=code).first()
    return answer and answer.value
