// A part of a page that renews itself while work goes on.
// <section id="progress" data-poll="5"> asks its own page again every 5 seconds and
// takes the new section of the same id; a section without data-poll ends it.
// Nothing is asked while the page is hidden; each failure doubles the wait.
const LONGEST = 60;

function watch(part) {
  const every = Math.max(2, Number(part.dataset.poll) || 5);
  let wait = every;
  const later = () => setTimeout(ask, wait * 1000);
  const ask = async () => {
    if (document.hidden) return later();
    try {
      const url = part.dataset.url || location.href;
      const answer = await fetch(url, { credentials: "same-origin" });
      if (answer.redirected || !answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (!fresh) return undefined;
      wait = every;
      // What someone is reading or typing in is not pulled away.
      if (!part.contains(document.activeElement)) {
        part.replaceWith(fresh);
        part = fresh;
      }
      return part.hasAttribute("data-poll") ? later() : undefined;
    } catch {
      wait = Math.min(LONGEST, wait * 2);
      return later();
    }
  };
  later();
}

for (const part of document.querySelectorAll("[data-poll][id]")) watch(part);
