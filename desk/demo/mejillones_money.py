"""The ledger of the mesa of Mejillones, invented to the peso: ten companies that do not exist. What was published is
their number and the sum of the first year, $165.000.000; each of the ten paid it in one transfer. The sponsor's money
is apart from the fund and was not published: it has no line here.
"""

from datetime import date

from desk.demo.shapes import Allocated, Deed, Pledged, Received, Spent

SIGNED = date(2022, 11, 3)
# company, thousands of pesos, transferred on
FIRST_YEAR = (
    ("naviera", 22_000, date(2022, 12, 15)),
    ("energia", 30_000, date(2023, 1, 18)),
    ("terminal", 25_000, date(2023, 1, 25)),
    ("quimica", 20_000, date(2023, 2, 15)),
    ("ferro", 15_000, date(2023, 3, 8)),
    ("fertil", 14_000, date(2023, 3, 22)),
    ("gas", 12_000, date(2023, 4, 12)),
    ("cemento", 10_000, date(2023, 4, 19)),
    ("pesquera", 9_000, date(2023, 5, 17)),
    ("transporte", 8_000, date(2023, 6, 21)),
)  # fmt: skip


def _first_year() -> list[Deed]:
    deeds: list[Deed] = []
    for org, thousands, paid in FIRST_YEAR:
        key, pesos = f"2023:{org}", thousands * 1000
        deeds.append(Pledged(key, org, SIGNED, 2023, pesos, note="Convenio de aporte del primer año."))
        deeds.append(Received(org, paid, pesos, key, note="Transferencia a la administradora del fondo."))
    return deeds


REST_OF_FIRST_CYCLE = (
    Allocated("veredas", date(2022, 12, 21), 14_000_000, note="Diseño y especialidades."),
    Allocated("luminarias", date(2023, 3, 15), 16_000_000, note="Diseño y estudio eléctrico."),
    Allocated("plaza", date(2023, 4, 26), 38_000_000, note="Diseño de arquitectura y especialidades."),
    Allocated("terminal", date(2023, 4, 26), 34_000_000, note="Diseño y estudio de tránsito."),
    Spent("veredas", date(2023, 5, 17), 14_000_000, note="Pago del diseño, aprobado por la municipalidad."),
    Allocated("multicancha", date(2023, 6, 14), 12_000_000, note="Diseño y cálculo de la techumbre."),
    Spent("plaza", date(2023, 8, 23), 15_200_000, note="Primera etapa: levantamiento y anteproyecto."),
    Received("naviera", date(2023, 9, 20), 6_500_000, work="terminal",
             note="Aporte adicional y sin compromiso previo, solo para el conteo de pasajeros del terminal."),
    Spent("luminarias", date(2023, 9, 27), 16_000_000, note="Diseño entregado."),
    Allocated("terminal", date(2023, 10, 4), 6_500_000, note="Conteo de pasajeros; primero lo destinado a él."),
    Spent("terminal", date(2023, 10, 25), 13_600_000, note="Primera etapa del diseño."),
    Received("cemento", date(2023, 11, 8), 10_000_000,
             note="Transferencia informada por la empresa.",
             taken_back=(date(2023, 11, 15), "La misma transferencia de abril se registró dos veces.")),
    Spent("plaza", date(2023, 12, 13), 11_400_000, note="Segunda etapa: proyecto de arquitectura."),
)  # fmt: skip

SECOND_CYCLE = (
    Pledged("2024:naviera", "naviera", date(2024, 4, 17), 2024, 20_000_000, note="Renueva su aporte."),
    Pledged("2024:terminal", "terminal", date(2024, 4, 17), 2024, 25_000_000, note="Renueva su aporte."),
    Pledged("2024:energia", "energia", date(2024, 4, 17), 2024, uf="600", uf_rate="37200",
            note="Convenio pactado en UF, con un valor de la UF redondeado para la demostración."),
    Pledged("2024:quimica", "quimica", date(2024, 4, 24), 2024, 18_000_000, note="En dos cuotas."),
    Pledged("2024:ferro", "ferro", date(2024, 4, 24), 2024, 15_000_000),
    Pledged("2024:fertil", "fertil", date(2024, 4, 24), 2024, 14_000_000),
    Pledged("2024:pesquera", "pesquera", date(2024, 5, 8), 2024, 9_000_000),
    Pledged("2024:transporte", "transporte", date(2024, 5, 8), 2024, 8_000_000),
    Received("terminal", date(2024, 5, 29), 25_000_000, "2024:terminal"),
    Received("naviera", date(2024, 6, 12), 20_000_000, "2024:naviera"),
    Received("transporte", date(2024, 6, 19), 8_000_000, "2024:transporte"),
    Pledged("especie:cemento", "cemento", date(2024, 6, 19), 2024, 7_800_000, work="veredas", in_kind=True,
            note="Hormigón premezclado para los rebajes de las veredas."),
    Received("pesquera", date(2024, 7, 3), 9_500_000, "2024:pesquera",
             note="Transfirió $500.000 más de lo comprometido; se conserva y queda a la vista."),
    Spent("plaza", date(2024, 7, 10), 11_400_000, 1, note="Última etapa: especialidades aprobadas."),
    Received("cemento", date(2024, 7, 17), 7_800_000, "especie:cemento",
             note="Sesenta metros cúbicos, valorizados con el promedio de tres cotizaciones de venta."),
    Received("energia", date(2024, 8, 14), 22_320_000, "2024:energia", note="Pagado al valor de la UF pactado."),
    Received("ferro", date(2024, 8, 21), 15_000_000, "2024:ferro"),
    Allocated("terminal", date(2024, 9, 4), 4_500_000, note="Ajuste del acceso de buses."),
    Received("quimica", date(2024, 9, 11), 10_000_000, "2024:quimica",
             note="Primera cuota; la segunda, de $8.000.000, sigue pendiente."),
    Spent("multicancha", date(2024, 9, 25), 12_000_000, 1, note="Diseño y cálculo entregados."),
    Pledged("compensa:quimica", "quimica", date(2024, 10, 2), 2024, 6_000_000, work="paseo", character="compensacion",
            note="Compensación por corte de arbolado: no es voluntaria y no cuenta en el apalancamiento."),
    Received("quimica", date(2024, 10, 9), 6_000_000, "compensa:quimica"),
    Received("fertil", date(2024, 10, 16), 14_000_000, "2024:fertil"),
    Allocated("paseo", date(2024, 11, 6), 28_000_000, note="Diseño del paseo; primero la compensación destinada a él."),
    Allocated("sede", date(2025, 3, 12), 15_000_000, note="Diseño de la sede elegida por los vecinos."),
    Spent("terminal", date(2025, 3, 26), 22_900_000, 1, note="Segunda etapa: arquitectura y estudio de tránsito."),
    Spent("paseo", date(2025, 5, 14), 9_800_000, note="Levantamiento y anteproyecto."),
)  # fmt: skip

THIRD_CYCLE = (
    Pledged("2025:naviera", "naviera", date(2025, 8, 20), 2025, 24_000_000),
    Pledged("2025:terminal", "terminal", date(2025, 8, 20), 2025, 26_000_000),
    Pledged("2025:energia", "energia", date(2025, 8, 27), 2025, 25_000_000, work="paseo",
            note="Destinado al paseo del borde costero."),
    Pledged("2025:ferro", "ferro", date(2025, 8, 27), 2025, 15_000_000),
    Pledged("2025:fertil", "fertil", date(2025, 9, 3), 2025, 14_000_000),
    Pledged("2025:transporte", "transporte", date(2025, 9, 3), 2025, 9_000_000),
    Received("ferro", date(2025, 10, 8), 15_000_000, "2025:ferro"),
    Received("naviera", date(2025, 10, 15), 24_000_000, "2025:naviera"),
    Received("transporte", date(2025, 10, 29), 9_000_000, "2025:transporte"),
    Received("terminal", date(2025, 11, 5), 26_000_000, "2025:terminal"),
    Received("energia", date(2025, 11, 12), 25_000_000, "2025:energia"),
    Allocated("plaza", date(2025, 12, 3), 9_000_000, note="Inspección técnica y apoyo a la licitación."),
    Received("fertil", date(2025, 12, 10), 14_000_000, "2025:fertil"),
    Allocated("paseo", date(2026, 1, 14), 31_000_000, note="Ingeniería; primero lo destinado al paseo."),
    Pledged("2026:naviera", "naviera", date(2026, 3, 18), 2026, 25_000_000, note="En dos cuotas."),
    Pledged("2026:terminal", "terminal", date(2026, 3, 18), 2026, 26_000_000),
    Pledged("2026:gas", "gas", date(2026, 3, 25), 2026, 12_000_000, note="Vuelve después de dos años sin aportar."),
    Pledged("2026:ferro", "ferro", date(2026, 3, 25), 2026, 15_000_000),
    Spent("paseo", date(2026, 4, 22), 12_500_000, note="Primera etapa de la ingeniería."),
    Received("naviera", date(2026, 5, 20), 12_500_000, "2026:naviera", note="Primera cuota."),
    Received("gas", date(2026, 6, 17), 12_000_000, "2026:gas"),
    Received("ferro", date(2026, 8, 19), 15_000_000, "2026:ferro"),
    Spent("plaza", date(2026, 9, 9), 4_000_000, note="Apoyo a la licitación."),
)  # fmt: skip
# The balance of the second cycle pays the design that the mesa took on last.
LATE = (Allocated("caleta", 56, 18_000_000, 2, note="Diseño de la caleta, con el saldo del segundo ciclo."),)

MONEY: tuple[Deed, ...] = (*_first_year(), *REST_OF_FIRST_CYCLE, *SECOND_CYCLE, *THIRD_CYCLE, *LATE)
