/* The panel beside the week board, and the forms of the board without leaving the page.
   Without this file every link and form works as a page of its own. */
(() => {
  "use strict";
  const panel = () => document.getElementById("board-panel");
  const board = () => document.getElementById("board");
  const wide = window.matchMedia("(min-width: 640px)");
  let opener = null;

  const boardPage = (window.boardPage = {
    wide,
    say(text) {
      document.getElementById("board-say").textContent = text;
    },
    open(url, { focus = true } = {}) {
      opener = document.activeElement;
      return htmx.ajax("GET", url, { target: "#board-panel", swap: "innerHTML" }).then(() => show(focus));
    },
    send(url, values) {
      return htmx.ajax("POST", url, { target: "#board", swap: "outerHTML", values });
    },
    close() {
      const was = panel();
      if (was.hidden) return;
      const inside = was.contains(document.activeElement);
      was.hidden = true;
      was.replaceChildren();
      if (inside && opener && opener.isConnected) opener.focus();
    },
  });

  function show(focus) {
    const place = panel();
    place.hidden = false;
    for (const button of place.querySelectorAll("[data-panel-close][hidden]")) button.hidden = false;
    if (!focus) return;
    const first = place.querySelector(".error-summary") || place.querySelector(".notice ~ .field #id_reason") || place.querySelector("#panel-title");
    first?.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !wide.matches) return;
    if (event.target.closest("#board-panel [data-panel-close]")) {
      event.preventDefault();
      boardPage.close();
      document.dispatchEvent(new CustomEvent("board:closed"));
      return;
    }
    const link = event.target.closest("a[data-panel], #board .duty a, #board a.add, #board .board-more a[href*='bereikbaar']");
    if (!link || document.querySelector("#board.picking")?.contains(link)) return;
    event.preventDefault();
    link.closest("details.fold")?.removeAttribute("open");
    document.dispatchEvent(new CustomEvent("board:form"));
    boardPage.open(link.href);
  });

  // Another day is already on the page.
  document.addEventListener("click", (event) => {
    const tab = event.target.closest("#board .day-tabs a[data-day]");
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    board().dataset.showDay = tab.dataset.day;
    for (const other of board().querySelectorAll(".day-tabs a")) other.removeAttribute("aria-current");
    tab.setAttribute("aria-current", "true");
    history.replaceState(history.state, "", tab.href);
  });

  // A refresh waits while somebody writes, drags or has a menu open, and while nobody looks.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt.matches(".board-poll")) return;
    const busy = document.hidden || board().matches(".dragging") || board().querySelector("details.fold[open]") || board().querySelector("textarea")?.value;
    if (busy) event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-board-form]") || !board()) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    opener = document.activeElement;
    const values = {};
    for (const [name, value] of new FormData(form, event.submitter)) {
      values[name] = name in values ? [].concat(values[name], value) : value;
    }
    boardPage.send(form.action, values).finally(() => delete form.dataset.busy);
  }, true);

  // A form that needs an answer first comes back into the panel.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "board-panel") show(event.detail.xhr?.status === 422);
  });

  document.addEventListener("board-done", () => {
    boardPage.close();
    const notice = document.querySelector("#notices .notice");
    if (notice) boardPage.say(notice.textContent.trim());
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || panel().hidden) return;
    boardPage.close();
    document.dispatchEvent(new CustomEvent("board:closed"));
  });
})();
