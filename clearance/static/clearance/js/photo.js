// A photo made smaller and shown before it is sent. Without this the form sends the
// file as it is; where the browser cannot read a file (HEIC), it is sent as it is too.
// <form data-photo> holds file inputs; [data-preview] a hidden <canvas>, one for each
// [data-slot] where there are several;
// [data-busy] on the form the words while it is on its way;
// data-send="now" sends as soon as a photo was chosen and hides [data-without-script].
const LONGEST_SIDE = 2560;
const SMALL_ENOUGH = 1_500_000;

async function reduced(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  if (scale === 1 && file.size <= SMALL_ENOUGH) return { file, canvas };
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  if (!blob || blob.size >= file.size) return { file, canvas };
  const name = file.name.replace(/\.\w+$/, "") + ".jpg";
  return { file: new File([blob], name, { type: "image/jpeg" }), canvas };
}

function show(place, canvas) {
  const preview = place.querySelector("canvas[data-preview]");
  if (!preview) return;
  const scale = 460 / canvas.width;
  preview.width = 460;
  preview.height = Math.round(canvas.height * scale);
  preview.getContext("2d").drawImage(canvas, 0, 0, preview.width, preview.height);
  preview.hidden = false;
}

function send(form) {
  if (form.requestSubmit) form.requestSubmit();
  else form.submit();
}

for (const form of document.querySelectorAll("form[data-photo]")) {
  let busy = false;
  let waiting = false;
  form.classList.add("scripted"); // what was chosen shows as a picture from here on
  if (form.dataset.send === "now") {
    for (const spare of form.querySelectorAll("[data-without-script]")) {
      spare.hidden = true;
    }
  }
  form.addEventListener("change", async (event) => {
    const input = event.target;
    if (input.type !== "file" || !input.files.length) return;
    // Camera and gallery are two inputs of one name: the last one chosen counts.
    for (const other of form.querySelectorAll("input[type=file]")) {
      if (other !== input && other.name === input.name) other.value = "";
    }
    busy = true;
    try {
      const { file, canvas } = await reduced(input.files[0]);
      show(input.closest("[data-slot]") || form, canvas);
      if (file !== input.files[0]) {
        const files = new DataTransfer();
        files.items.add(file);
        input.files = files.files;
      }
    } catch {
      // Unreadable here; the server looks at the file itself.
    } finally {
      busy = false;
    }
    if (waiting || form.dataset.send === "now") send(form);
  });
  form.addEventListener("submit", (event) => {
    if (busy) {
      event.preventDefault();
      waiting = true;
      return;
    }
    if (event.submitter?.hasAttribute("formaction")) return; // no photo is on its way
    for (const place of form.querySelectorAll("[data-busy]")) {
      place.textContent = place.dataset.busy;
    }
  });
}
