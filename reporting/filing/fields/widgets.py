"""What people type, choose or tick an answer with."""

from django import forms

from authorities.files import SIGNATURES
from reporting.filing.fields.option_lists import render_boxes, render_options
from reporting.submissions.files import MOST_FILES_OF_AN_ANSWER, file_kind


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class FilesInput(forms.Widget):
    """The stored files, each with its link and a box to remove it, and an input for new ones beside them."""

    template_name = "reporting/filing/widgets/files.html"
    needs_multipart_form = True

    def __init__(self, attrs=None):
        super().__init__({"accept": ",".join(SIGNATURES), **(attrs or {})})
        self.stored = []

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        removed = value["removed"] if isinstance(value, dict) and "removed" in value else []
        files = [{**file, "kind": file_kind(file["name"]), "key": file_key(file)} for file in self.stored]
        context["widget"].update(
            stored=[{**file, "is_removed": file["key"] in removed} for file in files],
            most=MOST_FILES_OF_AN_ANSWER,
        )
        return context

    def value_from_datadict(self, data, files, name):
        return {"uploads": every_value(files, name), "removed": every_value(data, f"{name}-remove")}


def every_value(sent, name):
    """Return all values of a field of a request, or of a plain dictionary of one value each."""
    if hasattr(sent, "getlist"):
        return sent.getlist(name)
    found = (sent or {}).get(name)
    return found if isinstance(found, list) else [found] if found else []


def file_key(file):
    """Return what names a stored file in a form; those of a test have no key of their own."""
    return file["id"] or file["name"]


class LongSelect(forms.Select):
    """One choice of many; a script lets people type to find it, countries in any of the six languages."""

    template_name = "reporting/filing/widgets/long_select.html"

    def __init__(self, *, lists_countries=False, **kwargs):
        super().__init__(**kwargs)
        self.lists_countries = lists_countries

    def get_context(self, name, value, attrs):
        chosen = "" if value is None else str(value)
        return {
            "widget": {
                "name": name,
                "attrs": self.build_attrs(self.attrs, attrs),
                "options": render_options(self.choices, chosen),
                "lists_countries": self.lists_countries,
            }
        }


class TickList(forms.CheckboxSelectMultiple):
    """Several choices of many, to be ticked: a click never takes back another choice.

    A script lets people type to find one, and shows those chosen as chips.
    """

    template_name = "reporting/filing/widgets/tick_list.html"
    input_type = ""  # the page shows it whole, not each box by itself

    def __init__(self, *, lists_countries=False, **kwargs):
        super().__init__(**kwargs)
        self.lists_countries = lists_countries

    def get_context(self, name, value, attrs):
        ticked = {str(one) for one in value or []}
        return {
            "widget": {
                "name": name,
                "attrs": self.build_attrs(self.attrs, attrs),
                "boxes": render_boxes(name, self.choices, ticked),
                "picked": [label for code, label in self.choices if str(code) in ticked],
                "lists_countries": self.lists_countries,
            }
        }
