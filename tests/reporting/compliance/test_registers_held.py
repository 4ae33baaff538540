import datetime

from reporting.compliance.clocks import Clocks
from reporting.compliance.summary import registers_on
from tests.factories import RegisterFactory


def test_a_state_keeps_a_register_while_one_of_its_registers_is_in_force(
    philippines, ireland, indonesia, django_assert_num_queries
):
    RegisterFactory(member_state=philippines)
    RegisterFactory(member_state=philippines, code="sea")
    RegisterFactory(member_state=ireland, valid_to=datetime.date(2016, 1, 1))

    with django_assert_num_queries(1):
        assert set(registers_on(Clocks(datetime.date(2016, 1, 1)))) == {"PHL"}
    assert set(registers_on(Clocks(datetime.date(2015, 12, 31)))) == {"PHL", "IRL"}
    assert set(registers_on(Clocks(datetime.date(2014, 12, 31)))) == set()
