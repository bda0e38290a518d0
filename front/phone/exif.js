/*
 * When and where a picture was taken, as its camera wrote it (Exif 3.0, TIFF 6.0): read only where a round declares that
 * this is kept. What cannot be read is null.
 */
const EXIF = 0x8769;
const GPS = 0x8825;
const TAKEN = 0x9003;
const OFFSET = 0x9011;
const WIDTHS = { 2: 1, 3: 2, 4: 4, 5: 8 };

/** {takenAt: "2026-11-22T10:00:00+08:00", latitude, longitude} of the bytes of a JPEG. */
export function exifOf(buffer) {
  const nothing = { takenAt: null, latitude: null, longitude: null };
  try {
    const tiff = tiffIn(new DataView(buffer));
    return tiff ? { ...nothing, ...read(tiff) } : nothing;
  } catch (wrong) {
    if (wrong instanceof RangeError) return nothing; // cut short
    throw wrong;
  }
}

function tiffIn(view) {
  let at = 2;
  while (view.getUint16(at) !== 0xffda) {
    const length = view.getUint16(at + 2);
    if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) {
      return new DataView(view.buffer, at + 10, length - 8);
    }
    at += 2 + length;
  }
  return null;
}

function read(tiff) {
  const little = tiff.getUint16(0) === 0x4949;
  const root = entries(tiff, tiff.getUint32(4, little), little);
  const own = root[EXIF] ? entries(tiff, root[EXIF], little) : {};
  const place = root[GPS] ? entries(tiff, root[GPS], little) : {};
  const day = own[TAKEN]?.match(/^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/);
  const offset = own[OFFSET]?.match(/^[+-]\d\d:\d\d/)?.[0] ?? "+08:00"; // China has one time
  return {
    takenAt: day ? `${day[1]}-${day[2]}-${day[3]}T${day[4]}${offset}` : null,
    latitude: degrees(place[2], place[1] === "S"),
    longitude: degrees(place[4], place[3] === "W"),
  };
}

function entries(tiff, at, little) {
  const found = {};
  for (let number = 0; number < tiff.getUint16(at, little); number += 1) {
    const here = at + 2 + number * 12;
    const [tag, type] = [tiff.getUint16(here, little), tiff.getUint16(here + 2, little)];
    const count = tiff.getUint32(here + 4, little);
    const size = (WIDTHS[type] ?? 0) * count;
    if (size) found[tag] = value(tiff, type, count, size > 4 ? tiff.getUint32(here + 8, little) : here + 8, little);
  }
  return found;
}

function value(tiff, type, count, at, little) {
  if (type === 3) return tiff.getUint16(at, little);
  if (type === 4) return tiff.getUint32(at, little);
  if (type === 5) {
    const part = (index) => tiff.getUint32(at + index * 8, little) / tiff.getUint32(at + index * 8 + 4, little);
    return Array.from({ length: Math.min(count, 3) }, (_, index) => part(index));
  }
  const bytes = new Uint8Array(tiff.buffer, tiff.byteOffset + at, count);
  return String.fromCharCode(...bytes).replace(/\0.*$/s, "");
}

function degrees(parts, isNegative) {
  if (!Array.isArray(parts) || parts.length !== 3) return null;
  const found = parts[0] + parts[1] / 60 + parts[2] / 3600;
  return Number.isFinite(found) ? (isNegative ? -found : found) : null;
}
