"""Language codes: ISO 639-2, as the API documents them, and BCP 47, as HTML wants them."""

# ISO 639-1, then ISO 639-2.
_TABLE = (
    " aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul "
    "bibis bmbam bnben bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym "
    "dadan dedeu dvdiv dzdzo eeewe elell eneng eoepo esspa etest eueus fafas ffful fifin fjfij "
    "fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv hahau heheb hihin hohmo hrhrv hthat "
    "huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita iuiku jajpn jvjav "
    "kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir "
    "lalat lbltz lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon "
    "mrmar msmsa mtmlt mymya nanau nbnob ndnde nenep ngndo nlnld nnnno nonor nrnbl nvnav nynya "
    "ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor quque rmroh rnrun roron rurus "
    "rwkin sasan scsrd sdsnd sesme sgsag sisin skslk slslv smsmo snsna sosom sqsqi srsrp ssssw "
    "stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso "
    "tttat twtwi tytah uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor "
    "zazha zhzho zuzul "
)
# The bibliographic code where there are two, then the terminological one.
_BIBLIOGRAPHIC = (
    " tibbod czeces welcym gerdeu greell baqeus perfas frefra armhye iceisl geokat maomri macmkd "
    "maymsa burmya dutnld rumron sloslk albsqi chizho "
)
_RIGHT_TO_LEFT = (
    " apc ara bal bgn ckb div fas heb kas lrc mzn nqo pus rhg sdh skr snd syr trw uig urd yid "
)
# Where texts are kept under another code than the tag's own beginning: the script that a region
# writes, the macrolanguage (both as CLDR has them), and codes that were withdrawn.
_WIDER = (
    "zho-tw zho-hant zho-hk zho-hant zho-mo zho-hant yue zho-hant cmn-hant zho-hant "
    "cmn-tw zho-hant cmn zho nob nor nno nor zsm msa arb ara pes fas prs fas swh swa ekk est "
    "lvs lav tgl fil iw heb in ind srp-me srp-latn hbs srp-latn sh srp-latn por-ao por-pt "
    "por-ch por-pt por-cv por-pt por-gw por-pt por-lu por-pt por-mo por-pt por-mz por-pt "
    "por-st por-pt por-tl por-pt "
)
_RTL_SCRIPTS = " adlm arab hebr nkoo rohg syrc thaa "
_ALNUM = "abcdefghijklmnopqrstuvwxyz0123456789"


def iso639_2(code: object, default: str = "") -> str:
    """Bring a language code into the form that texts are kept under.

    Args:
        code: "eng", "en", "en-GB", "fre", "zho_Hant"; hostile until checked.
        default: What to answer when the code has no possible shape.

    Returns:
        Lower case ISO 639-2 (terminology) with a suffix after "-" if there was one.
    """
    if not isinstance(code, str) or not 2 <= len(code) <= 35:
        return default
    parts = code.replace("_", "-").lower().split("-")
    if any(not 1 <= len(p) <= 8 or any(ch not in _ALNUM for ch in p) for p in parts):
        return default
    if not 2 <= len(parts[0]) <= 3 or any(ch in "0123456789" for ch in parts[0]):
        return default
    return "-".join([_terminology(parts[0])] + parts[1:])


def base(code: str) -> str:
    """Give the language without its region or script.

    Args:
        code: As `iso639_2` returns it, "zho-hant".

    Returns:
        "zho".
    """
    return code.split("-")[0]


def wider(code: str) -> list[str]:
    """List a language and the wider ones that a reader of it understands.

    Args:
        code: As `iso639_2` returns it, "zho-tw".

    Returns:
        The narrowest first: ["zho-tw", "zho-hant", "zho"].
    """
    pairs = _WIDER.split()
    out = []
    while code:
        out.append(code)
        near = [pairs[i + 1] for i in range(0, len(pairs), 2) if pairs[i] == code]
        code = near[0] if near else code.rpartition("-")[0]
    return out


def bcp47(code: str) -> str:
    """Give the value of an HTML `lang` attribute.

    Args:
        code: As `iso639_2` returns it.

    Returns:
        The tag with the shortest code, "en" for "eng"; case does not matter in it.
    """
    parts = code.split("-")
    at = _TABLE.find(parts[0] + " ")
    if len(parts[0]) == 3 and at > 0:
        parts[0] = _TABLE[at - 2 : at]
    return "-".join(parts)


def direction(code: str) -> str:
    """Say which way a language is written.

    Args:
        code: As `iso639_2` returns it.

    Returns:
        "rtl" or "ltr".
    """
    parts = code.split("-")
    for part in parts[1:]:
        if len(part) == 4:
            return "rtl" if " " + part + " " in _RTL_SCRIPTS else "ltr"
    return "rtl" if " " + parts[0] + " " in _RIGHT_TO_LEFT else "ltr"


def _terminology(code: str) -> str:
    codes = _TABLE if len(code) == 2 else _BIBLIOGRAPHIC
    at = codes.find(" " + code)
    width = len(code) + 1
    return codes[at + width : at + width + 3] if at >= 0 else code
