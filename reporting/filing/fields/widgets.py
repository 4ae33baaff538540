"""What people type, choose or tick an answer with."""

from django import forms


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs):
        super().__init__(format="%H:%M", **kwargs)


class StoredFileInput(forms.Widget):
    """The stored file with its link and a box to remove it, and an input for a new one in its place."""

    template_name = "reporting/filing/widgets/file.html"
    needs_multipart_form = True
    stored: dict | None = None

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        removes = isinstance(value, dict) and bool(value.get("remove"))
        context["widget"].update(stored=self.stored, removes=removes)
        return context

    def value_from_datadict(self, data, files, name):
        return {
            "upload": files.get(name),
            "remove": f"{name}-remove" in data,
        }


class LongSelect(forms.Select):
    """One choice of many; a script lets people type to find it, countries in any of the six languages."""

    template_name = "reporting/filing/widgets/long_select.html"

    def __init__(self, *, lists_countries=False, **kwargs):
        super().__init__(**kwargs)
        self.lists_countries = lists_countries

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["lists_countries"] = self.lists_countries
        return context


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
        options = [(code, label, str(code) in ticked) for code, label in self.choices]
        return {
            "widget": {
                "name": name,
                "attrs": self.build_attrs(self.attrs, attrs),
                "options": options,
                "ticked": len(ticked),
                "lists_countries": self.lists_countries,
            }
        }
