/*
 * A picture, drawn anew on the phone: at most 1600 pixels, a JPEG of some hundred kilobytes, without anything its camera
 * hid in it. When and where it was taken goes along beside it, and only where the round keeps that.
 */
import { exifOf } from "./exif.js";
import { newKey } from "./store.js";

const LONGEST = 1600; // pixels
const SMALL = 240;
const QUALITY = 0.8;
const PATIENCE = 8_000; // milliseconds for the phone to say where it is

/** The row of a picture to be kept; throws where the phone cannot read the file. */
export async function pictureOf(file, { keepsPlace, ...belongs }) {
  const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
  const blob = await new Promise((done) => canvasOf(drawn, LONGEST).toBlob(done, "image/jpeg", QUALITY));
  const thumb = canvasOf(drawn, SMALL).toDataURL("image/jpeg", 0.6);
  drawn.close();
  const beside = keepsPlace ? await takenWhere(file) : {};
  const at = new Date().toISOString();
  return { key: newKey(), ...belongs, at, blob, thumb, sent: false, dropped: "", wrong: "", ...beside };
}

function canvasOf(drawn, longest) {
  const scale = Math.min(1, longest / Math.max(drawn.width, drawn.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(drawn.width * scale);
  canvas.height = Math.round(drawn.height * scale);
  canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function takenWhere(file) {
  const told = exifOf(await file.arrayBuffer());
  const taken_at = told.takenAt ?? new Date(file.lastModified).toISOString();
  if (told.latitude !== null && told.longitude !== null) {
    return { taken_at, latitude: told.latitude, longitude: told.longitude };
  }
  const here = await position();
  return { taken_at, latitude: here?.latitude ?? null, longitude: here?.longitude ?? null };
}

function position() {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    const options = { timeout: PATIENCE, maximumAge: 60_000 };
    navigator.geolocation.getCurrentPosition((found) => done(found.coords), () => done(null), options);
  });
}
