"""The forms of the registrar's desk: the list, an entry and what belongs to it, and what resembles it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from recruiters.desk.work_list import LABELS, ORDERS
from recruiters.licences.forms import LicenceDayField, text_area
from recruiters.models import FORMERLY, Branch, Profession, Recruiter, Relation, RelationKind
from recruiters.search.forms import SearchForm

SCOPE = ["professions", "source_states", "destination_states", "sector", "direction"]
SECTIONS = [
    (_("Identity"), ["legal_name", "licence_number", "trading_names", "former_names", "company_number"]),
    (_("What the licence covers"), SCOPE),
    (_("Contact"), ["address", "website"]),
    (_("Conduct"), ["fee_policy", "committed_to_code_on", "last_inspected_on", "complaints"]),
    (_("Care of the entry"), ["last_verified_on", "next_check_on"]),
]  # fmt: skip
NOT_PUBLIC = ("last_inspected_on", "complaints", "next_check_on")


class WorkListForm(SearchForm):
    """What of the work list is asked for. Whatever else the address says is passed over."""

    show = forms.ChoiceField(choices=LABELS.items(), required=False, widget=forms.HiddenInput)
    order = forms.ChoiceField(
        label=_("Sort by"), choices=[(name, label) for name, (label, _o) in ORDERS.items()], required=False
    )

    @property
    def asked(self):
        self.is_valid()
        return {"words": self.words, **{name: self.cleaned_data.get(name, "") for name in ("show", "order")}}


class CodesField(forms.MultipleChoiceField):
    """Codes to tick. Those that were there keep their order, so that saving unchanged changes nothing."""

    widget = forms.CheckboxSelectMultiple

    def in_order(self, codes, before):
        return [code for code in before if code in codes] + [code for code in codes if code not in before]


def offer(form, choices, *names):
    """Choices read once for all the forms of a page."""
    for name in names:
        form.fields[name].choices = choices


class EntryForm(forms.ModelForm):
    professions = CodesField(label=_("Professions"), choices=Profession.choices, required=False)
    source_states = CodesField(label=_("Source countries"), required=False)
    destination_states = CodesField(label=_("Destination countries"), required=False)
    committed_to_code_on = LicenceDayField(label=_("Committed itself to the Code on"), required=False)
    last_inspected_on = LicenceDayField(label=_("Last inspected on"), required=False)
    last_verified_on = LicenceDayField(label=_("Last verified on"), required=False)
    next_check_on = LicenceDayField(label=_("Next check due"), required=False)

    class Meta:
        model = Recruiter
        fields = [name for _title, names in SECTIONS for name in names]
        widgets = {
            "address": text_area(),
            "website": forms.URLInput(attrs={"dir": "ltr"}),
            **{name: forms.TextInput(attrs={"dir": "auto"}) for name in SECTIONS[0][1]},
        }

    def __init__(self, *args, countries, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, countries, "source_states", "destination_states")
        for name in NOT_PUBLIC:
            self.fields[name].help_text = self.fields[name].help_text or _("Not public.")

    @property
    def sections(self):
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    def clean(self):
        data = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, CodesField) and name in data:
                data[name] = field.in_order(data[name], self.initial.get(name) or [])
        return data

    def clean_address(self):
        """Line breaks as spreadsheets have them, so that an export that comes back changes nothing."""
        return self.cleaned_data["address"].replace("\r\n", "\n")

    def clean_licence_number(self):
        """One number, one entry. The page shows whose it is."""
        number = self.cleaned_data["licence_number"]
        self.taken_by = self.instance.register.recruiters.find_by_licence(number)
        if self.taken_by and self.taken_by.pk != self.instance.pk:
            sentence = _("The licence number %(number)s is on the register already: %(name)s.")
            said = {"number": self.taken_by.licence_number, "name": self.taken_by.legal_name}
            if not self.taken_by.has_number(number):
                sentence, said = FORMERLY, {**said, "number": number, "now": self.taken_by.licence_number}
            raise ValidationError(sentence, params=said, code="taken")
        self.taken_by = None
        return number


class BranchForm(forms.ModelForm):
    class Meta:
        model = Branch
        fields = ["name", "address", "member_state"]
        widgets = {"address": text_area(2)}

    def __init__(self, *args, countries, registers, **kwargs):
        super().__init__(*args, **kwargs)
        offer(self, [("", "–––"), *countries], "member_state")


class RelationForm(forms.ModelForm):
    """The other firm is named as papers name it: by its register and its number there."""

    register = forms.ChoiceField(label=_("Its register"))
    licence_number = forms.CharField(label=_("Its licence number"), max_length=60)

    class Meta:
        model = Relation
        fields = ["kind", "note"]

    def __init__(self, *args, countries, registers, **kwargs):
        super().__init__(*args, **kwargs)
        self.registers = {register.scope: register for register in registers}
        labels = [(scope, f"{scope}: {register.name}") for scope, register in self.registers.items()]
        offer(self, [("", "–––"), *labels], "register")
        self.order_fields(["kind", "register", "licence_number", "note"])
        if self.instance.pk:
            other = self.instance.other
            self.initial.update(register=other.register.scope, licence_number=other.licence_number)

    def clean(self):
        data = super().clean()
        register, number = self.registers.get(data.get("register")), data.get("licence_number")
        if not (register and number):
            return data
        other = register.recruiters.find_by_licence(number)
        if other is None:
            sentence = _("The register “%(register)s” has no licence “%(number)s”.")
            raise ValidationError(sentence, params={"register": register.name, "number": number})
        if other.pk == self.instance.recruiter_id:
            raise ValidationError(_("An entry is not related to itself."))
        self.instance.other = data["other"] = other
        return data


class RelationRows(forms.BaseInlineFormSet):
    """Related firms, each once. `besides` are (entry, kind) that were chosen elsewhere on the page."""

    besides: tuple = ()

    def clean(self):
        super().clean()
        filled = [
            form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data.get("other")
        ]
        pairs = [(data["other"].pk, data["kind"]) for data in filled if not data.get("DELETE")]
        if len(pairs) > len(set(pairs)):
            raise ValidationError(_("The same related firm is there twice. Keep one of them."))

    def has_changed(self):
        return bool(self.besides) or super().has_changed()

    def save(self, commit=True):
        saved = super().save(commit)
        for other, kind in self.besides:
            row, is_new = Relation.objects.get_or_create(recruiter=self.instance, other=other, kind=kind)
            self.new_objects += [row] if is_new else []
        return saved


BranchRows = forms.inlineformset_factory(
    Recruiter, Branch, form=BranchForm, extra=1, max_num=60, validate_max=True
)
RelatedRows = forms.inlineformset_factory(
    Recruiter, Relation, RelationForm, RelationRows, "recruiter", extra=1, max_num=60, validate_max=True
)


def relate(rows, pairs):
    """Adds what was chosen elsewhere on the page to the rows of related firms: (entry, kind) each."""
    rows.besides = pairs


def answers():
    related = _("Record as related: %(kind)s")
    apart = [(RelationKind.TOLD_APART, _("This is another firm"))]
    return apart + [
        (kind, related % {"kind": label})
        for kind, label in RelationKind.choices
        if kind != RelationKind.TOLD_APART
    ]


class AlikeForm(forms.Form):
    """Of each entry that resembles the one to be saved: is it another firm, or how are they related?"""

    def __init__(self, data, entries):
        self.entries = {f"alike_{entry.pk}": entry for entry in entries}
        super().__init__(data if data and any(name in data for name in self.entries) else None)
        for name, entry in self.entries.items():
            self.fields[name] = forms.ChoiceField(
                label=entry.legal_name, choices=answers, widget=forms.RadioSelect
            )

    @property
    def related(self):
        """((entry, kind), …) to be recorded: also that somebody has compared two and told them apart."""
        return tuple((self.entries[name], kind) for name, kind in self.cleaned_data.items())
