"""Forms of the registrar's desk: the work list, an entry with its branches and relations, its look-alikes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from authorities.languages.direction import isolate
from recruiters.desk.work_list import LABELS, ORDERS
from recruiters.licences.forms import LicenceDayField, text_area
from recruiters.models import FORMERLY, Branch, Profession, Recruiter, Relation, RelationKind
from recruiters.search.forms import SearchForm

SCOPE_FIELDS = ["professions", "source_states", "destination_states", "sector", "direction"]
SECTIONS = [
    (_("Identity"), ["legal_name", "licence_number", "trading_names", "former_names", "company_number"]),
    (_("What the licence covers"), SCOPE_FIELDS),
    (_("Contact"), ["address", "website"]),
    (_("Conduct"), ["fee_policy", "committed_to_code_on", "last_inspected_on", "complaints"]),
    (_("Checks of the entry"), ["last_verified_on", "next_check_on"]),
]  # fmt: skip
NOT_PUBLIC = ("last_inspected_on", "complaints", "next_check_on")


class WorkListForm(SearchForm):
    """Which entries the work list shows. Anything else in the URL is ignored."""

    show = forms.ChoiceField(choices=LABELS.items(), required=False, widget=forms.HiddenInput)
    batch = forms.IntegerField(
        min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput
    )  # an import
    order = forms.ChoiceField(
        label=_("Sort by"), choices=[(name, label) for name, (label, _o) in ORDERS.items()], required=False
    )

    @property
    def criteria(self):
        self.is_valid()
        return {
            "words": self.words,
            **{name: self.cleaned_data.get(name, "") for name in ("show", "order", "batch")},
        }


class CodesField(forms.MultipleChoiceField):
    """Codes to tick. Those that were ticked before keep their order: saving unchanged changes nothing."""

    widget = forms.CheckboxSelectMultiple

    def keep_order(self, codes, before):
        return [code for code in before if code in codes] + [code for code in codes if code not in before]


def set_choices(form, choices, *names):
    """Give fields of a form their choices, which are read once for all the forms of a page."""
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
        set_choices(self, countries, "source_states", "destination_states")
        for name in NOT_PUBLIC:
            self.fields[name].help_text = self.fields[name].help_text or _("Not public.")

    @property
    def sections(self):
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    def clean(self):
        data = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, CodesField) and name in data:
                data[name] = field.keep_order(data[name], self.initial.get(name) or [])
        return data

    def clean_address(self):
        """Return line breaks as spreadsheets have them, so that an export that comes back changes nothing."""
        return self.cleaned_data["address"].replace("\r\n", "\n")

    def clean_licence_number(self):
        """Refuse a number that another entry has or had; `taken_by` is that entry, which the page shows."""
        number = self.cleaned_data["licence_number"]
        self.taken_by = self.instance.register.recruiters.find_by_licence(number)
        if self.taken_by and self.taken_by.pk != self.instance.pk:
            sentence = _("The licence number %(number)s is already on the register: %(name)s.")
            words = {"number": self.taken_by.licence_number, "name": self.taken_by.legal_name}
            if not self.taken_by.has_number(number):
                sentence, words = FORMERLY, {**words, "number": number, "now": self.taken_by.licence_number}
            raise ValidationError(sentence, params=words, code="taken")
        self.taken_by = None
        return number


class BranchForm(forms.ModelForm):
    class Meta:
        model = Branch
        fields = ["name", "address", "member_state"]
        widgets = {"address": text_area(2)}

    def __init__(self, *args, countries, registers, **kwargs):
        super().__init__(*args, **kwargs)
        set_choices(self, [("", "–––"), *countries], "member_state")


class RelationForm(forms.ModelForm):
    """A related firm, named as on paper: by its register and its number there."""

    register = forms.ChoiceField(label=_("Its register"))
    licence_number = forms.CharField(label=_("Its licence number"), max_length=60)

    class Meta:
        model = Relation
        fields = ["kind", "note"]

    def __init__(self, *args, countries, registers, **kwargs):
        super().__init__(*args, **kwargs)
        self.registers = {register.scope: register for register in registers}
        labels = [(scope, isolate(f"{scope}: {register.name}")) for scope, register in self.registers.items()]
        set_choices(self, [("", "–––"), *labels], "register")
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
            raise ValidationError(_("An entry cannot be related to itself."))
        self.instance.other = data["other"] = other
        return data


class BaseRelationFormSet(forms.BaseInlineFormSet):
    """Related firms, each once. `extra_relations` are pairs (entry, kind) chosen elsewhere on the page."""

    extra_relations: tuple = ()

    def clean(self):
        super().clean()
        filled = [
            form.cleaned_data for form in self.forms if form.is_valid() and form.cleaned_data.get("other")
        ]
        pairs = [(data["other"].pk, data["kind"]) for data in filled if not data.get("DELETE")]
        if len(pairs) > len(set(pairs)):
            raise ValidationError(_("The same related firm is listed twice. Keep one of them."))

    def has_changed(self):
        return bool(self.extra_relations) or super().has_changed()

    def save(self, commit=True):
        saved = super().save(commit)
        for other, kind in self.extra_relations:
            row, is_new = Relation.objects.get_or_create(recruiter=self.instance, other=other, kind=kind)
            self.new_objects += [row] if is_new else []
        return saved


# Rows beyond those that may be saved are shown again, but not as many as somebody claims to have sent.
MOST_ROWS, MOST_SHOWN = 60, 120
BranchFormSet = forms.inlineformset_factory(
    Recruiter, Branch, form=BranchForm, extra=1, max_num=MOST_ROWS, absolute_max=MOST_SHOWN, validate_max=True
)
RelationFormSet = forms.inlineformset_factory(
    Recruiter,
    Relation,
    RelationForm,
    BaseRelationFormSet,
    "recruiter",
    extra=1,
    max_num=MOST_ROWS,
    absolute_max=MOST_SHOWN,
    validate_max=True,
)


def add_relations(formset, pairs):
    """Add pairs (entry, kind) that were chosen elsewhere on the page to the formset of related firms."""
    formset.extra_relations = pairs


def relation_choices():
    related = _("Record as related: %(kind)s")
    apart = [(RelationKind.DIFFERENT_FIRM, _("This is another firm"))]
    return apart + [
        (kind, related % {"kind": label})
        for kind, label in RelationKind.choices
        if kind != RelationKind.DIFFERENT_FIRM
    ]


class LookAlikeForm(forms.Form):
    """Asks of each look-alike of an entry to be saved: is it another firm, or how are they related?"""

    def __init__(self, data, entries):
        self.entries = {f"alike_{entry.pk}": entry for entry in entries}
        super().__init__(data if data and any(name in data for name in self.entries) else None)
        for name, entry in self.entries.items():
            self.fields[name] = forms.ChoiceField(
                label=entry.legal_name, choices=relation_choices, widget=forms.RadioSelect
            )

    @property
    def chosen_relations(self):
        """Return ((entry, kind), …) to be recorded; a kind may also say that the two are different firms."""
        return tuple((self.entries[name], kind) for name, kind in self.cleaned_data.items())
