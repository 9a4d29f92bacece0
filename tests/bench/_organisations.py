"""Names that organisations of Chile could bear, drawn with skew from one seed, and typing errors made in them."""

import random
import string
import unicodedata

KINDS = (
    ("Junta de Vecinos N° {number} {place}", "organizacion_social_territorial_o_funcional", 26),
    ("Club Deportivo {place}", "organizacion_social_territorial_o_funcional", 9),
    ("Club de Adulto Mayor {wish}", "organizacion_social_territorial_o_funcional", 6),
    ("Centro de Madres {wish}", "organizacion_social_territorial_o_funcional", 4),
    ("Comité de Agua Potable Rural {place}", "organizacion_social_territorial_o_funcional", 5),
    ("Comité de Vivienda {wish}", "organizacion_social_territorial_o_funcional", 4),
    ("Comunidad Indígena {person} {tail}", "organizacion_social_territorial_o_funcional", 4),
    ("Cuerpo de Bomberos de {town}", "organizacion_social_territorial_o_funcional", 2),
    ("Agrupación Cultural {wish} de {town}", "organizacion_social_territorial_o_funcional", 3),
    ("Sindicato de Trabajadores {trade} de {town}", "organizacion_gremial_o_sindical", 3),
    ("Asociación Gremial de {trade} de {town}", "organizacion_gremial_o_sindical", 2),
    ("Cooperativa {trade} {place} Ltda.", "organizacion_productiva", 3),
    ("Escuela {person}", "escuela_o_liceo", 3),
    ("Liceo {person} de {town}", "escuela_o_liceo", 2),
    ("Fundación {coined} {tail}", "fundacion_o_corporacion", 3),
    ("Constructora {surname} y {tail} Ltda.", "empresa", 4),
    ("Transportes {surname} {tail} E.I.R.L.", "empresa", 4),
    ("Comercial {coined} SpA", "empresa", 5),
    ("Agrícola {place} S.A.", "empresa", 4),
    ("Sociedad {coined} {surname} Limitada", "empresa", 4),
)


def _parted(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


PLACES = _parted("Villa, Población, Sector, Cerro, Quebrada, Caleta, Estero, Condominio, Bahía, Loteo")
ROOTS = _parted(
    "Quil, Pichi, Cura, Futa, Llan, Pucha, Huen, Coli, Mulchén, Rapel, Ñan, Trai, Loncó, Cari, Queule, "
    "Nahuel, Pangue, Ralún, Chai, Lique, Panque, Rehue, Vilu, Ancu"
)
ENDS = _parted("mapu, hue, co, leufu, lauquén, mahuida, ñe, quén, pulli, ray, lco, ngue, tún, llanca")
SAINTS = _parted(
    "San José, Santa María, Los Álamos, El Roble, Las Araucarias, Río Claro, Agua Santa, La Ñipa, Los "
    "Copihues, El Boldo, Peñablanca, Los Quillayes, Alto Jahuel, Bellavista"
)
WISHES = _parted(
    "Nueva Esperanza, Unión y Progreso, Los Años Dorados, Manos Abiertas, Sol Naciente, Renacer, Flor de "
    "Otoño, Amanecer, Corazón Valiente, Tierra Nuestra, Alegría de Vivir, Juventud Eterna"
)
TRADES = _parted(
    "Pescadores, Independientes, Feriantes, Apicultores, Temporeros, Artesanos, Ganaderos, "
    "Transportistas, Mineros, Hortaliceros, Viñateros, Arrieros"
)
FIRST = _parted(
    "Gabriela, Arturo, Bernardo, Manuel, Violeta, Pedro, Javiera, Lautaro, Isabel, Diego, Guillermo, "
    "Josefina, Vicente, Ignacio, Carmela, Eduardo"
)
SURNAMES = _parted(
    "González, Muñoz, Rojas, Díaz, Pérez, Soto, Contreras, Silva, Martínez, Sepúlveda, Morales, "
    "Rodríguez, López, Fuentes, Hernández, Torres, Araya, Flores, Espinoza, Valenzuela, Castillo, Tapia, "
    "Reyes, Gutiérrez, Castro, Pizarro, Álvarez, Vásquez, Sánchez, Fernández, Ramírez, Carrasco, Gómez, "
    "Cortés, Herrera, Núñez, Jara, Vergara, Rivera, Figueroa, Riquelme, García, Miranda, Bravo, Vera, "
    "Molina, Vega, Campos, Catrileo, Huenchumilla, Quispe, Mamani, Zúñiga, Yáñez, Ibáñez, Echeverría"
)
STEMS = _parted("Agro, Tecno, Eco, Hidro, Electro, Pro, Inno, Mar, Austral, Norte, Andes, Patag, Bio")
TURNS = _parted("sur, mar, chile, red, plan, vida, logis, mec, pac, fruta, obra, lab, tierra, gest")
SYLLABLES = _parted(
    "ba, be, ca, ce, cho, da, gue, gui, ha, hue, ja, lla, lo, ma, men, mi, na, ñe, pa, pi, que, quin, ra, "
    "rre, sa, se, to, tra, va, vi, yu, za, lin, con, bra, ter, mor, gal, del, rin"
)
ENDINGS = ("", *_parted("n, s, r, do, co, hue, ñir, vera, ez, o, a, es"))
KEYS = {"insert": "letra de más", "delete": "letra de menos", "transpose": "letras cambiadas de lugar",
        "substitute": "otra letra", "accent": "acentos y mayúsculas", "variant": "otra ortografía"}  # fmt: skip
VARIANTS = tuple(
    tuple(pair.split(">"))
    for pair in _parted(
        "v>b, b>v, z>s, s>z, ce>se, ci>si, ll>y, y>ll, que>ke, qui>ki, ge>je, gi>ji, hue>gue, ñ>n, h>"
    )
)


class Names:
    """`draw()` gives (name, kind). A tenth of the places, surnames and towns stands in nearly half of the names."""

    def __init__(self, dice: random.Random, towns: list[str]) -> None:
        self.dice, self.towns = dice, list(towns)
        dice.shuffle(self.towns)
        self.rare = sorted({self._syllables() for _number in range(60_000)})
        dice.shuffle(self.rare)
        self.weights = [weight for *_pattern, weight in KINDS]

    def draw(self) -> tuple[str, str]:
        ((pattern, kind, _weight),) = self.dice.choices(KINDS, self.weights)
        told = pattern.format_map(
            {
                "number": 1 + self._skewed(250),
                "place": f"{self.dice.choice(PLACES)} {self._place()}",
                "wish": f"{self.dice.choice(WISHES)} {self._place()}",
                "town": self.towns[self._skewed(len(self.towns))],
                "trade": self.dice.choice(TRADES),
                "person": f"{self.dice.choice(FIRST)} {self._surname()} {self._surname()}",
                "surname": self._surname(),
                "tail": self._surname(),
                "coined": self.dice.choice(STEMS) + self.dice.choice(TURNS),
            }
        )
        return told, kind

    def _skewed(self, whole: int) -> int:
        return int(whole * self.dice.random() ** 3)

    def _surname(self) -> str:
        if self.dice.random() < 0.3:
            return self.dice.choice(self.rare)
        return SURNAMES[self._skewed(len(SURNAMES))]

    def _place(self) -> str:
        """A saint, a Mapuche compound, a town, or a name that hardly anybody else has."""
        which = self.dice.random()
        if which < 0.25:
            return self.dice.choice(SAINTS)
        if which < 0.55:
            return self.dice.choice(ROOTS) + self.dice.choice(ENDS)
        if which < 0.75:
            return self.towns[self._skewed(len(self.towns))]
        return self.dice.choice(self.rare)

    def _syllables(self) -> str:
        parts = [self.dice.choice(SYLLABLES) for _number in range(self.dice.choice((2, 2, 3)))]
        return ("".join(parts) + self.dice.choice(ENDINGS)).capitalize()


def mistyped(word: str, how: str, dice: random.Random) -> str:
    """The word with one error of that kind; unchanged where it has no place for one."""
    place = dice.randrange(len(word))
    if how == "insert":
        return word[:place] + dice.choice(string.ascii_lowercase) + word[place:]
    if how == "delete":
        return word[:place] + word[place + 1 :]
    if how == "transpose":
        place = min(place, len(word) - 2)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if how == "substitute":
        return word[:place] + dice.choice(string.ascii_lowercase) + word[place + 1 :]
    if how == "accent":
        plain = unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()
        return plain.upper() if plain != word else word.replace("e", "é", 1).upper()
    small = word.lower()
    fitting = [(right, wrong) for right, wrong in VARIANTS if right in small]
    if not fitting:
        return word
    right, wrong = dice.choice(fitting)
    return small.replace(right, wrong, 1)
