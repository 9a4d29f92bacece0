"""Words of the actors floor: classes, sizes, industries, offices. No rule."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    PUBLICO = "publico", _("Público")
    SOCIEDAD_CIVIL = "sociedad_civil", _("Sociedad civil")
    MERCADO = "mercado", _("Mercado")
    RED_MIXTA = "red_mixta", _("Red mixta")
    COOPERACION = "cooperacion_internacional", _("Cooperación internacional")


class Level(models.TextChoices):
    INTERNACIONAL = "internacional", _("Internacional")
    CENTRAL = "central", _("Central")
    REGIONAL = "regional", _("Regional")
    PROVINCIAL = "provincial", _("Provincial")
    LOCAL = "local", _("Local")
    SUBLOCAL = "sublocal", _("Sublocal")


class SocialClass(models.TextChoices):
    """Private and non-state public actors in public-private cooperation (document 000, section B)."""

    EMPRESA_B = "empresa_b", _("Empresa B")
    EMPRESA_RESPONSABLE = "empresa_responsable", _("Empresa socialmente responsable")
    FUNDACION_CORPORATIVA = "fundacion_corporativa", _("Fundación de corte corporativo")
    ONG_INTERMEDIARIA = "ong_mercantil_a", _("ONG mercantil que comercializa por productores vulnerables")
    ONG_AUTOSUFICIENTE = "ong_mercantil_b", _("ONG mercantil que vende para sostenerse")
    ONG_ASOCIADA = "ong_mercantil_c", _("ONG mercantil asociada públicamente con una empresa")
    OESS = "oess", _("Organización de economía social y solidaria (OESS)")
    INSERCION_APOYO = "insercion_laboral_a", _("Inserción laboral: apoya la entrada al mercado de trabajo")
    INSERCION_EMPLEO = "insercion_laboral_b", _("Inserción laboral: da trabajo en la propia empresa")
    SERVICIOS_SOCIALES = "servicios_sociales", _("Empresa social de servicios sociales")
    DESARROLLO_TERRITORIAL = "desarrollo_territorial", _("Empresa social de desarrollo territorial")
    ASOCIACION_COMUNITARIA = "asociacion_comunitaria", _("Asociación de base o comunitaria")
    ONG_SERVICIOS = "ong_servicios", _("ONG de servicios")
    ASOCIACION_USUARIOS = (
        "asociacion_usuarios",
        _("Asociación de usuarios que se provee de un servicio público"),
    )


class Size(models.TextChoices):
    """Companies by yearly sales in UF, as the SII sorts them (Ley 20.416)."""

    MICRO = "micro", _("Microempresa (hasta 2.400 UF al año)")
    PEQUENA = "pequena", _("Pequeña (hasta 25.000 UF)")
    MEDIANA = "mediana", _("Mediana (hasta 100.000 UF)")
    GRANDE = "grande", _("Grande (más de 100.000 UF)")


class Industry(models.TextChoices):
    """Sections of CIIU rev. 4 (CIIU4.CL, INE), by letter."""

    AGRICULTURA = "A", _("Agricultura, ganadería, silvicultura y pesca")
    MINERIA = "B", _("Explotación de minas y canteras")
    MANUFACTURA = "C", _("Industria manufacturera")
    ENERGIA = "D", _("Suministro de electricidad, gas, vapor y aire acondicionado")
    AGUA = "E", _("Suministro de agua, aguas residuales y desechos")
    CONSTRUCCION = "F", _("Construcción")
    COMERCIO = "G", _("Comercio y reparación de vehículos")
    TRANSPORTE = "H", _("Transporte y almacenamiento, puertos")
    ALOJAMIENTO = "I", _("Alojamiento y servicio de comidas")
    INFORMACION = "J", _("Información y comunicaciones")
    FINANZAS = "K", _("Actividades financieras y de seguros")
    INMOBILIARIA = "L", _("Actividades inmobiliarias")
    PROFESIONALES = "M", _("Actividades profesionales, científicas y técnicas")
    APOYO = "N", _("Servicios administrativos y de apoyo")
    PUBLICA = "O", _("Administración pública y defensa")
    ENSENANZA = "P", _("Enseñanza")
    SALUD = "Q", _("Atención de la salud y asistencia social")
    ARTES = "R", _("Actividades artísticas y recreativas")
    OTROS_SERVICIOS = "S", _("Otras actividades de servicios")
    HOGARES = "T", _("Hogares como empleadores")
    EXTRATERRITORIAL = "U", _("Organizaciones extraterritoriales")


class Office(models.TextChoices):
    """What a mandate is a mandate of."""

    ALCALDIA = "alcaldia", _("Alcaldía")
    CONCEJO = "concejo", _("Concejo Municipal")
    GOBERNACION = "gobernacion", _("Gobernación regional")
    CONSEJO_REGIONAL = "consejo_regional", _("Consejo regional")
    COSOC = "cosoc", _("COSOC")
    DIRECTORIO = "directorio", _("Directorio")
    PRESIDENCIA = "presidencia", _("Presidencia")
    GERENCIA = "gerencia", _("Gerencia general")
    REPRESENTANTE_LEGAL = "representante_legal", _("Representación legal")
    OTRO = "otro", _("Otro cargo")


class Reach(models.TextChoices):
    """How far a membership lets a person see."""

    ORGANISATION = "organisation", _("todas las mesas de la organización")
    SEATS = "seats", _("solo las mesas en que tiene asiento")


class ContactAudience(models.TextChoices):
    """Who is shown a contact; private unless somebody says otherwise."""

    PRIVATE = "private", _("solo la fundación y la propia organización")
    PARTNERS = "partners", _("quienes comparten una mesa con la organización")
