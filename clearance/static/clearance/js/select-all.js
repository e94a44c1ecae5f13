// A box that ticks all of a table, and words that say how many are ticked.
// <form data-select-all="orders"> … <input type="checkbox" name="orders" value="…">
// [data-all] the hidden box for all, [data-selected] where the number goes,
// [data-needs-selection] buttons that wait for one.
for (const form of document.querySelectorAll("form[data-select-all]")) {
  const boxes = [...form.elements].filter(
    (box) => box.type === "checkbox" && box.name === form.dataset.selectAll,
  );
  const all = form.querySelector("[data-all]");
  const refresh = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.closest("tr")?.classList.toggle("on", box.checked);
    for (const place of form.querySelectorAll("[data-selected]")) {
      place.textContent = ticked;
    }
    for (const button of form.querySelectorAll("[data-needs-selection]")) {
      button.disabled = ticked === 0;
    }
    if (all) {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  };
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) if (!box.disabled) box.checked = all.checked;
      refresh();
    });
  }
  form.addEventListener("change", (event) => {
    if (boxes.includes(event.target)) refresh();
  });
  // Back and forward restore ticks after the page has loaded.
  addEventListener("pageshow", refresh);
  refresh();
}
