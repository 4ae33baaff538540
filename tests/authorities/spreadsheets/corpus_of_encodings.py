"""Tables in every encoding that programs save in, and files that are in two at once: as `corpus` explains."""

from tests.authorities.spreadsheets.corpus import read, refused
from tests.authorities.spreadsheets.sample_files import GOOD, good, sheet

NAMES = ["Clínica Ñandú", "Œuvre d’Été", "Größe & Söhne"]
CENTRAL = ["Łódź Opieka", "Příbram Ošetřovatelky", "Győr Ápolás"]
CHINESE = "上海护理国际招聘有限公司"


def encoded(name, words, encoding, note):
    row = good(legal_name=words)
    return read(name, "list.csv", lambda: sheet(row, encoding=encoding), [row], note)


IN_ENCODINGS = [
    read("byte order mark", "list.csv", lambda: sheet(encoding="utf-8-sig")),
    read(
        "UTF-16 of Excel",
        "list.txt",
        lambda: sheet(by="\t", encoding="utf-16"),
        note="UTF-16, separated by tabs",
    ),
    read("UTF-16 big-endian", "list.csv", lambda: b"\xfe\xff" + sheet(encoding="utf-16-be"), note="UTF-16"),
    read("UTF-16 without a mark", "list.csv", lambda: sheet(encoding="utf-16-le"), note="UTF-16"),
    *(encoded(f"Windows-1252: {name}", name, "cp1252", "Windows-1252") for name in NAMES),
    encoded("Windows-1251", "Агентство по найму медицинских работников «Здоровье»", "cp1251", "Windows-1251"),
    encoded("Windows-1256", "مكتب الرعاية الصحية لتوظيف الممرضات والأطباء", "cp1256", "Windows-1256"),
    encoded("GB18030", "北京医疗卫生人员国际招聘服务有限公司", "gb18030", "GB18030"),
    encoded("Shift-JIS", "東京メディカル人材紹介サービス株式会社", "shift_jis", "Shift-JIS"),
    *(encoded(f"Windows-1250: {name}", name, "cp1250", "Windows-1250") for name in CENTRAL),
    encoded("Windows-1253", "Υγεία Ελλάς", "cp1253", "Windows-1253"),
    encoded("Windows-1254", "İstanbul Sağlık Hizmetleri", "cp1254", "Windows-1254"),
    encoded("Windows-1255", "חברת סיעוד ירושלים", "cp1255", "Windows-1255"),
    encoded("Windows-1257", "Šiaulių slauga", "cp1257", "Windows-1257"),
    encoded("Windows-874", "บริษัท จัดหางาน กรุงเทพ จำกัด", "cp874", "Windows-874"),
    encoded("Big5", "台北醫療人力資源有限公司", "big5", "Big5"),
    encoded("EUC-KR", "서울 의료 인력 주식회사", "euc_kr", "EUC-KR"),
    *(encoded(f"DOS 850: {name}", name, "cp850", "DOS 850") for name in NAMES[::2]),
    encoded("DOS 852", "Łódź Opieka", "cp852", "DOS 852"),
    encoded("DOS 866", "Агентство «Здоровье»".translate({171: 34, 187: 34}), "cp866", "DOS 866"),
    encoded("KOI8-R", "Агентство Здоровье", "koi8_r", "KOI8-R"),
    read(
        "UTF-32 big-endian",
        "list.csv",
        lambda: b"\x00\x00\xfe\xff" + sheet(encoding="utf-32-be"),
        note="UTF-32",
    ),
    encoded("UTF-16 of Chinese without a mark", "一二三医疗护理有限公司" * 9, "utf-16-le", "UTF-16"),
    encoded("UTF-16 of Arabic without a mark", "مكتب الرعاية الصحية" * 9, "utf-16-be", "UTF-16"),
    encoded("UTF-8 in a long file", "Ärztevermittlung", "utf-8", ""),
]

IN_TWO_ENCODINGS = [
    refused(
        "UTF-8 with one byte of Windows-1252",
        "list.csv",
        lambda: sheet(GOOD, good(legal_name=CHINESE)) + "PHL,dmw,0418,Clínica,,,".encode("cp1252"),
        "The file is in UTF-8, but line 4 is not. Type the text of this line again",
    ),
    refused(
        "UTF-8 with several of them",
        "list.csv",
        lambda: sheet(*[good(legal_name="Société Générale de Santé")] * 9).replace(
            b"t\xc3\xa9,", b"t\xe9,", 2
        ),
        "The file is in UTF-8, but lines 2, 3 are not.",
    ),
]
