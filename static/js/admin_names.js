// Names for screen readers that the admin leaves out: empty heads of columns, and the search lists of choices.
// Both are made by the admin's own scripts when the page is ready, so this waits for its turn after them.
const nameThem = () => {
  for (const head of document.querySelectorAll(".inline-group th:empty")) {
    const name = document.createElement("span");
    name.className = "visually-hidden";
    name.textContent = head.classList.contains("original") ? "Rij" : "Weghalen";
    head.append(name);
  }
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const shown = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !shown) continue;
    label.id ||= `${select.id}_label`;
    shown.setAttribute("aria-labelledby", `${label.id} ${shown.getAttribute("aria-labelledby") ?? ""}`.trim());
    shown.querySelector("[role=textbox], .select2-search__field")?.setAttribute("aria-labelledby", label.id);
  }
};
if (window.django?.jQuery) window.django.jQuery(nameThem);
