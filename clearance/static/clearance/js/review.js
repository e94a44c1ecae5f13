// Keys of the review page. A key only points, ticks or turns: pressing Enter decides.
// What is marked data-press waits hidden until this script makes it true.
const OFF = "review-keys-off";
const buttons = [...document.querySelectorAll("[data-press]")];
const sides = [...document.querySelectorAll(".side-of")];
const keys = document.getElementById("keys");
const box = keys?.querySelector("[data-keys-switch]");
let side = 0;

function isOn() {
  return localStorage.getItem(OFF) === null;
}

function show() {
  for (const each of buttons) {
    // Buttons work by hand with the keys switched off; bare key caps do not.
    each.hidden = each.tagName === "KBD" && !isOn();
  }
  for (const each of document.querySelectorAll("[data-keys-on]")) each.hidden = !isOn();
  if (box) box.checked = isOn();
}

function pane() {
  return sides[side]?.querySelector(".pane");
}

const doing = {
  KeyZ: () => pane()?.classList.toggle("zoomed"),
  KeyT: () => {
    const here = pane();
    if (!here) return;
    const turn = (Number(here.dataset.turn || 0) + 1) % 4;
    here.classList.remove("turn-1", "turn-2", "turn-3");
    if (turn) here.classList.add(`turn-${turn}`);
    here.dataset.turn = turn;
  },
  KeyF: () => {
    side = (side + 1) % Math.max(1, sides.length);
    sides[side]?.focus();
    sides[side]?.scrollIntoView({ block: "nearest" });
  },
  KeyN: () => document.getElementById("note")?.focus(),
};

function press(code) {
  if (doing[code]) return doing[code]() !== null;
  const place = buttons.find((each) => each.dataset.press === code);
  if (!place) return false;
  const reason = place.closest(".why")?.querySelector("input");
  if (reason) reason.checked = !reason.checked;
  else place.closest("button")?.focus();
  return true;
}

addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const at = event.target;
  if (at.matches("textarea, select, input:not([type=checkbox])")) return;
  if (event.key === "?" && keys?.togglePopover) {
    keys.togglePopover();
    event.preventDefault();
  } else if (isOn() && !event.repeat && !event.shiftKey && press(event.code)) {
    event.preventDefault();
  }
});

for (const code of Object.keys(doing)) {
  const button = buttons.find((each) => each.dataset.press === code);
  button?.addEventListener("click", doing[code]);
}
box?.addEventListener("change", () => {
  if (box.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  show();
});
show();
