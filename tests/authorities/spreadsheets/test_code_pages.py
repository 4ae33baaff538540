"""Lists in old code pages are read right: a few names say enough, and more than the last file of a sender."""

import io
import unicodedata
from pathlib import Path

import pytest

from authorities.spreadsheets.code_pages import CODE_PAGES, score_code_pages
from authorities.spreadsheets.encodings import SELECTABLE_ENCODINGS
from authorities.spreadsheets.reader import open_sheet
from tests.authorities.spreadsheets.sample_files import good, sheet

FILES = Path(__file__).parent / "files"
AS_SAVED = {
    "arabic-dos-720": ("cp720", ["مكتب الأفق للاستقدام", "شركة النور"]),
    "ukrainian-koi8-u": ("koi8_u", ["Товариство Їжачок", "Агенція Європейська Праця"]),
    "vietnamese-windows-1258": (
        "cp1258",
        ["Công ty Cổ phần Nhân lực Hư Cấu", "Tổng Công ty Lao động Thử Nghiệm", "Trung tâm Hợp tác Ví Dụ"],
    ),
    "russian-windows-1251": ("cp1251", ["Агентство Север"]),
    "french-windows-1252": ("cp1252", ["Société Santé Élan", "Agence médicale de Genève"]),
}
NAMES = {
    "cp1252 cp850 mac_roman iso8859_15": ["Société Santé Élan", "Agence médicale de Genève", "Hôpital d'Été"],
    "cp1252 cp850 mac_roman": ["Clínica Ñandú", "Enfermería Señorial", "Compañía Española de Selección"],
    "cp1252 cp850": [
        "Größe & Söhne",
        "Ärztevermittlung Müller",
        "Sygeplejersker i København",
        "Ærø Lægevikar",
    ],
    "cp1250 cp852 iso8859_2": ["Łódź Opieka", "Pielęgniarki Świętokrzyskie", "Zażółć Gęślą"],
    "cp1250 cp852": ["Győr Ápolás", "Příbram Ošetřovatelky", "Egészségügyi Közvetítő"],
    "cp1251 cp866 koi8_r iso8859_5 mac_cyrillic": ["Медицинские кадры Москва", "Служба найма сестёр"],
    "cp1251 koi8_u mac_cyrillic": ["Товариство Їжачок", "Київські медсестри ґанок"],
    "cp1253 iso8859_7": ["Υγεία Ελλάς", "Γραφείο Εύρεσης Εργασίας"],
    "cp1254 iso8859_9": ["İstanbul Sağlık Hizmetleri", "Hemşire İşe Alım Ajansı"],
    "cp1255": ["חברת סיעוד ירושלים", "סוכנות כוח אדם"],
    "cp1256 iso8859_6 cp720": ["مكتب الرعاية الصحية", "شركة توظيف الممرضات"],
    "cp1257": ["Šiaulių slauga", "Rīgas Veselības Aģentūra", "Ārstu serviss Jūrmalā"],
    "cp874": ["บริษัท จัดหางาน กรุงเทพ จำกัด", "สำนักงานพยาบาลสากล", "ศูนย์บริการสุขภาพเชียงใหม่"],
    "gb18030": ["北京医疗卫生人员国际招聘服务有限公司", "上海护理国际招聘有限公司"],
    "big5hkscs": ["台北醫療人力資源有限公司", "香港醫護招聘公司"],
    "cp949": ["서울 의료 인력 주식회사", "부산 간호사 채용"],
    "cp932 euc_jp": ["東京メディカル人材紹介サービス株式会社", "大阪看護師派遣"],
}
LISTS = [(codec, names) for codecs, names in NAMES.items() for codec in codecs.split()]


def names_in(table):
    place = [header.lower().replace(" ", "_") for header in table.headers].index("agency_name")
    return [row[place] for _numbers, rows in table.chunks() for row in rows]


@pytest.mark.parametrize("name", AS_SAVED)
def test_a_file_as_programs_save_it_is_read_right(name):
    codec, names = AS_SAVED[name]
    table = open_sheet(io.BytesIO((FILES / f"{name}.csv").read_bytes()), "list.csv")

    assert (table.read_options["encoding"], names_in(table)) == (codec, names)


def test_the_code_page_of_the_last_file_does_not_count_where_it_makes_no_words():
    content = io.BytesIO((FILES / "french-windows-1252.csv").read_bytes())
    table = open_sheet(content, "list.csv", defaults={"encoding": "cp1251"})

    assert names_in(table) == AS_SAVED["french-windows-1252"][1]


@pytest.mark.parametrize(("codec", "names"), LISTS, ids=[codec for codec, _names in LISTS])
def test_a_list_of_a_few_names_is_read_in_its_code_page(codec, names):
    content = sheet(*(good(legal_name=name) for name in names), encoding=codec)
    table = open_sheet(io.BytesIO(content), "list.csv")

    assert [row[3] for _numbers, rows in table.chunks() for row in rows] == names


def test_vietnamese_letters_are_put_together():
    table = open_sheet(io.BytesIO((FILES / "vietnamese-windows-1258.csv").read_bytes()), "list.csv")

    assert all(unicodedata.is_normalized("NFC", name) for name in names_in(table))


def test_every_code_page_is_one_to_choose_and_one_that_can_be_recognised():
    assert set(CODE_PAGES) <= set(SELECTABLE_ENCODINGS)
    assert {codec for codec in CODE_PAGES if codec not in score_code_pages(b"caf")} == set()
