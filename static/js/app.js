// Small comforts on top of pages that work without them. No state lives here.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** The error summary, or else the first wrong field, takes the focus so that it is read first. */
function focusErrors(root = document) {
  const summary = root.querySelector?.("[data-error-summary]");
  if (summary) summary.focus();
}

/** A link of the summary goes to the field itself, not only to its place on the page. */
function followErrorLink(event) {
  const link = event.target.closest?.("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.closest(".field, fieldset")?.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

/** Buttons − and + around whole-number inputs; a phone in one hand counts people so. */
function addSteppers(root) {
  for (const input of $$("input[data-stepper]", root)) {
    if (input.closest(".stepper")) continue;
    const label = input.labels?.[0]?.firstChild?.textContent.trim() ?? "";
    const box = document.createElement("div");
    box.className = "stepper";
    input.replaceWith(box);
    box.append(step(input, -1, label), input, step(input, 1, label));
  }
}

function step(input, by, label) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = by < 0 ? "−" : "+";
  button.setAttribute("aria-label", `${label}: ${by < 0 ? "−1" : "+1"}`);
  button.addEventListener("click", () => {
    const next = (Number.parseInt(input.value, 10) || 0) + by;
    input.value = Math.max(Number(input.min || 0), input.max ? Math.min(Number(input.max), next) : next);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

/** Shows the button that adds a row to a formset; the server's own rows stay as they are. */
function readyFormsets(root) {
  for (const button of $$("[data-add-row]", root)) {
    const box = button.closest("[data-formset]");
    const total = box?.querySelector("[name$='-TOTAL_FORMS']");
    const template = box?.querySelector("template");
    if (!total || !template || button.dataset.ready) continue;
    const most = Number(box.querySelector("[name$='-MAX_NUM_FORMS']")?.value || 1000);
    const check = () => { button.hidden = Number(total.value) >= most; };
    button.dataset.ready = "1";
    check();
    button.addEventListener("click", () => {
      const index = Number(total.value);
      const holder = document.createElement("template");
      holder.innerHTML = template.innerHTML.replaceAll("__prefix__", index).replaceAll("__number__", index + 1);
      const row = holder.content.firstElementChild;
      box.querySelector("[data-rows]").append(row);
      total.value = index + 1;
      ready(row);
      check();
      row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  }
}

/** A second press while the first is under way is ignored; coming back by history frees the form again. */
function guardDoubleSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  for (const button of $$("button:not([type=button])", form)) button.setAttribute("aria-disabled", "true");
}

function freeForms(root = document) {
  for (const form of $$("form[data-sent]", root)) {
    delete form.dataset.sent;
    for (const button of $$("[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  }
}

/** An open menu closes by Escape, and by a press elsewhere. */
function closeMenus(event) {
  for (const menu of $$("details.menu[open]")) {
    if (event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target)) {
      menu.open = false;
      if (event.type === "keydown") menu.querySelector("summary").focus();
    }
  }
}

function markDrop(event) {
  const box = event.target.closest?.(".file");
  if (box) box.classList.toggle("over", event.type === "dragenter" || event.type === "dragover");
}

function ready(root) {
  addSteppers(root);
  readyFormsets(root);
}

ready(document);
focusErrors();
document.addEventListener("click", followErrorLink);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
document.addEventListener("submit", guardDoubleSubmit);
for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(name, markDrop);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});
window.addEventListener("pageshow", (event) => event.persisted && freeForms());
document.addEventListener("htmx:afterRequest", () => freeForms());
document.addEventListener("htmx:afterSwap", (event) => {
  ready(event.target);
  focusErrors(event.target);
});
