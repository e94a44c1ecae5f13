// The switch between the device's theme, light and dark. The choice is a cookie, so
// that the server writes it into the page and nothing flashes.
const order = ["auto", "light", "dark"];
const root = document.documentElement;

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const name = () => root.dataset.theme || "auto";
  const say = () => {
    const words = button.dataset[name()];
    button.title = words;
    button.querySelector(".sr").textContent = words;
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(name()) + 1) % order.length];
    const age = next === "auto" ? 0 : 31536000;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${next}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
    if (next === "auto") delete root.dataset.theme;
    else root.dataset.theme = next;
    say();
  });
  say();
  button.hidden = false;
}
