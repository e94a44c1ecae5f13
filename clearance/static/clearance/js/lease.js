// A photo of an ID leaves the screen when the leave to look at it ends.
// <figure data-lease="/portal/looks/…/" data-left="118" data-every="5"> asks that
// address every 5 seconds; any answer but a clear yes takes the picture away, and so
// does the end of the 118 seconds. What is said then, and the button that asks for the
// photo again, wait in the page.
function watch(frame) {
  const shut = () => {
    clearInterval(asking);
    clearTimeout(ending);
    document.removeEventListener("visibilitychange", ask);
    removeEventListener("pageshow", ask);
    for (const part of frame.querySelectorAll("[data-open]")) part.remove();
    const said = frame.querySelector("[role=status]");
    said.textContent = said.dataset.said;
    for (const part of frame.querySelectorAll("[data-shut]")) part.hidden = false;
  };
  const ask = async () => {
    try {
      const answer = await fetch(frame.dataset.lease, {
        cache: "no-store",
        credentials: "same-origin",
        redirect: "error",
      });
      if (!answer.ok || (await answer.json()).open !== true) shut();
    } catch {
      shut();
    }
  };
  const asking = setInterval(ask, Math.max(1, Number(frame.dataset.every)) * 1000);
  const ending = setTimeout(shut, Math.max(0, Number(frame.dataset.left)) * 1000);
  document.addEventListener("visibilitychange", ask);
  addEventListener("pageshow", ask);
}

for (const frame of document.querySelectorAll("[data-lease]")) watch(frame);
