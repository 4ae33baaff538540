"""Lists of recruiters as other people keep them: what a file like theirs would do, tried and not applied."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.imports.desk.file_trial import try_file
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.imports.source_profile import remember_profile
from tests.authorities.imports.import_fixtures import text
from tests.authorities.imports.import_steps import create_every_country
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory

HEAD = "Licence No,Agency name,Valid from,Valid until,Status"
FIRM = "0417,Horizon Care,2024-01-01,2029-12-31,authorised"


@pytest.fixture
def register(philippines):
    create_every_country()
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def attempt(register):
    """Tries lines, or bytes, as a list of the register."""

    def attempt(*lines, content=b""):
        upload = SimpleUploadedFile("list.csv", content or "\n".join(lines).encode())
        return try_file(upload, ImportDesk(IMPORT_KINDS["recruiters"], "PHL/dmw"))

    return attempt


def test_countries_are_known_as_people_call_them(attempt):
    names = ["South Korea", "UK", "UAE", "Russia", "Iran", "Laos", "Hongkong", "Vereinigte Staaten", "भारत"]
    trial = attempt(
        f"{HEAD},Destination countries", *(f"{n}{FIRM},{name}" for n, name in enumerate(names, 1))
    )

    codes = [row["destination_states"] for row in trial.rows]
    assert (trial.problems, codes) == ([], ["KOR", "GBR", "ARE", "RUS", "IRN", "LAO", "HKG", "USA", "IND"])


def test_a_county_is_left_out(attempt):
    trial = attempt(f"{HEAD},County", f"{FIRM},Kent", f"1{FIRM},Essex")

    assert (trial.counts["new"], trial.problems) == (2, [])


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Country", ("Qatar", "Japan")),
        ("Issued by", ("Department of Migrant Workers", "DMW Manila")),
        ("Nation", ("somewhere", "elsewhere")),
    ],
)
def test_a_column_that_contradicts_the_register_of_the_desk_is_left_out(attempt, header, values):
    trial = attempt(f"{HEAD},{header}", *(f"{n}{FIRM},{value}" for n, value in enumerate(values)))

    assert (trial.counts["new"], trial.problems) == (2, [])


@pytest.mark.parametrize(
    ("headers", "values"),
    [
        ("Country", ("Ireland", "Ireland")),
        ("iso3", ("IRL", "GBR")),
        ("Register", ("wrc", "wrc")),
        ("Register", ("wrc", "abc")),
        ("Country,Register", ("IRL,wrc", "GBR,abc")),
        ("register", ("Care Board", "Nurses Board")),
    ],
)
def test_a_list_for_another_desk_does_not_go_in_here(attempt, headers, values):
    trial = attempt(f"{HEAD},{headers}", *(f"{n}{FIRM},{value}" for n, value in enumerate(values)))

    assert (trial.counts["new"], trial.counts["wrong"]) == (0, 2)


def test_a_column_that_names_the_register_among_others_is_kept_to(attempt):
    trial = attempt(f"{HEAD},Country", f"{FIRM},Philippines", f"1{FIRM},Ireland")

    assert (trial.counts["new"], trial.counts["wrong"]) == (1, 1)


def test_an_e_mail_address_is_named_as_such(attempt):
    [problem] = attempt(f"{HEAD},Website", f"{FIRM},info@horizon.example").problems

    assert problem["message"].startswith("“info@horizon.example” is an e-mail address, not a web address.")


@pytest.mark.parametrize(
    "lines",
    [
        ("Licence No,Agency name,Valid until", "0417,Horizon Care,2029-12-31", "0418,Second,2029-12-31"),
        ("Licence No,Agency name,Status", "0417,Horizon Care,authorised", "0418,Second Care,suspended"),
    ],
)
def test_a_list_without_first_days_is_told_once_and_before_its_rows(attempt, lines):
    trial = attempt(*lines)

    assert [question["column"] for question in trial.questions] == ["valid_from"]
    assert [(problem["row"], problem["column"]) for problem in trial.problems] == [(None, "valid_from")]
    assert trial.counts["wrong"] == 2


def test_a_column_that_nobody_can_read_is_told_once(attempt):
    days = ["8 Kartik", "9 Kartik", "2 Baisakh", "7 Magh"]
    rows = (f"{n},Care {n},{day},2029-12-31,authorised" for n, day in enumerate(days))
    trial = attempt(HEAD, *rows)

    assert [(p["row"], p["column"], p["value"]) for p in trial.problems] == [(None, "Valid from", "8 Kartik")]


def test_the_encoding_of_the_last_list_gives_way_to_the_bytes(attempt):
    remember_profile("recruiters", "PHL/dmw", [], {}, {"encoding": "cp1251"})
    french = "0500,Société Santé Élan,2024-01-01,2029-12-31,authorised"
    lines = [HEAD, french, french.replace("0500", "0501").replace("Élan", "de Genève")]
    trial = attempt(content="\n".join(lines).encode("cp1252"))

    assert [row["legal_name"] for row in trial.rows] == ["Société Santé Élan", "Société Santé de Genève"]


def test_what_separates_the_values_of_a_column_is_noticed_and_said(attempt):
    rows = ["Germany, Qatar", "Japan/Qatar", "Japan and Qatar; Oman", "Trinidad and Tobago"]
    lines = [f"{n}{FIRM},{cell}" for n, cell in enumerate((f'"{row}"' for row in rows), 1)]
    trial = attempt(f"{HEAD},Destination countries", *lines)

    assert [row["destination_states"] for row in trial.rows] == [
        "DEU; QAT",
        "JPN; QAT",
        "JPN; QAT; OMN",
        "TTO",
    ]
    assert any("several values are separated by: “,” “/” “and” “;”" in note for note in trial.notes)


def test_what_a_list_lacks_is_told_where_columns_are_chosen_and_one_day_stands_for_all(
    register, registrar, client
):
    client.force_login(registrar)
    content = (
        b"Licence No,Agency name,Website\nA-1,Alpha,a@b.example\nA-2,Beta,c@d.example\nA-3,C,e@f.example"
    )
    upload = SimpleUploadedFile("list.csv", content)
    page = client.post(f"{reverse('import_new', args=['recruiters'])}?scope=PHL/dmw", {"file": upload})
    columns = client.get(page.url)
    warnings = columns.context["columns"].file.warnings
    assert [sentence.split(" ")[0] for sentence in warnings] == ["None", "Your", "Your"]
    assert "Before you check the file" in text(columns)

    said = {"licence_number": "0", "legal_name": "1", "all_valid_from": "2024-02-01"}
    client.post(page.url, said)
    work_off()
    preview = client.get(page.url.replace("columns/", ""))
    batch = preview.context["batch"]
    assert (batch.counts["new"], batch.counts["wrong"]) == (3, 0)
    assert "“Valid from” is 2024-02-01 in every row, as you have typed it." in text(preview)


# Lists of other countries: each with the columns that a person would choose by hand, and what its rows say.

KENYA = """S/NO,REGISTRATION NO.,NAME OF AGENCY,PHYSICAL ADDRESS,COUNTY,DATE OF ISSUE,EXPIRY DATE,COUNTRIES OF OPERATION,JOB CATEGORIES,STATUS
1,NEA/001/24,Rift Valley Care,"Moi Avenue, Nairobi",NAIROBI,5th March 2024,4th March 2040,"Saudi Arabia, Qatar & UAE","Nurses, Domestic workers",LICENSED
2,NEA/002/24,Coast Medics,"Nkrumah Rd, Mombasa",MOMBASA,2024-01-12,2040-01-11,KSA/UAE,Nurses / Caregivers / Physiotherapists,Licensed
3,NEA/003/24,Lake Staffing,Kisumu,KISUMU,13/02/2024,31/01/2040,"UK, Germany and Ireland",Nurses & Midwives,Pending
4,NEA/004/24,Delta,Garissa,GARISSA,15/02/2023,14/02/2025,GCC Countries,"RNs (ICU, ER)",Expired"""  # noqa: E501
INDIA = """RC No.,Name of RA,Office Address,State,RC Issue Date,RC Valid Upto,Current Status
B-0123/KER/PART/1000+/5/1234/2003,Malabar Overseas,Kochi,Kerala,2021-04-01,2036-03-31,Active
B-0125/MUM/PART/100/5/1236/2005,Mumbai Consultants,Mumbai,Maharashtra,2021-04-01,2036-03-31,Surrendered
B-0126/CHN/PER/1000+/5/1237/2006,Chennai HR,Chennai,Tamil Nadu,2021-04-01,2036-03-31,Cancelled"""
NEPAL = """Licence No.,Agency Name,Address,Issue Date,Expiry Date,Status,Destinations
0417/073/074,Everest Overseas,Kathmandu,2023-04-15,2040-04-15,Valid,"Malaysia, Qatar, U.A.E., Saudi Arab"
0418/073/074,Lumbini HR,Butwal,2023-04-15,2040-04-15,Valid,"Dubai, मलेशिया, Poland/Croatia"
"""
GERMANY = """Lizenz-Nr.;Unternehmen;Ort;gültig ab;gültig bis;Herkunftsländer;Berufe;Status;Kosten
G-1;Pflege GmbH;Berlin;01.03.2024;unbefristet;Philippinen, Indien und Tunesien;Pflegefachkräfte, Hebammen;gültig;Arbeitgeber
G-2;Ärzte Welt AG;Köln;13.04.2024;31.12.2040;Mexiko / Brasilien;Ärztinnen und Ärzte;gültig;Arbeitgeber zahlt
G-3;Heim;Ulm;13.04.2021;31.12.2024;Bosnien und Herzegowina, Türkei;Altenpfleger;Abgelaufen;kostenlos"""  # noqa: E501
FRANCE = """N° d'agrément;Raison sociale;Siège social;Date de délivrance;Date d'expiration;Statut;Métiers;Pays de destination;Frais
AG-01;Santé SARL;Dakar;13/02/2024;31/12/2040;En vigueur;Infirmiers/ères, sages-femmes et aides-soignants;France, Belgique et Canada;À la charge de l'employeur
AG-02;Emploi Monde;Thiès;14/02/2020;31/12/2023;Expiré;Médecins;Côte d'Ivoire / Gabon;Gratuit
AG-03;Jobs;Saint-Louis;15/02/2024;indéterminée;Retiré;Personnel de maison;Pays du Golfe;Employeur"""  # noqa: E501
PERU = """Nº de licencia,Razón social,Domicilio,Vigente desde,Vigente hasta,Situación,Puestos,Países de destino,Honorarios
L-1,Salud SA,Lima,13/02/2024,31/12/2040,VIGENTE,"Enfermeras, médicos y fisioterapeutas","España, Alemania y EE.UU.",El empleador
L-2,Trabajo SA,Cusco,14/02/2020,31/12/2023,Vencida,Auxiliar de enfermería,Chile/Italia,Gratuito"""  # noqa: E501
RUSSIA = """Номер лицензии;Наименование организации;Адрес;Дата выдачи;Действует до;Статус;Специальности;Страны назначения;Кто платит
77-01;ООО «Север»;Москва;13.02.2024;31.12.2040;Действует;медсестры и сиделки;Германия, ОАЭ и Казахстан;работодатель
77-02;ООО «Юг»;Сочи;14.02.2020;бессрочно;Аннулирована;врачи;Саудовская Аравия;"""  # noqa: E501
JORDAN = """رقم الترخيص,اسم المكتب,العنوان,تاريخ الإصدار,تاريخ الانتهاء,الحالة,المهن,بلد الوجهة
١٢٣,مكتب الأمل,عمان,13/02/2024,31/12/2040,ساري المفعول,ممرضات و أطباء,السعودية والإمارات
١٢٤,مكتب النور,إربد,14/02/2020,31/12/2023,منتهية الصلاحية,عمالة منزلية,دول الخليج"""
CHINA = """许可证编号,公司名称,地址,发证日期,有效期至,状态,工种,目的地国家,收费方式
粤-001,广州外派有限公司,广州,2024年2月13日,2040年12月31日,有效,护士、护工,日本、德国和新加坡,雇主
粤-002,深圳人力,深圳,2020年2月13日,长期,吊销,医生,沙特,免费"""
GERMAN_COLUMNS = {
    "licence_number": "Lizenz-Nr.",
    "legal_name": "Unternehmen",
    "address": "Ort",
    "valid_from": "gültig ab",
    "valid_until": "gültig bis",
    "source_states": "Herkunftsländer",
    "professions": "Berufe",
    "standing": "Status",
    "fee_policy": "Kosten",
}


@pytest.mark.parametrize(
    ("text", "chosen", "expected"),
    [
        (
            KENYA,
            {"licence_number": "REGISTRATION NO."},
            {
                "destination_states": "SAU; QAT; ARE|SAU; ARE|GBR; DEU; IRL|ARE; BHR; KWT; OMN; QAT; SAU",
                "professions": "2221|2221; 532; 2264|2221; 2222|2221",
                "standing": "authorised|authorised|applied|authorised",
            },
        ),
        (INDIA, {}, {"standing": "authorised|withdrawn|revoked", "company_number": "||"}),
        (
            FRANCE,
            {},
            {
                "professions": "2221; 2222; 532|221|",
                "destination_states": "FRA; BEL; CAN|CIV; GAB|ARE; BHR; KWT; OMN; QAT; SAU",
                "standing": "authorised|authorised|withdrawn",
            },
        ),
        (PERU, {}, {"professions": "2221; 221; 2264|322", "destination_states": "ESP; DEU; USA|CHL; ITA"}),
        (RUSSIA, {}, {"professions": "2221; 532|221", "destination_states": "DEU; ARE; KAZ|SAU"}),
        (JORDAN, {}, {"professions": "2221; 221|", "standing": "authorised|authorised"}),
        (CHINA, {}, {"professions": "2221; 532|221", "destination_states": "JPN; DEU; SGP|SAU"}),
        (NEPAL, {}, {"destination_states": "MYS; QAT; ARE; SAU|ARE; MYS; POL; HRV"}),
        (
            GERMANY,
            GERMAN_COLUMNS,
            {
                "source_states": "PHL; IND; TUN|MEX; BRA|BIH; TUR",
                "professions": "2221; 2222|221|532",
                "fee_policy": "employer_pays|employer_pays|employer_pays",
            },
        ),
    ],
)
def test_lists_of_other_countries_are_read_with_their_likely_meanings(register, text, chosen, expected):
    remember_profile("recruiters", "PHL/dmw", chosen.values(), chosen, {})
    upload = SimpleUploadedFile("list.csv", text.encode())
    trial = try_file(upload, ImportDesk(IMPORT_KINDS["recruiters"], "PHL/dmw"), accept_guesses=True)

    said = {column: "|".join(row[column] for row in trial.rows) for column in expected}
    assert (trial.problems, said) == ([], expected)


AUTHORITIES = """Country,Institution,Type,E-mail,Since,Until
UK,Department of Health,MoH,dna@dh.example,2020-01-01,present
Ivory Coast,Ministère du Travail,Ministry of Labour,a@b.example,2019-01-01,to date
Phillipines,Nurses Board,Nursing Council,a@c.example,2018-05-05,ongoing"""
REGISTERS = """Country,Code,Name,Keeper,Web site,From,Until
Kenya,nea,Register of agencies,NEA,https://nea.example,2020-01-01,present"""


@pytest.mark.parametrize(
    ("kind", "text", "rows"), [("authorities", AUTHORITIES, 3), ("registers", REGISTERS, 1)]
)
def test_words_of_other_kinds_are_asked_about_too(register, kind, text, rows):
    attempts = [
        try_file(
            SimpleUploadedFile("list.csv", text.encode()),
            ImportDesk(IMPORT_KINDS[kind]),
            accept_guesses=accept_guesses,
        )
        for accept_guesses in (False, True)
    ]

    assert all(question["guess"] is not None for question in attempts[0].questions)
    assert None not in {problem["row"] for problem in attempts[0].problems}
    assert (attempts[1].counts["new"], attempts[1].problems) == (rows, [])
