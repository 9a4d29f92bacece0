"""What a Chilean organisation's name says once its spelling is set aside. Pure: comparing two is in similar.py."""

import re
from dataclasses import dataclass

from core.text import unaccented


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Written in several ways, read in one. Longest first, so that no shorter phrase eats a part of a longer one.
_PHRASES = (
    ("empresa individual de responsabilidad limitada", ""),
    ("secretaria regional ministerial", "seremi"),
    ("secretaria ministerial", "seremi"),
    ("sociedad por acciones", ""),
    ("sociedad anonima", ""),
    ("responsabilidad limitada", ""),
    ("servicio sanitario rural", "comite agua potable rural"),
    ("comite de agua potable rural", "comite agua potable rural"),
    ("comite de apr", "comite agua potable rural"),
    ("comite apr", "comite agua potable rural"),
    ("juntas de vecinos", "juntavecinos"),
    ("junta de vecinos", "juntavecinos"),
    ("junta vecinal", "juntavecinos"),
    ("junta vecinos", "juntavecinos"),
    ("jj vv", "juntavecinos"),
    ("jjvv", "juntavecinos"),
    ("unidad vecinal", "juntavecinos"),
    ("ilustre municipalidad", "municipalidad"),
    ("i municipalidad", "municipalidad"),
    ("club deportivo", "club"),
    ("centro de madres", "centromadres"),
    ("centro de padres", "centropadres"),
    ("gobierno regional", "gore"),
    ("direccion regional", "direccion"),
    ("y cia", ""),
    ("e hijos", ""),
)
_WORDS = {
    "apr": "comite agua potable rural",
    "ssr": "comite agua potable rural",
    "municipio": "municipalidad",
    "deportivo": "club",
    "asoc": "asociacion",
    "agrup": "agrupacion",
    "coop": "cooperativa",
    "corp": "corporacion",
    "fund": "fundacion",
    "sind": "sindicato",
    "fed": "federacion",
    "esc": "escuela",
    "hosp": "hospital",
    "univ": "universidad",
    "u": "universidad",
    "depto": "departamento",
    "dpto": "departamento",
    "dir": "direccion",
    "min": "ministerio",
    "sta": "santa",
    "sto": "santo",
    "stgo": "santiago",
    "pobl": "poblacion",
    "indep": "independiente",
    "nac": "nacional",
    "reg": "regional",
}
# Words that say nothing of which organisation it is: articles, legal suffixes, the sort of place.
_SILENT = _set(
    "a al con de del e el en i la las los lo o para por u un una y the of and sa spa ltda limitada eirl sac "
    "scm cpa srl inc ltd sociedad soc compania cia empresa empresas comuna region provincia comunal sector "
    "localidad numero nro no num n "
)
# What an organisation is. Two names that begin with different ones belong to different organisations.
_FORMS = _set(
    "juntavecinos municipalidad seremi gore ministerio subsecretaria servicio direccion departamento unidad "
    "escuela liceo colegio instituto jardin universidad hospital consultorio cesfam posta comite cooperativa "
    "sindicato federacion confederacion asociacion agrupacion union fundacion corporacion club centro "
    "centromadres centropadres consejo camara comunidad iglesia parroquia banco delegacion gobernacion "
    "superintendencia oficina mesa red "
)
# Told apart to the letter: a typing error between two of these is not one.
OPPOSED = _set(
    "norte sur este oeste oriente poniente noreste noroeste sureste suroeste alto alta bajo baja nuevo nueva "
    "viejo vieja primero primera segundo segunda tercero tercera interior exterior "
)
_READ = dict(_PHRASES)
_PHRASE = re.compile(r"(?<= )(?:" + "|".join(_READ) + r")(?= )")
_ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
}
_DOTTED = re.compile(r"\b((?:[a-z]\.\s?){2,})")
_NUMBER_SIGN = re.compile(r"\b(?:n|no|nro|num)\s?[°º.]+|#|\bn(?=\d)")
_DIGIT = re.compile("[0-9]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ASIDE = re.compile(r"\(([^)]*)\)")
_SIGLA = re.compile(r"[A-ZÑÁÉÍÓÚ.-]{2,12}")


@dataclass(frozen=True)
class Shape:
    """`form`: what it is («escuela»); `words`: which one it is, in order of the alphabet; `numbers` apart."""

    form: str
    words: tuple[str, ...]
    numbers: frozenset[str]

    @property
    def says_who(self) -> bool:
        return bool(self.words or self.numbers)

    @property
    def key(self) -> tuple[str, tuple[str, ...], frozenset[str]]:
        return self.form, self.words, self.numbers


def shapes_of(name: str, short_name: str = "") -> tuple[Shape, ...]:
    """The shape of a name, of its short name, and of the sigla it gives between brackets. What else stands between
    brackets («ficticia», «12 comunas») is no part of the name."""
    siglas = [text for text in _ASIDE.findall(name) if _SIGLA.fullmatch(text)]
    texts = [unaccented(text) for text in (_ASIDE.sub(" ", name), *siglas, short_name)]
    found = dict.fromkeys(_shape(text) for text in texts if text.strip())
    return tuple(shape for shape in found if shape.says_who or shape.form)


def _shape(plain: str) -> Shape:
    text = _DOTTED.sub(lambda match: re.sub(r"[.\s]", "", match.group(1)) + " ", plain)
    text = _NUMBER_SIGN.sub(" ", text)
    text = " " + _NOT_WORD.sub(" ", text).strip() + " "
    text = _PHRASE.sub(lambda match: _READ[match.group()], text)
    form = ""
    words: set[str] = set()
    numbers: set[str] = set()
    for raw in text.split():
        for word in _WORDS.get(raw, raw).split():
            if word in _ROMAN or _DIGIT.search(word):
                numbers.add(_ROMAN.get(word, word.lstrip("0") or "0"))
            elif word in _FORMS and not form and not words:
                form = word
            elif word not in _SILENT:
                words.add(word)
    return Shape(form, tuple(sorted(words)), frozenset(numbers))
