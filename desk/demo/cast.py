"""Who appears in the demonstration. People are invented; of the organisations, those named in the 2023
publication on the Huella Local model are real and everything shown of them here is invented."""

from datetime import date
from typing import Any

from desk.demo.shapes import Org, Person

PASSWORD = "convergencia-demo-2026"  # only ever set in demo and test mode
MAIL = "demo.convergencia.example"

MADE_UP = "Organización ficticia, creada para la demostración. No existe."
REAL = (
    "Organización real, nombrada en una publicación de 2023 sobre el modelo Huella Local. "
    "Las personas, reuniones, compromisos e iniciativas que se le atribuyen aquí son inventados."
)
PUBLIC_REAL = (
    "Institución real. Las personas, reuniones, compromisos e iniciativas que se le atribuyen aquí "
    "son inventados."
)

MEJILLONES, SANTA_BARBARA, MAULLIN = "02102", "08311", "10108"


def _company(key: str, name: str, industry: str, size: str, **more: Any) -> Org:
    told = {"industry": industry, "size": size, "about": MADE_UP, **more}
    return Org(key, f"{name} (ficticia)", "empresa", "local", (MEJILLONES,), **told)


def _neighbours(key: str, name: str, comuna: str, **more: Any) -> Org:
    kind = "organizacion_social_territorial_o_funcional"
    told = {"social_class": "asociacion_comunitaria", "about": MADE_UP, **more}
    return Org(key, f"{name} (ficticia)", kind, "sublocal", (comuna,), **told)


ORGS = (
    Org("fhl", "Fundación Huella Local", "fundacion_o_corporacion", "central",
        (MEJILLONES, SANTA_BARBARA, MAULLIN), short="Huella Local", about=REAL),
    Org("muni_mej", "Ilustre Municipalidad de Mejillones", "municipio_o_asociacion_municipios", "local",
        (MEJILLONES,), short="Municipalidad de Mejillones", about=REAL),
    Org("secplan_mej", "Secretaría Comunal de Planificación de Mejillones",
        "municipio_o_asociacion_municipios", "local", (MEJILLONES,), short="SECPLAN Mejillones",
        about=PUBLIC_REAL, parent="muni_mej"),
    Org("cosoc_mej", "Consejo Comunal de la Sociedad Civil de Mejillones", "cosoc", "local",
        (MEJILLONES,), short="COSOC de Mejillones", about=REAL),
    Org("ultramar", "Empresas Ultramar", "empresa", "central", (MEJILLONES,), short="Ultramar", about=REAL),
    _neighbours("union_mej", "Unión comunal de juntas de vecinos Bahía", MEJILLONES),
    _neighbours("jjvv_gaviotas", "Junta de vecinos Las Gaviotas", MEJILLONES, registry_number="D-0000-14",
                legal_since=date(2014, 5, 12), legal_until=-38),
    _neighbours("jjvv_faro", "Junta de vecinos El Faro Viejo", MEJILLONES, registry_number="D-0000-09",
                legal_since=date(2009, 9, 3)),
    Org("sindicato", "Sindicato de pescadores Caleta del Alba (ficticio)", "organizacion_gremial_o_sindical",
        "sublocal", (MEJILLONES,), about=MADE_UP, tags=("pesca",)),
    Org("liceo", "Liceo técnico Costa Norte (ficticio)", "escuela_o_liceo", "local", (MEJILLONES,), about=MADE_UP),
    _company("naviera", "Naviera Bahía Serena", "H", "grande", social_class="empresa_responsable", tags=("puerto",)),
    _company("terminal", "Terminal Marítimo Punta Alba", "H", "grande", tags=("puerto",)),
    _company("energia", "Energía Pampa Clara", "D", "grande", social_class="empresa_b"),
    _company("quimica", "Química Salar del Viento", "C", "grande"),
    _company("ferro", "Ferrocarril Dos Desiertos", "H", "grande"),
    _company("fertil", "Fertilizantes Costa Árida", "C", "mediana"),
    _company("gas", "Gas Camanchaca", "D", "mediana"),
    _company("pesquera", "Pesquera Isla Quieta", "A", "mediana", tags=("pesca",)),
    _company("cemento", "Cementos Cerro Pardo", "C", "mediana"),
    _company("transporte", "Transportes Ruta del Mar", "H", "pequena"),
    Org("muni_sb", "Ilustre Municipalidad de Santa Bárbara", "municipio_o_asociacion_municipios", "local",
        (SANTA_BARBARA,), short="Municipalidad de Santa Bárbara", about=REAL),
    Org("colbun", "Colbún S.A.", "empresa", "central", (SANTA_BARBARA,), short="Colbún", about=REAL),
    _neighbours("union_sb", "Unión comunal de juntas de vecinos Ribera", SANTA_BARBARA),
    _neighbours("jjvv_peumos", "Junta de vecinos Los Peumos", SANTA_BARBARA),
    _neighbours("apr_sb", "Comité de agua potable rural Agua Mansa", SANTA_BARBARA,
                social_class="asociacion_usuarios", tags=("agua",)),
    Org("muni_mau", "Ilustre Municipalidad de Maullín", "municipio_o_asociacion_municipios", "local",
        (MAULLIN,), short="Municipalidad de Maullín", about=PUBLIC_REAL),
    _neighbours("jjvv_estero", "Junta de vecinos Estero Hondo", MAULLIN),
    Org("algueros", "Cooperativa de algueros Río Sereno (ficticia)", "organizacion_productiva", "local",
        (MAULLIN,), about=MADE_UP, social_class="oess", size="micro", industry="A", tags=("pesca",)),
)  # fmt: skip

PEOPLE = (
    Person("coordinadora", "Marcela Toro", f"coordinadora@{MAIL}", "coordinadora",
           (("fhl", "member", "Coordinadora de mesas"),), is_foundation=True, signs_in=True),
    Person("funcionaria", "Rocío Paredes", f"funcionaria@{MAIL}", "funcionaria",
           (("muni_mej", "manager", "Profesional de SECPLAN"),), signs_in=True),
    Person("empresa", "Ignacio Bravo", f"empresa@{MAIL}", "empresa",
           (("naviera", "manager", "Encargado de relacionamiento comunitario"),), signs_in=True),
    Person("vecina", "Elba Contreras", f"vecina@{MAIL}", "vecina",
           (("cosoc_mej", "member", "Consejera"),), signs_in=True),
    Person("coordinador_sur", "Tomás Aguirre", f"coordinador.sur@{MAIL}", "coordinador",
           (("fhl", "member", "Coordinador de mesas"),), is_foundation=True),
    Person("funcionario_sb", "Hernán Sáez", f"funcionario.santabarbara@{MAIL}", "funcionario",
           (("muni_sb", "manager", "Profesional de SECPLAN"),)),
    Person("funcionaria_mau", "Nidia Vera", f"funcionaria.maullin@{MAIL}", "funcionaria",
           (("muni_mau", "manager", "Directora de Desarrollo Comunitario"),)),
    # Chooses for whom she speaks: the municipality, or the neighbours' council that she advises.
    Person("dos_cargos", "Sofía Araya", f"doscargos@{MAIL}", "asesora",
           (("muni_mej", "member", "Asesora de alcaldía"), ("cosoc_mej", "member", "Secretaria de actas")),
           signs_in=True),
    # Sees the mesa in which she sits and nothing else of her company.
    Person("asiento", "Daniela Rivas", f"asiento@{MAIL}", "empresa",
           (("naviera", "member", "Analista de comunidades"),), sits=(("naviera", "mejillones"),)),
)  # fmt: skip
