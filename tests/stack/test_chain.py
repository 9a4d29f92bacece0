"""The chain from a meeting to the PDF, walked in Chromium on the real stack: what was agreed becomes an initiative,
money is pledged, received and allocated for it, the worker reads the mesa and freezes an SDG report."""

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from core import dates
from tests.stack.processes import Stack
from tests.stack.test_journey import choose_first, expect_axe_clean

WORK = "Mirador del borde costero"
AGREED = "Construir un mirador accesible en el borde costero."
COMPANY = "Pesquera Isla Quieta"
PLEDGED, RECEIVED, ALLOCATED = "12.345.000", "12.512.000", "9.876.000"


def test_from_a_meeting_to_the_pdf(stack: Stack, new_page: Any) -> None:
    mesa = next(
        path for path in stack.people["coordinadora"]["pages"] if re.fullmatch(r"/mesas/[0-9a-f-]{36}/", path)
    )

    # The official logs what a meeting agreed, on her phone, and takes it to the portfolio from the meeting's page.
    phone = new_page("funcionaria", viewport={"width": 390, "height": 844}, has_touch=True)
    phone.goto(f"{mesa}reuniones/nueva/")
    phone.get_by_label("Mujeres", exact=True).fill("6")
    phone.get_by_label("Qué se acordó").first.fill(AGREED)
    phone.get_by_label("Naturaleza del acuerdo").first.select_option(label="Modificación de la situación")
    phone.get_by_role("button", name="Registrar reunión").click()
    phone.get_by_text("Reunión registrada.").wait_for()
    meeting = phone.url
    phone.get_by_role("link", name="Llevar a la cartera").click()
    assert AGREED[:30] in phone.locator("select[name=agreement] option:checked").inner_text()
    phone.get_by_label("Nombre").fill(WORK)
    choose_first(phone, "Clase de obra", "Plazas y espacios públicos")
    phone.get_by_label("Mujeres", exact=True).fill("1200")
    phone.get_by_label("Hombres", exact=True).fill("1100")
    choose_first(phone, "Cómo se contó", "Catastro")
    phone.get_by_label("Costo de ejecución").fill("321.654.000")
    choose_first(phone, "Objetivo principal", "Ciudades y comunidades")
    expect_axe_clean(phone)
    phone.get_by_role("button", name="Agregar iniciativa").click()
    phone.get_by_text("Iniciativa agregada a la cartera.").wait_for()
    initiative = phone.url
    expect_axe_clean(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    # «Where was this decided?» leads back to the meeting.
    phone.get_by_role("link", name=re.compile("Reunión en que se acordó")).click()
    phone.get_by_text(AGREED).first.wait_for()
    assert phone.url == meeting
    phone.get_by_role("link", name=WORK).wait_for()

    # The foundation writes the company's pledge and what arrived: more than was promised.
    page = new_page("coordinadora")
    page.goto(f"{mesa}aportes/comprometer/")
    choose_first(page, "Organización que aporta", COMPANY)
    page.get_by_label("Monto en pesos").fill(PLEDGED)
    choose_first(page, "Destinado a una iniciativa", WORK)
    page.get_by_role("button", name="Comprometer aporte").click()
    page.get_by_text(f"${PLEDGED}").first.wait_for()
    page.goto(f"{mesa}aportes/recibir/")
    choose_first(page, "Por el compromiso", PLEDGED)
    page.get_by_label("Monto en pesos").fill(RECEIVED)
    page.get_by_role("button", name="Registrar aporte").click()
    page.get_by_text("Excedido en $167.000").first.wait_for()
    expect_axe_clean(page)

    page.goto(f"{mesa}aportes/")
    amounts = "[...document.querySelectorAll('td.right > span')]"
    assert page.evaluate(f"{amounts}.length") > 20
    assert page.evaluate(f"{amounts}.filter(cell => cell.getClientRects().length > 1).length") == 0, (
        "cut amounts"
    )

    # She allocates it; more than there is says how much there is, and keeps what was typed.
    page.goto(initiative)
    page.get_by_role("link", name="Asignar dinero").click()
    page.get_by_label("Monto en pesos").fill("999.000.000.000")
    page.get_by_role("button", name=re.compile("Asignar")).click()
    page.get_by_text("disponibles para esta iniciativa").first.wait_for()
    assert page.get_by_label("Monto en pesos").input_value() == "999.000.000.000"
    page.get_by_label("Monto en pesos").fill(ALLOCATED)
    page.get_by_role("button", name=re.compile("Asignar")).click()
    page.goto(initiative)
    page.get_by_text(f"${ALLOCATED}").first.wait_for()

    # The worker says how the mesa is really articulated.
    page.goto(f"{mesa}evaluacion/")
    page.get_by_role("button", name="Calcular ahora").click()
    page.get_by_text("Cuatro modelos y nueve variables").wait_for()
    expect_axe_clean(page)

    # And freezes the report: she leaves the page while it is made and comes back.
    page.goto("/informes/")
    choose_first(page, "De qué", "Mejillones")
    page.get_by_role("button", name="Pedir informe ODS").click()
    page.wait_for_url("**/informes/ods/**")
    report = page.url
    page.goto("/inicio/")
    page.goto(report)
    page.get_by_role("link", name="Descargar PDF").wait_for()
    expect_axe_clean(page)
    numbers = page.request.get(f"{report}datos.json").json()
    document = page.request.get(page.get_by_role("link", name="Descargar PDF").get_attribute("href"))
    told = PdfReader(BytesIO(document.body()))
    text = "\n".join(sheet.extract_text() for sheet in told.pages)
    cost, received = (numbers["portfolio"]["execution_cost"], numbers["money"]["received"])
    shown = page.locator("main").inner_text()
    for pesos in (cost, received):
        written = f"${pesos:,}".replace(",", ".")
        assert written in text, written
        assert written in shown, written
    assert numbers["as_of"] == dates.today().isoformat()
    assert len(told.pages) == 2
    assert "/StructTreeRoot" in told.trailer["/Root"]

    # The company's own person finds her money in the work, and nothing of another's.
    theirs = new_page("empresa")
    theirs.goto("/aportes/")
    assert theirs.url.rstrip("/") != f"{stack.url}/aportes"
    content = theirs.content()
    assert "Naviera Bahía Serena" in theirs.locator("h1").inner_text()
    assert re.search(r"\$[1-9][\d.]{6,}", theirs.locator("main").inner_text()), "her own money is told"
    assert f"${RECEIVED}" not in content
    assert COMPANY not in content
