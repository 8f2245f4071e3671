
"use strict";
for (const form of document.querySelectorAll("form.tools")) {
  const table = document.getElementById(form.dataset.for), body = table.tBodies[0];
  const rows = Array.from(body.rows), words = rows.map((row) => fold(row.textContent));
  const search = form.querySelector("input"), selects = Array.from(form.querySelectorAll("select"));
  const output = form.querySelector("output"), thousands = document.body.dataset.thousands;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  table.classList.add("live");
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    head.tabIndex = 0;
    head.addEventListener("click", () => sort(head, column));
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(head, column); });
  });
  function fold(text) { return text.toLowerCase().replaceAll("\u0451", "\u0435"); }
  function filter() {
    const wanted = fold(search.value).split(/\s+/).filter(Boolean);
    const picked = selects.filter((select) => select.value).map((select) => [+select.dataset.column, select.value]);
    let shown = 0;
    rows.forEach((row, number) => {
      const fits = wanted.every((word) => words[number].includes(word)) &&
        picked.every(([column, value]) => row.cells[column].textContent === value);
      row.hidden = !fits;
      shown += fits;
    });
    form.closest("section").classList.toggle("picked", shown < rows.length);
    output.textContent = String(shown).replace(/\B(?=(\d{3})+$)/g, thousands);
  }
  function sort(head, column) {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const key = (row) => { const cell = row.cells[column]; return "v" in cell.dataset ? +cell.dataset.v : cell.textContent; };
    const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const sorted = rows.map((row, number) => [key(row), number, row]).sort(([a, i], [b, j]) =>
      (typeof a === "number" && typeof b === "number" ? a - b : order.compare(String(a), String(b))) * (up ? 1 : -1) || i - j);
    body.append(...sorted.map(([, , row]) => row));
  }
}
