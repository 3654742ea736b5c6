/* Picks up a visit, or a client of the tray: the board shows where it may go and why not elsewhere.
   By mouse, touch and keyboard (Enter), or by dragging. Escape puts it back. */
(() => {
  "use strict";
  const board = () => document.getElementById("board");
  const cells = () => board().querySelectorAll(".cell");
  const usable = () => board()?.dataset.optionsUrl && window.boardPage.wide.matches;
  const roomy = window.matchMedia("(min-width: 1100px)");
  let picked = null; // {visit | client, name, options}
  let bar = null;

  const urlFor = (kind, id) => board().dataset[kind].replace("/0/", `/${id}/`);

  function showBar(text, state) {
    if (!bar) {
      bar = document.createElement("div");
      bar.className = "pick-bar";
      const words = document.createElement("p");
      const stop = document.createElement("button");
      stop.type = "button";
      stop.className = "btn btn-secondary";
      stop.textContent = "Stop (Esc)";
      stop.addEventListener("click", () => drop({ focus: true }));
      const more = document.createElement("button");
      more.type = "button";
      more.className = "btn btn-secondary pick-more";
      more.textContent = "Bekijk";
      more.addEventListener("click", () => {
        const one = picked;
        drop();
        window.boardPage.open(one.visit ? urlFor("visitUrl", one.visit) : `${board().dataset.planUrl}?klant=${one.client}`);
      });
      bar.append(words, more, stop);
      document.getElementById("inhoud").append(bar);
    }
    bar.hidden = false;
    bar.className = `pick-bar${state ? ` pick-bar-${state}` : ""}`;
    bar.firstChild.textContent = text;
  }

  function clear() {
    const table = board();
    table?.classList.remove("picking");
    for (const cell of table?.querySelectorAll(".cell") || []) cell.classList.remove("can", "warn", "ask", "cannot", "swap", "drop-here");
    for (const item of document.querySelectorAll(".picked")) item.classList.remove("picked");
    if (bar) bar.hidden = true;
  }

  function drop({ focus = false } = {}) {
    if (!picked) return;
    const source = find(picked);
    picked = null;
    clear();
    if (focus) source?.focus();
  }

  const find = (one) =>
    board().querySelector(one.visit ? `.visit[data-visit="${one.visit}"]` : `.tray-item[data-client="${one.client}"]`);

  async function pick(one, { panel = true } = {}) {
    clear();
    picked = one;
    const url = `${board().dataset.optionsUrl}?${one.visit ? `bezoek=${one.visit}` : `klant=${one.client}`}&view=${board().dataset.rows}`;
    mark();
    if (panel && one.visit && roomy.matches) window.boardPage.open(urlFor("visitUrl", one.visit), { focus: false });
    if (panel && one.client) window.boardPage.close();
    one.loading = fetch(url, { headers: { Accept: "application/json" } }).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    });
    try {
      one.options = await one.loading;
    } catch {
      if (picked === one) showBar("De mogelijkheden zijn nu niet op te halen. Laad de pagina opnieuw.", "cannot");
      return;
    }
    if (picked === one) light();
  }

  function mark() {
    board().classList.add("picking");
    const selector = picked.visit ? `.visit[data-visit="${picked.visit}"]` : `.tray-item[data-client="${picked.client}"]`;
    for (const item of board().querySelectorAll(selector)) item.classList.add("picked");
    showBar(`${picked.name} gekozen.`);
  }

  function light() {
    const { options } = picked;
    let possible = 0;
    for (const cell of cells()) {
      const option = options.cells[cell.dataset.cell];
      const visit = cell.querySelector(".visit")?.dataset.visit;
      const swap = visit && visit !== String(picked.visit) && options.swaps?.[visit];
      if (option) cell.classList.add(option.s);
      if (swap && swap.s !== "cannot" && option?.s === "cannot") cell.classList.add("swap");
      if (option && option.s !== "cannot" && !cell.querySelector(".picked")) possible += 1;
    }
    const where = possible === 1 ? "1 plek past" : `${possible} plekken passen`;
    showBar(`${picked.name}: ${where}. Kies een dagdeel${picked.visit && roomy.matches ? ", of druk op Tab om het bezoek te veranderen" : ""}.`);
    window.boardPage.say(bar.firstChild.textContent);
    // Who works by keyboard goes from the tray straight to the first place that fits.
    if (picked.client && picked.byKeyboard) window.boardGrid.go(board().querySelector(".cell.can, .cell.warn, .cell.ask"));
  }

  const sentences = (option) => option.w.map((number) => picked.options.sentences[number]).join(" ");

  function tell(cell) {
    const option = picked?.options?.cells[cell.dataset.cell];
    if (!option) return;
    let text = `${picked.name}: dit past.`;
    let state = "";
    if (option.s === "cannot") [text, state] = [sentences(option), "cannot"];
    if (option.s === "warn") [text, state] = [sentences(option), "warn"];
    if (option.s === "ask") text = `${sentences(option)} Kies wie er gaat.`.trim();
    if (cell.classList.contains("swap")) [text, state] = [`${sentences(option)} Ruilen kan wel.`, "warn"];
    if (cell.querySelector(".picked")) text = `Hier staat ${picked.name} nu.`;
    showBar(text, state);
    window.boardPage.say(text);
  }

  function place(cell) {
    if (!picked?.options) return;
    const option = picked.options.cells[cell.dataset.cell];
    const [row, date, block] = cell.dataset.cell.split(":");
    if (cell.querySelector(".picked")) return drop({ focus: true });
    if (cell.classList.contains("swap")) {
      return act(urlFor("swapUrl", picked.visit), { met: cell.querySelector(".visit").dataset.visit });
    }
    if (!option || option.s === "cannot") {
      picked.dropped = false;
      return tell(cell);
    }
    const byClient = board().dataset.rows === "klanten";
    const url = picked.visit ? urlFor("moveUrl", picked.visit) : board().dataset.planUrl;
    if (option.s === "ask" || byClient) {
      const query = new URLSearchParams({ datum: date, dagdeel: block });
      if (picked.client) query.set("klant", picked.client);
      if (!byClient) query.set("student", row);
      drop();
      return window.boardPage.open(`${url}?${query}`);
    }
    const values = { date, block, lead: row, direct: "1" };
    if (picked.client) values.client = picked.client;
    return act(url, values);
  }

  function act(url, values) {
    values.token = crypto.randomUUID ? crypto.randomUUID() : "";
    drop();
    return window.boardPage.send(url, values);
  }

  function source(target) {
    const visit = target.closest?.("#board .cell .visit");
    if (visit) return { visit: visit.dataset.visit, name: visit.querySelector(".visit-name").textContent };
    const item = target.closest?.("#board a.tray-item");
    return item ? { client: item.dataset.client, name: item.querySelector(".tray-name").firstChild.textContent.trim() } : null;
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !usable()) {
      // A teacher looks at a visit in the panel too.
      const card = event.target.closest?.("#board .cell .visit");
      if (card && board().dataset.visitUrl && window.boardPage.wide.matches && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        window.boardPage.open(card.href);
      }
      return;
    }
    const cell = event.target.closest("#board .cell");
    if (picked && cell) {
      event.preventDefault();
      place(cell);
      return;
    }
    const one = source(event.target);
    if (!one) return;
    event.preventDefault();
    if (picked && String(picked.client) === String(one.client) && !one.visit) drop({ focus: true });
    else pick(Object.assign(one, { byKeyboard: event.detail === 0 }));
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picked) {
      event.preventDefault();
      window.boardPage.close();
      drop({ focus: true });
      return;
    }
    const cell = event.target.closest?.("#board .cell");
    const title = document.querySelector("#board-panel:not([hidden]) #panel-title");
    if (picked && cell && title && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      title.focus();
      return;
    }
    if (!picked || !cell || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    place(cell);
  }, true);

  for (const name of ["focusin", "mouseover"]) {
    document.addEventListener(name, (event) => {
      const cell = event.target.closest?.("#board .cell");
      if (picked?.options && cell) tell(cell);
    });
  }

  // Dragging is a shortcut for the same steps.
  document.addEventListener("dragstart", (event) => {
    const one = usable() && source(event.target);
    if (!one) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", one.name);
    board().classList.add("dragging");
    pick(one, { panel: false });
  });
  document.addEventListener("dragover", (event) => {
    const cell = event.target.closest?.("#board .cell");
    if (!picked || !cell) return;
    const fits = !picked.options || cell.matches(".can, .warn, .ask, .swap");
    if (fits) event.preventDefault();
    for (const other of board().querySelectorAll(".drop-here")) if (other !== cell) other.classList.remove("drop-here");
    cell.classList.toggle("drop-here", fits);
  });
  document.addEventListener("drop", (event) => {
    const cell = event.target.closest?.("#board .cell");
    if (!picked || !cell) return;
    event.preventDefault();
    // A quick hand lets go before the answer is there.
    const one = picked;
    one.dropped = true;
    one.loading.then(() => picked === one && place(cell)).catch(() => drop());
  });
  document.addEventListener("dragend", () => {
    board().classList.remove("dragging");
    if (picked && !picked.dropped) drop();
  });

  document.addEventListener("board:form", () => drop());
  document.addEventListener("board:closed", () => drop({ focus: true }));
  // A refresh keeps what was picked up, when it is still there.
  document.addEventListener("htmx:afterSettle", () => {
    if (!picked || !board() || board().classList.contains("picking")) return;
    const one = picked;
    if (find(one)) pick(one, { panel: false });
    else drop();
  });
})();
