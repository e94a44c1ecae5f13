// Keys of the review. A key only points, ticks or turns: pressing Enter decides.
// What is marked data-press waits hidden until this script makes it true.
const list = document.getElementById("keys");
const isOn = list?.hasAttribute("data-keys-on") ?? false;
const places = [...document.querySelectorAll("[data-press]")];
const sides = [...document.querySelectorAll(".side-of")];
const rows = [...document.querySelectorAll("a[data-row]")];
const PLACES = { KeyQ: "/desk/review/", KeyO: "/admin/clearance/order/", KeyD: "/admin/" };
const CHORD = 1500; // milliseconds between G and the letter behind it
let side = 0;
let goingSince = 0;

function pane() {
  return sides[side]?.querySelector(".pane");
}

function zoom() {
  const here = pane();
  const image = here?.querySelector("img");
  if (!image) return;
  // Loaded as it is stored when it is looked at closely, and only then.
  if (image.dataset.stored) {
    image.src = image.dataset.stored;
    delete image.dataset.stored;
  }
  here.classList.toggle("zoomed");
}

function turn() {
  const here = pane();
  if (!here) return;
  const turned = (Number(here.dataset.turn || 0) + 1) % 4;
  here.classList.remove("turn-1", "turn-2", "turn-3");
  if (turned) here.classList.add(`turn-${turned}`);
  here.dataset.turn = turned;
}

function otherSide() {
  side = (side + 1) % Math.max(1, sides.length);
  sides[side]?.focus();
  sides[side]?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

const doing = {
  KeyZ: zoom,
  KeyT: turn,
  KeyF: otherSide,
  KeyN: () => document.getElementById("note")?.focus(),
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyG: () => (goingSince = performance.now()),
  Slash: () => document.querySelector("input[type=search]")?.focus(),
};

function press(code) {
  const goes = PLACES[code] && performance.now() - goingSince < CHORD;
  goingSince = 0;
  if (goes) {
    location.assign(PLACES[code]);
    return true;
  }
  if (doing[code]) {
    doing[code]();
    return true;
  }
  const place = places.find((each) => each.dataset.press === code);
  if (!place) return false;
  const reason = place.closest(".why")?.querySelector("input");
  if (reason) reason.checked = !reason.checked;
  else place.closest("button")?.focus();
  return true;
}

addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.matches("textarea, select, input:not([type=checkbox])")) return;
  if (event.key === "?" && list?.popover) {
    list.togglePopover();
    event.preventDefault();
  } else if (isOn && !event.repeat && !event.shiftKey && press(event.code)) {
    event.preventDefault();
  }
});

for (const place of places) {
  // Buttons work by hand with the keys switched off; bare key caps do not.
  place.hidden = place.tagName === "KBD" && !isOn;
  const does = doing[place.dataset.press];
  if (does && place.tagName === "BUTTON") place.addEventListener("click", does);
}
for (const told of document.querySelectorAll("[data-keys-told]")) told.hidden = !isOn;
if (list?.popover) {
  document.querySelector("[data-keys-list]")?.addEventListener("click", (event) => {
    event.preventDefault();
    list.togglePopover();
  });
}

for (const form of document.querySelectorAll("[data-undo]")) {
  const over = performance.now() + Number(form.dataset.undo) * 1000;
  const left = form.querySelector("[data-left]");
  const counting = setInterval(() => {
    const seconds = Math.ceil((over - performance.now()) / 1000);
    if (seconds > 0) left.textContent = seconds;
    else {
      clearInterval(counting);
      form.querySelector("button").remove();
    }
  }, 1000);
}
