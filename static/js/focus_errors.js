/* Brings the reader to the summary of errors, after a page load and after a part was replaced. */
(() => {
  "use strict";
  const focus = (root) => root.querySelector(".error-summary")?.focus();

  document.addEventListener("DOMContentLoaded", () => focus(document));
  document.addEventListener("htmx:afterSettle", (event) => focus(event.detail.target));
})();
