"""What the made-up country is called and made of, as often as it is drawn. No rule lives here."""

KINDS = ("mesa_comunal",) * 14 + ("mesa_intercomunal",) * 3 + ("mesa_regional",) * 2 + ("tripartita",)
ACTORS = (
    *(("organizacion_social_territorial_o_funcional", "sublocal"),) * 9,
    *(("empresa", "central"),) * 5,
    *(("organizacion_productiva", "local"),) * 2,
    ("organizacion_gremial_o_sindical", "local"),
    ("fundacion_o_corporacion", "central"),
    ("servicio_publico_sectorial", "regional"),
    ("escuela_o_liceo", "local"),
)
FIRST = {"vinculacion": ("contacto", "encuentro_dirigentes", "taller_participativo"),
         "convergencia": ("primer_encuentro", "constitucion", "lanzamiento"),
         "desarrollo": ("ciclo_formativo", "taller_participativo")}  # fmt: skip
NATURES = ("informacion_difusion", "fortalecimiento_capital_humano", "modificacion_situacion_inicial",
           "cambios_organizacionales", "cambio_reglas")  # fmt: skip
PLACES = ("Villa", "Puerto", "Bahía", "Cerro", "Quebrada", "Valle", "Ribera", "Población", "Caleta", "Estero")
NAMES = (
    "Ñuble",
    "Los Álamos",
    "Peñablanca",
    "Agua Santa",
    "El Roble",
    "San José",
    "Las Araucarias",
    "Río Claro",
)
DEEDS = ("Enviar el informe de terreno a la mesa", "Convocar a las juntas de vecinos del sector",
         "Entregar los planos corregidos de la obra", "Gestionar el permiso de edificación ante la DOM",
         "Ingresar la ficha del proyecto al sistema", "Aportar los materiales comprometidos")  # fmt: skip
