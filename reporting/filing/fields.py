"""One form field for each type of question, and the way between what is typed and what is stored."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from authorities.files import validate_document

TOO_LONG = 20_000


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class FileWithKept(forms.Widget):
    """A file to send, beside the one that was sent before and may be taken away."""

    template_name = "reporting/filing/widgets/file.html"
    needs_multipart_form = True

    def value_from_datadict(self, data, files, name):
        return {
            "upload": files.get(name),
            "kept": data.get(f"{name}-kept", ""),
            "remove": f"{name}-remove" in data,
        }

    def value_omitted_from_data(self, data, files, name):
        return name not in files and f"{name}-kept" not in data


class DocumentField(forms.Field):
    """Cleans to a new upload, to the stored {"id", "name", "size"} of the kept one, or to None."""

    widget = FileWithKept

    def __init__(self, *, stored=None, **kwargs):
        self.stored = stored
        super().__init__(**kwargs)

    def clean(self, value):
        if isinstance(value, dict) and value.get("upload"):
            validate_document(value["upload"])
            return value["upload"]
        kept = value.get("kept") if isinstance(value, dict) and not value.get("remove") else None
        return self.stored if self.stored and kept == self.stored["id"] else None


def choices_of(question):
    if question["type"] == "yesno":
        return [("yes", _("Yes")), ("no", _("No"))]
    return [(option["value"], option["label"]) for option in question["options"]]


def field_for(question, countries, stored=None):
    """The form field of a question or column. Nothing is required here: a draft may be incomplete."""
    kind = question["type"]
    details = {"required": False, "label": question.get("text") or question["label"]}
    if kind in ("yesno", "single"):
        choices = [*choices_of(question), *([("", _("No answer yet"))] if stored else [])]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **details)
    if kind == "multiple":
        return forms.MultipleChoiceField(
            choices=choices_of(question), widget=forms.CheckboxSelectMultiple, **details
        )
    if kind == "country":
        return forms.ChoiceField(choices=[("", "—"), *countries], **details)
    if kind == "countries":
        return forms.MultipleChoiceField(
            choices=countries, widget=forms.SelectMultiple(attrs={"size": 6}), **details
        )
    if kind == "file":
        return DocumentField(stored=stored, **details)
    return PLAIN[kind](**details)


PLAIN = {
    "text": lambda **details: forms.CharField(max_length=500, **details),
    "longtext": lambda **details: forms.CharField(
        max_length=TOO_LONG, widget=forms.Textarea(attrs={"rows": 5}), **details
    ),
    "integer": lambda **details: forms.IntegerField(
        min_value=-(10**12),
        max_value=10**12,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        **details,
    ),
    "decimal": lambda **details: forms.DecimalField(
        max_digits=18, decimal_places=6, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **details
    ),
    "date": lambda **details: forms.DateField(widget=DateInput, **details),
    "url": lambda **details: forms.URLField(max_length=500, assume_scheme="https", **details),
    "email": lambda **details: forms.EmailField(**details),
}


def to_store(question, cleaned):
    """The JSON value of a cleaned field; None for no answer."""
    kind = question["type"]
    if cleaned in (None, "", []):
        return None
    if kind == "decimal":
        return format(cleaned.normalize(), "f")
    if kind == "date":
        return cleaned.isoformat()
    return cleaned


def to_show(question, stored):
    """What the field shows for a stored value."""
    if question["type"] == "date" and stored:
        return date.fromisoformat(stored)
    return stored
