/*
 * One item on the phone: large buttons for yes and no, a figure, a text, pictures, a remark. Whatever is entered is in the
 * phone's store at once. Where phones disagree, what each says is a button; pressing one settles it.
 */
import { made } from "./markup.js";
import { picturesOf, standing, written } from "./notes.js";
import { pictureOf } from "./picture.js";

export function itemCard(here, item) {
  const { root, words, visit, isOpen } = here;
  const heads = standing(visit, here.notes, item.id);
  const said = heads.length === 1 ? heads[0] : { answer: "", remark: "", problem: false };
  const wrong = here.notes.find((note) => note.visit === visit.id && note.item === item.id && note.wrong)?.wrong;
  const node = made(root, "item", {
    number: item.number, text: item.text, basis: item.basis, unit: item.unit, wrong: wrong ? words[`wrong_${wrong}`] ?? words.wrong : "",
    required: item.required ? "" : words.optional, least: item.photos ? words.least.replace("{count}", item.photos) : "",
  });
  const isFolded = !item.photos && item.kind !== "photo"; // a short page for a thumb
  node.querySelector("summary").textContent = isFolded ? words.remark_photos : words.remark;
  const name = `item-${visit.id}-${item.id}`;
  node.querySelector("[data-label]").id = name;

  const enter = async (entered) => {
    const note = written({ visit, notes: here.notes, item: item.id, who: visit.who, entered });
    here.notes = [...here.notes.filter((one) => one.key !== note.key), note];
    await here.store.put("notes", note);
    const kept = await here.store.all("notes", visit.who);
    here.notes = kept;
    here.told();
    here.changed();
  };

  answers(here, item, node, said, enter);
  disputes(here, node, heads, enter);
  for (const box of node.querySelectorAll("[data-answer]")) box.disabled = !isOpen;
  for (const named of node.querySelectorAll("input[data-answer], textarea[data-answer], [role=group]")) {
    named.setAttribute("aria-labelledby", name);
  }
  const remark = node.querySelector("[data-remark]");
  remark.value = said.remark;
  remark.disabled = !isOpen;
  remark.addEventListener("input", () => enter({ remark: remark.value }));
  const problem = node.querySelector("[data-problem]");
  problem.checked = said.problem;
  problem.disabled = !isOpen;
  problem.addEventListener("change", () => enter({ problem: problem.checked }));
  pictures(here, item, node);
  return node;
}

function answers(here, item, node, said, enter) {
  for (const field of node.querySelectorAll("[data-kind]")) if (field.dataset.kind !== item.kind) field.remove();
  const field = node.querySelector("[data-kind]");
  if (item.kind === "yes_no") {
    const show = (answer) => {
      for (const button of field.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.value === answer));
      node.classList.toggle("s-phone__item--bad", Boolean(item.expected) && answer !== item.expected && ["yes", "no"].includes(answer));
    };
    show(said.answer);
    field.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const answer = button.getAttribute("aria-pressed") === "true" ? "" : button.value;
      show(answer);
      enter({ answer });
    });
  } else if (field) {
    const box = field.querySelector("[data-answer]");
    box.value = said.answer;
    const unread = field.querySelector("[data-unread]");
    box.addEventListener("input", () => {
      const isWrong = item.kind === "figure" && box.value.trim() !== "" && !/^-?\d+(\.\d+)?$/.test(box.value.trim());
      if (unread) unread.hidden = !isWrong;
      box.setAttribute("aria-invalid", String(isWrong));
      if (!isWrong) enter({ answer: box.value.trim() });
    });
  }
}

function disputes(here, node, heads, enter) {
  const box = node.querySelector("[data-dispute]");
  box.hidden = heads.length < 2;
  if (box.hidden) return;
  const choices = heads.map((head) => {
    const told = [here.words[`answer_${head.answer}`] ?? head.answer, head.remark].filter(Boolean).join("；") || "—";
    const button = made(here.root, "choice", { said: told, by: head.own ? here.words.this_phone : head.by });
    button.disabled = !here.isOpen;
    button.addEventListener("click", async () => {
      await enter({ answer: head.answer, remark: head.remark, problem: head.problem });
      here.again();
    });
    return button;
  });
  box.querySelector("[data-choices]").replaceChildren(...choices);
}

function pictures(here, item, node) {
  const { root, store, words, visit, isOpen } = here;
  const strip = node.querySelector("[data-pictures]");
  const told = node.querySelector("[data-unreadable]");
  strip.replaceChildren(...picturesOf(visit, here.photos, item.id).map((photo) => pictureBox(here, photo)));
  for (const input of node.querySelectorAll("input[type=file]")) {
    input.disabled = !isOpen;
    input.addEventListener("change", async () => {
      told.hidden = true;
      for (const file of input.files) {
        try {
          const belongs = { who: visit.who, visit: visit.id, item: item.id, keepsPlace: visit.keepsPlace };
          const photo = await pictureOf(file, belongs);
          await store.put("photos", photo);
          here.photos.push(photo);
          strip.append(pictureBox(here, photo));
        } catch (wrong) {
          told.hidden = false;
          told.textContent = wrong.name === "QuotaExceededError" ? words.full : words.unreadable;
        }
      }
      input.value = "";
      here.told();
      here.changed();
    });
  }
  const camera = node.querySelector("[data-camera]");
  camera.hidden = !isOpen;
  if (!item.photos && item.kind !== "photo") node.querySelector("details").append(camera);
  return root;
}

function pictureBox(here, photo) {
  const node = made(here.root, "picture", { said: photo.wrong || (photo.sent === false ? here.words.kept : "") });
  const image = node.querySelector("img");
  image.src = photo.thumb ?? photo.url;
  const drop = node.querySelector("[data-drop]");
  drop.hidden = !here.isOpen || photo.sent === undefined;
  drop.addEventListener("click", async () => {
    const kept = (await here.store.all("photos", photo.who)).find((row) => row.key === photo.key);
    if (kept?.sent) await here.store.put("photos", { ...kept, dropped: "wanted" });
    else await here.store.remove("photos", photo.key);
    here.photos.splice(0, here.photos.length, ...(await here.store.all("photos", photo.who)));
    node.remove();
    here.told();
    here.changed();
  });
  return node;
}
