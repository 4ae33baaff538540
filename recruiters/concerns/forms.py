"""The forms of concerns: for those who report without an account, and for those who look into it."""

import re
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from authorities.files import MOST_FILES, SIGNATURES, validate_document
from authorities.languages.cldr import colon
from authorities.languages.direction import isolate
from authorities.models import MemberState
from recruiters.concerns.actions import new_form_token, parse_place
from recruiters.models import Concern, ConcernKind, ConcernOutcome, ConcernState, Register
from recruiters.models.concerns import LANGUAGES
from recruiters.search.forms import WordsField, replace_control_characters

LONGEST_TEXT = 10_000
LONGEST_LICENCE = 60
LONGEST_SCOPE = 24  # "PHL/" and the longest code
TOKEN = re.compile(r"[0-9a-f]{32}")
TOO_MANY = ngettext_lazy(
    "At most %(most)d file is accepted.", "At most %(most)d files are accepted.", MOST_FILES
)


class MultipleFileInput(forms.FileInput):
    allow_multiple_selected = True


class DocumentsField(forms.FileField):
    """Up to five documents or pictures. Cleans to a list; problems name the file."""

    widget = MultipleFileInput(attrs={"accept": ",".join(SIGNATURES)})
    default_validators = [validate_document]

    def __init__(self, **kwargs):
        hint = _(
            "At most 5 files of 10 MB each: pictures (JPG, PNG), PDF or office documents. Their "
            "names are not kept. But photographs and documents may show where, when and by whom "
            "they were made."
        )
        super().__init__(label=_("Files"), required=False, **{"help_text": hint, **kwargs})

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list) else [data] if data else []
        if len(uploads) > MOST_FILES:
            raise ValidationError(TOO_MANY % {"most": MOST_FILES})
        problems, cleaned = [], []
        for upload in uploads:
            try:
                cleaned.append(super().clean(upload))
            except ValidationError as refusal:
                problems += [f"{upload.name}: {sentence}" for sentence in refusal.messages]
        if problems:
            raise ValidationError(problems)
        return cleaned


def story_field(label, **kwargs):
    widget = forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST_TEXT, widget=widget, **kwargs)


def line_field(label, longest, **kwargs):
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **kwargs)


def place_choices():
    """Return choices: the registers held here first, then every country."""
    registers = Register.objects.in_force_on(timezone.localdate()).by_state()
    held = [
        (register.scope, f"{register.member_state.name}{colon()}{isolate(register.name)}")
        for register in registers
    ]
    states = [(state.pk, state.name) for state in MemberState.objects.by_name()]
    return [("", "–––"), (_("Registers held here"), held), (_("Countries"), states)]


class FormWithFiles(forms.Form):
    """A form with uploads. A browser does not send them again after a correction, so the page says so."""

    @property
    def files_lost(self):
        return bool(self.errors) and bool(self.files)


class ConcernReportForm(FormWithFiles):
    where = forms.ChoiceField(
        label=_("Where is the recruiter registered, or where should it be?"),
        help_text=_("Choose the register if you know it, otherwise the country in which it works."),
    )
    named = line_field(_("Name of the recruiter"), 250, help_text=_("As you know it: a firm or a person."))
    licence = line_field(_("Licence number"), LONGEST_LICENCE, required=False, help_text=_("If you know it."))
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=ConcernKind.choices, widget=forms.RadioSelect
    )
    text = story_field(
        _("What happened?"),
        help_text=_(
            "In any language. When, where, who, how much? Leave out anything that could identify you."
        ),
    )
    contact = line_field(
        _("How to reach you"),
        200,
        required=False,
        help_text=_(
            "Leave this blank to stay anonymous. Otherwise give a telephone number or an e-mail "
            "address that only you can read."
        ),
    )
    documents = DocumentsField()
    language = forms.ChoiceField(
        label=_("Language you write in"),
        choices=LANGUAGES,
        help_text=_("The answer may be in another language."),
    )
    known = forms.CharField(widget=forms.HiddenInput, required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(
        label=_("Leave this field blank"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["where"]).choices = place_choices()
        values = self.data if self.is_bound else self.initial
        # Whoever comes from the page of an entry is not asked for its register and number.
        self.entry = find_entry(values.get("where"), values.get("licence")) if values.get("known") else None
        if self.entry:
            for name in ("where", "named", "licence"):
                self.fields[name].widget = forms.HiddenInput()

    @property
    def questions(self):
        """Return the fields that people see."""
        return [field for field in self.visible_fields() if field.name != "comment"]

    def clean_where(self):
        found = parse_place(self.cleaned_data["where"])
        if found is None:
            raise ValidationError(_("This register is no longer kept. Choose the country."))
        return found

    def clean_named(self):
        return self.entry.legal_name if self.entry else self.cleaned_data["named"]

    def clean_token(self):
        token = self.cleaned_data["token"]
        return token if TOKEN.fullmatch(token) else new_form_token()

    def clean_comment(self):
        """Refuse what only programs fill in; a person who did so by mistake can empty it."""
        if self.cleaned_data["comment"]:
            raise ValidationError(_("Please leave this field blank: it tells people and programs apart."))

    @property
    def report(self):
        """Return what `receive_report` takes."""
        names = ("named", "licence", "kind", "contact", "language", "text")
        return {"place": self.cleaned_data["where"], **{name: self.cleaned_data[name] for name in names}}


def printable_text(text, longest):
    """Return the printable part of a text from a URL or a hidden field, which may hold anything."""
    return replace_control_characters(text or "")[:longest].strip()


def find_entry(where, licence):
    """Return the entry with this licence number on a register such as "PHL/dmw"; None if there is none."""
    _state, register = parse_place(printable_text(where, LONGEST_SCOPE)) or (None, None)
    number = printable_text(licence, LONGEST_LICENCE)
    entries = register.recruiters.select_related("register__member_state") if register and number else None
    return entries and entries.find_by_licence(number)


def initial_report(register="", licence="", language=""):
    """Return the initial values of a new report, for somebody who comes from the page of a recruiter."""
    entry, register = find_entry(register, licence), printable_text(register, LONGEST_SCOPE)
    state, kept = parse_place(register) or parse_place(register.partition("/")[0]) or (None, None)
    return {
        "where": kept.scope if kept else state and state.pk,
        "named": entry.legal_name if entry else "",
        "licence": entry.licence_number if entry else printable_text(licence, LONGEST_LICENCE),
        "known": "1" if entry else "",
        "language": language,
        "token": new_form_token(),
    }


class ReferenceForm(forms.Form):
    reference = forms.CharField(
        label=_("Your reference"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
        help_text=_(
            "For example ABCD-EFGH-JKMN-PQRS. Small letters are accepted, and you can leave out the hyphens."
        ),
    )

    def concern(self):
        """Return the concern of this reference; if there is none, None and an error on the form."""
        if not self.is_valid():
            return None
        found = Concern.objects.with_reference(self.cleaned_data["reference"])
        if found is None:
            self.add_error(
                "reference", _("There is no report with this reference. Please compare it with your note.")
            )
        return found


class AddMessageForm(FormWithFiles):
    text = story_field(_("Add something"))
    documents = DocumentsField()


class ReplyForm(forms.Form):
    text = story_field(
        _("Answer to the person"),
        help_text=_(
            "Anyone who has the reference can read it, without your name. Ask here for anything "
            "you still need."
        ),
    )


class ConcernListForm(forms.Form):
    """Which concerns the list shows; anything it does not know shows all."""

    q = WordsField(
        label=_("Name as given or licence number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *ConcernState.choices], required=False
    )

    @property
    def criteria(self):
        """Return (words, state), each blank if it was not given or is not valid."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("state", "")


class ConcernMoveForm(forms.Form):
    """One form for all moves of a concern; each takes the fields that it needs."""

    note = forms.CharField(
        label=_("Note to colleagues"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("The person does not see it."),
    )
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        required=False,
        choices=[("", "–––"), *ConcernOutcome.choices],
        help_text=_("Needed to close it. The person sees it."),
    )
    register = forms.ModelChoiceField(
        Register.objects.none(),
        label=_("Register to pass it on to"),
        required=False,
        help_text=_("From then on, the people who keep that register can see it."),
    )
    licence = line_field(
        _("Licence number on the register"),
        LONGEST_LICENCE,
        required=False,
        help_text=_("Links it to that entry. Blank: no link to an entry."),
    )

    def __init__(self, concern, moves, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.moves = moves
        names = {move.name for move in moves}
        entry = concern.recruiter
        self.fields["licence"].initial = entry.licence_number if entry else concern.licence
        if concern.register is None:
            self.remove_move("link", "licence")
        others = Register.objects.in_force_on(timezone.localdate()).filter(member_state=concern.member_state)
        cast(forms.ModelChoiceField, self.fields["register"]).queryset = others
        if "close" not in names:
            del self.fields["outcome"]
        if "pass_on" not in names or not others.exclude(pk=concern.register_id).exists():
            self.remove_move("pass_on", "register")

    def remove_move(self, name, field):
        del self.fields[field]
        self.moves = [move for move in self.moves if move.name != name]

    def details_for(self, name):
        """Return those of the fields that this move takes."""
        fields = {"close": ["outcome"], "pass_on": ["register"], "link": ["licence"]}
        wanted = ["note", *fields.get(name, [])]
        return {key: self.cleaned_data[key] for key in wanted if key in self.cleaned_data}
