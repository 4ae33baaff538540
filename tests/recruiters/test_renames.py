"""Names beside each other: spelled otherwise, new names of a firm, names of two firms."""

import pytest

from recruiters.renames import are_unlike, is_other_spelling, share_a_name

SAME = [
    ("Horizon Care Ltd", "HORIZON CARE, Inc."),
    ("Horizon Care", "Care Horizon Manpower Services"),
    ("Sever Medika", "Север Медика"),
    ("Énfermería del Sur", "Enfermeria del Sur S.A. de C.V."),
    ("Nothern Care", "Northern Care"),
    ("PT Bina Sehat", "Bina Sehat"),
]
RENAMED = [
    ("Horizon Care", "Horizon Care Philippines"),
    ("Golden Bridge", "Golden Bridge Nursing and Care"),
    ("Mabuhay Nursing", "Mabuhay Nurses & Carers"),
]
UNLIKE = [
    ("Horizon Care", "Sunset Staffing"),
    ("Southern Albatross", "Narra Health Placement Agency"),
    ("ABC Manpower", "XYZ Manpower"),
    ("Global Care", "Sunset Care"),
    ("Горизонт", "Sunset"),
    ("护理中心", "Sunset Care"),
    ("مكتب الشرق", "Western Bureau"),
]


@pytest.mark.parametrize(
    ("name", "other", "same", "unlike"),
    [(*pair, True, False) for pair in SAME]
    + [(*pair, False, False) for pair in RENAMED]
    + [(*pair, False, True) for pair in UNLIKE],
)
def test_names_are_compared_both_ways(name, other, same, unlike):
    for pair in ((name, other), (other, name)):
        assert (is_other_spelling(*pair), are_unlike(*pair)) == (same, unlike)


def test_a_firm_is_known_by_its_further_names():
    assert share_a_name("Sunset", "", "Horizon", "|snst|hrzn|")
    assert share_a_name("Sunset", "|hrzn|", "Horizon", "")
    assert not share_a_name("Sunset", "|sn|", "Horizon", "")
