/* A second click on the same button does not send a form twice. */
(() => {
  "use strict";
  function release() {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[aria-busy='true']")) button.removeAttribute("aria-busy");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.matches("[hx-post]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    // An answer that is a download leaves this page as it is.
    window.setTimeout(release, 5000);
  });

  // The browser's back button shows the page as it was left.
  window.addEventListener("pageshow", release);
})();
